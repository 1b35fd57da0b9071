/*
 * Households as the office keeps them: lists of the region, one household with full names, and the
 * facts an officer writes down, each dated. A status is no such fact: that changes by cases only
 * (casefile.h); who lives there is in member.h. Scope as there. What cannot be right is INVALID,
 * and *why says what to do; every change is in the audit with it, without anybody's name or number.
 */
#ifndef MODEL_REGISTER_RECORD_H
#define MODEL_REGISTER_RECORD_H

#include "base/date.h"
#include "base/status.h"
#include "base/str.h"
#include "model/register/casefile.h"
#include "model/register/household.h"
#include "rows.h"

struct actor;
struct db;
struct seal_keys;

/* record_list: households of ${region} (the actor's, or below it) by village and id, after the
 * given place; status: registered working left, or none. record_search: by household code, the
 * beginning of a member's name (two characters or more) or a member's whole number, at most
 * ${most}; nothing of elsewhere is found. record_searched, record_listed: that somebody looked, by
 * search or through those of a place, and how many were shown, never what for. */
enum status record_list(struct row_record_item **rows, size_t *count, bool *more, struct db *db,
                        const struct actor *actor, struct str region, struct str status,
                        struct str after_region, int64_t after_id, int64_t most, int64_t now);
enum status record_search(struct row_record_item **rows, size_t *count, struct db *db,
                          const struct seal_keys *keys, const struct actor *actor, struct str typed,
                          int64_t most, int64_t now);
enum status record_searched(struct db *db, const struct actor *actor, size_t count, int64_t now);
enum status record_listed(struct db *db, const struct actor *actor, struct str region, size_t count,
                          int64_t now);

/* Days on which a household in the register had no helper. to_on: the first day it had one again,
 * or DAY_NONE. */
struct record_gap {
    int32_t from_on, to_on;
};

/* Everything, for one page. */
struct record {
    struct casefile file;
    struct household_card card;
    struct row_record_member *members;
    size_t member_count;
    struct row_record_event *events;
    size_t event_count;
    struct row_record_assignment *assignments;
    size_t assignment_count;
    struct record_gap *gaps;
    size_t gap_count;
    struct row_record_measure *measures;
    size_t measure_count;
    struct row_record_payment *payments;
    size_t payment_count;
    struct row_record_visit *visits;
    size_t visit_count;
};

enum status record_read(struct record *out, struct db *db, const struct actor *actor,
                        struct str code, int64_t now);

/* record_gaps(out, spells, n, assignments, m, today): pure; ${out} holds n + m + 1. Returns how
 * many. Assignments oldest first. */
size_t record_gaps(struct record_gap *out, const struct row_household_spell *spells, size_t n,
                   const struct row_record_assignment *assignments, size_t m, int32_t today);

/* record_facts: attribute and causes (codes with spaces, main first) of the stay that runs. */
enum status record_facts(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         struct str attribute, struct str causes, int64_t now);

/* record_helper: from ${on} this is the helper, and whoever was before is no more. */
enum status record_helper(struct str *why, struct db *db, const struct actor *actor,
                          struct str code, struct str name, struct str unit, struct str phone,
                          int32_t on, int64_t now);

/* record_helped(row, db, actor, code, now): the household, held until the unit ends, and who helps
 * it now, or NULL. record_helped_by(helper, rows, count, db, actor, id, most): a helper's
 * households in the actor's region; NOT_FOUND when there is none. */
enum status record_helped(struct row_many_helper **row, struct db *db, const struct actor *actor,
                          struct str code, int64_t now);
enum status record_helped_by(struct row_many_helper_named **helper, struct row_many_helped **rows,
                             size_t *count, struct db *db, const struct actor *actor, int64_t id,
                             int64_t most);

/* record_helpers(rows, count, db, actor, words, most): who helps a household of the actor's region,
 * by the beginning of the name, two characters or more. */
enum status record_helpers(struct row_search_helper **rows, size_t *count, struct db *db,
                           const struct actor *actor, struct str words, int64_t most);

/* record_measure, record_payment: a new one (id INT64_MIN), or what may change of one there is. */
struct record_measure {
    int64_t id, amount;
    struct str area, title, state;
    int32_t on;
};
enum status record_measure(struct str *why, struct db *db, const struct actor *actor,
                           struct str code, const struct record_measure *m, int64_t now);
struct record_payment {
    int64_t id, amount;
    struct str programme, batch, state, desk;
    int32_t on;
};
enum status record_payment(struct str *why, struct db *db, const struct actor *actor,
                           struct str code, const struct record_payment *p, int64_t now);

enum status record_visit(struct str *why, struct db *db, const struct actor *actor, struct str code,
                         int32_t on, struct str visitor, struct str note, int64_t now);

#endif
