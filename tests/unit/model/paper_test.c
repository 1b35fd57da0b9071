/* What is printed: groups stand in the order of their numbers, and of an identity number a card
 * shows four characters. */
#include "../base/fixture.h"

#include "model/register/paper.h"

/* A group's number is read however the village writes it. */
static void test_team(void **state) {
    (void)state;
    static const struct {
        const char *team;
        int number;
    } rows[] = {{"一组", 1},           {"二组", 2},    {"九组", 9},      {"十组", 10},
                {"十二组", 12},        {"二十组", 20}, {"三十五组", 35}, {"3组", 3},
                {"第12组", 12},        {"", 0},        {"大坪组", 0},    {"〇八组", 8},
                {"99999999999组", 999}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        int number = paper_team(str_from(rows[i].team));
        if (rows[i].number == 999) {
            assert_true(number > 0 && number <= 999);
        } else if (number != rows[i].number) {
            fail_msg("%s: %d", rows[i].team, number);
        }
    }
}

/* 十组 comes after 九组, and names without a number come first, by their letters. */
static void test_order(void **state) {
    (void)state;
    static const char *const right[] = {"下坝组", "大坪组", "一组", "二组",
                                        "三组",   "九组",   "十组", "十一组"};
    for (size_t i = 0; i + 1 < COUNT(right); i++) {
        if (paper_by_team(str_from(right[i]), str_from(right[i + 1])) >= 0) {
            fail_msg("%s before %s", right[i], right[i + 1]);
        }
    }
    assert_int_equal(paper_by_team(STR("三组"), STR("三组")), 0);
}

static void test_tail(void **state) {
    (void)state;
    assert_text(paper_tail(STR("99012319650305123X")), "123X");
    assert_text(paper_tail(STR("12")), "12");
    assert_text(paper_tail(STR("")), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_team), TEST(test_order), TEST(test_tail)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
