/*
 * Asked by serve/ for every office request, and by the sign-in and sign-out handlers.
 */
#include "model/county/session.h"

#include "base/arena.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/county/account.h"
#include "query.h"

#define IDLE_SECONDS (30 * 60)
#define MOST_SECONDS (8 * 60 * 60)
#define SEEN_STEP    60 /* a write a minute at most for somebody who clicks on */

static struct str digest(struct db *db, struct str cookie) {
    char *out = arena_alloc(db_arena(db), 32);
    seal_digest((uint8_t *)out, cookie);
    return (struct str){out, 32};
}

enum status session_start(struct str *cookie, struct db *db, int64_t account_id, int64_t now) {
    *cookie = seal_token(db_arena(db));
    struct str token = seal_token(db_arena(db));
    enum status st = q_session_sweep(db, now - IDLE_SECONDS, now - MOST_SECONDS);
    return st == OK ? q_session_add(db, digest(db, *cookie), account_id, token, now) : st;
}

enum status session_find(struct actor *actor, struct str *token, struct db *db, struct str cookie,
                         int64_t now) {
    struct row_session *row;
    if (cookie.n == 0) return NOT_FOUND;
    struct str key = digest(db, cookie);
    enum status st = q_session_find(&row, db, key, now - IDLE_SECONDS, now - MOST_SECONDS);
    if (st != OK) return st;
    *actor = (struct actor){row->account_id, row->login,  row->name,
                            row->role,       row->region, STR_NONE};
    *token = row->form_token;
    return now - row->seen_at < SEEN_STEP ? OK : q_session_seen(db, now, key);
}

enum status session_end(struct db *db, struct str cookie) {
    return q_session_end(db, digest(db, cookie));
}
