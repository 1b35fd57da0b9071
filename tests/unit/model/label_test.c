/* Every code that a form accepts has a word to show, every word a code that a form accepts. */
#include "../base/fixture.h"

#include "model/publish/label.h"

static void assert_same_codes(const struct label *list, const char *const *codes) {
    size_t n = 0;
    for (; list[n].code; n++) {
        assert_non_null(codes[n]);
        assert_string_equal(list[n].code, codes[n]); /* in the same order, too */
        assert_true(list[n].text && *list[n].text);
        for (size_t i = 0; i < n; i++) {
            assert_string_not_equal(list[i].code, list[n].code);
            assert_string_not_equal(list[i].text, list[n].text);
        }
    }
    assert_null(codes[n]);
    assert_true(n > 0);
}

static void test_lists(void **state) {
    (void)state;
    assert_same_codes(label_areas, label_area_codes);
    assert_same_codes(label_levels, label_level_codes);
    assert_same_codes(label_types, label_type_codes);
}

/* The word, or the code itself: a page never shows nothing for something. */
static void test_text(void **state) {
    (void)state;
    assert_text(label_text(label_areas, STR("health")), "健康");
    assert_text(label_text(label_types, STR("list")), "名单公示");
    assert_text(label_text(label_areas, STR("unheard-of")), "unheard-of");
    assert_text(label_text(label_areas, STR("Health")), "Health");
    assert_text(label_text(label_areas, STR("healthy")), "healthy");
    assert_text(label_text(label_areas, STR("")), "");
    assert_null(label_text(label_areas, STR_NONE).p);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_lists), TEST(test_text)};
    return cmocka_run_group_tests_name("model/label", tests, NULL, NULL);
}
