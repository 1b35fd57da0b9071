/*
 * Nobody's number goes out: an identity, mobile or card number is found where it begins, however
 * it is written, and what only looks like one passes. All numbers are made up.
 */
#include "../base/fixture.h"

#include <time.h>

#include "model/publish/gate.h"

#define ID     "身份证号码"
#define MOBILE "手机号码"
#define CARD   "银行卡号"

static size_t screen(struct gate_find **finds, const char *text) {
    return gate_screen(finds, arena, str_from(text));
}

static void assert_find(const char *text, const struct gate_find *f, const char *what, size_t line,
                        size_t column) {
    if (strcmp(f->what, what) != 0 || f->line != line || f->column != column) {
        fail_msg("%s\nfound %s at %zu:%zu instead of %s at %zu:%zu", text, f->what, f->line,
                 f->column, what, line, column);
    }
}

/* One number in a text, and where it begins. */
static const struct planted {
    const char *what, *text;
    size_t line, column;
} planted[] = {
    /* identity numbers */
    {ID, "990123195001010019", 1, 1},
    {ID, "990123194802291231", 1, 1},
    {ID, "身份证：990123195001010019。", 1, 5},
    {ID, "身份证号990123195001010019（户主）", 1, 5},
    {ID, "99012319500101006X", 1, 1},
    {ID, "99012319500101006x", 1, 1},
    {ID, "99012319500101006Ｘ", 1, 1},
    {ID, "99012319500101006ｘ", 1, 1},
    {ID, "99012319500101006×", 1, 1},
    {ID, "99012319500101006 X", 1, 1},
    {ID, "９９０１２３１９５００１０１００１９", 1, 1},
    {ID, "９９０１２３19500101００１９", 1, 1},
    {ID, "990123 19500101 0019", 1, 1},
    {ID, "990123　19500101　0019", 1, 1},
    {ID, "990123-19500101-0019", 1, 1},
    {ID, "990123—19500101—0019", 1, 1},
    {ID, "990123－19500101－0019", 1, 1},
    {ID, "990123.1950.0101.0019", 1, 1},
    {ID, "990123·19500101·0019", 1, 1},
    {ID,
     "990123\xC2\xA0"
     "19500101\xC2\xA0"
     "0019",
     1, 1},
    {ID, "990123&nbsp;19500101&nbsp;0019", 1, 1},
    {ID, "9 9 0 1 2 3 1 9 5 0 0 1 0 1 0 0 1 9", 1, 1},
    {ID, "9901\u200B2319500101\u200D0019", 1, 1},
    {ID, "99012319500101**0019**", 1, 1},
    {ID, "**990123**19500101**0019**", 1, 3},
    {ID, "990123*19500101*0019", 1, 1},
    {ID, "99012319500101<b>0019</b>", 1, 1},
    {ID, "<b>990123</b><i>19500101</i>0019", 1, 4},
    {ID, "990123<span class=\"x\">19500101</span>0019", 1, 1},
    {ID, "`990123`19500101`0019`", 1, 2},
    {ID, "990123\\-19500101\\-0019", 1, 1},
    {ID, "990123\n19500101\n0019", 1, 1},
    {ID, "9901231950\n01010019", 1, 1},
    {ID, "第一行\n号码 990123195001010019", 2, 4},
    {ID, "甲\r\n乙990123195001010019\r\n丙", 2, 2},
    {ID, "| 9 | 9 | 0 | 1 | 2 | 3 | 1 | 9 | 5 | 0 | 0 | 1 | 0 | 1 | 0 | 0 | 1 | 9 |", 1, 3},
    {ID, "| 1 | 990123195001010019 | 500 |", 1, 7},
    {ID, "1. 990123195001010019", 1, 4},
    {ID, "3 990123 19500101 0019 2", 1, 3},
    {ID, "编号7990123195001010019", 1, 4},
    {ID, "9901231950010100192016", 1, 1},
    {ID, "2016990123195001010019", 1, 5},
    {ID, "<td>990123195001010019</td>", 1, 5},
    {ID, "张三990123195001010019李四", 1, 3},
    {ID, "a990123195001010019", 1, 2},
    {ID, "990123195001010019X", 1, 1},
    /* mobile numbers */
    {MOBILE, "13900000000", 1, 1},
    {MOBILE, "电话13900000000", 1, 3},
    {MOBILE, "19900000000，找张三", 1, 1},
    {MOBILE, "139 0000 0000", 1, 1},
    {MOBILE, "139-0000-0000", 1, 1},
    {MOBILE, "139　0000　0000", 1, 1},
    {MOBILE, "１３９００００００００", 1, 1},
    {MOBILE, "139.0000.0000", 1, 1},
    {MOBILE, "1390000 0000", 1, 1},
    {MOBILE, "139 00000000", 1, 1},
    {MOBILE, "1390 0000 000", 1, 1},
    {MOBILE, "1 3 9 0 0 0 0 0 0 0 0", 1, 1},
    {MOBILE, "8613900000000", 1, 1},
    {MOBILE, "+8613900000000", 1, 2},
    {MOBILE, "+86 13900000000", 1, 2},
    {MOBILE, "+86-139-0000-0000", 1, 2},
    {MOBILE, "008613900000000", 1, 1},
    {MOBILE, "(86)139 0000 0000", 1, 5},
    {MOBILE, "013900000000", 1, 1},
    {MOBILE, "139**0000**0000", 1, 1},
    {MOBILE, "**139**00000000", 1, 3},
    {MOBILE, "1390<b>0000</b>000", 1, 1},
    {MOBILE, "139\u200B00000000", 1, 1},
    {MOBILE, "139\\-0000\\-0000", 1, 1},
    {MOBILE, "1. 13900000000", 1, 4},
    {MOBILE, "- 2 13900000000", 1, 5},
    {MOBILE, "| 3 | 13900000000 | 800 |", 1, 7},
    {MOBILE, "2024-03-05 13900000000", 1, 12},
    {MOBILE, "500 13900000000 300", 1, 5},
    {MOBILE, "联系人：张三\n电话：13900000000\n", 2, 4},
    {MOBILE, "电话 139\n0000 0000", 1, 4},
    {MOBILE, "tel:13900000000", 1, 5},
    {MOBILE, "[打电话](tel:13900000000)", 1, 11},
    {MOBILE, "0990-1234567 13900000000", 1, 14},
    /* bank cards, 16 to 19 digits; the issuer 620000 gives out none */
    {CARD, "6200000000000005", 1, 1},
    {CARD, "62000000000000018", 1, 1},
    {CARD, "620000000000000013", 1, 1},
    {CARD, "6200000000000000018", 1, 1},
    {CARD, "6200 0000 0000 0005", 1, 1},
    {CARD, "6200 0000 0000 0000 018", 1, 1},
    {CARD, "6200-0000-0000-0005", 1, 1},
    {CARD, "620000 0000000000018", 1, 1},
    {CARD, "６２０００００００００００００５", 1, 1},
    {CARD, "卡号：6200**0000**0000**0005**", 1, 4},
    {CARD, "账号\n6200 0000 0000 0005", 2, 1},
    {CARD, "6200 0000\n0000 0005", 1, 1},
    {CARD, "| 1 | 6200000000000005 |", 1, 7},
    {CARD, "9558000000000000016", 1, 1},
    {CARD, "4000000000000002", 1, 1},
};

/* Each is found, alone, for what it is, where it begins. */
static void planted_numbers_are_found(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(planted); i++) {
        struct gate_find *finds;
        size_t count = screen(&finds, planted[i].text);
        if (count != 1) fail_msg("%s\n%zu finds", planted[i].text, count);
        assert_find(planted[i].text, finds, planted[i].what, planted[i].line, planted[i].column);
        arena_reset(arena);
    }
    assert_true(COUNT(planted) >= 80);
}

/* Each passes. */
static void look_alikes_pass(void **state) {
    (void)state;
    static const char *const harmless[] = {
        "",
        "没有数字",
        "某政发〔2016〕2号",
        "某扶办发〔2019〕137号，2019年12月31日",
        "2016-01-02 2017-03-04 2018-05-06",
        "20160102 20170304 20180506",
        "1998-12-31 100 元",
        "19981231 100",
        "1949.10.1 至 2019.10.1",
        "2024/03/05 18:00:00",
        "2026年3月5日14:05",
        "13,900,000,000 元",
        "1，390，000，0000",
        "139000000.00 元",
        "15000.00 3000.00 200.50",
        "13000-180000 元",
        "158000-23000 元",
        "1500 元、3000 元、200 元",
        "共 139000 户 00000 人",
        "| 4500 | 3200 | 1800 | 6400 |",
        "| 139 | 0000 | 0000 |",
        "| 6200 | 0000 | 0000 | 0005 |",
        "| 1380 | 2024 | 305 |\n| 1390 | 2024 | 306 |",
        "139\n0000\n0000",
        "9901\n2319500101\n0019",
        "| 9901 | 2319500101 | 0019 |",
        "- 1390000\n- 0000\n",
        "0990-1234567",
        "0990-12345678",
        "(0990)1234567 转 802",
        "099012345678",
        "0990-1234567 0990-7654321",
        "12345",
        "110 119 120 12317",
        "400-820-8820",
        "95588",
        "12900000000",
        "11000000000",
        "10000000000",
        "1390000000",
        "139000000000",
        "1390000000012",
        "23900000000",
        "138****0000",
        "139****0000，138****0000",
        "990123********0019",
        "6200 **** **** 0005",
        "尾号 0019",
        "990123195001010014",
        "990123195001010025",
        "990123 19500101 0014",
        "990123195013010010",
        "990123195002300010",
        "990123189901010010",
        "99012319500101001X",
        "9901231950010100",
        "990123500101001",
        "990123001002",
        "990123001002201",
        "6200000000000006",
        "6200000000000000006",
        "6200 0000 0000 0006",
        "620000000000000",
        "62000000000000000009",
        "7200000000000004",
        "2200000000000003",
        "1000000000000008",
        "91990123MA0000000X",
        "12345678901234567890",
        "0.1390000000001",
        "3.14159265358979",
        "192.168.100.200",
        "1.2.3.4.5.6.7.8.9.10.11.12.13",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18",
        "１２３４５６７８９",
        "一三九〇〇〇〇〇〇〇〇",
        "第 1 期（2024 年 3 月）、第 13 期",
        "a1b3c9d0e0f0g0h0i0j0k0",
        "1.39e10",
        "<b></b>",
        "&nbsp;&nbsp;",
    };
    assert_true(COUNT(harmless) >= 70);
    for (size_t i = 0; i < COUNT(harmless); i++) {
        struct gate_find *finds;
        size_t count = screen(&finds, harmless[i]);
        if (count) {
            fail_msg("%s\nfound %s at %zu:%zu", harmless[i], finds->what, finds->line,
                     finds->column);
        }
        arena_reset(arena);
    }
}

/* A list of numbers hides none of them behind the one before. */
static void every_line_of_a_list(void **state) {
    (void)state;
    static const char text[] = "张三 13900000000\n"
                               "13900000001\n"
                               "13900000002\n"
                               "| 1 | 990123195001010019 | 13900000003 | 6200000000000005 |\n"
                               "| 2 | 990123194802291231 | 13900000004 | 6200000000000000018 |\n"
                               "13900000005/13900000006、13900000007 13900000008\n";
    static const struct gate_find expected[] = {
        {MOBILE, 1, 4},  {MOBILE, 2, 1},  {MOBILE, 3, 1},  {ID, 4, 7},    {MOBILE, 4, 28},
        {CARD, 4, 42},   {ID, 5, 7},      {MOBILE, 5, 28}, {CARD, 5, 42}, {MOBILE, 6, 1},
        {MOBILE, 6, 13}, {MOBILE, 6, 25}, {MOBILE, 6, 37},
    };
    struct gate_find *finds;
    size_t count = screen(&finds, text);
    assert_int_equal(count, COUNT(expected));
    for (size_t i = 0; i < count; i++) {
        assert_find(text, &finds[i], expected[i].what, expected[i].line, expected[i].column);
    }
}

/* At most twenty, the first twenty. */
static void twenty_at_most(void **state) {
    (void)state;
    struct str text = STR("");
    struct gate_find *finds;
    for (int i = 0; i < 30; i++) {
        text = str_format(arena, STR_FMT "139000000%02d\n", STR_ARG(text), i);
    }
    assert_int_equal(gate_screen(&finds, arena, text), 20);
    assert_int_equal(finds[0].line, 1);
    assert_int_equal(finds[19].line, 20);
}

/* Bytes that are no text, and text that ends anywhere, are only read. */
static void hostile_texts(void **state) {
    (void)state;
    static const char whole[] = "９９０１２３<b>19500101</b>&nbsp;001×\xff\xc3\xe2\x80 139\0000000";
    struct gate_find *finds;
    for (size_t n = 0; n <= sizeof whole - 1; n++) {
        char *exact = malloc(n ? n : 1); /* so that a byte too far shows */
        assert_non_null(exact);
        memcpy(exact, whole, n);
        gate_screen(&finds, arena, (struct str){exact, n});
        free(exact);
    }
    assert_int_equal(gate_screen(&finds, arena, STR_NONE), 0);
    assert_int_equal(gate_screen(&finds, arena,
                                 STR("139\0"
                                     "00000000")),
                     0);
}

/* The longest text there can be takes a moment. */
static void long_texts_are_quick(void **state) {
    (void)state;
    static const char *const units[] = {"9", "1 ",  "<",    "<b>",    "9<b",
                                        "*", "0**", "9|\n", "&nbsp;", "９"};
    for (size_t i = 0; i < COUNT(units); i++) {
        struct gate_find *finds;
        size_t n = strlen(units[i]), size = (size_t)1 << 18; /* what a form may carry */
        char *text = arena_alloc(arena, size);
        for (size_t k = 0; k + n <= size; k += n) memcpy(text + k, units[i], n);
        clock_t began = clock();
        gate_screen(&finds, arena, (struct str){text, size});
        assert_true(clock() - began < 5 * CLOCKS_PER_SEC);
        arena_reset(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planted_numbers_are_found),
        cmocka_unit_test(look_alikes_pass),
        cmocka_unit_test(every_line_of_a_list),
        cmocka_unit_test(twenty_at_most),
        cmocka_unit_test(hostile_texts),
        cmocka_unit_test(long_texts_are_quick),
    };
    return cmocka_run_group_tests_name("model/gate", tests, fixture_open, fixture_close);
}
