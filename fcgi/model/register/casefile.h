/*
 * Cases as the office moves them: the rules of lifecycle.h on the rows of the database. Every
 * function asks once, here, whether the actor's region covers the household: one of elsewhere is
 * NOT_FOUND, and logged. Every move is an event and an audit row of the same unit. What the rules
 * refuse is INVALID, what somebody else did first is CONFLICT; *why then says so in a sentence.
 */
#ifndef MODEL_REGISTER_CASEFILE_H
#define MODEL_REGISTER_CASEFILE_H

#include "base/status.h"
#include "model/register/lifecycle.h"
#include "rows.h"

struct actor;
struct db;

/* A household and the case that runs, if one does. */
struct casefile {
    struct row_casefile_household *household;
    struct row_casefile_open *file;   /* NULL: none runs */
    struct row_casefile_spell *spell; /* the latest stay, or NULL */
    struct lifecycle_days days;
    struct lifecycle_step steps[LIFECYCLE_STOPS_MAX];
    size_t step_count;
    struct lifecycle_position at;
    bool registered, ceased, relapse; /* relapse: was lifted out before */
    bool window_over;                 /* the notice it stands at has run */
    int64_t notice;                   /* the document of that notice; INT64_MIN: none */
    int64_t holds;                    /* objections that are not decided */
};

enum status casefile_read(struct casefile *out, struct db *db, const struct actor *actor,
                          struct str code, int64_t now);

/* casefile_note(db, actor, case_id): a form named this case and it was not there to choose: one of
 * elsewhere is logged. */
void casefile_note(struct db *db, const struct actor *actor, int64_t case_id);

/* casefile_hold(out, …): the same, held against others until the unit ends; CONFLICT when somebody
 * moved its case since the unit began. */
enum status casefile_hold(struct casefile *out, struct db *db, const struct actor *actor,
                          struct str code, int64_t now);

/* casefile_allows(c, actor, kind, event): whether the actor could do this, given a reason.
 * ${kind}: of the case that runs, or of the one to open. */
enum lifecycle_fault casefile_allows(const struct casefile *c, const struct actor *actor,
                                     struct str kind, enum lifecycle_event event);

struct casefile_opening {
    struct str kind;                             /* entry exit removal */
    struct str register_kind, attribute, causes; /* of an entry; causes: codes with spaces */
    struct str reason_code, reason;
};

/* casefile_open(why, db, actor, code, opening, now): begins a case. */
enum status casefile_open(struct str *why, struct db *db, const struct actor *actor,
                          struct str code, const struct casefile_opening *opening, int64_t now);

struct casefile_action {
    enum lifecycle_event event; /* not BEGIN or RECALL at a notice: listing.h does those */
    int64_t seen;               /* the last event the officer saw; INT64_MIN without a case */
    struct str target;          /* RETURN: the stop's key; empty: the one it stands at */
    struct str reason_code, reason;
};

/* casefile_move(why, db, actor, code, action, now): moves the case that runs; for natural decrease
 * (EVENT_CEASE) there need be none. */
enum status casefile_move(struct str *why, struct db *db, const struct actor *actor,
                          struct str code, const struct casefile_action *action, int64_t now);

/* casefile_post, casefile_recall(why, db, actor, c, …): a notice of the held case was published,
 * its last day being ${due_on}; or that of ${stop} was corrected or withdrawn. For
 * listing_publish.c. */
enum status casefile_post(struct str *why, struct db *db, const struct actor *actor,
                          struct casefile *c, int64_t document_id, int32_t due_on, int64_t now);
enum status casefile_recall(struct str *why, struct db *db, const struct actor *actor,
                            struct casefile *c, struct str stop, int64_t document_id, int64_t now);

/* casefile_object(id, db, document_id, case_id, now): an objection holds the cases of a notice (or
 * the one; INT64_MIN: all) until casefile_settle. */
enum status casefile_object(int64_t *id, struct db *db, int64_t document_id, int64_t case_id,
                            int64_t now);
enum status casefile_settle(struct db *db, int64_t id, int64_t now);

/* casefile_uphold(db, actor, case_id, stop, reason, now): an objection to the notice of ${stop} was
 * right: the case goes back to that stop, whoever's desk it is, with the ${reason}. One that has
 * ended, stands before that stop, or was sent back already stays as it is. */
enum status casefile_uphold(struct db *db, const struct actor *actor, int64_t case_id,
                            struct str stop, struct str reason, int64_t now);

#endif
