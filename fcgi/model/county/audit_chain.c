/*
 * The chain, link by link: written by audit.c, walked by `mingbai verify`, begun by `mingbai
 * migrate` where rows are older than the chain.
 */
#include "model/county/audit_chain.h"

#include <string.h>

#include "base/arena.h"
#include "base/canon.h"
#include "base/seal.h"
#include "db/db.h"
#include "query.h"

#define BATCH     1000
#define ROW_BYTES 16384 /* of canonical text; the columns allow less */

void audit_chain_hash(uint8_t out[32], struct arena *a, const struct row_audit_row *row) {
    struct buf b = buf_new(a, ROW_BYTES);
    BUF_LIT(&b, "mingbai-audit 1\n");
    canon_bytes(&b, "previous", row->previous);
    canon_int(&b, "id", row->id);
    canon_moment(&b, "at", row->at);
    canon_int(&b, "account_id", row->account_id);
    canon_text(&b, "login", row->login);
    canon_text(&b, "role", row->role);
    canon_text(&b, "region", row->region);
    canon_text(&b, "action", row->action);
    canon_text(&b, "object_kind", row->object_kind);
    canon_int(&b, "object_id", row->object_id);
    canon_text(&b, "detail", row->detail);
    canon_text(&b, "was", row->was);
    canon_text(&b, "became", row->became);
    canon_text(&b, "request_id", row->request_id);
    seal_digest(out, buf_str(&b));
}

enum status audit_chain_adopt(int64_t *count, struct db *db) {
    struct row_audit_head *head;
    struct row_audit_row *rows;
    size_t n = 1;
    uint8_t hash[32];
    *count = 0;
    enum status st = q_audit_head_lock(&head, db);
    if (st != OK || head->id != 0) return st;
    struct str previous = head->hash;
    int64_t id = 0;
    while (st == OK && n > 0) {
        st = q_audit_after(&rows, &n, db, id, BATCH);
        for (size_t i = 0; st == OK && i < n; i++) {
            rows[i].previous = previous;
            audit_chain_hash(hash, db_arena(db), &rows[i]);
            previous = str_copy(db_arena(db), (struct str){(const char *)hash, sizeof hash});
            id = rows[i].id;
            st = q_audit_chain(db, rows[i].previous, previous, id);
            ++*count;
        }
    }
    return st == OK && *count > 0 ? q_audit_head_set(db, id, previous) : st;
}

enum status audit_chain_next(struct row_audit_row **rows, size_t *count, struct db *db,
                             const struct audit_walk *walk) {
    return q_audit_after(rows, count, db, walk->id, BATCH);
}

enum status audit_chain_row(struct row_audit_row **out, struct db *db, int64_t id) {
    return q_audit_row(out, db, id);
}

static bool is(struct str stored, const uint8_t hash[32]) {
    return stored.n == 32 && memcmp(stored.p, hash, 32) == 0;
}

const char *audit_chain_check(struct audit_walk *walk, struct arena *a,
                              const struct row_audit_row *row) {
    uint8_t hash[32];
    const char *wrong = NULL;
    audit_chain_hash(hash, a, row);
    if (row->hash.n != 32) {
        wrong = "is not chained";
    } else if (!is(row->hash, hash)) {
        wrong = "was changed";
    } else if (!is(row->previous, walk->hash)) {
        wrong = "does not follow the row before it: one was changed, taken out or put in";
    }
    /* From what this row says of itself, so that the next one is not blamed for it. */
    memcpy(walk->hash,
           is(row->hash, hash) || row->hash.n != 32 ? hash : (const uint8_t *)row->hash.p, 32);
    walk->id = row->id;
    walk->count++;
    return wrong;
}

enum status audit_chain_end(const char **wrong, struct db *db, const struct audit_walk *walk) {
    struct row_audit_head *head;
    *wrong = NULL;
    enum status st = q_audit_head_now(&head, db);
    if (st == NOT_FOUND) {
        *wrong = "has lost its head";
        return OK;
    }
    if (st == OK && (head->id != walk->id || !is(head->hash, walk->hash))) {
        *wrong =
            "does not end where its head says: rows at the end were taken out, put in or changed";
    }
    return st;
}
