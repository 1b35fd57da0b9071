/*
 * Asked by serve/ for every office request, by the sign-in and sign-out handlers, and by an
 * account's own page.
 */
#include "model/county/session.h"

#include "base/arena.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/device.h"
#include "query.h"

#define IDLE_SECONDS  (30 * 60)
#define MOST_SECONDS  (8 * 60 * 60)
#define BEGUN_SECONDS (10 * 60)
#define SEEN_STEP     60 /* a write a minute at most for somebody who clicks on */
#define DIGEST_BYTES  32

static struct str digest(struct db *db, struct str cookie) {
    char *out = arena_alloc(db_arena(db), DIGEST_BYTES);
    seal_digest((uint8_t *)out, cookie);
    return (struct str){out, DIGEST_BYTES};
}

enum status session_start(struct str *cookie, struct db *db, const struct session_start *start,
                          int64_t now) {
    struct arena *a = db_arena(db);
    *cookie = seal_token(a);
    enum status st = q_session_sweep(db, now - IDLE_SECONDS, now - MOST_SECONDS);
    if (st != OK) return st;
    return q_session_add(db, digest(db, *cookie), start->account_id, seal_token(a), start->proved,
                         device_words(a, start->agent), device_network(a, start->address), now);
}

static enum due due_of(const struct row_session *row) {
    if (row->has_factor && !row->proved) return DUE_CODE;
    if (row->one_time) return DUE_PASSWORD;
    bool needs = row->strict && account_needs_factor(row->role);
    return needs && !row->has_factor ? DUE_FACTOR : DUE_NOTHING;
}

enum status session_find(struct actor *actor, struct str *token, struct db *db, struct str cookie,
                         int64_t now) {
    struct row_session *row;
    if (cookie.n == 0) return NOT_FOUND;
    struct str key = digest(db, cookie);
    enum status st = q_session_find(&row, db, key, now - IDLE_SECONDS, now - MOST_SECONDS,
                                    now - BEGUN_SECONDS);
    if (st != OK) return st;
    *actor = (struct actor){.id = row->account_id,
                            .login = row->login,
                            .name = row->name,
                            .role = row->role,
                            .region = row->region,
                            .due = due_of(row)};
    *token = row->form_token;
    return now - row->seen_at < SEEN_STEP ? OK : q_session_seen(db, now, key);
}

enum status session_list(struct row_session_item **rows, size_t *count, struct db *db,
                         const struct actor *actor, int64_t now) {
    return q_session_of(rows, count, db, actor->id, now - IDLE_SECONDS, now - MOST_SECONDS);
}

bool session_is(const struct row_session_item *row, struct str cookie) {
    uint8_t own[DIGEST_BYTES];
    seal_digest(own, cookie);
    return seal_same(row->digest, (struct str){(const char *)own, DIGEST_BYTES});
}

struct str session_name(struct arena *a, const struct row_session_item *row) {
    return str_hex(a, row->digest.p, row->digest.n);
}

enum status session_revoke(struct db *db, const struct actor *actor, struct str name) {
    uint8_t key[DIGEST_BYTES];
    if (!str_unhex(key, DIGEST_BYTES, name)) return NOT_FOUND;
    enum status st = q_session_end_own(db, (struct str){(const char *)key, DIGEST_BYTES},
                                       actor->id);
    return st == OK && db_changed(db) == 0 ? NOT_FOUND : st;
}

enum status session_revoke_others(struct db *db, const struct actor *actor, struct str cookie) {
    return q_session_end_others(db, actor->id, digest(db, cookie));
}

enum status session_end(struct db *db, struct str cookie) {
    return q_session_end(db, digest(db, cookie));
}
