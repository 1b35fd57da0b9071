/*
 * Sessions of the office: on the server, found by the digest of a random cookie. Idle 30 minutes,
 * at most 8 hours (OWASP ASVS 3.3).
 */
#ifndef MODEL_COUNTY_SESSION_H
#define MODEL_COUNTY_SESSION_H

#include "base/status.h"
#include "base/str.h"

struct actor;
struct db;

/* session_start(cookie, db, account_id, now): a new session; ${cookie} is shown to the browser
 * once and kept by nobody. Sessions past their time are swept on the way. */
enum status session_start(struct str *cookie, struct db *db, int64_t account_id, int64_t now);

/* session_find(actor, token, db, cookie, now): whose session this is, and its form token.
 * NOT_FOUND for an unknown, idle, old or disabled one. Marks it as seen, at most once a minute. */
enum status session_find(struct actor *actor, struct str *token, struct db *db, struct str cookie,
                         int64_t now);

/* session_end(db, cookie): signs out; fine when there is none. */
enum status session_end(struct db *db, struct str cookie);

#endif
