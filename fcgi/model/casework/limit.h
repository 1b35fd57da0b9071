/*
 * Growing waits against guessing: who misses too often waits longer and longer, nobody is ever
 * locked out. Counted by kind and subject; a subject is a keyed digest, so that the table tells
 * nobody who was asked about or from where. Only misses count. Whole villages share one mobile
 * address, therefore addresses are treated generously and targets strictly.
 */
#ifndef MODEL_CASEWORK_LIMIT_H
#define MODEL_CASEWORK_LIMIT_H

#include "base/status.h"
#include "base/str.h"

struct arena;
struct db;
struct seal_keys;

enum limit_kind {
    LIMIT_STATUS_TARGET,  /* whom a status query asks about */
    LIMIT_STATUS_ADDRESS, /* where it comes from */
    LIMIT_LOGIN_ACCOUNT,  /* the login somebody tries to sign in with */
    LIMIT_LOGIN_ADDRESS,
    LIMIT_LOGIN_CODE, /* the account whose second factor is tried, its password being known */
    LIMIT_VOICE, /* what one household says of itself: here what is sent counts, not what misses */
    LIMIT_TICKET_NUMBER,  /* the number of a ticket whose code was wrong */
    LIMIT_TICKET_ADDRESS, /* where wrong codes come from */
    LIMIT_TICKET_SEND,    /* where tickets come from: what is sent counts */
    LIMIT_TICKET_FILES,   /* what is attached to tickets, of everybody together */
};

/* limit_target(a, keys, text): the subject for a login, a code, … limit_address(a, keys, address):
 * for a peer's address; one IPv6 customer has 2^64 addresses, so these count by their /64. In
 * ${a}. */
struct str limit_target(struct arena *a, const struct seal_keys *keys, struct str text);
struct str limit_address(struct arena *a, const struct seal_keys *keys, struct str address);

/* limit_check(wait, db, kind, subject, now): seconds until this subject may try again in *wait,
 * 0: now. Within a unit that may write: now and then it forgets rows older than a day. */
enum status limit_check(int64_t *wait, struct db *db, enum limit_kind kind, struct str subject,
                        int64_t now);

/* limit_tries(tries, db, kind, subject, now): misses that count today. limit_is_suspect(kind,
 * tries): so many that it looks like guessing, and a proof may be asked for (model/casework/proof);
 * long before the waits for an address begin. */
enum status limit_tries(int64_t *tries, struct db *db, enum limit_kind kind, struct str subject,
                        int64_t now);
bool limit_is_suspect(enum limit_kind kind, int64_t tries);

/* limit_count: one more miss; kept when the unit of work is. limit_clear: the right person came.
 * limit_pass: the same, and it writes what limit_count writes, a row that counts nothing: where the
 * work must not tell. */
enum status limit_count(struct db *db, enum limit_kind kind, struct str subject, int64_t now);
enum status limit_clear(struct db *db, enum limit_kind kind, struct str subject);
enum status limit_pass(struct db *db, enum limit_kind kind, struct str subject, int64_t now);

/* limit_wait(kind, tries, first_at, last_at, now): the rule itself, pure: seconds to wait after
 * ${tries} misses, of which the first and the last were at these moments. */
int64_t limit_wait(enum limit_kind kind, int64_t tries, int64_t first_at, int64_t last_at,
                   int64_t now);

#endif
