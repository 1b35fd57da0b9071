/* What is put off happens once, in order and not too early, while whoever put it off goes on; a
 * full ring makes its sender wait instead of losing anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <time.h>

#include "web/pace.h"

#define MANY (3 * PACE_MOST)

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

struct deed {
    int64_t at, done_at;
    int times, place;
};

static int done; /* by the thread; read after pace_finish */

static void act(void *what) {
    struct deed *d = what;
    d->done_at = now();
    d->times++;
    d->place = done++;
}

static void test_order(void **state) {
    (void)state;
    static struct deed deeds[10];
    int64_t began = now();
    done = 0;
    for (int i = 0; i < 10; i++) {
        deeds[i].at = began + 200000 + i * 1000;
        pace_at(deeds[i].at, act, &deeds[i]);
    }
    int64_t after = now();
    pace_finish();
    for (int i = 0; i < 10; i++) {
        assert_int_equal(deeds[i].times, 1);
        assert_int_equal(deeds[i].place, i);
        assert_true(deeds[i].done_at >= deeds[i].at);
        assert_true(deeds[i].done_at >= after); /* nobody waited for it */
    }
}

static void test_full(void **state) {
    (void)state;
    static struct deed deeds[MANY];
    int64_t at = now() + 20000;
    done = 0;
    for (int i = 0; i < MANY; i++) pace_at(at, act, &deeds[i]);
    pace_finish();
    for (int i = 0; i < MANY; i++) assert_int_equal(deeds[i].place, i);
    assert_int_equal(done, MANY);
}

static void test_past(void **state) {
    (void)state;
    static struct deed d;
    pace_finish(); /* nothing waits: at once */
    pace_at(1, act, &d);
    pace_finish();
    assert_int_equal(d.times, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_past),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
