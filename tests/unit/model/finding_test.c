/*
 * The table of findings, the days their limits lead back to, and how long a count is used.
 */
#include "../base/fixture.h"

#include "base/date.h"
#include "model/register/finding.h"

/* A rule is found by its own code only; the code fits the column; all it says ends as sentences do.
 */
static void every_rule_is_whole(void **state) {
    (void)state;
    for (size_t i = 0; i < FINDING_RULES; i++) {
        const struct finding_rule *r = &finding_rules[i];
        assert_non_null(r->code);
        assert_ptr_equal(finding_rule(str_from(r->code)), r);
        assert_true(strlen(r->code) <= 20 && strlen(r->title) > 0);
        assert_true(str_ends(str_from(r->sentence), STR("。")));
        assert_true(str_ends(str_from(r->advice), STR("。")));
        assert_non_null(r->ask);
        assert_non_null(r->say);
        assert_int_equal(r->deed != NULL, strlen(r->deed_label) > 0);
    }
    assert_null(finding_rule(STR("")));
    assert_null(finding_rule(STR("no_such")));
}

/* A sentence names the days if the rule has any, and no mark is left in it. */
static void the_days_are_in_the_sentence(void **state) {
    (void)state;
    const struct settings settings = {.list_wait_days = 12, .stop_wait_days = 34};
    for (size_t i = 0; i < FINDING_RULES; i++) {
        const struct finding_rule *r = &finding_rules[i];
        int64_t days = finding_days(r, &settings);
        struct str s = finding_sentence(arena, r, days);
        assert_int_equal(days > 0, strchr(r->sentence, '#') != NULL);
        assert_int_equal(str_find(s, STR("#")), s.n);
        if (days > 0) {
            struct str told = str_format(arena, "%lld 天", (long long)days);
            assert_true(str_find(s, told) < s.n);
        }
    }
    assert_int_equal(finding_days(finding_rule(STR("list_overdue")), &settings), 12);
    assert_int_equal(finding_days(finding_rule(STR("stop_overdue")), &settings), 34);
    assert_int_equal(finding_days(finding_rule(STR("stuck_payment")), &settings), 30);
}

/* Limits count back from today; that of visits to the first of the month. */
static void limits_lead_back(void **state) {
    (void)state;
    static const struct {
        const char *rule, *today, *since;
        int64_t days;
    } rows[] = {
        {"no_measure", "2026-03-31", "2026-03-01", 30},
        {"no_helper", "2026-03-31", "2026-03-31", 0},
        {"no_visit", "2026-03-31", "2026-03-01", 0},
        {"no_visit", "2026-03-01", "2026-03-01", 0},
        {"no_visit", "2028-02-29", "2028-02-01", 0},
        {"stop_overdue", "2026-01-10", "2025-12-21", 20},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t today, since;
        assert_true(date_parse(&today, str_from(rows[i].today)));
        assert_true(date_parse(&since, str_from(rows[i].since)));
        assert_int_equal(finding_since(finding_rule(str_from(rows[i].rule)), rows[i].days, today),
                         since);
    }
}

/* A count is used for a hundred times as long as it took, and made at once where there is none. */
static void counts_grow_old(void **state) {
    (void)state;
    assert_true(finding_due(INT64_MIN, 0, 1000));
    assert_true(finding_due(1000, 0, 1000));
    assert_false(finding_due(1000, 500, 1049));
    assert_true(finding_due(1000, 500, 1050));
    assert_false(finding_due(1000, 5, 1000));
    assert_true(finding_due(1000, 5, 1001));
}

/* What is said of a household: what happened last, or where its money stands. */
static void rows_say_what_is_wrong(void **state) {
    (void)state;
    int32_t on;
    assert_true(date_parse(&on, STR("2026-03-05")));
    static const struct {
        const char *rule, *kind, *detail, *more, *text;
        bool dated;
    } rows[] = {
        {"no_measure", "marginal", NULL, NULL, "边缘易致贫户，2026年3月5日纳入", true},
        {"no_visit", NULL, NULL, NULL, "还没有走访记录", false},
        {"no_visit", NULL, NULL, NULL, "2026年3月5日 走访过", true},
        {"helper_gap", NULL, NULL, "2026-03-09", "2026年3月5日 起没有，2026年3月9日 才又有", true},
        {"stuck_payment", NULL, "县财政局", NULL, "停在县财政局，2026年3月5日 起", true},
        {"notice_overdue", "exit", "village_notice", "reached",
         "脱贫的公示，2026年3月5日 24 时已经期满", true},
        {"same_id", NULL, "X1", NULL, "和户 X1", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row_finding row = {.kind = rows[i].kind ? str_from(rows[i].kind) : STR_NONE,
                                        .detail = rows[i].detail ? str_from(rows[i].detail)
                                                                 : STR_NONE,
                                        .more = rows[i].more ? str_from(rows[i].more) : STR_NONE,
                                        .on_day = rows[i].dated ? on : DAY_NONE};
        struct str said = finding_rule(str_from(rows[i].rule))->say(arena, &row);
        assert_string_equal(str_cstr(arena, said), rows[i].text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(every_rule_is_whole), TEST(the_days_are_in_the_sentence), TEST(limits_lead_back),
        TEST(counts_grow_old),     TEST(rows_say_what_is_wrong),
    };
    return cmocka_run_group_tests_name("model/finding", tests, NULL, NULL);
}
