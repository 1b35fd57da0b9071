/*
 * Slips of paper with a household's query code, for the helper to deliver. A code is 8 random
 * digits; it leaves here once, to be printed, and the register keeps a keyed digest. A new code
 * replaces the old one in the same moment. Every making is a batch, with an audit row.
 */
#ifndef MODEL_REGISTER_SLIP_H
#define MODEL_REGISTER_SLIP_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct actor;
struct db;
struct seal_keys;

#define SLIP_MOST   500 /* households of a batch */
#define SLIP_DIGITS 8

struct slip {
    struct str household, code; /* both codes */
    struct str head;            /* masked, as on a public list; empty: nobody is head */
    struct str team;
    struct str helper, phone; /* office phone; either may be empty */
};

struct slip_batch {
    struct slip *slips; /* by helper, group and household, as they are handed out */
    size_t count;
    struct str place; /* 柳溪镇 青石村 */
};

/* slip_villages(rows, count, db, actor): the villages of the actor's region. */
enum status slip_villages(struct row_slip_village **rows, size_t *count, struct db *db,
                          const struct actor *actor);

/* slip_make(out, why, db, keys, actor, region, fresh, team, form_key, now): new codes for the
 * households of a village: those without a code (${fresh}) or all; of one group, or of every one
 * when ${team} is empty. NOT_FOUND for a village of elsewhere, and logged. INVALID, with the
 * sentence in *why: there is nobody, or there are more than SLIP_MOST. CONFLICT, with
 * a sentence too: this form made its batch already, or somebody made codes for one of these
 * households this moment. Neither has written anything. */
enum status slip_make(struct slip_batch *out, struct str *why, struct db *db,
                      const struct seal_keys *keys, const struct actor *actor, struct str region,
                      bool fresh, struct str team, struct str form_key, int64_t now);

/* slip_replace(out, …, household_code, …): the same for one household whose code was lost. */
enum status slip_replace(struct slip_batch *out, struct str *why, struct db *db,
                         const struct seal_keys *keys, const struct actor *actor,
                         struct str household_code, struct str form_key, int64_t now);

/* slip_batches(rows, count, db, actor): the latest 20 of the actor's region, newest first. */
enum status slip_batches(struct row_slip_batch **rows, size_t *count, struct db *db,
                         const struct actor *actor);

/* slip_latest(out, db, household_id): when the code was made, and by whom; NULL when it was never
 * printed here. */
enum status slip_latest(struct row_slip_latest **out, struct db *db, int64_t household_id);

#endif
