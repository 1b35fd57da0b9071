/* A pattern finds what is there, in characters, and no text makes it slow. */
#include "fixture.h"

#include <time.h>

#include "base/pattern.h"

/* Patterns live as long as the process: each is made once and kept here. */
static struct pattern *digits, *hanzi, *nothing, *slow;

static void assert_found(const struct pattern *p, struct str text, size_t from, size_t begin,
                         size_t end) {
    size_t b = 99, e = 99;
    assert_true(pattern_find(p, text, from, &b, &e));
    assert_int_equal(b, begin);
    assert_int_equal(e, end);
}

static void assert_not_found(const struct pattern *p, struct str text, size_t from) {
    size_t b = 99, e = 99;
    assert_false(pattern_find(p, text, from, &b, &e));
    assert_int_equal(b, 99);
    assert_int_equal(e, 99);
}

/* The first match at or after a byte is found, with its range in bytes. */
static void test_finds(void **state) {
    (void)state;
    assert_found(digits, STR("电话 123，或 4567"), 0, 7, 10);
    assert_found(digits, STR("电话 123，或 4567"), 10, 17, 21);
    assert_not_found(digits, STR("电话 123，或 4567"), 21);
    assert_not_found(digits, STR("没有"), 0);
}

/* What stands before the start is seen by a look behind, and the end by a look ahead. */
static void test_looks_around(void **state) {
    (void)state;
    assert_found(digits, STR("12"), 0, 0, 2);
    assert_not_found(digits, STR("12"), 1);
}

/* A character class counts characters, not bytes. */
static void test_characters(void **state) {
    (void)state;
    assert_found(hanzi, STR("a村民b"), 0, 1, 7);
    assert_found(hanzi, STR("\U00020BB7野"), 0, 0, 7);
    assert_not_found(hanzi, STR("a村b"), 0);
}

/* Zero bytes, no text and a start past the end are all fine. */
static void test_edges(void **state) {
    (void)state;
    assert_found(digits, STR("a\0b\0007"), 0, 4, 5);
    assert_not_found(digits, STR_NONE, 0);
    assert_not_found(digits, STR(""), 0);
    stderr_catch();
    assert_not_found(digits, STR("123"), 4);
    assert_not_found(digits, STR("123"), SIZE_MAX);
    assert_int_equal(stderr_caught().n, 0);
    assert_found(nothing, STR("abc"), 3, 3, 3);
    assert_found(nothing, STR_NONE, 0, 0, 0);
    assert_not_found(digits, str_slice(STR("a1"), 0, 1), 0); /* nothing past the length is read */
}

/* Bytes that are no text match nothing, and what is around them is still found. */
static void test_not_utf8(void **state) {
    (void)state;
    assert_found(digits, STR("\xFF\xE6\x9D 42 \x80"), 0, 4, 6);
    assert_not_found(hanzi, STR("\xE6\x9D\xE6\x9D\xFF"), 0);
    assert_found(hanzi, STR("\xE6\x9D村民"), 1, 2, 8); /* a start within a broken character */
}

/* A pattern that would take long stops at its limit, says so, and finds nothing. */
static void test_limit(void **state) {
    (void)state;
    char *text = arena_alloc(arena, 5000);
    memset(text, 'a', 5000);
    static const size_t lengths[] = {20, 5000}; /* a million steps; more than anybody can wait */
    for (size_t i = 0; i < COUNT(lengths); i++) {
        stderr_catch();
        assert_not_found(slow, (struct str){text, lengths[i]}, 0);
        struct str said = stderr_caught();
        assert_true(str_find(said, STR("pattern_stopped")) < said.n);
        assert_int_equal(str_find(said, STR("aaaa")), said.n);
    }
    text[10] = 'b';
    assert_found(slow, (struct str){text, 20}, 0, 0, 11);
}

/* Walking through all matches of a long text takes time in proportion to its length. */
static void test_walk(void **state) {
    (void)state;
    static const struct str line = STR_INIT("村民12，");
    const size_t lines = 200000;
    size_t n = lines * line.n, from = 0, found = 0, begin, end;
    char *text = arena_alloc(arena, n);
    for (size_t i = 0; i < lines; i++) memcpy(text + i * line.n, line.p, line.n);
    struct timespec start, stop;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
    while (pattern_find(digits, (struct str){text, n}, from, &begin, &end)) {
        from = end;
        found++;
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &stop);
    assert_int_equal(found, lines);
    assert_true(stop.tv_sec - start.tv_sec < 3);
}

static void wrong_pattern(void) {
    pattern_new("(unclosed");
}

/* A pattern of ours that is wrong ends the process. */
static void test_wrong(void **state) {
    (void)state;
    assert_int_equal(exit_code_of(wrong_pattern), 70);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_finds),    TEST(test_looks_around), TEST(test_characters), TEST(test_edges),
        TEST(test_not_utf8), TEST(test_limit),        TEST(test_walk),       TEST(test_wrong),
    };
    digits = pattern_new("(?<![0-9])[0-9]+(?![0-9])");
    hanzi = pattern_new("\\p{Han}{2}");
    nothing = pattern_new("x*");
    slow = pattern_new("(?:a+)+[bc]");
    return cmocka_run_group_tests_name("base/pattern", tests, NULL, NULL);
}
