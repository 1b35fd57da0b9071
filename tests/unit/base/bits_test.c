/*
 * Sets of numbers as bits agree with the plain arrays they stand for.
 */
#include "fixture.h"

#include "base/bits.h"

#define SIZE 300

/* Every operation, on many sets, against an array of truths. */
static void test_as_arrays(void **state) {
    (void)state;
    uint32_t seed = 1;
    for (int round = 0; round < 200; round++) {
        struct bits a = bits_new(arena, SIZE), b = bits_new(arena, SIZE);
        bool x[SIZE], y[SIZE];
        for (int i = 0; i < SIZE; i++) {
            seed = seed * 1664525 + 1013904223;
            x[i] = (seed >> 20) % 8 < (uint32_t)round % 9;
            y[i] = (seed >> 25) % 2;
            if (x[i]) bits_set(&a, i);
            if (y[i]) bits_set(&b, i);
        }
        if (round % 3 == 0) bits_and(&a, &b);
        if (round % 3 == 1) bits_or(&a, &b);
        if (round % 3 == 2) bits_without(&a, &b);
        int64_t count = 0, below = -1;
        for (int i = 0; i < SIZE; i++) {
            bool want = round % 3 == 0   ? x[i] && y[i]
                        : round % 3 == 1 ? x[i] || y[i]
                                         : x[i] && !y[i];
            assert_int_equal(bits_has(&a, i), want);
            assert_int_equal(bits_below(&a, i), below);
            if (want) below = i;
            count += want;
        }
        assert_int_equal(bits_count(&a), count);
        assert_int_equal(bits_below(&a, INT64_MAX), below);
    }
}

/* An empty one has nothing, a full one everything. */
static void test_ends(void **state) {
    (void)state;
    struct bits none = bits_new(arena, 0), some = bits_new(arena, 128);
    assert_int_equal(bits_below(&none, INT64_MAX), -1);
    assert_int_equal(bits_below(&some, INT64_MAX), -1);
    bits_fill(&some);
    assert_int_equal(bits_count(&some), 128);
    assert_int_equal(bits_below(&some, INT64_MAX), 127);
    assert_int_equal(bits_below(&some, 0), -1);
    assert_int_equal(bits_below(&some, 64), 63);
}

int main(void) {
    static const struct CMUnitTest tests[] = {TEST(test_as_arrays), TEST(test_ends)};
    return cmocka_run_group_tests_name("base/bits", tests, NULL, NULL);
}
