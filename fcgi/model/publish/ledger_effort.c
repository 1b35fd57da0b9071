/*
 * Rows and texts of the leaves that are no documents'. ledger.c adds them, ledger_check.c makes
 * them again, ledger_find.c shows the text of an edition to who asks for its number.
 */
#include "model/publish/ledger_effort.h"

#include "base/arena.h"
#include "base/canon.h"
#include "db/db.h"
#include "query.h"

#define TEXT_BYTES ((size_t)64 << 10)

bool ledger_effort_is(struct str what) {
    return str_starts(what, STR(LEDGER_EFFORT));
}

static bool is_edition(struct str what) {
    return str_is(what, LEDGER_EFFORT) || str_is(what, LEDGER_EFFORT_OUT);
}

static void name(struct ledger_effort *e) {
    e->document_id = e->edition ? e->edition->document_id : e->deed->document_id;
    e->number = e->edition ? e->edition->number : e->deed->number;
    e->kind = e->edition ? e->edition->kind : e->deed->kind;
}

enum status ledger_effort_read(struct ledger_effort *out, struct db *db, struct str what,
                               int64_t id) {
    enum status st;
    *out = (struct ledger_effort){0};
    if (is_edition(what)) {
        st = q_ledger_effort(&out->edition, db, id);
        if (st == OK) st = q_ledger_effort_inside(&out->hidden, db, id);
    } else if (str_is(what, LEDGER_EFFORT_STEP)) {
        st = q_ledger_step(&out->deed, db, id);
        if (st == OK) st = q_ledger_step_inside(&out->hidden, db, id);
    } else {
        st = q_ledger_payment(&out->deed, db, id);
        if (st == OK) st = q_ledger_payment_inside(&out->hidden, db, id);
    }
    if (st == OK) name(out);
    return st;
}

enum status ledger_effort_shown(struct ledger_effort *out, struct db *db,
                                const struct row_ledger_leaf *leaf) {
    enum status st = NOT_FOUND;
    *out = (struct ledger_effort){0};
    if (str_is(leaf->what, LEDGER_EFFORT)) {
        st = q_ledger_effort_shown(&out->edition, db, leaf->document_id, leaf->number);
    } else if (str_is(leaf->what, LEDGER_EFFORT_STEP)) {
        st = q_ledger_step_shown(&out->deed, db, leaf->edition_id);
    } else if (str_is(leaf->what, LEDGER_EFFORT_PAYMENT)) {
        st = q_ledger_payment_shown(&out->deed, db, leaf->edition_id);
    }
    if (st == OK) name(out);
    return st;
}

/* -- texts ---------------------------------------------------------------------------------------
 */

static void put_edition(struct buf *b, const struct row_ledger_effort *e) {
    canon_text(b, "region", e->region);
    canon_text(b, "title", e->title);
    canon_text(b, "area", e->area);
    canon_int(b, "year", e->year);
    canon_text(b, "type", e->type);
    canon_text(b, "party", e->party);
    canon_int(b, "households", e->households);
    canon_int(b, "people", e->people);
    canon_int(b, "posts", e->posts);
    canon_int(b, "central", e->central);
    canon_int(b, "province", e->province);
    canon_int(b, "prefecture", e->prefecture);
    canon_int(b, "county", e->county);
    canon_int(b, "society", e->society);
    canon_int(b, "own", e->own);
    canon_int(b, "amount", e->amount);
    canon_text(b, "goods", e->goods);
    canon_int(b, "wage_from", e->wage_from);
    canon_int(b, "wage_to", e->wage_to);
    canon_text(b, "place", e->place);
    canon_day(b, "deadline", e->deadline);
    canon_text(b, "phone", e->phone);
    canon_day(b, "on_day", e->on_day);
    canon_int(b, "project", e->project_id);
    canon_text(b, "about", e->about);
    canon_text(b, "note", e->note);
    canon_moment(b, "published_at", e->published_at);
}

static void put_deed(struct buf *b, const struct row_ledger_deed *d) {
    bool step = d->stage != INT64_MIN;
    if (step) {
        canon_int(b, "number", d->number);
        canon_int(b, "stage", d->stage);
        canon_int(b, "back", d->back);
    }
    canon_day(b, "on_day", d->on_day);
    if (!step) canon_int(b, "amount", d->amount);
    canon_text(b, "reason", d->reason);
    canon_moment(b, "published_at", d->published_at);
}

struct str ledger_effort_text(struct arena *a, struct str what, const struct ledger_effort *e,
                              struct str of, struct str inside) {
    struct buf text = buf_new(a, TEXT_BYTES), *b = &text;
    bool out = str_is(what, LEDGER_EFFORT_OUT);
    buf_put(b, out                                ? STR("mingbai-effort-withdrawal 1\n")
               : e->edition                       ? STR("mingbai-effort 1\n")
               : str_is(what, LEDGER_EFFORT_STEP) ? STR("mingbai-effort-step 1\n")
                                                  : STR("mingbai-effort-payment 1\n"));
    canon_text(b, "kind", e->kind);
    canon_int(b, "document", e->document_id);
    if (e->edition) canon_int(b, "number", e->number);
    if (out) {
        canon_bytes(b, "of", of);
        canon_moment(b, "withdrawn_at", e->edition->withdrawn_at);
        canon_text(b, "reason", e->edition->withdrawn_reason);
    } else if (e->edition) {
        put_edition(b, e->edition);
    } else {
        put_deed(b, e->deed);
    }
    canon_bytes(b, "inside", inside);
    return buf_str(b);
}

/* -- what is not in the text ---------------------------------------------------------------------
 */

static const char *edition_wrong(const struct row_ledger_effort *e,
                                 const struct row_ledger_inside *hidden, int64_t latest) {
    const char *state = e->number < latest               ? "corrected"
                        : e->withdrawn_at != MOMENT_NONE ? "withdrawn"
                                                         : "published";
    if (!str_eq(hidden->document_region, e->region)) return "is not in the place the ledger says";
    if (!str_is(e->state, state)) return "its state is not what the ledger says";
    if (e->withdrawn_at == MOMENT_NONE && e->withdrawn_reason.n) {
        return "has a reason for being withdrawn and was not";
    }
    if (hidden->updated_at != e->published_at && hidden->updated_at != e->withdrawn_at) {
        return "was touched after it was published";
    }
    return NULL;
}

const char *ledger_effort_wrong(const struct ledger_effort *e, const struct row_ledger_kept *leaf,
                                int64_t latest) {
    if (!str_eq(e->kind, leaf->kind) || e->document_id != leaf->document_id ||
        e->number != leaf->number || !str_eq(e->hidden->document_kind, e->kind)) {
        return "is not the one the ledger says";
    }
    if (e->edition) return edition_wrong(e->edition, e->hidden, latest);
    return str_is(e->deed->state, "published") ? NULL : "was published and is taken out";
}
