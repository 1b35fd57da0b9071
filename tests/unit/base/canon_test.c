/* Canonical text: what it looks like, and that two different records never look alike. */
#include "../base/fixture.h"

#include "base/canon.h"

/* One field of each kind, with and without a value. */
static void test_fields(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 4096);
    int32_t day;
    assert_true(date_parse(&day, STR("2026-03-05")));
    canon_text(&b, "title", STR("修路\n"));
    canon_text(&b, "empty", STR(""));
    canon_text(&b, "none", STR_NONE);
    canon_int(&b, "size", -3);
    canon_int(&b, "none", INT64_MIN);
    canon_day(&b, "on", day);
    canon_day(&b, "none", DAY_NONE);
    canon_moment(&b, "at", date_start(day));
    canon_moment(&b, "none", MOMENT_NONE);
    canon_bytes(&b, "hash", STR("\x01\xff"));
    canon_bytes(&b, "none", STR_NONE);
    assert_text(buf_str(&b), "title 7\n修路\n\nempty 0\n\nnone -\nsize 2\n-3\nnone -\n"
                             "on 10\n2026-03-05\nnone -\n"
                             "at 25\n2026-03-05T00:00:00+08:00\nnone -\nhash 4\n01ff\nnone -\n");
}

/* A value that looks like the next field is not taken for one. */
static void test_unambiguous(void **state) {
    (void)state;
    struct buf a = buf_new(arena, 4096), b = buf_new(arena, 4096);
    canon_text(&a, "x", STR("1\ny 1\n2"));
    canon_text(&b, "x", STR("1"));
    canon_text(&b, "y", STR("2"));
    assert_false(str_eq(buf_str(&a), buf_str(&b)));
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_fields), TEST(test_unambiguous)};
    return cmocka_run_group_tests_name("base/canon", tests, NULL, NULL);
}
