/* A place covers itself and what lies below it, nothing above or beside; no place covers nothing.
 */
#include "../base/fixture.h"

#include "model/county/region.h"

static const char *const codes[] = {
    "99",        "9901",         "990123", "990123001", "990123001001", "990123001002",
    "990123002", "990123002001", "990124", "9902",      "98",
};

/* Every pair: the longer one lies below exactly when it begins with the shorter one. */
static void test_covers(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++) {
        for (size_t k = 0; k < COUNT(codes); k++) {
            bool below = strncmp(codes[k], codes[i], strlen(codes[i])) == 0;
            assert_int_equal(region_covers(str_from(codes[i]), str_from(codes[k])), below);
        }
    }
    assert_true(region_covers(STR("990123"), STR("990123")));
    assert_true(region_covers(STR("990123"), STR("990123001001")));
    assert_false(region_covers(STR("990123001"), STR("990123")));
    assert_false(region_covers(STR("990123001"), STR("990123002001")));
}

static void test_nowhere(void **state) {
    (void)state;
    assert_false(region_covers(STR(""), STR("990123")));
    assert_false(region_covers(STR_NONE, STR("990123")));
    assert_false(region_covers(STR(""), STR("")));
    assert_false(region_covers(STR_NONE, STR_NONE));
    assert_false(region_covers(STR("990123"), STR("")));
    assert_false(region_covers(STR("990123"), STR_NONE));
}

static void test_codes(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(codes); i++) assert_true(region_is_code(str_from(codes[i])));
    static const char *const wrong[] = {
        "",         "9",          "990",         "99012",         "9901230",
        "99012300", "9901230010", "99012300100", "9901230010010", "99012a",
        " 990123",  "990123 ",    "-90123",      "９９",          "9901 3"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        if (region_is_code(str_from(wrong[i]))) fail_msg("%s", wrong[i]);
    }
    assert_false(region_is_code(STR_NONE));
    assert_false(region_is_code(STR("99\0\0\0\0")));
}

/* A malformed code is refused before the database hears of it. */
static void test_put(void **state) {
    (void)state;
    assert_int_equal(region_put(NULL, STR("99012"), STR("某地")), INVALID);
    assert_int_equal(region_put(NULL, STR_NONE, STR("某地")), INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_covers),
        TEST(test_nowhere),
        TEST(test_codes),
        TEST(test_put),
    };
    return cmocka_run_group_tests_name("model/region", tests, NULL, NULL);
}
