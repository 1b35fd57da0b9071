/* What changed between two texts: each side, put together again, is the text it came from; what is
 * marked is what changed; and no text makes it slow or large. */
#include "../base/fixture.h"

#include <time.h>

#include "base/buf.h"
#include "view/diff.h"

static struct view_diff_row *rows;

static size_t diff(const char *before, const char *after) {
    return diff_rows(&rows, arena, str_from(before), str_from(after));
}

/* One side of a row, what is marked in [ ]. */
static struct str side(const struct view_diff_piece *pieces, size_t count) {
    struct buf b = buf_new(arena, 1 << 20);
    for (size_t i = 0; i < count; i++) {
        if (pieces[i].kind.n) buf_byte(&b, '[');
        buf_put(&b, pieces[i].text);
        if (pieces[i].kind.n) buf_byte(&b, ']');
    }
    return buf_str(&b);
}

static void assert_row(size_t i, const char *before, const char *after, int64_t skipped) {
    assert_text(side(rows[i].before, rows[i].before_count), before);
    assert_text(side(rows[i].after, rows[i].after_count), after);
    assert_int_equal(rows[i].skipped, skipped);
}

/* A changed figure is marked by itself within its sentence; the sentences around it are counted. */
static void test_within_a_sentence(void **state) {
    (void)state;
    assert_int_equal(diff("修一条路。长 3 公里，花 20 万元。六月完工。",
                          "修一条路。长 5 公里，花 20 万元。六月完工。"),
                     1);
    assert_row(0, "长 [3] 公里，花 20 万元。", "长 [5] 公里，花 20 万元。", 1);
}

/* Sentences that came and went stand alone; two that have little in common are not mixed. */
static void test_whole_sentences(void **state) {
    (void)state;
    assert_int_equal(diff("甲。乙。", "甲。新的一句话。乙。"), 1);
    assert_row(0, "", "[新的一句话。]", 1);
    assert_int_equal(diff("甲。要去掉的。乙。", "甲。乙。"), 1);
    assert_row(0, "[要去掉的。]", "", 1);
    assert_int_equal(diff("到村委会登记。", "请带身份证去镇上办理手续。"), 1);
    assert_row(0, "[到村委会登记。]", "[请带身份证去镇上办理手续。]", 0);
}

/* The same is nothing; empty lines alone are nothing; everything new is one row. */
static void test_ends(void **state) {
    (void)state;
    assert_int_equal(diff("", ""), 0);
    assert_int_equal(diff("一样。", "一样。"), 0);
    assert_int_equal(diff("一段。\n二段。", "一段。\n\n二段。"), 0);
    assert_int_equal(diff("", "第一版。"), 1);
    assert_row(0, "", "[第一版。]", 0);
    assert_int_equal(diff("删光。", ""), 1);
    assert_row(0, "[删光。]", "", 0);
}

/* One character that happens to be the same between two changes is not picked out. */
static void test_smooth(void **state) {
    (void)state;
    assert_int_equal(
        diff("每户补助金额一二三元，按季发放到户。", "每户补助金额四二五元，按季发放到户。"), 1);
    assert_row(0, "每户补助金额[一二三]元，按季发放到户。",
               "每户补助金额[四二五]元，按季发放到户。", 0);
}

/* Bytes that are no UTF-8, and marks of HTML, pass through as they are: the template escapes. */
static void test_any_bytes(void **state) {
    (void)state;
    assert_int_equal(diff("a\xff\x80。<b>", "a\xff\x81。<i>"), 1);
    assert_text(side(rows[0].before, 0), "");
    assert_true(rows[0].before_count > 0 && rows[0].after_count > 0);
}

/* Random texts of few words: taking the marked parts away leaves the same on both sides, in every
 * row; and all sentences that are nowhere shown are the same. */
static void test_random(void **state) {
    (void)state;
    static const char *const words[] = {"甲", "乙。", "丙\n", "丁", "戊！", "\n", "己"};
    unsigned seed = 20260301;
    for (int round = 0; round < 3000; round++) {
        struct buf text[2];
        for (int i = 0; i < 2; i++) {
            text[i] = buf_new(arena, 1000);
            seed = seed * 1103515245u + 12345;
            for (unsigned n = (seed >> 16) % 30; n > 0; n--) {
                seed = seed * 1103515245u + 12345;
                buf_put(&text[i], str_from(words[(seed >> 16) % COUNT(words)]));
            }
        }
        size_t n = diff_rows(&rows, arena, buf_str(&text[0]), buf_str(&text[1]));
        for (size_t r = 0; r < n; r++) {
            struct buf kept[2] = {buf_new(arena, 1000), buf_new(arena, 1000)};
            for (size_t i = 0; i < rows[r].before_count; i++)
                if (!rows[r].before[i].kind.n) buf_put(&kept[0], rows[r].before[i].text);
            for (size_t i = 0; i < rows[r].after_count; i++)
                if (!rows[r].after[i].kind.n) buf_put(&kept[1], rows[r].after[i].text);
            assert_true(str_eq(buf_str(&kept[0]), buf_str(&kept[1])));
        }
        if (round % 100 == 99) arena_reset(arena);
    }
}

/* The longest texts there can be, with nothing in common, or with every second sentence changed. */
static void test_bounds(void **state) {
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct buf a = buf_new(arena, 1 << 18), b = buf_new(arena, 1 << 18);
        for (int i = 0; i < (kind == 0 ? 60000 : 6000); i++) {
            if (kind == 0) {
                buf_put(&a, STR("甲"));
                buf_put(&b, STR("乙"));
            } else {
                buf_format(&a, "第%d句话是这样写的。", i);
                buf_format(&b, kind == 1 && i % 2 ? "第%d句现在变了样子。" : "第%d话是这样的。\n",
                           i);
            }
        }
        clock_t began = clock();
        size_t n = diff_rows(&rows, arena, buf_str(&a), buf_str(&b));
        assert_true(n >= 1);
        assert_true((double)(clock() - began) / CLOCKS_PER_SEC < 5);
        arena_reset(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_within_a_sentence),
        TEST(test_whole_sentences),
        TEST(test_ends),
        TEST(test_smooth),
        TEST(test_any_bytes),
        TEST(test_random),
        TEST(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
