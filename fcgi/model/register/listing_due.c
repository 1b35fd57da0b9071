/*
 * What the house does by itself with publications, called by the office's job: an hour has come. It
 * may be killed anywhere, and two may run: the document is locked before anything is read, and what
 * was due is taken away in the unit that does it.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/edition.h"
#include "model/publish/ledger.h"
#include "model/register/listing.h"
#include "query.h"

#define SAID_MOST 400

struct publication {
    struct db *db;
    struct arena *rows;
    const struct seal_keys *keys;
    const struct row_due_next *row;
    struct actor house; /* nobody: the house, in the document's place */
    int64_t now;
};

/* A unit whose first statement is the lock, so that nothing it reads is older. */
static enum status begin(const struct publication *d) {
    struct row_document_lock *locked;
    db_rollback(d->db);
    db_use(d->db, d->rows, false);
    return q_document_lock(&locked, d->db, d->row->document_id);
}

/* By the name of who approved it, if he still may. */
static enum status approver(struct actor *out, struct str *why, const struct publication *d,
                            const struct row_edition *e) {
    struct row_account *a;
    enum status st = q_account_by_id(&a, d->db, e->approver);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == OK)
        *out = (struct actor){
            .id = a->id, .login = a->login, .name = a->name, .role = a->role, .region = a->region};
    bool may = st == OK && !a->disabled && account_may(out, MAY_PUBLISH) &&
               account_covers(out, e->region);
    if (may) return OK;
    *why = STR("批准它的账号停用了，或者不再有发布的权限。请再审核一次。");
    return INVALID;
}

/* What stood in the way, in a sentence. */
static struct str reason(const struct publication *d, struct str why,
                         const struct edition_file *f) {
    struct edition_fault *faults;
    size_t count = 0;
    struct str said = why;
    if (!said.n && edition_faults(&faults, &count, d->db, f->draft, f->live) == OK && count > 0) {
        said = faults[0].text;
    }
    if (!said.n) said = STR("发布时出了问题。请再看一遍，重新发布。");
    return text_clip(said, SAID_MOST);
}

/* Back to the approved ones, with what stood in the way. */
static enum status hold_back(const struct publication *d, int64_t version, struct str said) {
    const struct edition_step step = {FLOW_HOLD, version, said, MOMENT_NONE};
    struct str why;
    enum status st = begin(d);
    if (st == OK) {
        st = edition_step(&why, d->db, &d->house, d->row->document_id, &step, d->now);
    }
    if (st != OK) return st;
    log_event(LOG_WARN, "publication_held", "document", log_number(d->row->document_id), NULL);
    return db_commit(d->db);
}

static enum status go_out(const struct publication *d) {
    struct edition_file f;
    struct actor who = {0};
    struct str why = STR("");
    enum status st = begin(d);
    if (st == OK) st = edition_find(&f, d->db, &d->house, d->row->document_id);
    if (st != OK) return st;
    /* Somebody was first: then the row is gone as well. */
    if (!f.draft || f.draft->id != d->row->edition_id || f.draft->due_at == MOMENT_NONE) return OK;
    st = approver(&who, &why, d, f.draft);
    if (st == OK) {
        st = listing_publish(&why, d->db, &who, d->row->document_id, f.draft->version, d->now);
    }
    if (st == OK) st = ledger_sign_head(d->db, d->keys, d->now);
    if (st == OK) return db_commit(d->db);
    return st == BUSY ? st : hold_back(d, f.draft->version, reason(d, why, &f));
}

/* A notice's window has closed, a policy's term has ended. The pages reckon it by themselves. */
static enum status end(const struct publication *d) {
    bool closes = str_is(d->row->deed, "close");
    enum status st = begin(d);
    if (st == OK) st = q_due_done(d->db, d->row->edition_id, d->row->deed);
    if (st == OK && db_changed(d->db) == 0) return OK;
    if (st == OK) {
        st = audit_change(d->db, &d->house, closes ? "close" : "expire", "document",
                          d->row->document_id, d->row->title,
                          closes ? STR("open") : STR("in force"),
                          closes ? STR("closed") : STR("expired"), d->now);
    }
    return st == OK ? db_commit(d->db) : st;
}

enum status listing_due(struct db *db, struct arena *rows, const struct seal_keys *keys,
                        int64_t now) {
    struct publication d = {.db = db, .rows = rows, .keys = keys, .now = now};
    struct row_due_next *row;
    enum status st = q_due_next(&row, db, now);
    if (st != OK) return st;
    d.row = row;
    d.house = (struct actor){.id = INT64_MIN,
                             .login = STR("-"),
                             .name = STR("-"),
                             .role = STR("job"),
                             .region = row->region};
    return str_is(row->deed, "publish") ? go_out(&d) : end(&d);
}
