/*
 * What a found text looks like: the hits are marked where they stand in the original, and the part
 * that is shown is the one with the hits.
 */
#include "../base/fixture.h"

#include <string.h>

#include "model/publish/excerpt.h"

/* The pieces as "a[b]c". */
static struct str shown(const char *text, const char *query, bool all) {
    struct token_word *w;
    struct excerpt_piece *p;
    struct str out = STR("");
    size_t count = token_query(&w, arena, str_from(query));
    size_t n = all ? excerpt_mark(&p, arena, str_from(text), w, count)
                   : excerpt_cut(&p, arena, str_from(text), w, count);
    for (size_t i = 0; i < n; i++) {
        assert_true(p[i].text.n > 0);
        out = str_format(arena, p[i].hit ? STR_FMT "[" STR_FMT "]" : STR_FMT STR_FMT, STR_ARG(out),
                         STR_ARG(p[i].text));
    }
    return out;
}

/* A title is shown whole, every hit marked as it is written. */
static void test_mark(void **state) {
    (void)state;
    static const char *const all[][3] = {
        {"禾源县低保标准", "低保", "禾源县[低保]标准"},
        {"低保，低保！", "低保", "[低保]，[低保]！"},
        {"《低保》标准", "低保标准", "《[低保》标准]"},
        {"禾政发〔2016〕2号", "禾政发[2016]2号", "[禾政发〔2016]〕[2号]"},
        {"ＷｉＦｉ进村", "wifi", "[ＷｉＦｉ]进村"},
        {"饮水", "水饮", "饮水"},
        {"饮水饮", "水饮", "饮[水饮]"},
        {"", "水", ""},
        {"。", "水", "。"},
        {"“低保”", "无", "“低保”"},
        {"低保金", "\"保金\" 低", "[低保金]"},
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_text(shown(all[i][0], all[i][1], true), all[i][2]);
    }
}

/* A long text is cut round its hits, and says that it was cut. */
static void test_cut(void **state) {
    (void)state;
    struct str text = STR("");
    for (int i = 0; i < 50; i++) text = str_format(arena, STR_FMT "甲乙丙丁，", STR_ARG(text));
    struct str with = str_format(arena, STR_FMT "低保标准提高。" STR_FMT, STR_ARG(text),
                                 STR_ARG(text));
    struct str out = shown(str_cstr(arena, with), "低保", false);
    assert_true(str_find(out, STR("[低保]标准提高")) < out.n);
    assert_true(str_starts(out, STR("…")) && str_ends(out, STR("…")));
    assert_true(out.n < 3 * (EXCERPT_TOKENS + 30));
    out = shown(str_cstr(arena, with), "没有", false);
    assert_true(str_starts(out, STR("甲乙丙丁，")) && str_ends(out, STR("…")));
    assert_text(shown("低保", "低保", false), "[低保]");
    assert_text(shown("", "低保", false), "");
}

/* Markup is gone, words stay. */
static void test_plain(void **state) {
    (void)state;
    static const char *const all[][2] = {
        {"## 条件\n\n- **低保**户；\n- 其他", "条件\n低保户；\n其他"},
        {"看[办法](/policies/1)和![图](x.png)", "看办法和图"},
        {"| 村 | 户 |\n|---|---|\n| 青石 | 3 |", "村   户  \n青石   3"},
        {"一[二", "一二"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_text(str_trim(excerpt_plain(arena, str_from(all[i][0]))), all[i][1]);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {TEST(test_mark), TEST(test_cut), TEST(test_plain)};
    return cmocka_run_group_tests_name("model/excerpt", tests, NULL, NULL);
}
