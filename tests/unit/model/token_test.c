/*
 * Text in pieces: what the index holds of a text, and what a query asks for, must be the same
 * pieces however either of them is written.
 */
#include "../base/fixture.h"

#include <string.h>

#include "model/publish/token.h"

/* The tokens of a text as "a b+c": + before one that is joined to the one before it. */
static struct str told(const char *text) {
    struct token *t;
    struct str out = STR("");
    size_t n = token_read(&t, arena, str_from(text));
    for (size_t i = 0; i < n; i++) {
        out = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(out),
                         t[i].joined ? "+"
                         : i         ? " "
                                     : "",
                         STR_ARG(t[i].text));
    }
    return out;
}

/* The words of a query as "a/b|c": what is looked up for each; a phrase in quotes. */
static struct str asked(const char *text, size_t n) {
    struct token_word *w;
    struct str out = STR("");
    char *exact = malloc(n + 1); /* so that a byte too far shows */
    assert_non_null(exact);
    memcpy(exact, text, n);
    size_t count = token_query(&w, arena, (struct str){exact, n});
    for (size_t i = 0; i < count; i++) {
        out = str_format(arena, STR_FMT "%s%s", STR_ARG(out), i ? "|" : "",
                         w[i].quoted ? "\"" : "");
        for (size_t k = 0; k < w[i].key_count; k++) {
            out = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(out), k ? "/" : "",
                             STR_ARG(w[i].keys[k]));
        }
    }
    free(exact);
    return out;
}

/* One hanzi, one run of Latin letters and digits; width, capitals, brackets and markup do not
 * count; other marks part. */
static void test_tokens(void **state) {
    (void)state;
    static const char *const all[][2] = {
        {"", ""},
        {"低保", "低+保"},
        {"低，保", "低 保"},
        {"低保\n金", "低+保 金"},
        {"WiFi6", "wifi6"},
        {"ＷｉＦｉ６", "wifi6"},
        {"满65岁", "满+65+岁"},
        {"满 65 岁", "满+65+岁"},
        {"a b", "a b"},
        {"3.5", "3 5"},
        {"禾政发〔2016〕2号", "禾+政+发+2016 2+号"},
        {"禾政发[2016]2号", "禾+政+发+2016 2+号"},
        {"禾政发（2016）2号", "禾+政+发+2016 2+号"},
        {"禾政发【２０１６】２号", "禾+政+发+2016 2+号"},
        {"阿依·古丽", "阿+依+古+丽"},
        {"**低保**对象", "低+保+对+象"},
        {"“雨露计划”补助", "雨+露+计+划+补+助"},
        {"二○一六", "二+〇+一+六"},
        {"\xff低\xfe保\xe4\xbd", "低 保"},
        {"café", "café"},
        {"😀低😀", "低"},
        {"𠀀村", "𠀀+村"},
        {"ཀཁ", "ཀ+ཁ"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab低", "aaaaaaaaaaaaaaaaaaaaaaaa+低"},
    };
    for (size_t i = 0; i < COUNT(all); i++) assert_text(told(all[i][0]), all[i][1]);
}

/* Terms are sorted, each once; none is longer than its column. */
static void test_terms(void **state) {
    (void)state;
    struct str *terms;
    size_t n = token_terms(&terms, arena, STR("低保低保a1"));
    static const char *const want[] = {"a1", "低", "低保", "保", "保a1", "保低"};
    assert_int_equal(n, COUNT(want));
    for (size_t i = 0; i < n; i++) assert_text(terms[i], want[i]);
    n = token_terms(
        &terms, arena,
        STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa低"));
    for (size_t i = 0; i < n; i++) assert_true(terms[i].n <= TOKEN_TERM);
    assert_true(token_is_pair(STR("低保")));
    assert_false(token_is_pair(STR("低")) || token_is_pair(STR("abcdef")) ||
                 token_is_pair(STR("保a12")));
}

/* Nothing a visitor types is a mistake. */
static void test_queries(void **state) {
    (void)state;
    static const char *const all[][2] = {
        {"", ""},
        {"   \t ", ""},
        {"!!! -- ，。", ""},
        {"水", "水"},
        {"低保", "低保"},
        {"低保 学费", "低保|学费"},
        {"低保　学费", "低保|学费"},
        {"护林员", "护林/林员"},
        {"\"低保\"", "\"低保"},
        {"“生态 护林”员", "\"生态/态护/护林|员"},
        {"\"低保 学费", "低保|学费"},
        {"低保\"", "低保"},
        {"\"\"\"", ""},
        {"禾政发〔2016〕2号", "禾政/政发/发2016/2号"},
        {"+低保 -学费 *", "低保|学费"},
        {"(低保 OR 学费) AND NOT x", "低保|or|学费|and|not|x"},
        {"' OR 1=1 --", "or|1/1"},
        {"a b c d e f g h i j", "a|b|c|d|e|f|g|h"},
        {"%_\\", ""},
        {"2016", "2016"},
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_text(asked(all[i][0], strlen(all[i][0])), all[i][1]);
    }
}

/* Any bytes, of any length: no byte is read beyond them, and what comes out is looked up safely. */
static void test_bytes(void **state) {
    (void)state;
    uint32_t seed = 12345;
    for (int round = 0; round < 20000; round++) {
        static const char *const parts[] = {"低", "保",   "\"", "“", " ",
                                            "a",  "\xe4", "〔", "1", "\x80"};
        char text[64];
        size_t n = 0;
        while (n < 40) {
            seed = seed * 1664525 + 1013904223;
            const char *part = parts[(seed >> 16) % COUNT(parts)];
            if ((seed >> 8 & 15) == 0) break;
            if ((seed >> 12 & 7) == 0) text[n++] = (char)(seed >> 24);
            memcpy(text + n, part, strlen(part));
            n += strlen(part);
        }
        asked(text, n);
        if (round % 100 == 0) arena_reset(arena);
    }
}

int main(void) {
    static const struct CMUnitTest tests[] = {TEST(test_tokens), TEST(test_terms),
                                              TEST(test_queries), TEST(test_bytes)};
    return cmocka_run_group_tests_name("model/token", tests, NULL, NULL);
}
