/* What is incomplete, runs too short or carries somebody's number does not go out, and every
 * reason is said in a whole sentence at its field. */
#include "../base/fixture.h"

#include "model/county/setting.h"
#include "model/publish/edition.h"

static const struct settings settings = {
    .village_days = 7, .township_days = 5, .county_days = 3, .group_days = 9};
static struct edition_fault *faults;
static size_t count;

static struct row_edition policy(void) {
    return (struct row_edition){
        .kind = STR("policy"),
        .region = STR("990123"),
        .title = STR("关于小额信贷的办法"),
        .body = STR("正文"),
        .issuer = STR("禾源县乡村振兴局"),
        .document_number = STR("禾政发〔2026〕2号"),
        .issued_on = 20000,
        .effective_from = 20010,
        .effective_to = DAY_NONE,
        .level = STR("county"),
        .area = STR("credit"),
        .card_who = STR("谁"),
        .card_what = STR("什么"),
        .card_how = STR("怎么办"),
        .card_when = STR(""),
        .card_bring = STR(""),
        .card_ask = STR("0990-1234567"),
        .type = STR_NONE,
        .change_note = STR(""),
    };
}

static struct row_edition notice(const char *region, int64_t days) {
    return (struct row_edition){
        .kind = STR("notice"),
        .region = str_from(region),
        .title = STR("名单公示"),
        .body = STR("正文"),
        .issuer = STR(""),
        .document_number = STR(""),
        .issued_on = DAY_NONE,
        .effective_from = DAY_NONE,
        .effective_to = DAY_NONE,
        .type = STR("list"),
        .window_days = days,
        .change_note = STR(""),
    };
}

static void find(const struct row_edition *draft, const struct row_edition *live) {
    count = edition_faults_by(&faults, arena, &settings, draft, live);
}

static void assert_fine(const struct row_edition *draft) {
    find(draft, NULL);
    if (count) fail_msg("%s: %s", faults[0].field, str_cstr(arena, faults[0].text));
}

/* One fault, at ${field}, that says ${part}. */
static void assert_fault(const struct row_edition *draft, const char *field, const char *part) {
    find(draft, NULL);
    if (count != 1) fail_msg("%s: %zu faults", field, count);
    assert_string_equal(faults[0].field, field);
    if (str_find(faults[0].text, str_from(part)) == faults[0].text.n) {
        fail_msg("%s: %s", field, str_cstr(arena, faults[0].text));
    }
    assert_true(str_ends(faults[0].text, STR("。")));
}

static void test_complete(void **state) {
    (void)state;
    struct row_edition p = policy(), n = notice("990123001001", 7);
    assert_fine(&p);
    assert_fine(&n);
}

/* Each text that a policy needs, missing or blank. */
static void test_policy_needs(void **state) {
    (void)state;
    static const struct {
        const char *field;
        size_t offset;
    } needs[] = {
        {"title", offsetof(struct row_edition, title)},
        {"body", offsetof(struct row_edition, body)},
        {"issuer", offsetof(struct row_edition, issuer)},
        {"area", offsetof(struct row_edition, area)},
        {"level", offsetof(struct row_edition, level)},
        {"card_who", offsetof(struct row_edition, card_who)},
        {"card_what", offsetof(struct row_edition, card_what)},
        {"card_how", offsetof(struct row_edition, card_how)},
        {"card_ask", offsetof(struct row_edition, card_ask)},
    };
    static const struct str blanks[] = {{NULL, 0}, STR_INIT(""), STR_INIT(" \n　\t")};
    for (size_t i = 0; i < COUNT(needs); i++) {
        for (size_t k = 0; k < COUNT(blanks); k++) {
            struct row_edition p = policy();
            *(struct str *)(void *)((char *)&p + needs[i].offset) = blanks[k];
            assert_fault(&p, needs[i].field, "。");
        }
    }
    struct row_edition p = policy();
    p.issued_on = DAY_NONE;
    assert_fault(&p, "issued_on", "发文日期");
    p = policy();
    p.effective_to = p.effective_from - 1;
    assert_fault(&p, "effective_to", "早于");
    p.effective_to = p.effective_from;
    assert_fine(&p);
    p.effective_from = DAY_NONE;
    p.effective_to = 0;
    assert_fine(&p);
}

/* All that is missing is said at once. */
static void test_empty(void **state) {
    (void)state;
    struct row_edition p = {.kind = STR("policy"), .region = STR("990123")};
    p.issued_on = p.effective_from = p.effective_to = DAY_NONE;
    find(&p, NULL);
    assert_int_equal(count, 10);
    struct row_edition n = {.kind = STR("notice"), .region = STR("990123")};
    find(&n, NULL);
    assert_int_equal(count, 3); /* title, body, type */
}

/* A list of names runs as long as the county rules for the level; other notices as they like. */
static void test_days_of_lists(void **state) {
    (void)state;
    static const struct {
        const char *region;
        int64_t least;
    } levels[] = {{"990123001001", 7}, {"990123001", 5}, {"990123", 3}};
    for (size_t i = 0; i < COUNT(levels); i++) {
        struct row_edition n = notice(levels[i].region, levels[i].least);
        assert_fine(&n);
        n.window_days = CLOCK_DAYS_MAX;
        assert_fine(&n);
        n.window_days = levels[i].least - 1;
        assert_fault(&n, "window_days", "至少");
        n.window_days = 0;
        assert_fault(&n, "window_days", "至少");
        n.window_days = CLOCK_DAYS_MAX + 1;
        assert_fault(&n, "window_days", "0 到 90 天");
        n.type = STR("notice");
        n.window_days = 0;
        assert_fine(&n);
        n.window_days = 1;
        assert_fine(&n);
        n.window_days = CLOCK_DAYS_MAX + 1;
        assert_fault(&n, "window_days", "0 到 90 天");
        n.window_days = -1;
        assert_fault(&n, "window_days", "天");
    }
    struct row_edition n = notice("990123", -1); /* said once is enough */
    assert_fault(&n, "window_days", "至少");
}

/* A correction says what it changed. */
static void test_correction(void **state) {
    (void)state;
    struct row_edition live = policy(), p = policy();
    find(&p, &live);
    assert_int_equal(count, 1);
    assert_string_equal(faults[0].field, "change_note");
    p.change_note = STR("改了电话");
    find(&p, &live);
    assert_int_equal(count, 0);
}

/* Every text that is published is screened, with its place in the text; no digit is repeated. */
static void test_numbers(void **state) {
    (void)state;
    static const struct {
        const char *field, *label;
        size_t offset;
    } texts[] = {
        {"title", "标题", offsetof(struct row_edition, title)},
        {"body", "正文", offsetof(struct row_edition, body)},
        {"issuer", "发文单位", offsetof(struct row_edition, issuer)},
        {"document_number", "发文字号", offsetof(struct row_edition, document_number)},
        {"card_who", "谁能享受", offsetof(struct row_edition, card_who)},
        {"card_what", "能得什么", offsetof(struct row_edition, card_what)},
        {"card_how", "怎么去办", offsetof(struct row_edition, card_how)},
        {"card_when", "什么时候", offsetof(struct row_edition, card_when)},
        {"card_bring", "要带什么", offsetof(struct row_edition, card_bring)},
        {"card_ask", "去问哪里", offsetof(struct row_edition, card_ask)},
        {"change_note", "改了什么", offsetof(struct row_edition, change_note)},
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct row_edition p = policy();
        *(struct str *)(void *)((char *)&p + texts[i].offset) = STR("张三\n号码990123195001010019");
        assert_fault(&p, texts[i].field, "第 2 行第 3 个字起像是身份证号码");
        assert_true(str_find(faults[0].text, str_from(texts[i].label)) < faults[0].text.n);
        assert_int_equal(str_find(faults[0].text, STR("9901")), faults[0].text.n);
    }
}

/* Conditions that nobody can fulfil do not go out; each is named by its row, at its field. */
static void test_conditions(void **state) {
    (void)state;
    struct row_edition p = policy();
    p.fit = STR("all ill;any monitored;any lifted");
    assert_fine(&p);
    p.fit = STR("all ill;any monitored;none ill");
    assert_fault(&p, "fit_fact_3", "条件第 3 条");
    p.fit = STR("all nothing_known");
    assert_fault(&p, "fit_fact_1", "没有哪一道题");
}

/* However many there are, the list ends, and the missing things stand first. */
static void test_many(void **state) {
    (void)state;
    struct row_edition p = policy();
    struct str many = STR("");
    for (int i = 0; i < 50; i++)
        many = str_format(arena, STR_FMT "139000000%02d\n", STR_ARG(many), i);
    p.body = p.card_who = p.card_what = p.card_how = p.card_ask = many;
    p.title = STR("");
    find(&p, NULL);
    assert_int_equal(count, 40);
    assert_string_equal(faults[0].field, "title");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_complete),   TEST(test_policy_needs), TEST(test_empty), TEST(test_days_of_lists),
        TEST(test_correction), TEST(test_numbers),      TEST(test_many),  TEST(test_conditions),
    };
    return cmocka_run_group_tests_name("model/fault", tests, NULL, NULL);
}
