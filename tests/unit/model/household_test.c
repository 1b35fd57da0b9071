/*
 * What a household is today follows from its stays and cases: one row a life, the status and a
 * part of the sentence it reads.
 */

#include "../base/fixture.h"

#include "model/register/household.h"

static int32_t today;

/* A stay "unstable 100-" began 100 days ago and runs; "poor 900-300 lifted" is over. */
struct stay {
    const char *kind;
    int from, to; /* days ago; to 0: it runs */
    const char *ending;
};

struct life {
    const char *name;
    struct stay stays[3];       /* newest first */
    const char *kind, *outcome; /* of its last case */
    const char *stop, *last;    /* the case's last event */
    enum household_status status;
    const char *sentence, *next;
};

static const struct life lives[] = {
    {"nothing at all", {{0}}, NULL, NULL, NULL, NULL, HOUSEHOLD_KNOWN, "没有纳入", "提出申请"},
    {"applies",
     {{0}},
     "entry",
     NULL,
     "township_check",
     "reached",
     HOUSEHOLD_APPLYING,
     "现在办到“乡镇审核”这一步",
     "办完进入“乡镇公示”"},
    {"in the notice",
     {{0}},
     "entry",
     NULL,
     "village_notice",
     "reached",
     HOUSEHOLD_APPLYING,
     "“村级公示”",
     "期满没有人提出异议"},
    {"waits for its notice",
     {{0}},
     "entry",
     NULL,
     "review",
     "passed",
     HOUSEHOLD_APPLYING,
     "“村级公示”",
     "等村委会贴出"},
    {"just applied", {{0}}, "entry", NULL, NULL, NULL, HOUSEHOLD_APPLYING, "户主申请", "民主评议"},
    {"last stop",
     {{0}},
     "entry",
     NULL,
     "county_notice",
     "passed",
     HOUSEHOLD_APPLYING,
     "录入建档",
     "办完就生效"},
    {"sent back",
     {{0}},
     "entry",
     NULL,
     "township_check",
     "returned",
     HOUSEHOLD_RETURNED,
     "退回了",
     "补齐材料"},
    {"turned down",
     {{0}},
     "entry",
     "rejected",
     "county_approval",
     "rejected",
     HOUSEHOLD_REJECTED,
     "没有通过，停在“县级审批”这一步",
     "可以再申请"},
    {"turned down, not closed",
     {{0}},
     "entry",
     NULL,
     "review",
     "rejected",
     HOUSEHOLD_REJECTED,
     "没有通过",
     "可以再申请"},
    {"poor",
     {{"poor", 900, 0, NULL}},
     "entry",
     "done",
     "entered",
     "passed",
     HOUSEHOLD_REGISTERED,
     "建档立卡贫困户，正在帮扶",
     ""},
    {"unstable",
     {{"unstable", 900, 0, NULL}},
     NULL,
     NULL,
     NULL,
     NULL,
     HOUSEHOLD_REGISTERED,
     "脱贫不稳定户，正在监测帮扶",
     ""},
    {"marginal",
     {{"marginal", 10, 0, NULL}},
     NULL,
     NULL,
     NULL,
     NULL,
     HOUSEHOLD_REGISTERED,
     "边缘易致贫户",
     ""},
    {"sudden",
     {{"sudden", 10, 0, NULL}},
     NULL,
     NULL,
     NULL,
     NULL,
     HOUSEHOLD_REGISTERED,
     "突发严重困难户",
     ""},
    {"ends tomorrow",
     {{"poor", 10, -1, "lifted"}},
     NULL,
     NULL,
     NULL,
     NULL,
     HOUSEHOLD_REGISTERED,
     "建档立卡贫困户",
     ""},
    {"leaves",
     {{"poor", 900, 0, NULL}},
     "exit",
     NULL,
     "township_check",
     "reached",
     HOUSEHOLD_REGISTERED,
     "正在办脱贫",
     "乡镇审核"},
    {"is being taken out",
     {{"poor", 900, 0, NULL}},
     "removal",
     NULL,
     "verify",
     "reached",
     HOUSEHOLD_REGISTERED,
     "要不要清退",
     "入户核实"},
    {"relapsed",
     {{"unstable", 100, 0, NULL}, {"poor", 2000, 1500, "lifted"}},
     "entry",
     "done",
     "entered",
     "passed",
     HOUSEHOLD_RELAPSED,
     "重新纳入",
     ""},
    {"in again, not after being lifted",
     {{"poor", 100, 0, NULL}, {"poor", 2000, 1500, "removed"}},
     NULL,
     NULL,
     NULL,
     NULL,
     HOUSEHOLD_REGISTERED,
     "建档立卡贫困户",
     ""},
    {"lifted",
     {{"poor", 900, 300, "lifted"}},
     "exit",
     "done",
     "left",
     "passed",
     HOUSEHOLD_LIFTED,
     "巩固期",
     "重新纳入"},
    {"lifted, applies again",
     {{"poor", 900, 300, "lifted"}},
     "entry",
     NULL,
     "review",
     "reached",
     HOUSEHOLD_APPLYING,
     "民主评议",
     "村级公示"},
    {"lifted, then turned down",
     {{"poor", 900, 300, "lifted"}},
     "entry",
     "rejected",
     "review",
     "rejected",
     HOUSEHOLD_LIFTED,
     "巩固期",
     ""},
    {"removed",
     {{"poor", 900, 300, "removed"}},
     "removal",
     "done",
     "removed",
     "passed",
     HOUSEHOLD_REMOVED,
     "清退",
     "重新申请"},
    {"removed, then turned down",
     {{"poor", 900, 300, "removed"}},
     "entry",
     "rejected",
     "review",
     "rejected",
     HOUSEHOLD_REJECTED,
     "没有通过",
     ""},
    {"natural",
     {{"poor", 900, 0 + 5, "natural"}},
     NULL,
     NULL,
     NULL,
     NULL,
     HOUSEHOLD_NATURAL,
     "自然减少",
     "更正"},
    {"a case of an unknown kind",
     {{0}},
     "other",
     NULL,
     "review",
     "reached",
     HOUSEHOLD_KNOWN,
     "没有纳入",
     ""},
};

static struct row_household_spell spells[3];
static struct row_household_case file;
static struct row_household_event happened;
static struct row_household_member members[] = {
    {.name = STR_INIT("张小英"), .relation = STR_INIT("户主")},
    {.name = STR_INIT("李明"), .relation = STR_INIT("之子")},
};

static struct household_card card_of(const struct life *life) {
    struct household_card card = {.members = members, .member_count = 2, .spells = spells};
    for (const struct stay *s = life->stays; s->kind; s++) {
        spells[card.spell_count++] = (struct row_household_spell){
            .kind = str_from(s->kind),
            .attribute = STR("general"),
            .from_on = today - s->from,
            .to_on = s->to ? today - s->to : DAY_NONE,
            .ending = str_from(s->ending),
        };
    }
    if (life->kind) {
        file = (struct row_household_case){7, str_from(life->kind), str_from(life->outcome)};
        card.cases = &file;
        card.case_count = 1;
    }
    if (life->stop) {
        happened = (struct row_household_event){
            7,        str_from(life->stop), str_from(life->last), today - 2, DAY_NONE, STR_INIT(""),
            INT64_MIN};
        card.events = &happened;
        card.event_count = 1;
    }
    household_judge(&card, arena, &lifecycle_default_days, today);
    return card;
}

static void assert_says(const char *name, struct str text, const char *part) {
    if (str_find(text, str_from(part)) == text.n && part[0]) {
        fail_msg("%s: \"" STR_FMT "\" lacks \"%s\"", name, STR_ARG(text), part);
    }
}

static void lives_have_a_status(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof lives / sizeof lives[0]; i++) {
        struct household_card card = card_of(&lives[i]);
        if (card.status != lives[i].status) {
            fail_msg("%s: status %d, not %d", lives[i].name, (int)card.status,
                     (int)lives[i].status);
        }
        assert_says(lives[i].name, card.sentence, lives[i].sentence);
        assert_says(lives[i].name, card.sentence, "您家（张*英 户，2 人）");
        assert_true(str_ends(card.sentence, STR("。")));
        assert_says(lives[i].name, card.next, lives[i].next);
    }
}

/* The deadline of what happens next is the deadline of its stop; once it has passed, the household
 * is told to ring. */
static void deadlines(void **state) {
    (void)state;
    const struct life *notice = &lives[2];
    struct household_card card = card_of(notice);
    assert_int_equal(card.next_due, today - 2 + 7);
    household_judge(&card, arena, &lifecycle_default_days, today + 30);
    assert_says("late", card.next, "催一催");
    card = card_of(&lives[9]);
    assert_int_equal(card.next_due, DAY_NONE);
}

/* A household whose people have all gone still reads a whole sentence. */
static void nobody_left(void **state) {
    (void)state;
    struct household_card card = card_of(&lives[0]);
    card.member_count = 0;
    household_judge(&card, arena, &lifecycle_default_days, today);
    assert_true(str_starts(card.sentence, STR("您家的资料")));
}

/* Events find the kind of their case, or none. */
static void kinds_of_events(void **state) {
    (void)state;
    struct household_card card = card_of(&lives[1]);
    assert_true(str_is(household_case_kind(&card, &card.events[0]), "entry"));
    struct row_household_event loose = {.case_id = INT64_MIN};
    assert_int_equal(household_case_kind(&card, &loose).n, 0);
}

/* The end of a case rests on the last notice it went through; what went back, on its own only. */
static void events_have_notices(void **state) {
    (void)state;
    struct row_household_event list[] = {
        /* newest first */
        {7, STR_INIT("entered"), STR_INIT("passed"), 9, DAY_NONE, STR_INIT(""), INT64_MIN},
        {8, STR_INIT("county_notice"), STR_INIT("passed"), 8, DAY_NONE, STR_INIT(""), 55},
        {7, STR_INIT("county_notice"), STR_INIT("passed"), 7, DAY_NONE, STR_INIT(""), 44},
        {7, STR_INIT("review"), STR_INIT("returned"), 6, DAY_NONE, STR_INIT(""), INT64_MIN},
        {INT64_MIN, STR_INIT("natural"), STR_INIT("reached"), 5, DAY_NONE, STR_INIT(""), INT64_MIN},
        {7, STR_INIT("village_notice"), STR_INIT("reached"), 4, DAY_NONE, STR_INIT(""), 33},
    };
    struct household_card card = {.events = list, .event_count = 6};
    assert_int_equal(household_notice(&card, &list[0]), 44);
    assert_int_equal(household_notice(&card, &list[1]), 55);
    assert_int_equal(household_notice(&card, &list[3]), INT64_MIN);
    assert_int_equal(household_notice(&card, &list[4]), INT64_MIN);
}

static int set_up(void **state) {
    fixture_open(state);
    return date_from_ymd(&today, 2025, 3, 5) ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_have_notices), cmocka_unit_test(lives_have_a_status),
        cmocka_unit_test(deadlines),           cmocka_unit_test(nobody_left),
        cmocka_unit_test(kinds_of_events),
    };
    return cmocka_run_group_tests_name("model/household", tests, set_up, fixture_close);
}
