/* Money is whole fen: what is typed is read exactly or not at all, and reads back as shown. */
#include "fixture.h"

#include "base/money.h"

/* Two decimals and a comma every three digits, for any amount of 64 bits. */
static void test_text(void **state) {
    (void)state;
    static const struct {
        int64_t fen;
        const char *text;
    } cases[] = {
        {0, "0.00"},
        {5, "0.05"},
        {50, "0.50"},
        {99999, "999.99"},
        {100000, "1,000.00"},
        {1234560, "12,345.60"},
        {12345678900, "123,456,789.00"},
        {-5, "-0.05"},
        {-100000, "-1,000.00"},
        {-99999, "-999.99"},
        {INT64_MAX, "92,233,720,368,547,758.07"},
        {INT64_MIN + 1, "-92,233,720,368,547,758.07"},
        {MONEY_NONE, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_text(money_text(arena, cases[i].fen), cases[i].text);
}

/* The forms people type are read to the fen. */
static void test_parse(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t fen;
    } cases[] = {
        {"0", 0},
        {"12345", 1234500},
        {"12,345.6", 1234560},
        {"12345.60", 1234560},
        {"12345.06", 1234506},
        {"0.01", 1},
        {"007", 700},
        {"¥12", 1200},
        {"￥ 12.5", 1250},
        {"12元", 1200},
        {" 12.30 元 ", 1230},
        {"1,000", 100000},
        {"999,999,999,999.99", 99999999999999},
        {"1,000,000,000,000.00", 100000000000000},
        {"1000000000000", 100000000000000},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t fen = -1;
        if (!money_parse(&fen, str_from(cases[i].text)) || fen != cases[i].fen)
            fail_msg("%s", cases[i].text);
    }
}

/* Anything else is refused and leaves the amount as it was; no sum wraps around. */
static void test_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        " ",
        "元",
        "¥",
        "-1",
        "+1",
        "1.",
        ".5",
        ".",
        "1.234",
        "1.2.3",
        "1. 5",
        "1 000",
        "1,00",
        "1,0000",
        "1234,567",
        ",123",
        "1,,000",
        "1,000,",
        "1.000,00",
        "1e5",
        "0x10",
        "１２",
        "12万元",
        "¥12元",
        "12元元",
        "1000000000000.01",
        "1,000,000,000,001",
        "92233720368547758.08",
        "184467440737095516.16",
        "18446744073709551616",
        "100000000000000000000000000000000000000000",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t fen = -1;
        if (money_parse(&fen, str_from(bad[i])) || fen != -1) fail_msg("%s", bad[i]);
    }
    int64_t fen;
    assert_false(money_parse(&fen, STR_NONE));
    assert_false(money_parse(&fen, STR("1\0")));
}

/* What was shown can be typed back. */
static void test_round_trip(void **state) {
    (void)state;
    for (int64_t fen = 1; fen < 100000000000000; fen = fen * 7 + 3) {
        int64_t back;
        assert_true(money_parse(&back, money_text(arena, fen)));
        assert_true(back == fen);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_text),
        TEST(test_parse),
        TEST(test_refused),
        TEST(test_round_trip),
    };
    return cmocka_run_group_tests_name("base/money", tests, NULL, NULL);
}
