/*
 * The lines of a list: masked, and told apart where the mask makes two households look the same.
 * And the days on which a household in the register had no helper.
 */

#include "../base/fixture.h"

#include "model/register/listing.h"
#include "model/register/record.h"

static struct row_listing_line line(const char *code, const char *name, const char *village,
                                    const char *team, int64_t size) {
    return (struct row_listing_line){.case_id = 1,
                                     .code = str_from(code),
                                     .name = str_from(name),
                                     .village = str_from(village),
                                     .team = str_from(team),
                                     .size = size,
                                     .kind = STR("entry"),
                                     .register_kind = STR("sudden"),
                                     .reason_code = STR("")};
}

static void names_are_masked(void **state) {
    (void)state;
    struct row_listing_line rows[] = {
        line("1001", "张小英", "青石村", "一组", 3),
        line("1002", "欧阳小英", "青石村", "一组", 3),
        line("1003", NULL, "青石村", "一组", 0),
    };
    struct listing_entry e[3];
    listing_fill(e, arena, rows, 3);
    assert_true(str_is(e[0].masked_name, "张*英"));
    assert_true(str_is(e[1].masked_name, "欧阳*英"));
    assert_true(str_is(e[2].masked_name, "（没有户主）"));
    assert_true(str_is(e[0].category, "拟纳入突发严重困难户"));
}

/* Group and size tell two apart; where they do not, the end of the household's code does. */
static void twins_are_told_apart(void **state) {
    (void)state;
    struct row_listing_line rows[] = {
        line("1001", "张小英", "青石村", "一组", 3), line("1002", "张大英", "青石村", "二组", 3),
        line("1003", "张阿英", "青石村", "一组", 4), line("1004", "张红英", "青石村", "一组", 3),
        line("1005", "张小英", "柳林村", "一组", 3),
    };
    struct listing_entry e[5];
    listing_fill(e, arena, rows, 5);
    assert_true(str_is(e[0].masked_name, "张*英（户号尾01）"));
    assert_true(str_is(e[1].masked_name, "张*英"));
    assert_true(str_is(e[2].masked_name, "张*英"));
    assert_true(str_is(e[3].masked_name, "张*英（户号尾04）"));
    assert_true(str_is(e[4].masked_name, "张*英"));
}

/* Codes that end alike are shown as far back as it takes: no two lines are ever the same. */
static void no_two_lines_are_the_same(void **state) {
    (void)state;
    enum { N = 120 };
    struct row_listing_line rows[N];
    struct listing_entry e[N];
    char codes[N][20];
    for (int i = 0; i < N; i++) {
        snprintf(codes[i], sizeof codes[i], "%d%s", 100 + i, i % 2 ? "777" : "77");
        rows[i] = line(codes[i], i % 3 ? "张小英" : "张大英", i % 5 ? "青石村" : "柳林村", "一组",
                       3);
    }
    listing_fill(e, arena, rows, N);
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < i; k++) {
            bool same = str_eq(e[i].masked_name, e[k].masked_name) &&
                        str_eq(e[i].village, e[k].village);
            if (same) fail_msg("%s and %s look the same", codes[i], codes[k]);
        }
    }
}

static void removals_say_why(void **state) {
    (void)state;
    struct row_listing_line row = line("1001", "张小英", "青石村", "一组", 3);
    struct listing_entry e;
    row.kind = STR("removal");
    row.reason_code = STR("vehicle");
    listing_fill(&e, arena, &row, 1);
    assert_true(str_is(e.category, "拟清退（有小轿车或大型机械）"));
    row.kind = STR("exit");
    listing_fill(&e, arena, &row, 1);
    assert_true(str_is(e.category, "拟退出突发严重困难户"));
}

/* Days without a helper, from stays and assignments: f-t pairs, 0 for open. */
static void gaps_are_listed(void **state) {
    (void)state;
    static const struct {
        int32_t spells[4], helpers[6], gaps[6];
        size_t spell_count, helper_count, gap_count;
    } rows[] = {
        {{100, 0}, {100, 0}, {0}, 1, 1, 0},
        {{100, 0}, {0}, {100, 0}, 1, 0, 1},
        {{100, 0}, {110, 0}, {100, 110}, 1, 1, 1},
        {{100, 0}, {100, 150, 160, 0}, {150, 160}, 1, 2, 1},
        {{100, 0}, {100, 150}, {150, 0}, 1, 1, 1},
        {{100, 200}, {100, 150}, {150, 200}, 1, 1, 1},
        {{100, 200}, {90, 300}, {0}, 1, 1, 0},
        /* newest first: a second stay, and nobody in between is fine */
        {{300, 0, 100, 200}, {100, 200, 310, 0}, {300, 310}, 2, 2, 1},
        {{100, 0}, {90, 95, 120, 180, 130, 170}, {100, 120, 180, 0}, 1, 3, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct row_household_spell spells[2];
        struct row_record_assignment helpers[3];
        struct record_gap gaps[6];
        for (size_t k = 0; k < rows[i].spell_count; k++) {
            int32_t to = rows[i].spells[2 * k + 1];
            spells[k] = (struct row_household_spell){.from_on = rows[i].spells[2 * k],
                                                     .to_on = to ? to : DAY_NONE};
        }
        for (size_t k = 0; k < rows[i].helper_count; k++) {
            int32_t to = rows[i].helpers[2 * k + 1];
            helpers[k] = (struct row_record_assignment){.from_on = rows[i].helpers[2 * k],
                                                        .to_on = to ? to : DAY_NONE};
        }
        size_t n = record_gaps(gaps, spells, rows[i].spell_count, helpers, rows[i].helper_count,
                               1000);
        assert_int_equal(n, rows[i].gap_count);
        for (size_t k = 0; k < n; k++) {
            int32_t to = rows[i].gaps[2 * k + 1];
            assert_int_equal(gaps[k].from_on, rows[i].gaps[2 * k]);
            assert_int_equal(gaps[k].to_on, to ? to : DAY_NONE);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_masked),          cmocka_unit_test(twins_are_told_apart),
        cmocka_unit_test(no_two_lines_are_the_same), cmocka_unit_test(removals_say_why),
        cmocka_unit_test(gaps_are_listed),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
