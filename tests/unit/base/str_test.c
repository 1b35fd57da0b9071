/* A slice never reads past its length, and "no value" differs from "empty" only in its pointer. */
#include "fixture.h"

/* No value and an empty value are equal texts; only a pointer tells them apart. */
static void test_none(void **state) {
    (void)state;
    assert_true(str_eq(STR_NONE, STR("")));
    assert_true(str_is(STR_NONE, ""));
    assert_true(str_is(STR(""), NULL));
    assert_false(str_eq(STR_NONE, STR("x")));
    assert_null(str_from(NULL).p);
    assert_null(str_copy(arena, STR_NONE).p);
    assert_non_null(str_copy(arena, STR("")).p);
    assert_null(str_trim(STR_NONE).p);
    assert_null(str_slice(STR_NONE, 0, 9).p);
    assert_string_equal(str_cstr(arena, STR_NONE), "");
    assert_int_equal(str_find(STR_NONE, STR("a")), 0);
    assert_int_equal(str_compare(STR_NONE, STR("")), 0);
}

/* A copy is terminated and of the whole length, even around a zero byte. */
static void test_copy(void **state) {
    (void)state;
    char from[] = {'a', '\0', 'b'};
    struct str copy = str_copy(arena, (struct str){from, 3});
    from[0] = 'x';
    assert_int_equal(copy.n, 3);
    assert_memory_equal(copy.p, "a\0b", 4);
    assert_string_equal(str_cstr(arena, copy), "a");
}

/* Formatting takes as much room as it needs. */
static void test_format(void **state) {
    (void)state;
    assert_text(str_format(arena, "%d-" STR_FMT, 7, STR_ARG(STR("村民"))), "7-村民");
    assert_text(str_format(arena, "[" STR_FMT "]", STR_ARG(STR_NONE)), "[]");
    assert_int_equal(str_format(arena, "%*d", 5000, 1).n, 5000);
}

/* Comparison is by bytes, unsigned, and a prefix comes first. */
static void test_compare(void **state) {
    (void)state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("b"), STR("a")) > 0);
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_true(str_compare(STR("z"), STR("村")) < 0);
    assert_int_equal(str_compare(STR("ab"), STR("ab")), 0);
    assert_false(str_eq(STR("a\0b"), STR("a\0c")));
}

/* Everything begins and ends with nothing, and nothing with more than itself. */
static void test_ends(void **state) {
    (void)state;
    assert_true(str_starts(STR("abc"), STR("ab")));
    assert_true(str_starts(STR("abc"), STR("")));
    assert_true(str_starts(STR(""), STR_NONE));
    assert_false(str_starts(STR("ab"), STR("abc")));
    assert_false(str_starts(STR("abc"), STR("b")));
    assert_true(str_ends(STR("abc"), STR("bc")));
    assert_true(str_ends(STR("abc"), STR("")));
    assert_false(str_ends(STR("bc"), STR("abc")));
    assert_false(str_ends(STR("abc"), STR("b")));
}

/* The first occurrence is found, and the length says there is none. */
static void test_find(void **state) {
    (void)state;
    assert_int_equal(str_find(STR("abcabc"), STR("ca")), 2);
    assert_int_equal(str_find(STR("aaab"), STR("aab")), 1);
    assert_int_equal(str_find(STR("abc"), STR("abd")), 3);
    assert_int_equal(str_find(STR("abc"), STR("abcd")), 3);
    assert_int_equal(str_find(STR("abc"), STR("")), 0);
    assert_int_equal(str_find(STR("a\0b"), STR("b")), 2);
}

/* A slice is clamped on both sides. */
static void test_slice(void **state) {
    (void)state;
    assert_text(str_slice(STR("abcd"), 1, 3), "bc");
    assert_text(str_slice(STR("abcd"), 2, SIZE_MAX), "cd");
    assert_text(str_slice(STR("abcd"), 9, 12), "");
    assert_text(str_slice(STR("abcd"), 3, 1), "");
}

/* White space goes at both ends only, the ideographic space with it. */
static void test_trim(void **state) {
    (void)state;
    assert_text(str_trim(STR("  a b\t\r\n")), "a b");
    assert_text(str_trim(STR("\xE3\x80\x80 \xE3\x80\x80张\xE3\x80\x80英\v\f\xE3\x80\x80")),
                "张\xE3\x80\x80英");
    assert_text(str_trim(STR(" \xE3\x80\x80 ")), "");
    assert_text(str_trim(STR("\x80 ")), "\x80"); /* the tail of a wide space is not one */
    assert_text(str_trim(STR("\xE3\x80")), "\xE3\x80");
}

/* Cutting gives every part once, the empty ones too. */
static void test_cut(void **state) {
    (void)state;
    struct str rest = STR("a,,b,");
    assert_text(str_cut(&rest, ','), "a");
    assert_text(str_cut(&rest, ','), "");
    assert_text(str_cut(&rest, ','), "b");
    assert_non_null(rest.p);
    assert_text(str_cut(&rest, ','), "");
    assert_null(rest.p);
    assert_null(str_cut(&rest, ',').p);

    rest = STR("");
    assert_non_null(str_cut(&rest, ',').p);
    assert_null(rest.p);
}

/* An integer is digits with an optional minus, within 64 bits, and nothing else. */
static void test_int(void **state) {
    (void)state;
    static const struct {
        struct str s;
        int64_t n;
    } good[] = {
        {STR_INIT("0"), 0},
        {STR_INIT("-0"), 0},
        {STR_INIT("007"), 7},
        {STR_INIT("-12"), -12},
        {STR_INIT("9223372036854775807"), INT64_MAX},
        {STR_INIT("-9223372036854775808"), INT64_MIN},
    };
    static const char *const bad[] = {
        "",
        "-",
        "+1",
        " 1",
        "1 ",
        "1.0",
        "0x1",
        "--1",
        "1-",
        "1e3",
        "１２",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551617",
        "99999999999999999999999999",
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        int64_t n = 99;
        assert_true(str_int(&n, good[i].s));
        assert_true(n == good[i].n);
    }
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t n = 99;
        assert_false(str_int(&n, str_from(bad[i])));
        assert_true(n == 99);
    }
    int64_t n;
    assert_false(str_int(&n, STR_NONE));
    assert_false(str_int(&n, STR("1\0")));
}

/* Only ASCII digits are digits, and there is at least one. */
static void test_digits(void **state) {
    (void)state;
    assert_true(str_is_digits(STR("0123456789")));
    assert_false(str_is_digits(STR("")));
    assert_false(str_is_digits(STR_NONE));
    assert_false(str_is_digits(STR("12a")));
    assert_false(str_is_digits(STR("-1")));
    assert_false(str_is_digits(STR("１")));
}

/* Hexadecimal goes out in lower case, comes back in either, and only whole. */
static void test_hex(void **state) {
    (void)state;
    static const uint8_t bytes[] = {0x00, 0x7f, 0xAB, 0xff};
    uint8_t back[4] = {9, 9, 9, 9};
    struct str hex = str_hex(arena, bytes, 4);
    assert_text(hex, "007fabff");
    assert_true(str_unhex(back, 4, hex));
    assert_memory_equal(back, bytes, 4);
    assert_true(str_unhex(back, 4, STR("007FABFF")));
    assert_memory_equal(back, bytes, 4);
    assert_text(str_hex(arena, bytes, 0), "");
    assert_true(str_unhex(back, 0, STR("")));
    assert_false(str_unhex(back, 4, STR("007fabf")));
    assert_false(str_unhex(back, 4, STR("007fabff0")));
    assert_false(str_unhex(back, 4, STR("007fabff00")));
    assert_false(str_unhex(back, 4, STR("007fabfg")));
    assert_false(str_unhex(back, 4, STR("007fab f")));
    assert_false(str_unhex(back, 4, STR_NONE));
}

/* A character is read whole or not at all. */
static void test_char(void **state) {
    (void)state;
    uint32_t c = 0;
    assert_int_equal(str_char(&c, STR("a")), 1);
    assert_int_equal(c, 'a');
    assert_int_equal(str_char(&c, STR("\xC2\x80")), 2);
    assert_int_equal(c, 0x80);
    assert_int_equal(str_char(&c, STR("村民")), 3);
    assert_int_equal(c, 0x6751);
    assert_int_equal(str_char(&c, STR("\xF4\x8F\xBF\xBF")), 4);
    assert_int_equal(c, 0x10FFFF);
    assert_int_equal(str_char(&c, STR("\0")), 1);
    assert_int_equal(c, 0);

    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("\x80"),
        STR_INIT("\xC0\x80"),
        STR_INIT("\xC1\xBF"),
        STR_INIT("\xE0\x9F\xBF"),
        STR_INIT("\xED\xA0\x80"),
        STR_INIT("\xE6\x9D"),
        STR_INIT("\xF0\x8F\xBF\xBF"),
        STR_INIT("\xF4\x90\x80\x80"),
        STR_INIT("\xE6zz"),
        STR_INIT("\xF9\x90\x80\x80"),
        STR_INIT("\xF8\x88\x80\x80\x80"),
        STR_INIT("\xFF"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) assert_int_equal(str_char(&c, bad[i]), 0);
    assert_int_equal(str_char(&c, str_slice(STR("村"), 0, 2)), 0); /* the third is not ours */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_none),   TEST(test_copy),  TEST(test_format), TEST(test_compare), TEST(test_ends),
        TEST(test_find),   TEST(test_slice), TEST(test_trim),   TEST(test_cut),     TEST(test_int),
        TEST(test_digits), TEST(test_hex),   TEST(test_char),
    };
    return cmocka_run_group_tests_name("base/str", tests, NULL, NULL);
}
