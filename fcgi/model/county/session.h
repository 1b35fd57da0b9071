/*
 * Sessions of the office: on the server, found by the digest of a random cookie. Idle 30 minutes,
 * at most 8 hours (OWASP ASVS 3.3); one that waits for the second factor, 10 minutes.
 */
#ifndef MODEL_COUNTY_SESSION_H
#define MODEL_COUNTY_SESSION_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct actor;
struct db;

/* What is known of a sign-in. */
struct session_start {
    int64_t account_id;
    bool proved;               /* the second factor was given, or there is none */
    struct str agent, address; /* as the browser says and nginx saw it; kept as device.h says */
};

/* session_start(cookie, db, start, now): a new session; ${cookie} is shown to the browser once and
 * kept by nobody. Sessions past their time are swept on the way. */
enum status session_start(struct str *cookie, struct db *db, const struct session_start *start,
                          int64_t now);

/* session_find(actor, token, db, cookie, now): whose session this is, with what is still due, and
 * its form token. NOT_FOUND for an unknown, idle, old or disabled one. Marks it as seen, at most
 * once a minute. */
enum status session_find(struct actor *actor, struct str *token, struct db *db, struct str cookie,
                         int64_t now);

/* session_list(rows, count, db, actor, now): where the actor is signed in, the last seen first.
 * session_is(row, cookie): it is the one of this cookie. session_name(a, row): what a form calls
 * it.
 */
enum status session_list(struct row_session_item **rows, size_t *count, struct db *db,
                         const struct actor *actor, int64_t now);
bool session_is(const struct row_session_item *row, struct str cookie);
struct str session_name(struct arena *a, const struct row_session_item *row);

/* session_revoke(db, actor, name): ends one of the actor's own; NOT_FOUND. session_revoke_others:
 * all but that of ${cookie}. */
enum status session_revoke(struct db *db, const struct actor *actor, struct str name);
enum status session_revoke_others(struct db *db, const struct actor *actor, struct str cookie);

/* session_end(db, cookie): signs out; fine when there is none. */
enum status session_end(struct db *db, struct str cookie);

#endif
