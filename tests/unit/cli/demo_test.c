/* The made-up county obeys the rules of a real one, on whatever day it is made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/seal.h"
#include "cli/demo.h"
#include "model/register/identity.h"
#include "model/register/lifecycle.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct arena *a;

static int32_t day(int y, int m, int d) {
    int32_t out = DAY_NONE;
    assert_true(date_from_ymd(&out, y, m, d));
    return out;
}

static void assert_text(struct str s, const char *expected) {
    assert_string_equal(str_cstr(a, s), expected);
}

/* A fill that must fail, without its complaint on the screen. */
static enum status fill_quietly(struct str *out, struct str text, const struct demo_fill *fills) {
    int kept = dup(STDERR_FILENO), nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    enum status st = demo_fill(out, a, text, fills);
    dup2(kept, STDERR_FILENO);
    close(kept);
    close(nowhere);
    return st;
}

/* --- dice and texts --- */

/* Dice of one part always fall the same way, those of another part differently. */
static void test_dice(void **state) {
    (void)state;
    struct demo_dice one = demo_dice(1), same = demo_dice(1), other = demo_dice(2);
    bool differs = false;
    for (int i = 0; i < 1000; i++) {
        uint64_t roll = demo_roll(&one);
        assert_true(roll == demo_roll(&same));
        differs = differs || roll != demo_roll(&other);
    }
    assert_true(differs);
    for (int i = 0; i < 1000; i++) {
        assert_in_range(demo_between(&one, 3, 5), 3, 5);
        assert_true(demo_below(&one, 7) < 7);
    }
    assert_int_equal(demo_between(&one, 9, 9), 9);
    assert_int_equal(demo_between(&one, 9, 2), 9);
}

/* Names in braces are replaced; one that nobody knows is a mistake of the content, not empty. */
static void test_fill(void **state) {
    (void)state;
    const struct demo_fill fills[] = {
        {"place", STR_INIT("大湾村")}, {"year", STR_INIT("2026")}, {NULL, STR_NONE}};
    struct str out;
    assert_int_equal(demo_fill(&out, a, STR("{place}{year}年，{place}"), fills), OK);
    assert_text(out, "大湾村2026年，大湾村");
    assert_int_equal(demo_fill(&out, a, STR("没有空要填"), fills), OK);
    assert_text(out, "没有空要填");
    assert_int_equal(fill_quietly(&out, STR("{nobody}"), fills), INVALID);
    assert_int_equal(fill_quietly(&out, STR("{place"), fills), INVALID);
}

/* A page is a head of keys, an empty line and a text. */
static void test_page(void **state) {
    (void)state;
    struct demo_page page;
    assert_true(demo_page(&page, STR("title: 办法: 一\nlevel:county\n\n## 一\n\n正文\n")));
    assert_text(demo_head(&page, "title"), "办法: 一");
    assert_text(demo_head(&page, "level"), "county");
    assert_null(demo_head(&page, "area").p);
    assert_text(page.body, "## 一\n\n正文");
    assert_false(demo_page(&page, STR("no key here\n\ntext")));
    assert_false(demo_page(&page, STR("title: only a head\n")));
}

static void test_section(void **state) {
    (void)state;
    struct str text = STR("# note\n[one]\n甲\n\n乙\n[two]\n# not this\n丙\n");
    struct demo_words one = demo_section(a, text, "one"), two = demo_section(a, text, "two");
    assert_int_equal(one.n, 2);
    assert_text(one.at[1], "乙");
    assert_int_equal(two.n, 1);
    assert_text(two.at[0], "丙");
    assert_int_equal(demo_section(a, text, "three").n, 0);
}

/* --- people --- */

static struct demo_words words(const char *text) {
    return demo_section(a, str_from(text), "w");
}

/* A county of four townships with twelve villages each, and its people. */
static struct demo *county(int32_t today) {
    struct demo *d = ARENA_NEW(a, struct demo);
    d->arena = d->rows = a;
    d->today = today;
    d->now = date_start(today) + 3600;
    d->township_count = 4;
    d->village_count = 48;
    d->townships = ARENA_ARRAY(a, struct demo_place, d->township_count);
    d->villages = ARENA_ARRAY(a, struct demo_place, d->village_count);
    for (size_t i = 0; i < d->village_count; i++) d->villages[i].parent = i / 12;
    d->surnames = words("[w]\n李\n王\n欧阳");
    d->male = words("[w]\n国强\n勇");
    d->female = words("[w]\n桂英\n敏");
    d->dotted = words("[w]\n阿朵·曲尼");
    d->teams = words("[w]\n一组\n二组\n三组");
    assert_int_equal(demo_people(d), OK);
    return d;
}

static int by_text(const void *x, const void *y) {
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static void assert_distinct(const char **list, size_t n) {
    qsort(list, n, sizeof *list, by_text);
    for (size_t i = 1; i < n; i++) assert_string_not_equal(list[i - 1], list[i]);
}

/* Every number is well formed, nobody's twice, and says the right sex and birthday. */
static void test_people(void **state) {
    (void)state;
    struct demo *d = county(day(2026, 3, 5));
    const char **numbers = ARENA_ARRAY(a, const char *, DEMO_PEOPLE);
    const char **codes = ARENA_ARRAY(a, const char *, DEMO_HOUSEHOLDS);
    size_t people = 0;
    assert_int_equal(d->household_count, DEMO_HOUSEHOLDS);
    for (size_t i = 0; i < d->household_count; i++) {
        const struct demo_household *h = &d->households[i];
        codes[i] = h->code;
        assert_int_equal(strlen(h->code), 10);
        assert_text(h->people[0].relation, "户主");
        for (size_t k = 0; k < h->size; k++) {
            const struct demo_person *p = &h->people[k];
            struct ymd born = date_ymd(p->born);
            assert_true(people < DEMO_PEOPLE);
            numbers[people++] = p->number;
            assert_int_equal(identity_check(str_from(p->number), d->today), IDENTITY_FINE);
            assert_memory_equal(p->number, "990123", 6);
            struct str birthday = str_format(a, "%04d%02d%02d", born.year, born.month, born.day);
            assert_memory_equal(p->number + 6, birthday.p, 8);
            assert_int_equal((p->number[16] - '0') % 2, p->male);
        }
    }
    assert_int_equal(people, DEMO_PEOPLE);
    assert_distinct(numbers, people);
    assert_distinct(codes, DEMO_HOUSEHOLDS);
}

/* The same people come again, but for what is secret. */
static void test_people_again(void **state) {
    (void)state;
    struct demo *one = county(day(2026, 3, 5)), *two = county(day(2026, 3, 5));
    for (size_t i = 0; i < DEMO_HOUSEHOLDS; i++) {
        assert_string_equal(one->households[i].code, two->households[i].code);
        assert_string_equal(one->households[i].people[0].number,
                            two->households[i].people[0].number);
    }
}

/* Whoever stands in a list lives where it is posted; every fate is there and can be looked up. */
static void test_fates(void **state) {
    (void)state;
    struct demo *d = county(day(2026, 3, 5));
    size_t listed[FATES] = {0};
    assert_int_equal(demo_fates(d), OK);
    for (size_t g = 0; g < demo_group_count; g++) {
        const struct demo_group *group = &demo_groups[g];
        assert_in_range(group->size, 8, 40);
        for (size_t i = 0; i < group->size; i++) {
            const struct demo_household *h = group->members[i];
            if (group->level == 12) assert_int_equal(h->village, group->place);
            if (group->level == 9) assert_int_equal(d->villages[h->village].parent, group->place);
            assert_int_equal(h->reached, demo_group_posted(g, d->today));
            assert_string_equal(demo_stops[group->kind][h->stop].name, group->stop);
        }
    }
    for (size_t i = 0; i < DEMO_HOUSEHOLDS; i++) {
        const struct demo_household *h = &d->households[i];
        assert_true(h->fate < FATES);
        listed[h->fate] += h->listed;
        if (h->listed) assert_int_equal(strlen(h->query_code), 8);
    }
    for (int f = 0; f < FATES; f++) assert_int_equal(listed[f], f == FATE_HOSTILE ? 0 : 1);
}

/* --- lives --- */

/* The days of the stops are told for exactly the stops there are, and notices run long enough. */
static void test_stops(void **state) {
    (void)state;
    static const char *const kinds[] = {"entry", "exit", "removal"};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        const struct lifecycle_stop *stops;
        size_t n = lifecycle_stops(&stops, str_from(kinds[k]));
        for (size_t i = 0; i < n; i++) {
            const struct demo_stop *s = &demo_stops[k][i];
            assert_string_equal(s->name, stops[i].key);
            assert_int_equal(s->window, lifecycle_notice_days(&stops[i], &lifecycle_default_days));
            if (s->window) assert_true(s->least > s->window);
        }
        assert_null(demo_stops[k][n].name);
    }
}

static void check_case(const struct demo_case *c, int32_t today) {
    int32_t before = c->opened;
    for (size_t i = 0; i < c->step_count; i++) {
        const struct demo_step *s = &c->steps[i];
        const struct demo_stop *stop = &demo_stops[c->kind][demo_stop(c->kind, s->stop)];
        assert_non_null(stop->name);
        assert_in_range(s->on, before, today);
        if (strcmp(s->outcome, "passed") == 0 && stop->window) {
            /* Posted on the day the stop before was passed, and not a day short. */
            assert_int_equal(s->due, before + stop->window);
            assert_true(s->on > s->due);
        }
        before = s->on;
    }
    if (!c->outcome) return;
    assert_int_equal(c->closed, before);
}

/* Whatever became of a household: stays follow each other, cases obey the stops, nothing lies in
 * the future, and a stay begins and ends on the day its case was closed. */
static void test_lives(void **state) {
    (void)state;
    int32_t today = day(2026, 3, 5);
    struct demo_dice dice = demo_dice(77);
    struct demo_person head = {.born = day(1950, 1, 1)};
    for (int round = 0; round < 3000; round++) {
        struct demo_household h = {.code = "1234567890",
                                   .people = &head,
                                   .size = 1 + (size_t)(round % 2),
                                   .fate = (enum demo_fate)(round % FATES),
                                   .stop = 2,
                                   .reached = round % 3 ? DAY_NONE : today - 1};
        struct demo_life life;
        demo_life(&life, &h, &dice, today);
        assert_true(life.case_count > 0);
        for (size_t i = 0; i < life.case_count; i++) {
            const struct demo_case *c = &life.cases[i];
            check_case(c, today);
            if (i > 0) assert_true(c->opened >= life.cases[i - 1].closed);
            if (c->kind == CASE_ENTRY && c->spell >= 0)
                assert_int_equal(life.spells[c->spell].from, c->closed);
            if (c->kind != CASE_ENTRY && c->outcome)
                assert_int_equal(life.spells[c->spell].to, c->closed);
        }
        for (size_t i = 0; i < life.spell_count; i++) {
            const struct demo_spell *s = &life.spells[i];
            assert_true(s->from < today && s->cause_count > 0);
            assert_true(s->to == DAY_NONE ? !s->ending : s->to > s->from && s->to <= today);
            if (i > 0) assert_true(s->from > life.spells[i - 1].to);
        }
        if (h.fate == FATE_RELAPSED) assert_int_equal(life.spell_count, 2);
        if (h.fate == FATE_NATURAL) assert_non_null(life.gone.stop);
    }
}

/* --- notices --- */

static const char *const heads[] = {
    "type: list\nscope: village\ntimes: 30\nwindow: 7\nmonths: 2,8\nlist: monitored",
    "type: list\nscope: village\ntimes: 30\nwindow: 7\nmonths: 3\nlist: entry",
    "type: list\nscope: township\ntimes: 30\nwindow: 5\nmonths: 3\nlist: monitored",
    "type: list\nscope: township\ntimes: 30\nwindow: 5\nmonths: 4\nlist: entry",
    "type: list\nscope: county\ntimes: 30\nwindow: 5\nmonths: 1,4,7,10\nlist: monitored",
    "type: list\nscope: village\ntimes: 30\nwindow: 7\nmonths: 12\nlist: exit",
    "type: list\nscope: county\ntimes: 30\nwindow: 5\nmonths: 12\nlist: exit",
    "type: list\nscope: county\ntimes: 20\nwindow: 5\nmonths: 8\nlist: removal",
    "type: project\nscope: village\ntimes: 35\nwindow: 10\nmonths: 4,5,6",
    "type: project\nscope: village\ntimes: 1\nwindow: 10\nmonths: 4\ncorrected: yes",
    "type: funds\nscope: township\ntimes: 34\nwindow: 7\nmonths: 1,12",
};

static size_t templates(struct demo_template *out) {
    size_t sum = 0;
    for (size_t i = 0; i < COUNT(heads); i++) {
        struct demo_page *page = ARENA_NEW(a, struct demo_page);
        page->name = str_format(a, "%02zu", i);
        assert_true(demo_page(page, str_format(a, "title: {place}\n%s\n\ntext\n", heads[i])));
        assert_true(demo_template(&out[i], page));
        sum += (size_t)out[i].times;
    }
    return sum;
}

/* On any day of the year: all within ten years and before today, the oldest first, and the lists
 * of the groups, some projects and some funds open. */
static void test_posts(void **state) {
    (void)state;
    struct demo_template t[COUNT(heads)];
    size_t sum = templates(t);
    struct demo_post *posts = ARENA_ARRAY(a, struct demo_post, sum);
    for (int32_t today = day(2025, 1, 1); today < day(2027, 1, 1); today += 13) {
        size_t open = 0, weeks[4] = {0}, groups = 0;
        assert_int_equal(demo_posts(posts, t, COUNT(heads), today), sum);
        for (size_t i = 0; i < sum; i++) {
            const struct demo_post *p = &posts[i];
            int32_t ago = today - p->on;
            assert_in_range(ago, 1, 3652);
            assert_true(i == 0 || posts[i - 1].on <= p->on);
            if (p->of->special) assert_true(ago > 3); /* its second edition is out, too */
            open += p->of->window >= ago;
            if (ago < 28) weeks[ago / 7]++;
            if (p->group < 0) continue;
            const struct demo_group *g = &demo_groups[p->group];
            assert_true(p->of->window >= ago);
            assert_true(str_is(p->of->list, g->list));
            assert_int_equal(p->of->scope, g->level);
            assert_int_equal(p->on, demo_group_posted((size_t)p->group, today));
            groups++;
        }
        assert_int_equal(groups, demo_group_count);
        assert_true(open >= 12);
        assert_true(weeks[0] > 0 && weeks[2] > 0 && weeks[3] > 0);
    }
}

static int setup(void **state) {
    (void)state;
    a = arena_new((size_t)256 << 20);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_dice),         TEST(test_fill),  TEST(test_page),  TEST(test_section),
        TEST(test_people),       TEST(test_fates), TEST(test_stops), TEST(test_lives),
        TEST(test_people_again), TEST(test_posts),
    };
    if (seal_start() != OK) return 1;
    return cmocka_run_group_tests_name("cli/demo", tests, NULL, NULL);
}
