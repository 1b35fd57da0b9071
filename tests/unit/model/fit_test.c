/*
 * Whom a policy fits: judging is what the three roles say, whatever is unknown; and a rule that is
 * not refused has a household it fits, a rule that nobody can fulfil is refused.
 */
#include "../base/fixture.h"

#include "model/publish/fit.h"

static uint32_t bit(const char *code) {
    uint32_t b = fit_bit(str_from(code));
    assert_true(b != 0);
    return b;
}

/* Each fact has its bit, its words and exactly one question; the codes for forms are the same. */
static void test_lists(void **state) {
    (void)state;
    uint32_t seen = 0;
    for (int i = 0; i < FIT_FACTS; i++) {
        assert_string_equal(fit_fact_codes[i], fit_facts[i].code);
        assert_int_equal(bit(fit_facts[i].code), UINT32_C(1) << i);
        assert_true(strlen(fit_facts[i].code) <= 12 && fit_facts[i].option[0] &&
                    fit_facts[i].said[0]);
    }
    assert_null(fit_fact_codes[FIT_FACTS]);
    for (const struct fit_question *q = fit_questions; q->code; q++) {
        for (int i = q->first; i < q->first + q->count; i++) {
            assert_false(seen & UINT32_C(1) << i);
            seen |= UINT32_C(1) << i;
        }
    }
    assert_int_equal(seen, (UINT32_C(1) << FIT_FACTS) - 1);
    assert_int_equal(fit_bit(STR("nothing")), 0);
}

/* Conditions come back from their text as they went in. */
static void test_text(void **state) {
    (void)state;
    struct fit_row rows[FIT_MOST];
    struct str text = STR("all ill;any monitored;none debt");
    assert_int_equal(fit_rows(rows, text), 3);
    assert_true(str_is(rows[1].role, "any") && str_is(rows[1].fact, "monitored"));
    assert_true(str_eq(fit_text(arena, rows, 3), text));
    assert_int_equal(fit_rows(rows, STR("")), 0);
    assert_int_equal(fit_rows(rows, STR_NONE), 0);
    assert_true(
        str_is(fit_words(arena, STR("any ill;all debt;any elder")),
               "都要有：借着小额信贷\n有一样就行：有人得大病或长年吃药；有 65 岁以上的老人"));
}

struct judged {
    const char *rules, *yes, *no;
    enum fit_verdict verdict;
    const char *why;
};

static uint32_t set(const char *codes) {
    uint32_t all = 0;
    struct str rest = str_from(codes);
    while (rest.n > 0) all |= bit(str_cstr(arena, str_cut(&rest, ' ')));
    return all;
}

static void test_judging(void **state) {
    (void)state;
    static const struct judged table[] = {
        {"all ill", "ill", "", FIT_YES, "您家有人得大病或长年吃药。"},
        {"all ill", "", "ill", FIT_NO, "您没有选"},
        {"all ill", "", "", FIT_MAYBE, "还要看您家：有人得大病"},
        {"all ill;any monitored;any lifted", "ill lifted", "monitored", FIT_YES, "，有人得大病"},
        {"all ill;any monitored;any lifted", "ill", "monitored", FIT_MAYBE, "脱贫户"},
        {"all ill;any monitored;any lifted", "ill", "monitored lifted", FIT_NO, "您都没有选"},
        {"all ill;any monitored", "monitored", "ill", FIT_NO, "要您家有人得大病"},
        {"none debt", "", "debt", FIT_YES, "您家没有不给的情况（借着小额信贷）。"},
        {"none debt", "debt", "", FIT_NO, "这样的不给"},
        {"none debt", "", "", FIT_MAYBE, "还要看您家：借着小额信贷的不给。"},
        {"all ill;none debt", "debt", "", FIT_NO, "借着小额信贷"},
        {"all unheard", "ill", "", FIT_NO, "当面核对"},
        {"some ill", "ill", "", FIT_NO, "当面核对"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct judged *j = &table[i];
        const struct fit_known known = {set(j->yes), set(j->no)};
        struct str rules = str_from(j->rules), why = fit_why(arena, rules, &known);
        if (fit_judge(rules, &known) != j->verdict)
            fail_msg("%s: %s / %s", j->rules, j->yes, j->no);
        if (str_find(why, str_from(j->why)) == why.n) {
            fail_msg("%s: " STR_FMT, j->rules, STR_ARG(why));
        }
        assert_true(str_ends(why, STR("。")));
    }
}

/* What is named counts more than "neither"; one of a single question; nothing is no answer. */
static void test_answers(void **state) {
    (void)state;
    const struct fit_question *registered = &fit_questions[0], *people = &fit_questions[2];
    struct fit_known k = {0};
    fit_answer(&k, people, 0, false);
    assert_true(k.yes == 0 && k.no == 0);
    fit_answer(&k, people, bit("ill") | bit("elder") | bit("debt"), true);
    assert_int_equal(k.yes, bit("ill") | bit("elder"));
    assert_int_equal(k.no, bit("disabled") | bit("infant"));
    fit_answer(&k, registered, bit("monitored") | bit("lifted"), false);
    assert_true(k.yes & bit("monitored") && k.no & bit("lifted"));
    k = (struct fit_known){0};
    fit_answer(&k, registered, 0, true);
    assert_int_equal(k.no, bit("monitored") | bit("lifted"));
    assert_int_equal(fit_open(STR("all ill;any elder;any infant;none lifted"), &k), 3);
}

static bool refused(const char *rules, const char *part) {
    struct fit_wrong wrong[FIT_MOST];
    size_t count = fit_check(wrong, arena, str_from(rules));
    return count > 0 && str_find(wrong[0].text, str_from(part)) < wrong[0].text.n;
}

static void test_contradictions(void **state) {
    (void)state;
    struct fit_wrong wrong[FIT_MOST];
    assert_int_equal(fit_check(wrong, arena, STR("")), 0);
    assert_int_equal(fit_check(wrong, arena, STR("all ill;any monitored;any lifted;none debt")), 0);
    assert_int_equal(fit_check(wrong, arena, STR("none monitored;none lifted")), 0);
    assert_true(refused("all ill;none ill", "既要有"));
    assert_true(refused("any ill;any elder;none ill", "既要有"));
    assert_true(refused("all ill;all ill", "写了两遍"));
    assert_true(refused("all ill;any ill;any elder", "等于没写"));
    assert_true(refused("all monitored;all lifted", "一户人家不会既"));
    assert_true(refused("all monitored;any lifted", "没有一条能和"));
    assert_true(refused("all unheard", "没有哪一道题"));
    assert_true(refused("some ill", "没有哪一道题"));
    assert_int_equal(fit_check(wrong, arena, STR("all elder;all ill;none ill")), 1);
    assert_int_equal(wrong[0].row, 2);
}

/* Over a single question's two facts, and two free ones: every household there can be. */
static bool somebody_fits(struct str rules) {
    static const char *const facts[] = {"monitored", "lifted", "ill", "elder"};
    for (unsigned home = 0; home < 16; home++) {
        struct fit_known k = {0};
        if ((home & 3) == 3) continue; /* monitored and lifted */
        for (int i = 0; i < 4; i++) *(home & 1u << i ? &k.yes : &k.no) |= bit(facts[i]);
        if (fit_judge(rules, &k) == FIT_YES) return true;
    }
    return false;
}

/* All rules with each of those facts in none, one or two of the roles: what nobody fulfils is
 * refused, and what is refused is that, or says something twice. */
static void test_nobody(void **state) {
    (void)state;
    static const char *const facts[] = {"monitored", "lifted", "ill", "elder"};
    int vain = 0;
    for (unsigned n = 0; n < 8 * 8 * 8 * 8; n++) {
        struct fit_row rows[FIT_MOST];
        struct fit_wrong wrong[FIT_MOST];
        size_t count = 0;
        bool redundant = false;
        for (int i = 0; i < 4; i++) {
            unsigned roles = n >> 3 * i & 7;
            redundant |= (roles & 3) == 3;
            for (int r = 0; r < 3; r++) {
                if (!(roles & 1u << r)) continue;
                rows[count++] = (struct fit_row){str_from(fit_role_codes[r]), str_from(facts[i])};
            }
        }
        struct str rules = fit_text(arena, rows, count);
        bool fine = fit_check(wrong, arena, rules) == 0, fits = somebody_fits(rules);
        if (!fits && fine) fail_msg("nobody: " STR_FMT, STR_ARG(rules));
        bool half =
            false; /* one of several that would do is excluded: no contradiction, yet refused */
        for (int i = 0; i < 4; i++) half |= (n >> 3 * i & 6) == 6;
        if (fits && !fine && !redundant && !half) fail_msg("refused: " STR_FMT, STR_ARG(rules));
        vain += !fits;
        arena_reset(arena);
    }
    assert_true(vain > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_lists),   TEST(test_text),           TEST(test_judging),
        TEST(test_answers), TEST(test_contradictions), TEST(test_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
