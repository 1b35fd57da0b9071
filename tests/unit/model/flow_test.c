/* The table of an edition's way: every deed from every state, by every kind of person, against a
 * list written by hand. */
#include "../base/fixture.h"

#include "model/publish/flow.h"

/* deed x state: the state it leads to; '.' none. d s a c(scheduled) p w k(corrected). */
static const char *const expected[FLOW_DEEDS] = {
    [FLOW_SAVE] = "d......",       [FLOW_SUBMIT] = "s......",  [FLOW_RECALL] = ".d.....",
    [FLOW_RETURN] = ".ddd...",     [FLOW_APPROVE] = "aa.....", [FLOW_SCHEDULE] = "ccc....",
    [FLOW_UNSCHEDULE] = "...a...", [FLOW_HOLD] = "...a...",    [FLOW_PUBLISH] = "pppp...",
    [FLOW_WITHDRAW] = "....w..",   [FLOW_CORRECT] = "....kk.",
};
static const char letters[FLOW_STATES] = {'d', 's', 'a', 'c', 'p', 'w', 'k'};

static const struct flow_actor chief = {.writes = true, .publishes = true, .reason = true};
static const struct flow_actor house = {.house = true, .reason = true};

static bool by_house(enum flow_deed deed) {
    return deed == FLOW_HOLD || deed == FLOW_CORRECT;
}

/* Each deed goes from the states it goes from, to one state, and from no other. */
static void test_every_deed(void **state) {
    (void)state;
    for (int deed = 0; deed < FLOW_DEEDS; deed++) {
        for (int from = 0; from < FLOW_STATES; from++) {
            const struct flow_actor *who = by_house(deed) ? &house : &chief;
            enum flow_fault fault = flow_ask(deed, from, who);
            if (expected[deed][from] == '.') {
                assert_int_equal(fault, FLOW_NOT_NOW);
            } else {
                assert_int_equal(fault, FLOW_FINE);
                assert_int_equal(letters[flow_rules[deed].to], expected[deed][from]);
            }
        }
    }
}

/* Who wrote or submitted an edition neither approves, schedules nor publishes it; the rest he may.
 */
static void test_four_eyes(void **state) {
    (void)state;
    struct flow_actor own = chief;
    own.own = true;
    for (int deed = 0; deed < FLOW_DEEDS; deed++) {
        bool second = deed == FLOW_APPROVE || deed == FLOW_SCHEDULE || deed == FLOW_PUBLISH;
        for (int from = 0; from < FLOW_STATES; from++) {
            if (by_house(deed) || expected[deed][from] == '.') continue;
            assert_int_equal(flow_ask(deed, from, &own), second ? FLOW_OWN : FLOW_FINE);
        }
    }
}

/* A writer saves, submits and takes back; nothing else. Who only reads does nothing. The house does
 * what follows, and nobody does that for it. */
static void test_roles(void **state) {
    (void)state;
    const struct flow_actor writer = {.writes = true, .reason = true}, reader = {.reason = true};
    for (int deed = 0; deed < FLOW_DEEDS; deed++) {
        bool writes = deed == FLOW_SAVE || deed == FLOW_SUBMIT || deed == FLOW_RECALL;
        for (int from = 0; from < FLOW_STATES; from++) {
            assert_int_equal(flow_ask(deed, from, &reader), FLOW_NOT_YOURS);
            if (!writes) assert_int_equal(flow_ask(deed, from, &writer), FLOW_NOT_YOURS);
            if (!by_house(deed)) assert_int_equal(flow_ask(deed, from, &house), FLOW_NOT_YOURS);
            if (by_house(deed)) assert_int_equal(flow_ask(deed, from, &chief), FLOW_NOT_YOURS);
        }
    }
    assert_int_equal(flow_ask(FLOW_SUBMIT, FLOW_DRAFT, &writer), FLOW_FINE);
}

/* What is sent back, held back or withdrawn says why. */
static void test_reasons(void **state) {
    (void)state;
    struct flow_actor silent = chief, silent_house = house;
    silent.reason = silent_house.reason = false;
    assert_int_equal(flow_ask(FLOW_RETURN, FLOW_SUBMITTED, &silent), FLOW_NO_REASON);
    assert_int_equal(flow_ask(FLOW_WITHDRAW, FLOW_PUBLISHED, &silent), FLOW_NO_REASON);
    assert_int_equal(flow_ask(FLOW_HOLD, FLOW_SCHEDULED, &silent_house), FLOW_NO_REASON);
    assert_int_equal(flow_ask(FLOW_SUBMIT, FLOW_DRAFT, &silent), FLOW_FINE);
}

/* The codes are those of the database, and each fault has its sentence. */
static void test_words(void **state) {
    (void)state;
    for (int i = 0; i < FLOW_STATES; i++) {
        enum flow_state found;
        assert_true(flow_state(&found, str_from(flow_code(i))));
        assert_int_equal(found, i);
        assert_int_equal(flow_is_out(i), i >= FLOW_PUBLISHED);
    }
    enum flow_state none;
    assert_false(flow_state(&none, STR("Draft")));
    assert_false(flow_state(&none, STR("")));
    for (int fault = FLOW_NOT_NOW; fault <= FLOW_NO_REASON; fault++)
        assert_true(flow_fault_text(fault).n > 0);
    assert_int_equal(flow_fault_text(FLOW_FINE).n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_every_deed), TEST(test_four_eyes), TEST(test_roles),
        TEST(test_reasons),    TEST(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
