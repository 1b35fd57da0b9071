/* A policy is in force from the first to the last of its days, both whole, unless another took its
 * place. */
#include "../base/fixture.h"

#include "base/date.h"
#include "model/publish/article.h"

#define NO_SUCCESSOR INT64_MIN

static int32_t day_of(int y, int m, int d) {
    int32_t day;
    assert_true(date_from_ymd(&day, y, m, d));
    return day;
}

static void test_days(void **state) {
    (void)state;
    int32_t from = day_of(2026, 1, 1), to = day_of(2026, 12, 31);
    static const enum article_standing waiting = STANDING_WAITING, in_force = STANDING_IN_FORCE;
    assert_int_equal(article_standing(from, to, NO_SUCCESSOR, date_start(from) - 1), waiting);
    assert_int_equal(article_standing(from, to, NO_SUCCESSOR, date_start(from)), in_force);
    assert_int_equal(article_standing(from, to, NO_SUCCESSOR, date_end(to) - 1), in_force);
    assert_int_equal(article_standing(from, to, NO_SUCCESSOR, date_end(to)), STANDING_EXPIRED);
    assert_int_equal(article_standing(from, from, NO_SUCCESSOR, date_start(from)), in_force);
    assert_int_equal(article_standing(from, from, NO_SUCCESSOR, date_end(from)), STANDING_EXPIRED);
}

/* A day that is not given does not limit. */
static void test_open_ends(void **state) {
    (void)state;
    int64_t now = date_start(day_of(2026, 3, 5));
    int32_t early = day_of(2020, 1, 1), late = day_of(2030, 1, 1);
    assert_int_equal(article_standing(DAY_NONE, DAY_NONE, NO_SUCCESSOR, now), STANDING_IN_FORCE);
    assert_int_equal(article_standing(early, DAY_NONE, NO_SUCCESSOR, now), STANDING_IN_FORCE);
    assert_int_equal(article_standing(late, DAY_NONE, NO_SUCCESSOR, now), STANDING_WAITING);
    assert_int_equal(article_standing(DAY_NONE, late, NO_SUCCESSOR, now), STANDING_IN_FORCE);
    assert_int_equal(article_standing(DAY_NONE, early, NO_SUCCESSOR, now), STANDING_EXPIRED);
}

/* A successor says more than any day. */
static void test_successor(void **state) {
    (void)state;
    int64_t now = date_start(day_of(2026, 3, 5));
    assert_int_equal(article_standing(DAY_NONE, DAY_NONE, 7, now), STANDING_SUPERSEDED);
    assert_int_equal(article_standing(DAY_NONE, day_of(2020, 1, 1), 7, now), STANDING_SUPERSEDED);
    assert_int_equal(article_standing(day_of(2030, 1, 1), DAY_NONE, 7, now), STANDING_SUPERSEDED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_days),
        TEST(test_open_ends),
        TEST(test_successor),
    };
    return cmocka_run_group_tests_name("model/article", tests, NULL, NULL);
}
