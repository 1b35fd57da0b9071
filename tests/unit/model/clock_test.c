/* A notice posted at any second of a day runs its full days after it and closes when the last of
 * them ends, 24:00 in Shanghai. */
#include "../base/fixture.h"

#include "model/publish/clock.h"

static int64_t at(int y, int m, int d, int hour, int minute, int second) {
    int32_t day;
    assert_true(date_from_ymd(&day, y, m, d));
    return date_start(day) + hour * 3600 + minute * 60 + second;
}

static struct clock clock_of(int64_t posted_at, int64_t days) {
    struct clock c;
    assert_int_equal(clock_from(&c, posted_at, days), OK);
    return c;
}

/* Seven days posted on the 1st close at the end of the 8th, whatever the hour. */
static void test_full_days(void **state) {
    (void)state;
    int64_t closes = at(2026, 3, 9, 0, 0, 0);
    assert_true(clock_of(at(2026, 3, 1, 0, 0, 0), 7).closes_at == closes);
    assert_true(clock_of(at(2026, 3, 1, 12, 0, 0), 7).closes_at == closes);
    assert_true(clock_of(at(2026, 3, 1, 23, 59, 59), 7).closes_at == closes);
    assert_true(clock_of(at(2026, 3, 2, 0, 0, 0), 7).closes_at == at(2026, 3, 10, 0, 0, 0));
    assert_true(clock_of(at(2026, 3, 1, 9, 30, 1), 7).opens_at == at(2026, 3, 1, 9, 30, 1));
}

/* Never less than the full days, for every second around midnight and every length. */
static void test_never_short(void **state) {
    (void)state;
    int64_t midnight = at(2026, 1, 1, 0, 0, 0);
    for (int64_t days = 1; days <= CLOCK_DAYS_MAX; days++) {
        for (int64_t s = -3; s <= 3; s++) {
            struct clock c = clock_of(midnight + s, days);
            int64_t runs = c.closes_at - c.opens_at;
            assert_true(runs > days * 86400 && runs <= (days + 1) * 86400);
            assert_int_equal(date_seconds(c.closes_at), 0);
        }
    }
}

/* Months and years end, February too. */
static void test_calendar(void **state) {
    (void)state;
    assert_true(clock_of(at(2025, 12, 28, 8, 0, 0), 5).closes_at == at(2026, 1, 3, 0, 0, 0));
    assert_true(clock_of(at(2024, 2, 27, 8, 0, 0), 2).closes_at == at(2024, 3, 1, 0, 0, 0));
    assert_true(clock_of(at(2026, 2, 27, 8, 0, 0), 2).closes_at == at(2026, 3, 2, 0, 0, 0));
}

static void test_days_allowed(void **state) {
    (void)state;
    static const int64_t wrong[] = {0, -1, 91, INT64_MIN, INT64_MAX, INT64_C(4294967297)};
    struct clock c = {1, 2};
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_int_equal(clock_from(&c, 0, wrong[i]), INVALID);
    assert_true(c.opens_at == 1 && c.closes_at == 2);
    assert_int_equal(clock_from(&c, 0, 1), OK);
    assert_int_equal(clock_from(&c, 0, 90), OK);
}

/* Open from the second of posting to the last second of the last day. */
static void test_state(void **state) {
    (void)state;
    struct clock c = clock_of(at(2026, 3, 1, 10, 0, 0), 7);
    assert_int_equal(clock_state(&c, c.opens_at - 1), CLOCK_WAITING);
    assert_int_equal(clock_state(&c, c.opens_at), CLOCK_OPEN);
    assert_int_equal(clock_state(&c, at(2026, 3, 8, 23, 59, 59)), CLOCK_OPEN);
    assert_int_equal(clock_state(&c, at(2026, 3, 9, 0, 0, 0)), CLOCK_CLOSED);
    struct clock none = {MOMENT_NONE, MOMENT_NONE};
    assert_int_equal(clock_state(&none, 0), CLOCK_NONE);
    none.opens_at = 0;
    assert_int_equal(clock_state(&none, 0), CLOCK_NONE);
}

/* Whole days after today: the day of posting has them all, the last one none. */
static void test_days_left(void **state) {
    (void)state;
    struct clock c = clock_of(at(2026, 3, 1, 23, 59, 59), 7);
    assert_int_equal(clock_days_left(&c, c.opens_at), 7);
    assert_int_equal(clock_days_left(&c, at(2026, 3, 2, 0, 0, 0)), 6);
    assert_int_equal(clock_days_left(&c, at(2026, 3, 7, 23, 59, 59)), 1);
    assert_int_equal(clock_days_left(&c, at(2026, 3, 8, 0, 0, 0)), 0);
    assert_int_equal(clock_days_left(&c, at(2026, 3, 8, 23, 59, 59)), 0);
    assert_int_equal(clock_days_left(&c, at(2026, 3, 9, 0, 0, 0)), 0);
    assert_int_equal(clock_days_left(&c, at(2030, 1, 1, 0, 0, 0)), 0);
    struct clock none = {MOMENT_NONE, MOMENT_NONE};
    assert_int_equal(clock_days_left(&none, 0), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_full_days),    TEST(test_never_short), TEST(test_calendar),
        TEST(test_days_allowed), TEST(test_state),       TEST(test_days_left),
    };
    return cmocka_run_group_tests_name("model/clock", tests, NULL, NULL);
}
