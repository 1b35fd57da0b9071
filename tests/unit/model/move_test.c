/*
 * Moving a case: every place against every event, as a table; each rule that needs more than the
 * place; and a hundred thousand random lives in which nothing forbidden ever happens.
 */

#include "../base/fixture.h"

#include "model/county/setting.h"
#include "model/register/lifecycle.h"

enum { APPLY, REVIEW, VILLAGE_NOTICE, TOWNSHIP_CHECK, TOWNSHIP_NOTICE, COUNTY_APPROVAL, LAST = 7 };

/* One answer a column: begin pass return resubmit reject withdraw cease recall close. A letter is
 * where the case is then: w waiting, r running, b sent back, d done, x rejected, e ended, n no
 * case; a number the fault. Everything is in order: the right desk, the notice run, reasons given.
 */
static const struct {
    const char *kind;
    enum lifecycle_place place;
    size_t at;
    const char *answers;
} table[] = {
    {"entry", CASE_NONE, 0, "r 1 1 1 1 1 n 1 1"},
    {"entry", CASE_WAITING, APPLY, "r w b 9 x e e 15 14"},
    {"entry", CASE_RUNNING, APPLY, "7 w b 9 x e e 15 14"},
    {"entry", CASE_RETURNED, APPLY, "8 8 8 w x e e 15 8"},
    {"entry", CASE_WAITING, VILLAGE_NOTICE, "r 10 b 9 x e e 10 14"},
    {"entry", CASE_RUNNING, VILLAGE_NOTICE, "7 w b 9 x e e w 14"},
    {"entry", CASE_RETURNED, VILLAGE_NOTICE, "8 8 8 w x e e w 8"},
    {"entry", CASE_WAITING, TOWNSHIP_CHECK, "r w b 9 x e e w 14"},
    {"entry", CASE_RUNNING, TOWNSHIP_CHECK, "7 w b 9 x e e w 14"},
    {"entry", CASE_WAITING, LAST, "13 13 b 9 x 19 19 w d"},
    {"entry", CASE_RETURNED, LAST, "8 8 8 w x 19 19 w 8"},
    {"entry", CASE_DONE, LAST, "3 3 3 3 3 3 3 3 3"},
    {"entry", CASE_REJECTED, REVIEW, "3 3 3 3 3 3 3 3 3"},
    {"entry", CASE_ENDED, APPLY, "3 3 3 3 3 3 3 3 3"},
    {"exit", CASE_NONE, 0, "r 1 1 1 1 1 n 1 1"},
    {"exit", CASE_WAITING, 0, "r w b 9 x 18 e 15 14"},
    {"exit", CASE_RUNNING, 2, "7 w b 9 x 18 e w 14"},
    {"exit", CASE_WAITING, 5, "13 13 b 9 x 19 19 w d"},
    {"removal", CASE_NONE, 0, "r 1 1 1 1 1 n 1 1"},
    {"removal", CASE_RUNNING, 0, "7 w b 9 x 18 e 15 14"},
    {"removal", CASE_WAITING, 2, "r 10 b 9 x 18 e 10 14"},
    {"removal", CASE_WAITING, 5, "13 13 b 9 x 19 19 w d"},
    {"nothing", CASE_NONE, 0, "2 2 2 2 2 2 2 2 2"},
    {"entry", CASE_WAITING, 8, "1 1 1 1 1 1 1 1 1"},
};

static const char *code_for(enum lifecycle_event event, const char *kind) {
    const struct label *list = lifecycle_reasons(event, str_from(kind));
    return list ? list[0].code : "";
}

static struct lifecycle_context in_order(const char *kind, struct lifecycle_position at,
                                         enum lifecycle_event event) {
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    size_t n = lifecycle_plan(plan, str_from(kind), &lifecycle_default_days);
    bool entry = strcmp(kind, "entry") == 0;
    struct lifecycle_context c = {
        .level = at.at < n && plan[at.at]->level == LEVEL_COUNTY ? LEVEL_COUNTY : LEVEL_TOWNSHIP,
        .registered = !entry || event == EVENT_CEASE,
        .posted = true,
        .window_over = true,
        .reason_code = str_from(code_for(event, kind)),
        .reason = STR("写明了"),
        .target = event == EVENT_RECALL && at.at >= 2 ? 2 : 0,
    };
    return c;
}

static void answer(char *out, size_t room, enum lifecycle_fault fault,
                   const struct lifecycle_move *m) {
    static const char letters[] = {'n', 'w', 'r', 'b', 'd', 'x', 'e'};
    if (fault == MOVE_FINE) {
        snprintf(out, room, "%c", letters[m->to.place]);
    } else {
        snprintf(out, room, "%d", (int)fault);
    }
}

static void every_place_answers_every_event(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char got[80] = "";
        struct lifecycle_position at = {table[i].place, table[i].at};
        for (int e = 0; e < LIFECYCLE_EVENTS; e++) {
            char one[8];
            struct lifecycle_move m = {{CASE_NONE, 0}, NULL, NULL, EFFECT_NONE};
            struct lifecycle_context c = in_order(table[i].kind, at, (enum lifecycle_event)e);
            enum lifecycle_fault fault = lifecycle_move(&m, str_from(table[i].kind),
                                                        &lifecycle_default_days, at,
                                                        (enum lifecycle_event)e, &c);
            answer(one, sizeof one, fault, &m);
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", e ? " " : "", one);
            assert_true(lifecycle_fault_text(fault).n > 0 || fault == MOVE_FINE);
        }
        if (strcmp(got, table[i].answers) != 0) {
            fail_msg("row %zu %s: %s, not %s", i, table[i].kind, got, table[i].answers);
        }
    }
}

static enum lifecycle_fault try_it(const char *kind, struct lifecycle_position at,
                                   enum lifecycle_event event, const struct lifecycle_context *c) {
    struct lifecycle_move m;
    return lifecycle_move(&m, str_from(kind), &lifecycle_default_days, at, event, c);
}

/* A notice that has not run its full days, or that somebody objects to, holds the case. */
static void notices_and_objections_hold(void **state) {
    (void)state;
    struct lifecycle_position notice = {CASE_RUNNING, VILLAGE_NOTICE};
    struct lifecycle_context c = in_order("entry", notice, EVENT_PASS);
    c.window_over = false;
    assert_int_equal(try_it("entry", notice, EVENT_PASS, &c), MOVE_WINDOW);
    c.window_over = true;
    c.objections = 1;
    assert_int_equal(try_it("entry", notice, EVENT_PASS, &c), MOVE_OBJECTION);
    struct lifecycle_position last = {CASE_WAITING, LAST};
    c = in_order("entry", last, EVENT_CLOSE);
    c.objections = 1;
    assert_int_equal(try_it("entry", last, EVENT_CLOSE, &c), MOVE_OBJECTION);
    struct lifecycle_position unposted = {CASE_WAITING, VILLAGE_NOTICE};
    c = in_order("entry", unposted, EVENT_BEGIN);
    c.posted = false;
    assert_int_equal(try_it("entry", unposted, EVENT_BEGIN, &c), MOVE_NOT_POSTED);
}

/* Each desk does its own stops; a village's clerk not the township's. */
static void desks_keep_to_themselves(void **state) {
    (void)state;
    static const struct {
        size_t at;
        enum lifecycle_level level;
        bool fine;
    } rows[] = {
        {REVIEW, LEVEL_VILLAGE, true},           {REVIEW, LEVEL_TOWNSHIP, true},
        {REVIEW, LEVEL_COUNTY, false},           {TOWNSHIP_CHECK, LEVEL_VILLAGE, false},
        {TOWNSHIP_CHECK, LEVEL_TOWNSHIP, true},  {TOWNSHIP_CHECK, LEVEL_COUNTY, false},
        {COUNTY_APPROVAL, LEVEL_VILLAGE, false}, {COUNTY_APPROVAL, LEVEL_TOWNSHIP, false},
        {COUNTY_APPROVAL, LEVEL_COUNTY, true},
    };
    static const enum lifecycle_event events[] = {EVENT_PASS, EVENT_RETURN, EVENT_REJECT};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t e = 0; e < 3; e++) {
            struct lifecycle_position at = {CASE_WAITING, rows[i].at};
            struct lifecycle_context c = in_order("entry", at, events[e]);
            c.level = rows[i].level;
            assert_int_equal(try_it("entry", at, events[e], &c),
                             rows[i].fine ? MOVE_FINE : MOVE_DESK);
        }
    }
}

/* Return, reject, removal, leaving and natural decrease want a code of their list and a text. */
static void reasons_are_demanded(void **state) {
    (void)state;
    static const struct {
        const char *kind;
        enum lifecycle_place place;
        enum lifecycle_event event;
    } rows[] = {
        {"entry", CASE_WAITING, EVENT_RETURN}, {"entry", CASE_WAITING, EVENT_REJECT},
        {"removal", CASE_NONE, EVENT_BEGIN},   {"exit", CASE_NONE, EVENT_BEGIN},
        {"exit", CASE_NONE, EVENT_CEASE},      {"entry", CASE_RUNNING, EVENT_CEASE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lifecycle_position at = {rows[i].place, 0};
        struct lifecycle_context c = in_order(rows[i].kind, at, rows[i].event);
        assert_int_equal(try_it(rows[i].kind, at, rows[i].event, &c), MOVE_FINE);
        c.reason = STR("  ");
        assert_int_equal(try_it(rows[i].kind, at, rows[i].event, &c), MOVE_REASON);
        c.reason = STR("写明了");
        c.reason_code = STR("no_such_code");
        assert_int_equal(try_it(rows[i].kind, at, rows[i].event, &c), MOVE_REASON);
    }
}

static void who_is_in_and_who_is_gone(void **state) {
    (void)state;
    struct lifecycle_position none = {CASE_NONE, 0};
    struct lifecycle_context c = in_order("entry", none, EVENT_BEGIN);
    c.registered = true;
    assert_int_equal(try_it("entry", none, EVENT_BEGIN, &c), MOVE_REGISTERED);
    c.registered = false;
    c.ceased = true;
    assert_int_equal(try_it("entry", none, EVENT_BEGIN, &c), MOVE_CEASED);
    c = in_order("exit", none, EVENT_BEGIN);
    c.registered = false;
    assert_int_equal(try_it("exit", none, EVENT_BEGIN, &c), MOVE_NOT_REGISTERED);
    assert_int_equal(try_it("removal", none, EVENT_CEASE, &c), MOVE_NOT_REGISTERED);
}

/* A return leads back, never on. */
static void returns_lead_back(void **state) {
    (void)state;
    for (size_t target = 0; target < 8; target++) {
        struct lifecycle_position at = {CASE_WAITING, TOWNSHIP_CHECK};
        struct lifecycle_context c = in_order("entry", at, EVENT_RETURN);
        struct lifecycle_move m;
        c.target = target;
        enum lifecycle_fault fault = lifecycle_move(&m, STR("entry"), &lifecycle_default_days, at,
                                                    EVENT_RETURN, &c);
        assert_int_equal(fault, target <= TOWNSHIP_CHECK ? MOVE_FINE : MOVE_TARGET);
        if (fault == MOVE_FINE) assert_int_equal(m.to.at, target);
    }
}

/* A county chooses its notices; whatever it writes, some are left. */
static void counties_choose_their_notices(void **state) {
    (void)state;
    static const struct {
        const char *setting, *stops;
    } rows[] = {
        {"village township county", "apply review village_notice township_check township_notice "
                                    "county_approval county_notice entered "},
        {"group village township county",
         "apply review group_notice village_notice township_check township_notice "
         "county_approval county_notice entered "},
        {"village county", "apply review village_notice township_check county_approval "
                           "county_notice entered "},
        {"", "apply review village_notice township_check township_notice county_approval "
             "county_notice entered "},
        {"no such word", "apply review village_notice township_check township_notice "
                         "county_approval county_notice entered "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct settings s = {.village_days = 7,
                             .township_days = 5,
                             .county_days = 5,
                             .group_days = 3,
                             .notices_entry = str_from(rows[i].setting)};
        struct lifecycle_days days = lifecycle_days_of(&s);
        const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
        char got[300] = "";
        size_t n = lifecycle_plan(plan, STR("entry"), &days);
        for (size_t k = 0; k < n; k++) {
            snprintf(got + strlen(got), sizeof got - strlen(got), "%s ", plan[k]->key);
            if (plan[k]->notice == NOTICE_GROUP) {
                assert_int_equal(lifecycle_notice_days(plan[k], &days), 3);
            }
        }
        assert_string_equal(got, rows[i].stops);
        assert_int_equal(lifecycle_plan(plan, STR("exit"), &days), 6);
    }
}

/* --- random lives --- */

#define LIVES      100000
#define STEPS      80
#define EVENTS_MAX 130
#define SPELLS_MAX 12

static uint64_t dice_state;

/* xorshift64*: the same lives every time. */
static uint32_t dice(uint32_t n) {
    dice_state ^= dice_state >> 12;
    dice_state ^= dice_state << 25;
    dice_state ^= dice_state >> 27;
    return (uint32_t)((dice_state * UINT64_C(2685821657736338717)) >> 33) % n;
}

/* One household's life as the register would write it down. */
struct life {
    int32_t today, closes; /* closes: last day of the notice that is posted */
    const char *kind;
    struct lifecycle_position at;
    struct row_household_event events[EVENTS_MAX];
    size_t event_count;
    struct {
        int32_t from, to;
    } spells[SPELLS_MAX];
    size_t spell_count;
    bool ceased;
    size_t passed; /* moves that were allowed */
};

static bool registered(const struct life *l) {
    return l->spell_count > 0 && l->spells[l->spell_count - 1].to == DAY_NONE;
}

static void write_down(struct life *l, const struct lifecycle_move *m,
                       const struct lifecycle_context *c, enum lifecycle_event event) {
    const struct label *list = lifecycle_reasons(event, str_from(l->kind));
    bool demanded = list && !(event == EVENT_BEGIN && l->at.place != CASE_NONE);
    if (demanded) assert_true(c->reason.n > 0 && c->reason_code.n > 0);
    assert_true(l->event_count < EVENTS_MAX);
    l->events[l->event_count++] = (struct row_household_event){
        .case_id = 1,
        .stop = str_from(m->stop),
        .outcome = str_from(m->outcome),
        .on_day = l->today,
        .due_on = DAY_NONE,
        .reason = STR(""),
        .document_id = INT64_MIN,
    };
}

static void take_effect(struct life *l, enum lifecycle_effect effect) {
    if (effect == EFFECT_ENTER) {
        assert_false(registered(l)); /* spells never overlap */
        assert_false(l->ceased);
        if (l->spell_count > 0) assert_true(l->spells[l->spell_count - 1].to <= l->today);
        assert_true(l->spell_count < SPELLS_MAX);
        l->spells[l->spell_count].from = l->today;
        l->spells[l->spell_count++].to = DAY_NONE;
    } else if (effect != EFFECT_NONE) {
        assert_true(registered(l));
        l->spells[l->spell_count - 1].to = l->today;
        if (effect == EFFECT_CEASE) l->ceased = true;
    }
}

/* No gap: the written events alone lead to where the case is. */
static void retell(const struct life *l) {
    struct lifecycle_step steps[LIFECYCLE_STOPS_MAX];
    size_t n = lifecycle_progress(steps, str_from(l->kind), l->events, l->event_count,
                                  &lifecycle_default_days, l->today);
    struct lifecycle_position p = lifecycle_position(steps, n, STR(""));
    assert_int_equal(p.place, l->at.place);
    assert_int_equal(p.at, l->at.at);
    for (size_t i = 0; i < l->at.at; i++) {
        assert_int_equal(steps[i].state, STOP_DONE);
        assert_true(steps[i].on_day != DAY_NONE);
    }
}

/* Mostly the right people come. */
static enum lifecycle_level right_desk(const struct life *l) {
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    lifecycle_plan(plan, str_from(l->kind), &lifecycle_default_days);
    bool county = l->at.place != CASE_NONE && plan[l->at.at]->level == LEVEL_COUNTY;
    return county ? LEVEL_COUNTY : LEVEL_TOWNSHIP;
}

static struct lifecycle_context random_context(const struct life *l, enum lifecycle_event event) {
    bool given = dice(5) > 0;
    return (struct lifecycle_context){
        .level = dice(4) ? right_desk(l) : (enum lifecycle_level)dice(3),
        .registered = registered(l),
        .ceased = l->ceased,
        .posted = dice(4) > 0,
        .window_over = l->closes != DAY_NONE && l->today > l->closes,
        .objections = dice(6) == 0,
        .reason_code = given ? str_from(code_for(event, l->kind)) : STR(""),
        .reason = given ? STR("写明了") : STR(""),
        .target = dice(10),
    };
}

static void one_step(struct life *l) {
    static const char *const kinds[] = {"entry", "exit", "removal"};
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    struct lifecycle_move m;
    static const enum lifecycle_event common[] = {
        EVENT_PASS, EVENT_PASS, EVENT_PASS, EVENT_BEGIN, EVENT_BEGIN, EVENT_CLOSE, EVENT_RESUBMIT};
    enum lifecycle_event event = dice(8) ? common[dice(7)]
                                         : (enum lifecycle_event)dice(LIFECYCLE_EVENTS);
    bool final = event == EVENT_CEASE || event == EVENT_REJECT || event == EVENT_WITHDRAW;
    if (final && dice(8) > 0) return;
    if (l->at.place == CASE_NONE) l->kind = kinds[dice(3)];
    l->today += (int32_t)dice(6);
    struct lifecycle_context c = random_context(l, event);
    enum lifecycle_fault fault = lifecycle_move(&m, str_from(l->kind), &lifecycle_default_days,
                                                l->at, event, &c);
    if (fault != MOVE_FINE) return;
    size_t n = lifecycle_plan(plan, str_from(l->kind), &lifecycle_default_days);
    bool notice = l->at.place != CASE_NONE && plan[l->at.at]->notice != NOTICE_NONE;
    assert_false(l->ceased && l->at.place == CASE_NONE); /* no event after the end */
    if (event == EVENT_PASS || event == EVENT_CLOSE) {
        assert_int_equal(c.objections, 0);
        if (notice) assert_true(l->at.place == CASE_RUNNING && l->today > l->closes);
        assert_true(m.to.at <= l->at.at + 1); /* never over a stop */
    }
    bool fact = event == EVENT_CEASE && l->at.place == CASE_NONE;
    l->passed++;
    if (!fact) write_down(l, &m, &c, event);
    l->at = m.to;
    take_effect(l, m.effect);
    if (!fact) retell(l);
    bool posts = event == EVENT_BEGIN && plan[m.to.at]->notice != NOTICE_NONE;
    l->closes = posts ? l->today +
                            (int32_t)lifecycle_notice_days(plan[m.to.at], &lifecycle_default_days)
                      : DAY_NONE;
    if (fact || l->at.place < CASE_DONE) return;
    /* The end of a case is final; the next one starts from nothing. */
    for (int e = 0; e < LIFECYCLE_EVENTS; e++) {
        assert_int_equal(lifecycle_move(&m, str_from(l->kind), &lifecycle_default_days, l->at,
                                        (enum lifecycle_event)e, &c),
                         MOVE_OVER);
    }
    assert_true(l->at.at < n);
    l->at = (struct lifecycle_position){CASE_NONE, 0};
    l->event_count = 0;
    l->closes = DAY_NONE;
}

static void random_lives_keep_the_rules(void **state) {
    (void)state;
    size_t moves = 0, stays = 0, again = 0, gone = 0;
    dice_state = UINT64_C(0x9E3779B97F4A7C15);
    for (int i = 0; i < LIVES; i++) {
        struct life l = {.today = 19000, .closes = DAY_NONE, .kind = "entry"};
        /* Some have been in before, and a few begin in the register. */
        if (dice(3) == 0) {
            l.spells[0].from = 18000;
            l.spells[l.spell_count++].to = dice(2) ? DAY_NONE : 18500;
        }
        size_t before = l.spell_count;
        for (int k = 0; k < STEPS; k++) one_step(&l);
        moves += l.passed;
        stays += l.spell_count - before;
        again += l.spell_count > 1;
        gone += l.ceased;
    }
    printf("# %zu moves, %zu stays begun, %zu second stays, %zu ended by nature\n", moves, stays,
           again, gone);
    assert_true(moves > LIVES && stays > 100 && gone > 100);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_place_answers_every_event),
        cmocka_unit_test(notices_and_objections_hold),
        cmocka_unit_test(desks_keep_to_themselves),
        cmocka_unit_test(reasons_are_demanded),
        cmocka_unit_test(who_is_in_and_who_is_gone),
        cmocka_unit_test(returns_lead_back),
        cmocka_unit_test(counties_choose_their_notices),
        cmocka_unit_test(random_lives_keep_the_rules),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
