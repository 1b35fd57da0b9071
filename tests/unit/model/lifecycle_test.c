/*
 * The life cycle as a table: for each kind of case, events in, the state of every stop out. A row
 * of states has one letter a stop: d done, n now, . to do, r returned, x rejected.
 */

#include "../base/fixture.h"

#include "model/register/lifecycle.h"

#define EVENTS_MAX 24

static int32_t day(int month, int d) {
    int32_t out = DAY_NONE;
    assert_true(date_from_ymd(&out, 2024, month, d));
    return out;
}

static struct row_household_event event(const char *stop, const char *outcome, int32_t on) {
    return (struct row_household_event){.case_id = 1,
                                        .stop = str_from(stop),
                                        .outcome = str_from(outcome),
                                        .on_day = on,
                                        .due_on = DAY_NONE,
                                        .reason = STR(""),
                                        .document_id = INT64_MIN};
}

/* "apply+ review+ village_notice>": + passed, > reached, < returned, ! rejected; a day apart. */
static size_t events(struct row_household_event *out, const char *text) {
    struct str rest = text[0] ? str_from(text) : STR_NONE;
    size_t n = 0;
    while (rest.p) {
        struct str word = str_cut(&rest, ' ');
        char mark = word.p[word.n - 1];
        const char *outcome = mark == '+'   ? "passed"
                              : mark == '>' ? "reached"
                              : mark == '<' ? "returned"
                                            : "rejected";
        out[n] = event(str_cstr(arena, str_slice(word, 0, word.n - 1)), outcome,
                       day(3, 1) + (int)n);
        n++;
    }
    return n;
}

static const struct {
    const char *kind, *events, *states;
} cases[] = {
    {"entry", "", "n......."},
    {"entry", "apply>", "n......."},
    {"entry", "apply+", "dn......"},
    {"entry", "apply+ review>", "dn......"},
    {"entry", "apply+ review+ village_notice>", "ddn....."},
    {"entry", "apply+ review+ village_notice+", "dddn...."},
    {"entry", "apply+ review+ village_notice+ township_check<", "dddr...."},
    {"entry", "apply+ review+ village_notice+ township_check!", "dddx...."},
    {"entry", "apply+ review+ village_notice+ township_check< township_check>", "dddn...."},
    {"entry", "apply+ review+ village_notice+ township_check< township_check+", "ddddn..."},
    /* back to an earlier stop: what came after is to be done again */
    {"entry", "apply+ review+ village_notice+ township_check< review>", "dn......"},
    {"entry", "apply+ review+ village_notice+ township_check< village_notice>", "ddn....."},
    {"entry",
     "apply+ review+ village_notice+ township_check+ township_notice+ county_approval+ "
     "county_notice>",
     "ddddddn."},
    {"entry",
     "apply+ review+ village_notice+ township_check+ township_notice+ county_approval+ "
     "county_notice+",
     "dddddddn"},
    {"entry",
     "apply+ review+ village_notice+ township_check+ township_notice+ county_approval+ "
     "county_notice+ entered+",
     "dddddddd"},
    /* reaching the last stop is having done it; gaps before it were done */
    {"entry", "apply+ entered>", "dddddddd"},
    {"entry", "apply+ no_such_stop+", "dn......"},
    {"exit", "review+ village_check+ village_notice>", "ddn..."},
    {"exit", "review+ village_check+ village_notice+ township_check+ county_notice+ left+",
     "dddddd"},
    {"exit", "review!", "x....."},
    {"removal", "found+", "dn...."},
    {"removal", "found+ verify+ village_notice+ county_approval<", "dddr.."},
    {"removal", "found+ verify+ village_notice+ county_approval+ county_notice+ removed>",
     "dddddd"},
    {"nothing", "apply+", ""},
    {"", "natural+", ""},
};

static void states_follow_from_events(void **state) {
    (void)state;
    static const char letters[] = {[STOP_TODO] = '.',
                                   [STOP_NOW] = 'n',
                                   [STOP_DONE] = 'd',
                                   [STOP_RETURNED] = 'r',
                                   [STOP_REJECTED] = 'x'};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct row_household_event list[EVENTS_MAX];
        struct lifecycle_step steps[LIFECYCLE_STOPS_MAX];
        char got[LIFECYCLE_STOPS_MAX + 1] = "";
        size_t count = events(list, cases[i].events);
        size_t n = lifecycle_progress(steps, str_from(cases[i].kind), list, count,
                                      &lifecycle_default_days, day(4, 1));
        for (size_t k = 0; k < n; k++) got[k] = letters[steps[k].state];
        if (strcmp(got, cases[i].states) != 0) {
            fail_msg("%s %s: %s, not %s", cases[i].kind, cases[i].events, got, cases[i].states);
        }
    }
}

/* After any two events a case stands at one place at most, and nothing behind it is done. */
static void one_place_at_a_time(void **state) {
    (void)state;
    static const char *const kinds[] = {"entry", "exit", "removal"};
    static const char *const outcomes[] = {"reached", "passed", "returned", "rejected"};
    for (size_t k = 0; k < 3; k++) {
        const struct lifecycle_stop *stops;
        size_t n = lifecycle_stops(&stops, str_from(kinds[k]));
        for (size_t i = 0; i < n * n * 16; i++) {
            struct row_household_event list[] = {
                event(stops[i % n].key, outcomes[i / n / n % 4], day(3, 1)),
                event(stops[i / n % n].key, outcomes[i / n / n / 4], day(3, 2)),
            };
            struct lifecycle_step steps[LIFECYCLE_STOPS_MAX];
            size_t count = lifecycle_progress(steps, str_from(kinds[k]), list, 2,
                                              &lifecycle_default_days, day(4, 1));
            assert_int_equal(count, n);
            size_t at = 0;
            while (at < n && steps[at].state == STOP_DONE) at++;
            const struct lifecycle_step *found = lifecycle_step_at(steps, n);
            assert_ptr_equal(found, at < n ? &steps[at] : NULL);
            for (at++; at < n; at++) assert_int_equal(steps[at].state, STOP_TODO);
        }
    }
}

/* A notice that is posted on the 1st and runs 7 days is due on the 8th; the day it is due there
 * are 0 days left, the day after it is late. */
static void notices_have_days(void **state) {
    (void)state;
    static const struct {
        const char *kind, *stop;
        int due;
    } notices[] = {
        {"entry", "village_notice", 8}, {"entry", "township_notice", 6},
        {"entry", "county_notice", 6},  {"exit", "village_notice", 8},
        {"exit", "county_notice", 6},   {"removal", "village_notice", 8},
    };
    for (size_t i = 0; i < sizeof notices / sizeof notices[0]; i++) {
        struct row_household_event e = event(notices[i].stop, "reached", day(3, 1));
        for (int today = 1; today <= 12; today++) {
            struct lifecycle_step steps[LIFECYCLE_STOPS_MAX];
            size_t n = lifecycle_progress(steps, str_from(notices[i].kind), &e, 1,
                                          &lifecycle_default_days, day(3, today));
            const struct lifecycle_step *at = lifecycle_step_at(steps, n);
            assert_non_null(at);
            assert_true(at->begun);
            assert_int_equal(at->on_day, day(3, 1));
            assert_int_equal(at->due_on, day(3, notices[i].due));
            assert_int_equal(at->days_left, notices[i].due - today);
        }
    }
}

/* A county's own days count, and a due day that was written down counts before any. */
static void other_days(void **state) {
    (void)state;
    const struct lifecycle_days days = {10, 7, 7, 5, 0};
    struct row_household_event e = event("village_notice", "reached", day(3, 1));
    struct lifecycle_step steps[LIFECYCLE_STOPS_MAX];
    lifecycle_progress(steps, STR("entry"), &e, 1, &days, day(3, 1));
    assert_int_equal(steps[2].due_on, day(3, 11));
    e.due_on = day(3, 20);
    lifecycle_progress(steps, STR("entry"), &e, 1, &days, day(3, 1));
    assert_int_equal(steps[2].due_on, day(3, 20));
    assert_int_equal(lifecycle_notice_days(steps[2].stop, &days), 10);
    assert_int_equal(lifecycle_notice_days(steps[0].stop, &days), 0);
}

/* A notice whose turn has come, but which nobody has posted, has no deadline yet. */
static void not_posted_yet(void **state) {
    (void)state;
    struct row_household_event e = event("review", "passed", day(3, 1));
    struct lifecycle_step steps[LIFECYCLE_STOPS_MAX];
    lifecycle_progress(steps, STR("entry"), &e, 1, &lifecycle_default_days, day(3, 2));
    assert_int_equal(steps[2].state, STOP_NOW);
    assert_false(steps[2].begun);
    assert_int_equal(steps[2].on_day, day(3, 1));
    assert_int_equal(steps[2].due_on, DAY_NONE);
}

/* Why a case was sent back stays with the stop; its notice stays reachable when it is over. */
static void reasons_and_notices(void **state) {
    (void)state;
    struct row_household_event list[] = {
        event("village_notice", "reached", day(3, 1)),
        event("village_notice", "passed", day(3, 9)),
        event("township_check", "returned", day(3, 12)),
    };
    list[0].document_id = 77;
    list[2].reason = STR("缺收入证明");
    struct lifecycle_step steps[LIFECYCLE_STOPS_MAX];
    lifecycle_progress(steps, STR("entry"), list, 3, &lifecycle_default_days, day(4, 1));
    assert_int_equal(steps[2].document_id, 77);
    assert_int_equal(steps[2].on_day, day(3, 9));
    assert_int_equal(steps[3].state, STOP_RETURNED);
    assert_true(str_is(steps[3].reason, "缺收入证明"));
    assert_int_equal(steps[3].document_id, INT64_MIN);
    assert_int_equal(steps[3].days_left, 0);
}

/* Every stop has its words, in every outcome; a stranger has none. */
static void every_stop_has_words(void **state) {
    (void)state;
    static const char *const kinds[] = {"entry", "exit", "removal"};
    static const char *const outcomes[] = {"reached", "passed", "returned", "rejected"};
    for (size_t k = 0; k < 3; k++) {
        const struct lifecycle_stop *stops;
        size_t n = lifecycle_stops(&stops, str_from(kinds[k]));
        assert_in_range(n, 1, LIFECYCLE_STOPS_MAX);
        for (size_t i = 0; i < n; i++) {
            assert_non_null(stops[i].label);
            assert_non_null(stops[i].desk);
            for (size_t o = 0; o < 4; o++) {
                struct row_household_event e = event(stops[i].key, outcomes[o], day(3, 1));
                struct str said = lifecycle_sentence(arena, str_from(kinds[k]), &e);
                assert_true(str_ends(said, STR("。")));
            }
        }
    }
    struct row_household_event gone = event("natural", "passed", day(3, 1));
    assert_true(lifecycle_sentence(arena, STR(""), &gone).n > 0);
    assert_int_equal(lifecycle_sentence(arena, STR("entry"), &gone).n, 0);
}

/* Changes are what took effect, went back or has a reason; a stop that was passed is none. */
static void changes(void **state) {
    (void)state;
    static const struct {
        const char *kind, *stop, *outcome, *reason;
        bool change;
    } list[] = {
        {"entry", "apply", "reached", "", false},
        {"entry", "review", "passed", "", false},
        {"entry", "village_notice", "reached", "", false},
        {"entry", "entered", "passed", "", true},
        {"entry", "township_check", "returned", "缺材料", true},
        {"entry", "village_notice", "recalled", "", true},
        {"entry", "review", "withdrawn", "", true},
        {"removal", "found", "reached", "买了房", true},
        {"exit", "left", "passed", "", true},
        {"exit", "review", "passed", "", false},
        {"", "natural", "reached", "", true},
        {"", "member_join", "passed", "", true},
    };
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        struct row_household_event e = event(list[i].stop, list[i].outcome, day(3, 1));
        e.reason = str_from(list[i].reason);
        if (lifecycle_is_change(str_from(list[i].kind), &e) != list[i].change) {
            fail_msg("%s %s %s", list[i].kind, list[i].stop, list[i].outcome);
        }
    }
}

/* What happens to a household outside any case has its sentence too. */
static void facts_have_words(void **state) {
    (void)state;
    static const char *const facts[] = {"member_join",      "member_leave",    "member_head",
                                        "household_split",  "household_apart", "household_merge",
                                        "household_merged", "household_moved"};
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        struct row_household_event e = event(facts[i], "passed", day(3, 1));
        assert_true(str_ends(lifecycle_sentence(arena, STR(""), &e), STR("。")));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes),
        cmocka_unit_test(facts_have_words),
        cmocka_unit_test(states_follow_from_events),
        cmocka_unit_test(one_place_at_a_time),
        cmocka_unit_test(notices_have_days),
        cmocka_unit_test(other_days),
        cmocka_unit_test(not_posted_yet),
        cmocka_unit_test(reasons_and_notices),
        cmocka_unit_test(every_stop_has_words),
    };
    return cmocka_run_group_tests_name("model/lifecycle", tests, fixture_open, fixture_close);
}
