/* A form gives a typed value or one plain sentence a field, whatever bytes come in. */
#include "../base/fixture.h"

#include "web/form.h"

static const char *const colours[] = {"red", "green", NULL};

struct sample {
    struct str line, prose, secret, colour, code;
    int64_t number;
    int32_t day;
    struct cursor before;
    bool flag;
};

#define AT(member) .offset = offsetof(struct sample, member)

static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN, .required = true},
    {.name = "line", .label = "标题", .kind = FIELD_TEXT, .min = 2, .max = 5, AT(line)},
    {.name = "prose", .label = "正文", .kind = FIELD_PROSE, .max = 20, AT(prose)},
    {.name = "secret", .label = "密码", .kind = FIELD_SECRET, .max = 10, AT(secret)},
    {.name = "number", .label = "天数", .kind = FIELD_INT, .min = -5, .max = 90, AT(number)},
    {.name = "day", .label = "日期", .kind = FIELD_DAY, AT(day)},
    {.name = "colour", .label = "颜色", .kind = FIELD_CHOICE, .choices = colours, AT(colour)},
    {.name = "code", .label = "地方", .kind = FIELD_DIGITS, .max = 12, AT(code)},
    {.name = "before", .label = "翻页", .kind = FIELD_CURSOR, AT(before)},
    {.name = "flag", .label = "勾选", .kind = FIELD_FLAG, AT(flag)},
};
static const struct form form = FORM(fields, struct sample);

static struct problems problems; /* of the latest read */

static enum status pairs(struct sent *out, const char *text) {
    return form_pairs(out, arena, str_from(text), 64);
}

static const struct sample *read_form(const struct form *f, struct str text) {
    struct sent sent;
    void *out;
    assert_int_equal(form_pairs(&sent, arena, text, 64), OK);
    problems = (struct problems){NULL, 0, 0};
    form_read(&out, &problems, arena, f, &sent);
    return out;
}

static const struct sample *got(const char *text) {
    return read_form(&form, str_from(text));
}

/* The one problem there is concerns ${field}, and says ${part}. */
static void assert_problem(const char *text, const char *field, const char *part) {
    got(text);
    if (problems.count != 1) fail_msg("%s: %zu problems", text, problems.count);
    assert_string_equal(problems.list[0].field, field);
    struct str said = problem_of(&problems, field);
    if (str_find(said, str_from(part)) == said.n) {
        fail_msg("%s: %s", text, str_cstr(arena, said));
    }
}

static void assert_fine(const char *text) {
    got(text);
    if (problems.count) {
        fail_msg("%s: %s", text, str_cstr(arena, problems.list[0].text));
    }
}

/* Names and values are decoded, '+' is a blank, and empty pairs are none. */
static void test_pairs(void **state) {
    (void)state;
    struct sent sent;
    assert_int_equal(pairs(&sent, "a=1&b+c=%E5%BC%A0+%e8%8b%b1&&d&=e&f=g=h&"), OK);
    assert_int_equal(sent.count, 5);
    assert_text(form_sent(&sent, "a"), "1");
    assert_text(form_sent(&sent, "b c"), "张 英");
    assert_text(form_sent(&sent, "d"), "");
    assert_non_null(form_sent(&sent, "d").p);
    assert_text(form_sent(&sent, ""), "e");
    assert_text(form_sent(&sent, "f"), "g=h");
    assert_null(form_sent(&sent, "none").p);
    assert_int_equal(form_pairs(&sent, arena, STR_NONE, 64), OK);
    assert_int_equal(sent.count, 0);
    assert_int_equal(pairs(&sent, ""), OK);
    assert_int_equal(sent.count, 0);
    assert_int_equal(form_pairs(&sent, arena, STR("a=1"), 0), INVALID);
}

/* A percent sign without two digits behind it stands for itself, at the end of the text too. */
static void test_percent(void **state) {
    (void)state;
    struct sent sent;
    assert_int_equal(pairs(&sent, "a=%41"), OK);
    assert_text(form_sent(&sent, "a"), "A");
    assert_int_equal(pairs(&sent, "a=%4a%4A%25"), OK);
    assert_text(form_sent(&sent, "a"), "JJ%");
    assert_int_equal(pairs(&sent, "a%3Db%26=c"), OK);
    assert_text(form_sent(&sent, "a=b&"), "c");
    static const char *const broken[][2] = {
        {"a=%", "%"},     {"a=%4", "%4"},   {"a=%zz", "%zz"}, {"a=%4g", "%4g"},   {"a=%g4", "%g4"},
        {"a=%%41", "%A"}, {"a=%-1", "%-1"}, {"a=%+1", "% 1"}, {"%4=b&a=c%", "c%"}};
    for (size_t i = 0; i < COUNT(broken); i++) {
        size_t n = strlen(broken[i][0]);
        char *exact = malloc(n); /* so that a byte too far shows */
        assert_non_null(exact);
        memcpy(exact, broken[i][0], n);
        assert_int_equal(form_pairs(&sent, arena, (struct str){exact, n}, 64), OK);
        assert_text(form_sent(&sent, "a"), broken[i][1]);
        free(exact);
    }
}

/* Words to look for are never a problem, whatever bytes they are; too many are cut off. */
static void test_words(void **state) {
    (void)state;
    static const char *const all[][2] = {
        {"x=%E4%BD%8E%E4%BF%9D", "低保"},
        {"x=++%E4%BD%8E%00%E4%BF%9D+", "低 保"},
        {"x=%FF%FE", ""},
        {"x=%E4%BD", ""},
        {"x=a%0Ab%09c%7F", "a b c"},
        {"x=12345678%E4%BD%8E", "12345678"},
        {"x=%ED%A0%80%E4%BD%8E%E2%80%AE", "低"},
        {"x='%22)(*%3B--", "'\")(*;--"},
    };
    static const struct field one = {
        .name = "x", .label = "词", .kind = FIELD_WORDS, .max = 8, .offset = 0};
    const struct form f = {&one, 1, sizeof(struct str)};
    for (size_t i = 0; i < COUNT(all); i++) {
        const struct str *s = (const void *)read_form(&f, str_from(all[i][0]));
        assert_int_equal(problems.count, 0);
        assert_text(*s, all[i][1]);
    }
}

/* 64 pairs are read, 65 are too many, and empty ones do not count. */
static void test_many_pairs(void **state) {
    (void)state;
    struct str text = STR("");
    struct sent sent;
    for (int i = 0; i < 64; i++) text = str_format(arena, STR_FMT "&k%d=v", STR_ARG(text), i);
    assert_int_equal(form_pairs(&sent, arena, text, 64), OK);
    assert_int_equal(sent.count, 64);
    assert_text(form_sent(&sent, "k63"), "v");
    text = str_format(arena, STR_FMT "&&&&", STR_ARG(text));
    assert_int_equal(form_pairs(&sent, arena, text, 64), OK);
    text = str_format(arena, STR_FMT "x", STR_ARG(text));
    assert_int_equal(form_pairs(&sent, arena, text, 64), INVALID);
}

/* The first of a repeated field counts, even when it is empty. */
static void test_repeated(void **state) {
    (void)state;
    assert_text(got("colour=red&colour=green")->colour, "red");
    assert_null(got("colour=&colour=green")->colour.p);
    assert_fine("colour=red&colour=none");
}

/* What was not sent is missing, not zero. */
static void test_nothing_sent(void **state) {
    (void)state;
    const struct sample *s = got("other=1");
    assert_int_equal(problems.count, 0);
    assert_int_equal(s->line.n, 0);
    assert_null(s->colour.p);
    assert_null(s->code.p);
    assert_true(s->number == INT64_MIN);
    assert_true(s->day == DAY_NONE);
    assert_int_equal(s->before.id, 0);
    assert_false(s->flag);
    s = got("number=+&day=%E3%80%80&colour=%0D%0A&code=&before=&flag=");
    assert_int_equal(problems.count, 0);
    assert_true(s->number == INT64_MIN);
    assert_true(s->day == DAY_NONE);
    assert_null(s->colour.p);
    assert_false(s->flag);
}

/* One line: trimmed, line ends and tabs are blanks. Many lines: line ends are \n. A password is
 * what was typed. */
static void test_texts(void **state) {
    (void)state;
    assert_text(got("line=+%E3%80%80a%0D%0Ab%09c+")->line, "a b c");
    assert_text(got("line=a%0Db")->line, "a b");
    assert_text(got("prose=a%0D%0A%0Db%0D%0A++%0D%0A")->prose, "a\n\nb");
    assert_text(got("prose=++a%0A%09b")->prose, "  a\n\tb");
    assert_text(got("prose=a%09%E3%80%80%0A")->prose, "a");
    assert_text(got("prose=+%0A%09")->prose, "");
    assert_text(got("secret=+a+b+")->secret, " a b ");
    assert_int_equal(problems.count, 0);
}

/* Lengths are counted in characters. */
static void test_lengths(void **state) {
    (void)state;
    assert_fine("line=%E5%BC%A0%E5%BC%A0%E5%BC%A0%E5%BC%A0%E5%BC%A0");
    assert_problem("line=%E5%BC%A0%E5%BC%A0%E5%BC%A0%E5%BC%A0%E5%BC%A01", "line",
                   "最多 5 个字，现在是 6 个");
    assert_problem("line=1", "line", "至少 2 个字");
    assert_fine("line=12");
    assert_fine("line=+");
    assert_null(got("line=123456")->line.p);
}

/* Zero bytes, control characters, broken UTF-8 and reversed text do not get in. */
static void test_unclean(void **state) {
    (void)state;
    static const char *const unclean[] = {"%00",       "a%00b",     "%FF",    "%E5%BC",
                                          "%C0%80",    "%1B",       "%7F",    "%E2%80%AE",
                                          "%ED%A0%80", "%EF%BF%BE", "%C2%85", "%F4%90%80%80"};
    static const char *const texts[] = {"line", "prose", "secret"};
    for (size_t i = 0; i < COUNT(unclean); i++) {
        for (size_t k = 0; k < COUNT(texts); k++) {
            const char *sent = str_cstr(arena, str_format(arena, "%s=xy%s", texts[k], unclean[i]));
            assert_problem(sent, texts[k], "看不见");
        }
    }
    assert_problem("colour=red%00", "colour", "重新选择");
    assert_problem("code=12%0034", "code", "数字");
    assert_text(got("li%00ne=ab&line=cd")->line, "cd");
}

static void test_numbers(void **state) {
    (void)state;
    assert_true(got("number=90")->number == 90);
    assert_true(got("number=-5")->number == -5);
    assert_true(got("number=%EF%BC%99+")->number == 9);
    assert_problem("number=91", "number", "-5 到 90");
    assert_problem("number=-6", "number", "-5 到 90");
    static const char *const wrong[] = {"number=1.5",
                                        "number=0x10",
                                        "number=%2B5",
                                        "number=--5",
                                        "number=9223372036854775808",
                                        "number=-9223372036854775809",
                                        "number=18446744073709551617",
                                        "number=1e1",
                                        "number=%E4%B8%80"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_problem(wrong[i], "number", "整数");
        assert_true(got(wrong[i])->number == INT64_MIN);
    }
}

static void test_days(void **state) {
    (void)state;
    static const char *const same[] = {
        "day=2026-03-05",
        "day=2026/3/5",
        "day=2026.3.5",
        "day=+2026-3-05+",
        "day=2026%E5%B9%B43%E6%9C%885%E6%97%A5",
        "day=2026+%E5%B9%B4+3+%E6%9C%88+5+%E6%97%A5",
        "day=%EF%BC%92026-3-5",
    };
    int32_t expected;
    assert_true(date_from_ymd(&expected, 2026, 3, 5));
    for (size_t i = 0; i < COUNT(same); i++) {
        assert_fine(same[i]);
        assert_int_equal(got(same[i])->day, expected);
    }
    static const char *const wrong[] = {
        "day=2026-02-29", "day=2026-13-01",
        "day=2026-00-01", "day=2026-3",
        "day=5.3.2026",   "day=20260305",
        "day=2026-3-5-1", "day=1899-12-31",
        "day=3000-01-01", "day=x",
        "day=-",          "day=2026--",
        "day=99999-1-1",  "day=2026-1-99999999999999999999",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_problem(wrong[i], "day", "不是一个存在的日期");
        assert_true(got(wrong[i])->day == DAY_NONE);
    }
}

/* Only what the list offers, letter by letter. */
static void test_choices(void **state) {
    (void)state;
    assert_text(got("colour=green")->colour, "green");
    assert_problem("colour=Green", "colour", "重新选择");
    assert_problem("colour=green+", "colour", "重新选择");
    assert_problem("colour=gree", "colour", "重新选择");
    assert_text(got("code=990123")->code, "990123");
    assert_problem("code=1234567890123", "code", "数字");
    assert_problem("code=12a", "code", "数字");
    assert_problem("code=-12", "code", "数字");
    assert_problem("code=%EF%BC%91", "code", "数字");
    assert_true(got("flag=on")->flag);
    assert_true(got("flag=0")->flag);
}

/* A cursor is a moment that the database knows and an id; half of one is none. */
static void test_cursors(void **state) {
    (void)state;
    const struct sample *s = got("before=1700000000-42");
    assert_true(s->before.at == 1700000000 && s->before.id == 42);
    assert_text(cursor_text(arena, s->before), "1700000000-42");
    s = got("before=253402300799-9223372036854775807");
    assert_true(s->before.id == INT64_MAX);
    assert_text(cursor_text(arena, s->before), "253402300799-9223372036854775807");
    static const char *const wrong[] = {
        "before=5",
        "before=-",
        "before=5-",
        "before=-5",
        "before=-5-5",
        "before=5--5",
        "before=5-5-5",
        "before=a-b",
        "before=%2B5-5",
        "before=5+-+5",
        "before=5-9223372036854775808",
        "before=9223372036854775808-5",
        "before=99999999999999999999-99999999999999999999",
        "before=1000000000000-1",
        "before=9223372036854775807-1",
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_problem(wrong[i], "before", "第一页");
        s = got(wrong[i]);
        assert_true(s->before.at == 0 && s->before.id == 0);
    }
}

/* A field that must be filled says so once, however it was left empty. */
static void test_required(void **state) {
    (void)state;
    static const enum field_kind kinds[] = {FIELD_TEXT,   FIELD_PROSE,  FIELD_SECRET,
                                            FIELD_INT,    FIELD_DAY,    FIELD_CHOICE,
                                            FIELD_DIGITS, FIELD_CURSOR, FIELD_FLAG};
    static const char *const empty[] = {"", "x", "x=", "x=+++", "x=%0A%0D%09", "x=%E3%80%80"};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        struct field one = {.name = "x",
                            .label = "甲",
                            .kind = kinds[k],
                            .required = true,
                            .min = 8,
                            .max = 64,
                            .choices = colours};
        const struct form f = {&one, 1, 64};
        for (size_t i = 0; i < COUNT(empty); i++) {
            read_form(&f, str_from(empty[i]));
            assert_int_equal(problems.count, 1);
            assert_text(problem_of(&problems, "x"), "请填写“甲”。");
        }
    }
}

/* Many problems and long ones are kept whole; the first about a field is the one shown. */
static void test_problems(void **state) {
    (void)state;
    struct problems p = {NULL, 0, 0};
    char *lengthy = arena_alloc(arena, 3001);
    for (int i = 0; i < 1000; i++) memcpy(lengthy + (size_t)i * 3, "张", 3);
    problem_add(&p, arena, "a", "%s", lengthy);
    problem_add(&p, arena, NULL, "%d %%", 7);
    for (int i = 0; i < 100; i++) problem_add(&p, arena, "b", "%d", i);
    assert_int_equal(p.count, 102);
    assert_text(problem_of(&p, "a"), lengthy);
    assert_text(problem_of(&p, "b"), "0");
    assert_text(p.list[1].text, "7 %");
    assert_text(p.list[101].text, "99");
    assert_null(problem_of(&p, "c").p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_pairs),    TEST(test_percent),      TEST(test_words),    TEST(test_many_pairs),
        TEST(test_repeated), TEST(test_nothing_sent), TEST(test_texts),    TEST(test_lengths),
        TEST(test_unclean),  TEST(test_numbers),      TEST(test_days),     TEST(test_choices),
        TEST(test_cursors),  TEST(test_required),     TEST(test_problems),
    };
    return cmocka_run_group_tests_name("web/form", tests, NULL, NULL);
}
