/*
 * Projects, jobs, donations, their stages and payments as leaves of the ledger (ledger.h): which
 * rows a leaf is made of, and the text it is the hash of. Canonical text as in ledger_text.h:
 *
 *   mingbai-effort 1
 *     kind document number region title area year type party households people posts central
 *     province prefecture county society own amount goods wage_from wage_to place deadline phone
 *     on_day project about note published_at inside
 *   mingbai-effort-withdrawal 1
 *     kind document number of withdrawn_at reason inside
 *   mingbai-effort-step 1
 *     kind document number stage back on_day reason published_at inside
 *   mingbai-effort-payment 1
 *     kind document on_day amount reason published_at inside
 *
 * Money in fen; `back` 1: the stage is to be done again; `of` and `inside` as in ledger_text.h.
 */
#ifndef MODEL_PUBLISH_LEDGER_EFFORT_H
#define MODEL_PUBLISH_LEDGER_EFFORT_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct arena;
struct db;

#define LEDGER_EFFORT         "effort"
#define LEDGER_EFFORT_OUT     "effort_out"
#define LEDGER_EFFORT_STEP    "effort_step"
#define LEDGER_EFFORT_PAYMENT "effort_pay"

/* What a leaf is about: an edition (its publication or its withdrawal), or a deed. */
struct ledger_effort {
    struct row_ledger_effort *edition;
    struct row_ledger_deed *deed;
    struct row_ledger_inside *hidden; /* as in ledger_text_inside; NULL of what is shown */
    int64_t document_id, number;      /* number: of the edition or the stage deed; payment: 0 */
    struct str kind;
};

/* ledger_effort_is(what): whether a leaf is of this file rather than of a document. */
bool ledger_effort_is(struct str what);

/* ledger_effort_read(out, db, what, id): the rows, for the office's and the commands' accounts. */
enum status ledger_effort_read(struct ledger_effort *out, struct db *db, struct str what,
                               int64_t id);

/* ledger_effort_shown(out, db, leaf): the same through what is published, without what is hidden;
 * a withdrawal's is NOT_FOUND. */
enum status ledger_effort_shown(struct ledger_effort *out, struct db *db,
                                const struct row_ledger_leaf *leaf);

/* ledger_effort_text(a, what, e, of, inside): the text; ${of} only of a withdrawal. */
struct str ledger_effort_text(struct arena *a, struct str what, const struct ledger_effort *e,
                              struct str of, struct str inside);

/* ledger_effort_wrong(e, leaf, latest): what besides its text is not as the ledger says: whose it
 * is, its state, with ${latest} the number of its newest edition; a static sentence or NULL. */
const char *ledger_effort_wrong(const struct ledger_effort *e, const struct row_ledger_kept *leaf,
                                int64_t latest);

#endif
