/*
 * Charts: how long bars are, and what of them is told in words.
 */
#include "../base/fixture.h"

#include "view/chart.h"

/* The longest fills the width, the others their share; what is not told has words and no bar. */
static void bars_have_their_share(void **state) {
    (void)state;
    const struct chart_item items[] = {
        {STR("2025年"), STR("30户"), 30},
        {STR("2024年"), STR("不公布"), 0},
        {STR("2023年"), STR("120户"), 120},
    };
    struct view_chart *v = chart_new(arena, "years", STR("历年"), items, 3);
    assert_int_equal(v->bars_count, 3);
    assert_true(str_is(v->bars[0].share, "25.0%"));
    assert_int_equal(v->bars[1].share.n, 0);
    assert_true(str_is(v->bars[1].words, "不公布"));
    assert_true(str_is(v->bars[2].share, "100.0%"));
    assert_true(str_is(v->about, "横条图，3 条，最长的是2023年，120户。数字都在图后面的表里。"));
}

/* One bar, or none, compares nothing. */
static void one_bar_is_no_chart(void **state) {
    (void)state;
    const struct chart_item items[] = {
        {STR("2025年"), STR("9户"), 9},
        {STR("2024年"), STR("不公布"), 0},
    };
    assert_null(chart_new(arena, "years", STR("历年"), items, 2));
    assert_null(chart_new(arena, "years", STR("历年"), items + 1, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(bars_have_their_share),
        TEST(one_bar_is_no_chart),
    };
    return cmocka_run_group_tests_name("view/chart", tests, NULL, NULL);
}
