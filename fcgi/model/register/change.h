/*
 * Requests of households for a correction (voice.h) as the office handles them: one officer checks,
 * another closes, never the same (the table refuses that too). Closing changes nothing of the
 * household: that is done by its own deed, with its own event. Everything within the actor's
 * region; a request of elsewhere is NOT_FOUND, and logged. Every step is in the audit, without a
 * word of what was written.
 */
#ifndef MODEL_REGISTER_CHANGE_H
#define MODEL_REGISTER_CHANGE_H

#include "base/status.h"
#include "base/str.h"
#include "model/publish/label.h"
#include "rows.h"

struct actor;
struct db;
struct seal_keys;

#define CHANGE_TEXT 300 /* characters: what was found, what the household is told */

extern const struct label change_states[]; /* draft checked applied refused */

/* change_open(rows, count, more, db, actor, after, most): those that are not closed, oldest first,
 * behind the id ${after}. change_closed: those closed in the last 30 days, the latest first;
 * asked_at is when. */
enum status change_open(struct row_change_item **rows, size_t *count, bool *more, struct db *db,
                        const struct actor *actor, int64_t after, int64_t most);
enum status change_closed(struct row_change_item **rows, size_t *count, struct db *db,
                          const struct actor *actor, int64_t most, int64_t now);

/* change_waiting(rows, count, db, actor, most): open ones that wait for the actor: nobody has
 * checked them, or somebody else has; oldest first. */
enum status change_waiting(struct row_desk_requests **rows, size_t *count, struct db *db,
                           const struct actor *actor, int64_t most);

/* change_of_household(rows, count, db, household_id): its latest; the household was found in the
 * actor's region before. */
enum status change_of_household(struct row_change_item **rows, size_t *count, struct db *db,
                                int64_t household_id);

/* One request, opened. */
struct change {
    struct row_change_request *row;
    struct str wrong, right, phone; /* what the household wrote; wrong of a visit: why not so */
    struct str answer;              /* of a visit: what the last answer to it says */
    struct str found, told;
    bool mine; /* the actor checked it, so another closes it */
};

/* change_read: the look is written down. */
enum status change_read(struct change *out, struct db *db, const struct seal_keys *keys,
                        const struct actor *actor, int64_t id, int64_t now);

/* change_check(…, found): what was found, for the colleague. change_close(…, state, told): applied
 * or refused, and the sentence for the household. INVALID with *why, CONFLICT when somebody was
 * first. */
enum status change_check(struct str *why, struct db *db, const struct seal_keys *keys,
                         const struct actor *actor, int64_t id, struct str found, int64_t now);
enum status change_close(struct str *why, struct db *db, const struct seal_keys *keys,
                         const struct actor *actor, int64_t id, struct str state, struct str told,
                         int64_t now);

#endif
