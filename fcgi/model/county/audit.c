/*
 * Called by whoever changes something or looks at somebody, and by the sign-in handlers. Rows wait
 * until the unit of work ends; then they get their place in the chain and are written.
 */
#include "model/county/audit.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit_chain.h"
#include "query.h"

#define DETAIL_MOST 1000
#define VALUE_MOST  400

struct waiting {
    struct row_audit_row row;
    struct str hex; /* of its hash */
    struct waiting *next;
};

struct queue {
    struct waiting *first, *last;
};

static enum status write_one(struct db *db, struct waiting *w, int64_t id, struct str previous) {
    struct arena *a = db_finish_arena(db);
    struct row_audit_row *r = &w->row;
    uint8_t hash[32];
    r->id = id;
    r->previous = previous;
    audit_chain_hash(hash, a, r);
    r->hash = str_copy(a, (struct str){(const char *)hash, sizeof hash});
    w->hex = str_hex(a, hash, sizeof hash);
    return q_audit_add(db, r->id, r->at, r->account_id, r->login, r->role, r->region, r->action,
                       r->object_kind, r->object_id, r->detail, r->was, r->became, r->request_id,
                       r->previous, r->hash);
}

static enum status chain(struct db *db, void *work) {
    const struct queue *q = work;
    struct row_audit_head *head;
    enum status st = q_audit_head_lock(&head, db);
    if (st != OK) return st == NOT_FOUND ? FAILED : st;
    struct str previous = head->hash;
    int64_t id = head->id;
    for (struct waiting *w = q->first; st == OK && w; w = w->next) {
        st = write_one(db, w, ++id, previous);
        previous = w->row.hash;
    }
    return st == CONFLICT ? FAILED : st;
}

/* After the COMMIT: a line of a row that is not there would be an alarm for nothing. Should we die
 * in between, the row has no line of its own, but the next row's hash holds it fast. */
static void mirror(const void *work) {
    const struct queue *q = work;
    for (const struct waiting *w = q->first; w; w = w->next) {
        log_record("audit", "row", log_number(w->row.id), "action", w->row.action.p, "kind",
                   w->row.object_kind.p, "hash", w->hex.p, NULL);
    }
}

enum status audit_change(struct db *db, const struct actor *actor, const char *action,
                         const char *kind, int64_t id, struct str detail, struct str was,
                         struct str became, int64_t now) {
    static const struct db_finish how = {2, sizeof(struct queue), chain, mirror};
    static const struct actor nobody = {.id = INT64_MIN,
                                        .login = STR_INIT("-"),
                                        .name = STR_INIT(""),
                                        .role = STR_INIT("-"),
                                        .region = STR_INIT(""),
                                        .request_id = STR_INIT("")};
    const struct actor *who = actor ? actor : &nobody;
    struct queue *q = db_finish(db, &how);
    struct arena *a = db_finish_arena(db);
    struct waiting *w = ARENA_NEW(a, struct waiting);
    w->row = (struct row_audit_row){
        .at = now,
        .account_id = who->id,
        .login = str_copy(a, who->login),
        .role = str_copy(a, who->role),
        .region = str_copy(a, who->region),
        .action = str_copy(a, str_from(action)),
        .object_kind = str_copy(a, str_from(kind)),
        .object_id = id,
        .detail = str_copy(a, text_clip(detail, DETAIL_MOST)),
        .was = was.p ? str_copy(a, text_clip(was, VALUE_MOST)) : STR_NONE,
        .became = became.p ? str_copy(a, text_clip(became, VALUE_MOST)) : STR_NONE,
        .request_id = str_copy(a, who->request_id.p ? who->request_id : STR("")),
    };
    if (q->last) q->last->next = w;
    if (!q->first) q->first = w;
    q->last = w;
    return OK;
}

enum status audit_add(struct db *db, const struct actor *actor, const char *action,
                      const char *kind, int64_t id, struct str detail, int64_t now) {
    return audit_change(db, actor, action, kind, id, detail, STR_NONE, STR_NONE, now);
}

enum status audit_of(struct row_audit_entry **rows, size_t *count, struct db *db, const char *kind,
                     int64_t id) {
    return q_audit_of(rows, count, db, str_from(kind), id);
}
