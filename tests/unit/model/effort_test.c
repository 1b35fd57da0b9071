/* A project moves stage by stage, never pays more than its budget, and nobody's number goes out. */
#include "../base/fixture.h"

#include "base/date.h"
#include "base/money.h"
#include "model/publish/effort.h"

static int32_t day(const char *iso) {
    int32_t out = DAY_NONE;
    assert_true(date_parse(&out, str_from(iso)));
    return out;
}

#define TODAY day("2026-06-30")

static struct effort_text project_text(void) {
    return (struct effort_text){
        .title = STR("修路"),
        .area = STR("infrastructure"),
        .year = 2026,
        .households = 10,
        .people = 30,
        .posts = INT64_MIN,
        .sources = {100, 20, 3, 0, 0, 0},
        .amount = MONEY_NONE,
        .wage_from = MONEY_NONE,
        .wage_to = MONEY_NONE,
        .deadline = DAY_NONE,
        .on_day = DAY_NONE,
        .project_id = INT64_MIN,
    };
}

static const char *first_fault(const char *kind, const struct effort_text *t, int64_t paid) {
    struct effort_fault *faults;
    size_t n = effort_faults_by(&faults, arena, str_from(kind), t, false, paid, TODAY);
    return n ? faults[0].field : NULL;
}

/* A budget is the sum of its sources, whatever the order, and may not lie below what was paid. */
static void test_budget(void **state) {
    (void)state;
    struct effort_text t = project_text();
    assert_int_equal(effort_budget(t.sources), 123);
    assert_null(first_fault("project", &t, 123));
    assert_string_equal(first_fault("project", &t, 124), "central");
    for (size_t i = 0; i < EFFORT_SOURCES; i++) t.sources[i] = 0;
    assert_string_equal(first_fault("project", &t, 0), "central");
    t = project_text(), t.people = 9;
    assert_string_equal(first_fault("project", &t, 0), "people");
}

static bool may_step(int64_t done, const char *last, int64_t stage, bool back, const char *on,
                     const char *reason) {
    return effort_step_fault(arena, done, last ? day(last) : DAY_NONE, stage, back, day(on),
                             str_from(reason), TODAY)
               .n == 0;
}

/* Forward only to the next stage, back only to a finished one and with a reason, days in order. */
static void test_steps(void **state) {
    (void)state;
    assert_true(may_step(0, NULL, 1, false, "2026-01-05", ""));
    assert_false(may_step(0, NULL, 2, false, "2026-01-05", ""));
    assert_true(may_step(2, "2026-01-05", 3, false, "2026-01-05", ""));
    assert_false(may_step(2, "2026-01-05", 3, false, "2026-01-04", ""));
    assert_false(may_step(2, "2026-01-05", 3, false, "2026-07-01", ""));
    assert_true(may_step(2, "2026-01-05", 3, false, "2026-06-30", ""));
    assert_false(may_step(2, "2026-01-05", 2, false, "2026-02-01", ""));
    assert_false(may_step(6, "2026-01-05", 6, false, "2026-02-01", ""));
    assert_false(may_step(6, "2026-01-05", 7, false, "2026-02-01", ""));
    assert_true(may_step(6, "2026-01-05", 1, true, "2026-02-01", "验收不合格"));
    assert_false(may_step(6, "2026-01-05", 1, true, "2026-02-01", " "));
    assert_false(may_step(2, "2026-01-05", 3, true, "2026-02-01", "没办完"));
    assert_false(may_step(6, "2026-01-05", 0, true, "2026-02-01", "没有这一步"));
    assert_false(may_step(6, "2026-01-05", 4, true, "2026-02-01", "打13900001234问"));
}

static bool may_pay(int64_t budget, int64_t paid, int64_t amount, const char *reason) {
    return effort_payment_fault(arena, budget, paid, amount, TODAY, str_from(reason), TODAY).n == 0;
}

/* To the last fen of the budget and not one more; back to nothing and not below. */
static void test_payments(void **state) {
    (void)state;
    assert_true(may_pay(100, 0, 100, ""));
    assert_false(may_pay(100, 0, 101, ""));
    assert_true(may_pay(100, 99, 1, ""));
    assert_false(may_pay(100, 99, 2, ""));
    assert_false(may_pay(100, 0, 0, ""));
    assert_true(may_pay(100, 40, -40, "多付了"));
    assert_false(may_pay(100, 40, -41, "多付了"));
    assert_false(may_pay(100, 40, -40, ""));
    assert_false(may_pay(100, 0, MONEY_NONE, ""));
    struct str why = effort_payment_fault(arena, 100, 0, 1, day("2026-07-01"), STR(""), TODAY);
    assert_true(why.n > 0);
}

/* What was gone back to is to be done again, from the day of going back; what lies behind is not
 * done any more. */
static void test_stand(void **state) {
    (void)state;
    struct effort_stand s[EFFORT_STAGES];
    const struct row_effort_step steps[] = {{1, 1, false, 100, STR("")},
                                            {2, 2, false, 110, STR("")},
                                            {3, 3, false, 120, STR("")},
                                            {4, 2, true, 130, STR("图纸错了")}};
    effort_stand(s, steps, 0);
    assert_int_equal(s[0].state, STAND_NOW);
    assert_int_equal(s[0].on, DAY_NONE);
    effort_stand(s, steps, 3);
    assert_int_equal(s[2].state, STAND_DONE);
    assert_int_equal(s[2].on, 120);
    assert_int_equal(s[3].state, STAND_NOW);
    assert_int_equal(s[3].on, 120);
    effort_stand(s, steps, 4);
    assert_int_equal(s[0].state, STAND_DONE);
    assert_int_equal(s[1].state, STAND_NOW);
    assert_int_equal(s[1].on, 130);
    assert_true(str_is(s[1].reason, "图纸错了"));
    assert_int_equal(s[2].state, STAND_TODO);
    assert_int_equal(s[2].on, DAY_NONE);
    assert_true(str_is(effort_stage_code(0), "declare"));
    assert_true(str_is(effort_stage_code(6), "finished"));
    int64_t done;
    assert_true(effort_stages_before(&done, STR("settle")));
    assert_int_equal(done, 5);
    assert_false(effort_stages_before(&done, STR("nonsense")));
}

/* A job is open until its last day ends in Shanghai. */
static void test_open(void **state) {
    (void)state;
    int32_t last = day("2026-03-08");
    assert_true(effort_is_open(last, date_end(last) - 1));
    assert_false(effort_is_open(last, date_end(last)));
}

/* Of a job: an office's number, wages in order; of a donor who did not consent: no name. */
static void test_texts(void **state) {
    (void)state;
    struct effort_text t = project_text();
    t.type = STR("job"), t.party = STR("某厂"), t.posts = 3, t.place = STR("镇上");
    t.deadline = TODAY, t.phone = STR("0999-5120100");
    assert_null(first_fault("job", &t, 0));
    t.phone = STR("139 0000 1234");
    assert_string_equal(first_fault("job", &t, 0), "phone");
    t.phone = STR("0999-5120100"), t.wage_from = 200, t.wage_to = 100;
    assert_string_equal(first_fault("job", &t, 0), "wage_to");
    t.wage_to = MONEY_NONE, t.posts = 0;
    assert_string_equal(first_fault("job", &t, 0), "posts");
    t = project_text();
    t.type = STR("hidden"), t.amount = 100, t.on_day = TODAY;
    assert_null(first_fault("donation", &t, 0));
    t.party = STR("张三");
    assert_string_equal(first_fault("donation", &t, 0), "party");
    t.type = STR("named"), t.amount = MONEY_NONE;
    assert_string_equal(first_fault("donation", &t, 0), "amount");
    t.goods = STR("米"), t.on_day = TODAY + 1;
    assert_string_equal(first_fault("donation", &t, 0), "on_day");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_budget), TEST(test_steps), TEST(test_payments),
        TEST(test_stand),  TEST(test_open),  TEST(test_texts),
    };
    return cmocka_run_group_tests_name("model/effort", tests, NULL, NULL);
}
