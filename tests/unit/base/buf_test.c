/* A buffer holds what was appended up to its cap; past it, it is full for good and says nothing. */
#include "fixture.h"

#include "base/buf.h"

/* Appends of every kind follow each other. */
static void test_appends(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 1000);
    assert_text(buf_str(&b), "");
    buf_put(&b, STR("村"));
    buf_put(&b, STR_NONE);
    buf_byte(&b, ':');
    buf_int(&b, INT64_MIN);
    buf_format(&b, " %s=%d", "n", 3);
    BUF_LIT(&b, "!");
    assert_text(buf_str(&b), "村:-9223372036854775808 n=3!");
    assert_false(b.full);
}

/* Zero bytes are bytes like others. */
static void test_zero_bytes(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 10);
    buf_put(&b, STR("a\0b"));
    buf_byte(&b, '\0');
    assert_int_equal(buf_str(&b).n, 4);
    assert_memory_equal(buf_str(&b).p, "a\0b\0", 4);
}

/* The cap is exact: it may be reached, by one append or by many. */
static void test_reaches_cap(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 5);
    buf_put(&b, STR("abcde"));
    assert_false(b.full);
    assert_text(buf_str(&b), "abcde");

    b = buf_new(arena, 100000);
    for (int i = 0; i < 100000; i++) buf_byte(&b, 'x');
    assert_false(b.full);
    assert_int_equal(buf_str(&b).n, 100000);
    buf_byte(&b, 'x');
    assert_true(b.full);
}

/* The first append that does not fit makes the buffer full; nothing later undoes it. */
static void test_sticky(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 5);
    buf_put(&b, STR("abcd"));
    buf_put(&b, STR("ef"));
    assert_true(b.full);
    buf_byte(&b, 'e');
    buf_int(&b, 1);
    buf_format(&b, "%d", 1);
    assert_true(b.full);
    assert_int_equal(b.n, 4);
    assert_text(buf_str(&b), "");
    assert_null(buf_room(&b, 0));
}

/* A format fills the last byte of the cap without wanting one for its terminator. */
static void test_format_at_cap(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 4);
    buf_format(&b, "%d", 1234);
    assert_text(buf_str(&b), "1234");

    b = buf_new(arena, 2000);
    buf_format(&b, "%02000d", 7);
    assert_false(b.full);
    assert_int_equal(buf_str(&b).n, 2000);

    b = buf_new(arena, 1999);
    buf_format(&b, "%02000d", 7);
    assert_true(b.full);
}

/* Formats of every length around the small buffer come out whole. */
static void test_format_lengths(void **state) {
    (void)state;
    for (int n = 250; n < 262; n++) {
        struct buf b = buf_new(arena, 5000);
        buf_byte(&b, 'a');
        buf_format(&b, "%*d", n, 7);
        assert_int_equal(buf_str(&b).n, n + 1);
        assert_int_equal(buf_str(&b).p[n], '7');
    }
}

/* Content survives growth with other allocations in between. */
static void test_growth(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 1000000);
    for (int i = 0; i < 20000; i++) {
        buf_format(&b, "%06d", i);
        if (i % 100 == 0) memset(arena_alloc(arena, 40), '#', 40);
    }
    struct str s = buf_str(&b);
    assert_int_equal(s.n, 120000);
    for (int i = 0; i < 20000; i++) {
        int64_t n;
        assert_true(str_int(&n, str_slice(s, (size_t)i * 6, (size_t)i * 6 + 6)));
        assert_int_equal(n, i);
    }
}

/* Room is a place to write; what was not counted is not part of the buffer. */
static void test_room(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 600);
    buf_put(&b, STR("ab"));
    char *p = buf_room(&b, 598);
    assert_non_null(p);
    memset(p, 'c', 598);
    b.n += 1;
    assert_text(buf_str(&b), "abc");
    assert_null(buf_room(&b, 598));
    assert_true(b.full);
}

/* Lengths that would overflow a sum are refused. */
static void test_huge(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 100);
    buf_byte(&b, 'a');
    assert_null(buf_room(&b, SIZE_MAX));
    assert_true(b.full);
}

/* A buffer of no bytes takes nothing, and is not full before something is put. */
static void test_empty_cap(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 0);
    buf_put(&b, STR(""));
    assert_non_null(buf_room(&b, 0));
    assert_false(b.full);
    buf_byte(&b, 'a');
    assert_true(b.full);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_appends),   TEST(test_zero_bytes),    TEST(test_reaches_cap),
        TEST(test_sticky),    TEST(test_format_at_cap), TEST(test_format_lengths),
        TEST(test_growth),    TEST(test_room),          TEST(test_huge),
        TEST(test_empty_cap),
    };
    return cmocka_run_group_tests_name("base/buf", tests, NULL, NULL);
}
