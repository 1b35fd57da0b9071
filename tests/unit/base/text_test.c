/* Names typed in different ways have one key, and a masked name never shows all of a name. */
#include "fixture.h"

#include "base/text.h"

/* Ordinary text of any script is clean, rare characters too. */
static void test_clean(void **state) {
    (void)state;
    static const char *const good[] = {
        "",
        "abc\tdef\n",
        "张小英",
        "𠮷野 \xF0\xAA\x9A\xA5",
        "阿不都·热合曼",
        "\u00A0",
        "\u200B\u200D",
        "\U0001F468\u200D",
        "\uFFFD",
        "\u2028",
        "\uD7FB",
        "\uF900",
        "\uFDCF",
        "\U000E0100",
    };
    for (size_t i = 0; i < COUNT(good); i++)
        if (!text_is_clean(str_from(good[i]))) fail_msg("%zu", i);
    assert_true(text_is_clean(STR_NONE));
}

/* Every class of bytes that are not UTF-8 is refused, wherever it stands. */
static void test_not_utf8(void **state) {
    (void)state;
    static const char *const bad[] = {
        "\x80",             /* a continuation alone */
        "\xBF\xBF",         /* two of them */
        "\xC3",             /* cut after one of two */
        "\xE5\xBC",         /* cut after two of three */
        "\xF0\xA0\xAE",     /* cut after three of four */
        "\xE5\x41\xA0",     /* broken off by a letter */
        "\xC0\xAF",         /* overlong, two bytes */
        "\xC1\xBF",         /* overlong, two bytes */
        "\xE0\x80\xAF",     /* overlong, three bytes */
        "\xE0\x9F\xBF",     /* overlong, three bytes */
        "\xF0\x80\x80\xAF", /* overlong, four bytes */
        "\xF0\x8F\xBF\xBF", /* overlong, four bytes */
        "\xED\xA0\x80",     /* first surrogate */
        "\xED\xBF\xBF",     /* last surrogate */
        "\xF4\x90\x80\x80", /* above U+10FFFF */
        "\xF5\x80\x80\x80", /* above U+10FFFF */
        "\xF8\x88\x80\x80\x80",
        "\xFC\x84\x80\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\xD5\xC5", /* 张 in GB18030 */
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct str s = str_from(bad[i]);
        if (text_is_clean(s)) fail_msg("%zu alone", i);
        if (text_is_clean(str_format(arena, "张" STR_FMT "英", STR_ARG(s)))) fail_msg("%zu", i);
        if (text_is_clean(str_format(arena, "abcdefgh" STR_FMT, STR_ARG(s)))) fail_msg("%zu", i);
    }
}

/* Characters that steer or hide are refused: controls, bidi, private use, noncharacters. */
static void test_not_clean(void **state) {
    (void)state;
    static const struct str bad[] = {
        STR_INIT("a\0b"),     STR_INIT("\x01"),       STR_INIT("\r\n"),
        STR_INIT("\v"),       STR_INIT("\x1B[31m"),   STR_INIT("\x1F"),
        STR_INIT("\x7F"),     STR_INIT("\xC2\x80"),   STR_INIT("\xC2\x85"),
        STR_INIT("\xC2\x9F"), STR_INIT("\u202A"),     STR_INIT("\u202E"),
        STR_INIT("\u2066"),   STR_INIT("\u2069"),     STR_INIT("\uE000"),
        STR_INIT("\uF8FF"),   STR_INIT("\U000F0000"), STR_INIT("\U0010FFFD"),
        STR_INIT("\uFDD0"),   STR_INIT("\uFDEF"),     STR_INIT("\uFFFE"),
        STR_INIT("\uFFFF"),   STR_INIT("\U0001FFFE"), STR_INIT("\U0010FFFF"),
    };
    for (size_t i = 0; i < COUNT(bad); i++)
        if (text_is_clean(bad[i])) fail_msg("%zu", i);
}

/* Length and clip count characters, and never part one. */
static void test_clip(void **state) {
    (void)state;
    assert_int_equal(text_length(STR("")), 0);
    assert_int_equal(text_length(STR_NONE), 0);
    assert_int_equal(text_length(STR("a张𠮷é")), 4);
    assert_text(text_clip(STR("a张𠮷é"), 0), "");
    assert_text(text_clip(STR("a张𠮷é"), 1), "a");
    assert_text(text_clip(STR("a张𠮷é"), 2), "a张");
    assert_text(text_clip(STR("a张𠮷é"), 3), "a张𠮷");
    assert_text(text_clip(STR("a张𠮷é"), 4), "a张𠮷é");
    assert_text(text_clip(STR("a张𠮷é"), SIZE_MAX), "a张𠮷é");
    assert_text(text_clip(STR_NONE, 3), "");
}

/* However a name is typed, its key is the same, and the key of a key is itself. */
static void test_key(void **state) {
    (void)state;
    static const struct {
        const char *text, *key;
    } cases[] = {
        {"", ""},
        {"张小英", "张小英"},
        {" 张 小\u3000英\t\n", "张小英"},
        {"张\u00A0小\u2003英\u2028\u202F", "张小英"},
        {"\uFEFF张\u200B小\u200D\u2060英\u00AD", "张小英"},
        {"阿不都\u2022热合曼", "阿不都·热合曼"},
        {"阿不都\u2027热合曼", "阿不都·热合曼"},
        {"阿不都\u30FB热合曼", "阿不都·热合曼"},
        {"阿不都\uFF65热合曼", "阿不都·热合曼"},
        {"阿不都 · 热合曼", "阿不都·热合曼"},
        {"ｚｈａｎｇ１２３Ｘ", "ZHANG123X"},
        {"zhang", "ZHANG"},
        {"\uF9F4", "林"},           /* a compatibility character */
        {"葛\U000E0100城", "葛城"}, /* with a variation selector */
        {"e\u0301", "\u00E9"},      /* composed */
        {"e \u0301", "\u00E9"},     /* also when a space had kept them apart */
        {"（张）", "(张)"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct str key = text_key(arena, str_from(cases[i].text));
        assert_text(key, cases[i].key);
        assert_text(text_key(arena, key), cases[i].key);
    }
    assert_text(text_key(arena, STR_NONE), "");
    assert_text(text_key(arena, STR("\xFF张")), "\xFF张"); /* not text: as it is */
}

/* A code is the same with and without what people put between its digits. */
static void test_code(void **state) {
    (void)state;
    static const struct {
        const char *text, *code;
    } cases[] = {
        {"１１０１０１ 19900307-123ｘ", "11010119900307123X"},
        {"AB12-CD34", "AB12CD34"},
        {"ab12\u2010cd\u2013ef\u2014gh\u2212ij\uFF0Dkl", "AB12CDEFGHIJKL"},
        {"A\u2011B\u301CC\uFE63D", "ABCD"},
        {"1.2．3·4•5・6。7", "1234567"},
        {"一二", "一二"}, /* the numeral is no dash */
        {"--", ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(text_code(arena, str_from(cases[i].text)), cases[i].code);
}

/* A public list shows a surname and at most one more character. */
static void test_mask(void **state) {
    (void)state;
    static const struct {
        const char *name, *shown;
    } cases[] = {
        {"", ""},
        {"张", "张*"},
        {"张英", "张*"},
        {"张小英", "张*英"},
        {"张小英英", "张*英"},
        {"王一二三四", "王*四"},
        {"欧阳", "欧*"},
        {"欧阳英", "欧阳*"},
        {"欧阳小英", "欧阳*英"},
        {"诸葛一二三", "诸葛*三"},
        {"纳兰小英", "纳兰*英"},
        {"阳欧小英", "阳*英"}, /* not a compound surname, nor inside of one */
        {"阳太小英", "阳*英"},
        {"𠮷小英", "𠮷*英"},
        {"张小𠮷", "张*𠮷"},
        {"阿不都·热合曼", "阿*曼"},
        {"阿不都•热合曼", "阿*曼"},
        {"欧阳·热合曼", "欧*曼"},
        {"古丽·阿·曼", "古*曼"},
        {"阿·曼", "阿*"},
        {"阿里·曼", "阿*曼"},
        {"·张小英·", "张*英"},
        {"··", ""},
        {"张 英", "张*"}, /* a space is not a hidden character */
        {"张\u3000英", "张*"},
        {"张\u200B英", "张*"},
        {"Li Ying", "L*G"},
        {"张\xFF英", "*"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(text_mask_name(arena, str_from(cases[i].name)), cases[i].shown);
    assert_text(text_mask_name(arena, STR_NONE), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_clean), TEST(test_not_utf8), TEST(test_not_clean), TEST(test_clip),
        TEST(test_key),   TEST(test_code),     TEST(test_mask),
    };
    return cmocka_run_group_tests_name("base/text", tests, NULL, NULL);
}
