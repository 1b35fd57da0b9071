/* What an arena hands out is zeroed, aligned, apart from everything else, and capped. */
#include "fixture.h"

#include <stdalign.h>

static bool is_aligned(const void *p) {
    return (uintptr_t)p % alignof(max_align_t) == 0;
}

static bool is_zero(const unsigned char *p, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (p[i]) return false;
    return true;
}

/* Every allocation suits any type and is zeroed, whatever its size and whatever came before. */
static void test_alignment(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 3, 7, 8, 15, 16, 17, 31, 100, 4097, 65535, 65536, 200000};
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < COUNT(sizes); i++) {
            unsigned char *p = arena_alloc(arena, sizes[i]);
            assert_true(is_aligned(p));
            assert_true(is_zero(p, sizes[i]));
            memset(p, 0xA5, sizes[i]);
        }
        arena_reset(arena);
    }
}

/* Two allocations never share a byte. */
static void test_apart(void **state) {
    (void)state;
    unsigned char *p[300];
    for (size_t i = 0; i < COUNT(p); i++) {
        p[i] = arena_alloc(arena, i * 7 + 1);
        memset(p[i], (int)(i & 0xFF), i * 7 + 1);
    }
    for (size_t i = 0; i < COUNT(p); i++)
        for (size_t k = 0; k < i * 7 + 1; k++) assert_int_equal(p[i][k], i & 0xFF);
}

/* An allocation of nothing is still a pointer. */
static void test_nothing(void **state) {
    (void)state;
    assert_non_null(arena_alloc(arena, 0));
    assert_non_null(arena_grow(arena, NULL, 0, 0));
    assert_int_equal(arena_used(arena), 0);
}

/* The latest allocation grows without changing its content, and in place while there is room. */
static void test_grow(void **state) {
    (void)state;
    char *p = arena_grow(arena, NULL, 0, 5);
    memcpy(p, "abcde", 5);
    char *grown = arena_grow(arena, p, 5, 5000);
    assert_memory_equal(grown, "abcde", 5);
    assert_true(is_zero((unsigned char *)grown + 5, 4995));
#ifndef MINGBAI_ASAN
    assert_ptr_equal(grown, p);
    assert_int_equal(arena_used(arena), 5000);
    char *next = arena_alloc(arena, 1);
    assert_true(next >= grown + 5000);
#endif
}

/* What is not the latest allocation moves when it grows, and nothing is written over. */
static void test_grow_moves(void **state) {
    (void)state;
    char *p = arena_alloc(arena, 4);
    memcpy(p, "abcd", 4);
    char *between = arena_alloc(arena, 4);
    memcpy(between, "wxyz", 4);
    char *moved = arena_grow(arena, p, 4, 64);
    assert_ptr_not_equal(moved, p);
    memset(moved + 4, '!', 60);
    assert_memory_equal(moved, "abcd", 4);
    assert_memory_equal(between, "wxyz", 4);
}

/* A block that outgrows its chunk moves to one of its own with all its bytes. */
static void test_grow_past_block(void **state) {
    (void)state;
    size_t n = 1000;
    unsigned char *p = arena_grow(arena, NULL, 0, n);
    memset(p, 7, n);
    while (n < 1000000) {
        p = arena_grow(arena, p, n, n * 3);
        for (size_t i = 0; i < n; i++) assert_int_equal(p[i], 7);
        n *= 3;
        memset(p, 7, n);
    }
}

/* Growing to less leaves the block alone. */
static void test_grow_to_less(void **state) {
    (void)state;
    char *p = arena_alloc(arena, 10);
    assert_ptr_equal(arena_grow(arena, p, 10, 3), p);
    assert_int_equal(arena_used(arena), 10);
}

/* A reset gives all back and starts again in the first block. */
static void test_reset(void **state) {
    (void)state;
    void *first = arena_alloc(arena, 100);
    arena_alloc(arena, 1000000);
    assert_int_equal(arena_used(arena), 1000100);
    arena_reset(arena);
    assert_int_equal(arena_used(arena), 0);
    void *again = arena_alloc(arena, 100);
#ifndef MINGBAI_ASAN
    assert_ptr_equal(again, first);
#else
    (void)first;
#endif
    assert_true(is_zero(again, 100));
}

/* The cap is exact, and holds between two resets. */
static void test_cap_is_reached(void **state) {
    (void)state;
    struct arena *small = arena_new(1000);
    for (int i = 0; i < 3; i++) {
        arena_alloc(small, 999);
        arena_alloc(small, 1);
        assert_int_equal(arena_used(small), 1000);
        arena_reset(small);
    }
    arena_free(small);
}

static void past_cap(void) {
    struct arena *small = arena_new(1000);
    arena_alloc(small, 1000);
    arena_alloc(small, 1);
}

static void past_cap_by_growing(void) {
    struct arena *small = arena_new(1000);
    char *p = arena_alloc(small, 900);
    arena_grow(small, p, 900, 1001);
}

static void past_size(void) {
    arena_array(arena, SIZE_MAX / 2, 3);
}

static void past_memory(void) {
    arena_alloc(arena, SIZE_MAX - 8);
}

/* Running out ends the process with 70, so that its parent replaces it. */
static void test_running_out(void **state) {
    (void)state;
    assert_int_equal(exit_code_of(past_cap), 70);
    assert_int_equal(exit_code_of(past_cap_by_growing), 70);
    assert_int_equal(exit_code_of(past_size), 70);
    assert_int_equal(exit_code_of(past_memory), 70);
}

/* Freeing no arena is allowed. */
static void test_free_null(void **state) {
    (void)state;
    arena_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_alignment),    TEST(test_apart),      TEST(test_nothing),
        TEST(test_grow),         TEST(test_grow_moves), TEST(test_grow_past_block),
        TEST(test_grow_to_less), TEST(test_reset),      TEST(test_cap_is_reached),
        TEST(test_running_out),  TEST(test_free_null),
    };
    return cmocka_run_group_tests_name("base/arena", tests, NULL, NULL);
}
