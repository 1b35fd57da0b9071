/*
 * One household as it may see itself: found by proof, read whole, judged on reading. What it is
 * today (its status) is never stored; it follows from its stays and its cases.
 */
#ifndef MODEL_REGISTER_HOUSEHOLD_H
#define MODEL_REGISTER_HOUSEHOLD_H

#include "base/status.h"
#include "model/register/lifecycle.h"
#include "rows.h"

struct db;
struct seal_keys;

enum household_status {
    HOUSEHOLD_KNOWN,      /* written down, in no register, nothing under way */
    HOUSEHOLD_APPLYING,   /* an application is under way */
    HOUSEHOLD_RETURNED,   /* it was sent back to be completed */
    HOUSEHOLD_REJECTED,   /* it was turned down */
    HOUSEHOLD_REGISTERED, /* in a register: current->kind says which */
    HOUSEHOLD_RELAPSED,   /* in a register again, after it had been lifted out */
    HOUSEHOLD_LIFTED,     /* lifted out of poverty, still watched over (巩固期) */
    HOUSEHOLD_REMOVED,    /* taken out because it should not have been in */
    HOUSEHOLD_NATURAL,    /* ended by death or by moving away */
};

/* The whole card. Lists are newest first, members with the head first. */
struct household_card {
    struct row_household *household;
    struct row_household_member *members;
    size_t member_count;
    struct row_household_spell *spells;
    size_t spell_count;
    struct row_household_cause *causes; /* of all spells */
    size_t cause_count;
    struct row_household_case *cases; /* one that runs stands first */
    size_t case_count;
    struct row_household_event *events;
    size_t event_count;
    struct row_household_helper *helpers;
    size_t helper_count;
    struct row_household_measure *measures;
    size_t measure_count;
    struct row_household_payment *payments;
    size_t payment_count;
    int64_t last_lookup; /* before this one; MOMENT_NONE when there was none */

    const struct row_household_spell *current;        /* the stay that runs, or NULL */
    struct lifecycle_step steps[LIFECYCLE_STOPS_MAX]; /* of the first case */
    size_t step_count;
    enum household_status status;
    struct str sentence; /* the answer: 您家（张*英 户，3 人）现在是… */
    struct str next;     /* what happens next, or what to do; may be empty */
    int32_t next_due;    /* by when; DAY_NONE when there is no such day */
};

/* Whom a query found. When it found nobody, ${beside} is read in its place, so that a miss costs
 * what a hit costs: the household of the person next to this number or code in the order of the
 * keyed indexes, always the same one for the same number or code, and the proved one itself at a
 * hit by number. 0 where the register ends. What is read of it must never be shown. */
struct household_found {
    int64_t id; /* 0: nobody */
    int64_t beside;
};

/* household_by_person(found, db, keys, number, name_key, today): the household to which the person
 * with this number belongs today, if its name is this one. household_by_code(found, db, keys, code,
 * query_code): the household with this code, if the query code fits. No such household, or a proof
 * that does not fit, gives OK and id 0, with the same statements. */
enum status household_by_person(struct household_found *found, struct db *db,
                                const struct seal_keys *keys, struct str number,
                                struct str name_key, int32_t today);
enum status household_by_code(struct household_found *found, struct db *db,
                              const struct seal_keys *keys, struct str code, struct str query_code);

/* household_read(card, db, id, days, today): everything about a household. For an id that nobody
 * has it asks just as much and says NOT_FOUND. */
enum status household_read(struct household_card *card, struct db *db, int64_t id,
                           const struct lifecycle_days *days, int32_t today);

/* household_looked(db, id, way, now): writes down that somebody looked; ${way}: name code. */
enum status household_looked(struct db *db, int64_t id, const char *way, int64_t now);

/* household_blank(card): takes the members' names and the code out of it: for a card that is read
 * for its cost alone. */
void household_blank(struct household_card *card);

/* household_judge(card, a, days, today): fills what follows from the rows (current to next_due);
 * pure. household_read has done it. */
void household_judge(struct household_card *card, struct arena *a,
                     const struct lifecycle_days *days, int32_t today);

/* household_word(card): what it is today in one word, for other systems: known applying returned
 * rejected, the kind of the stay that runs (poor unstable marginal sudden) or relapsed, leaving or
 * removing while a case takes it out, lifted removed natural. */
struct str household_word(const struct household_card *card);

/* household_case_kind(card, event): the kind of case the event belongs to; empty for none. */
struct str household_case_kind(const struct household_card *card,
                               const struct row_household_event *event);

/* household_notice(card, event): the notice the event rests on: its own, or for the end of a case
 * the last one its case went through; INT64_MIN for none. */
int64_t household_notice(const struct household_card *card,
                         const struct row_household_event *event);

#endif
