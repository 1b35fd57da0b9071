/*
 * Growing waits: the rule as a table of misses and seconds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "model/casework/limit.h"

#define NOW 1700000000

/* The wait right after the last of so many misses. */
static int64_t wait_after(enum limit_kind kind, int64_t tries) {
    return limit_wait(kind, tries, NOW - 60, NOW, NOW);
}

/* Five misses are free, then 30 seconds, twice as long each time, a quarter of an hour at most. */
static void a_target_waits_longer_and_longer(void **state) {
    (void)state;
    static const int64_t waits[] = {0, 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900};
    for (int i = 0; i < 13; i++) {
        assert_int_equal(wait_after(LIMIT_STATUS_TARGET, i), waits[i]);
        assert_int_equal(wait_after(LIMIT_LOGIN_ACCOUNT, i), waits[i]);
    }
    assert_int_equal(wait_after(LIMIT_STATUS_TARGET, 2000000000), 900);
}

/* A village behind one address: sixty misses in ten minutes are free, the waits after are short. */
static void an_address_is_a_village(void **state) {
    (void)state;
    assert_int_equal(wait_after(LIMIT_STATUS_ADDRESS, 60), 0);
    assert_int_equal(wait_after(LIMIT_STATUS_ADDRESS, 61), 2);
    assert_int_equal(wait_after(LIMIT_STATUS_ADDRESS, 62), 4);
    assert_int_equal(wait_after(LIMIT_STATUS_ADDRESS, 1000), 60);
}

/* A household may say ten things a day; what follows has to wait, never for long. */
static void a_household_has_its_say(void **state) {
    (void)state;
    assert_int_equal(wait_after(LIMIT_VOICE, 10), 0);
    assert_int_equal(wait_after(LIMIT_VOICE, 11), 30);
    assert_int_equal(wait_after(LIMIT_VOICE, 12), 60);
    assert_int_equal(wait_after(LIMIT_VOICE, 500), 900);
}

/* A wait runs out by the second, and never grows by waiting. */
static void a_wait_runs_out(void **state) {
    (void)state;
    for (int64_t passed = 0; passed < 40; passed++) {
        int64_t left = limit_wait(LIMIT_STATUS_TARGET, 6, NOW - 100, NOW, NOW + passed);
        assert_int_equal(left, passed < 30 ? 30 - passed : 0);
    }
}

/* Old misses are forgotten: after ten minutes for an address, after a day for a target. */
static void old_misses_are_forgotten(void **state) {
    (void)state;
    assert_int_equal(limit_wait(LIMIT_STATUS_ADDRESS, 500, NOW - 599, NOW, NOW), 60);
    assert_int_equal(limit_wait(LIMIT_STATUS_ADDRESS, 500, NOW - 600, NOW, NOW), 0);
    assert_int_equal(limit_wait(LIMIT_STATUS_TARGET, 500, NOW - 86399, NOW, NOW), 900);
    assert_int_equal(limit_wait(LIMIT_STATUS_TARGET, 500, NOW - 86400, NOW, NOW), 0);
}

/* A clock that was set back makes nobody wait longer than the rule says. */
static void a_clock_set_back(void **state) {
    (void)state;
    assert_int_equal(limit_wait(LIMIT_STATUS_TARGET, 6, NOW, NOW, NOW - 100000), 30);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_waits_longer_and_longer),
        cmocka_unit_test(an_address_is_a_village),
        cmocka_unit_test(a_household_has_its_say),
        cmocka_unit_test(a_wait_runs_out),
        cmocka_unit_test(old_misses_are_forgotten),
        cmocka_unit_test(a_clock_set_back),
    };
    return cmocka_run_group_tests_name("model/limit", tests, NULL, NULL);
}
