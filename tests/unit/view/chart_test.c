/*
 * Charts: how long bars are, and what of them is told in words.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "view/chart.h"

static struct arena *a;

/* The longest fills the width, the others their share; what is not told has words and no bar. */
static void bars_have_their_share(void **state) {
    (void)state;
    const struct chart_item items[] = {
        {STR("2025年"), STR("30户"), 30},
        {STR("2024年"), STR("不公布"), 0},
        {STR("2023年"), STR("120户"), 120},
    };
    struct view_chart *v = chart_new(a, "years", STR("历年"), items, 3);
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
    assert_null(chart_new(a, "years", STR("历年"), items, 2));
    assert_null(chart_new(a, "years", STR("历年"), items + 1, 1));
}

static int set_up(void **state) {
    (void)state;
    a = arena_new(1 << 16);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_have_their_share),
        cmocka_unit_test(one_bar_is_no_chart),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
