/*
 * When a year may be counted, and that figures know every cause the register knows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "model/register/figure.h"
#include "model/register/lifecycle.h"

/* A year is counted from 1 February of the next, as the county's clock has it. */
static void a_year_is_over_in_february(void **state) {
    (void)state;
    int32_t day;
    assert_true(date_from_ymd(&day, 2026, 2, 1));
    assert_int_equal(figure_due(date_start(day) - 1), 2024);
    assert_int_equal(figure_due(date_start(day)), 2025);
    assert_true(date_from_ymd(&day, 2026, 12, 31));
    assert_int_equal(figure_due(date_start(day)), 2025);
}

/* The causes are the register's, in its words and order, and one more. */
static void every_cause_has_a_column(void **state) {
    (void)state;
    size_t i = 0;
    for (; lifecycle_causes[i].code; i++) {
        assert_string_equal(figure_causes[i].code, lifecycle_causes[i].code);
        assert_string_equal(figure_causes[i].text, lifecycle_causes[i].text);
    }
    assert_string_equal(figure_causes[i].code, "unknown");
    assert_null(figure_causes[i + 1].code);
}

/* One cell is found by all of its names. */
static void a_cell_is_found(void **state) {
    (void)state;
    const struct row_figure rows[] = {
        {.region = STR("990123"),
         .year = 2020,
         .theme = STR("left"),
         .code = STR(""),
         .households = 7},
        {.region = STR("990123"),
         .year = 2021,
         .theme = STR("left"),
         .code = STR(""),
         .households = 8},
    };
    assert_ptr_equal(figure_at(rows, 2, STR("990123"), 2021, "left", ""), &rows[1]);
    assert_null(figure_at(rows, 2, STR("990123"), 2021, "left", "illness"));
    assert_null(figure_at(rows, 2, STR("990123"), 2022, "left", ""));
    assert_true(str_is(figure_words(STR("registered"), STR("illness")), "因病"));
    assert_true(str_is(figure_words(STR("measure"), STR("")), "合计"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_is_over_in_february),
        cmocka_unit_test(every_cause_has_a_column),
        cmocka_unit_test(a_cell_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
