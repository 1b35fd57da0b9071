/*
 * Asked by the status query and by sign-in, before they look anything up and again when they know
 * how it went. Between the check and the count a process may let one more try through; there are
 * only a few processes, so that does not help anybody who guesses.
 */
#include "model/casework/limit.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/arena.h"
#include "base/seal.h"
#include "db/db.h"
#include "query.h"

#define DAY_SECONDS  (24 * 60 * 60)
#define SWEEP_ONE_IN 100

/* ${free} misses cost nothing, the next makes ${first} seconds to wait, each further one twice as
 * long, up to ${most}; ${within} seconds after the first miss the count starts afresh. */
static const struct {
    const char *name;
    int64_t free, within, first, most;
    int64_t suspect; /* so many misses look like guessing; 0: never */
} rules[] = {
    [LIMIT_STATUS_TARGET] = {"status-target", 5, DAY_SECONDS, 30, 900, 0},
    [LIMIT_STATUS_ADDRESS] = {"status-address", 60, 600, 2, 60, 30},
    [LIMIT_LOGIN_ACCOUNT] = {"login-account", 5, DAY_SECONDS, 30, 900, 0},
    [LIMIT_LOGIN_ADDRESS] = {"login-address", 30, 600, 2, 60, 0},
    [LIMIT_LOGIN_CODE] = {"login-code", 5, DAY_SECONDS, 30, 900, 0},
    [LIMIT_VOICE] = {"voice", 10, DAY_SECONDS, 30, 900, 0},
    [LIMIT_TICKET_NUMBER] = {"ticket-number", 5, DAY_SECONDS, 30, 900, 0},
    [LIMIT_TICKET_ADDRESS] = {"ticket-address", 60, 600, 2, 60, 30},
    [LIMIT_TICKET_SEND] = {"ticket-send", 60, 600, 2, 60, 20},
    [LIMIT_TICKET_FILES] = {"ticket-files", 300, 3600, 60, 3600, 0},
};

static struct str subject(struct arena *a, const struct seal_keys *keys, const char *purpose,
                          struct str text) {
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    seal_index(out, keys, purpose, text);
    return (struct str){(const char *)out, SEAL_INDEX_BYTES};
}

struct str limit_target(struct arena *a, const struct seal_keys *keys, struct str text) {
    return subject(a, keys, "limit", text);
}

struct str limit_address(struct arena *a, const struct seal_keys *keys, struct str address) {
    struct in6_addr six;
    if (inet_pton(AF_INET6, str_cstr(a, address), &six) == 1 && !IN6_IS_ADDR_V4MAPPED(&six)) {
        address = str_copy(a, (struct str){(const char *)&six, 8});
    }
    return subject(a, keys, "address", address);
}

int64_t limit_wait(enum limit_kind kind, int64_t tries, int64_t first_at, int64_t last_at,
                   int64_t now) {
    int64_t over = tries - rules[kind].free;
    if (over <= 0 || now - first_at >= rules[kind].within) return 0;
    int64_t wait = rules[kind].first;
    while (--over > 0 && wait < rules[kind].most) wait *= 2;
    if (wait > rules[kind].most) wait = rules[kind].most;
    int64_t left = last_at + wait - now;
    if (left < 0) return 0;
    return left < wait ? left : wait; /* never longer, should the clock have been set back */
}

enum status limit_check(int64_t *wait, struct db *db, enum limit_kind kind, struct str who,
                        int64_t now) {
    struct row_limit *row;
    *wait = 0;
    if (seal_below(SWEEP_ONE_IN) == 0) {
        enum status st = q_limit_sweep(db, now - DAY_SECONDS);
        if (st != OK) return st;
    }
    enum status st = q_limit_find(&row, db, str_from(rules[kind].name), who);
    if (st == NOT_FOUND) return OK;
    if (st == OK) *wait = limit_wait(kind, row->tries, row->first_at, row->last_at, now);
    return st;
}

enum status limit_tries(int64_t *tries, struct db *db, enum limit_kind kind, struct str who,
                        int64_t now) {
    struct row_limit *row;
    *tries = 0;
    enum status st = q_limit_find(&row, db, str_from(rules[kind].name), who);
    if (st == OK && now - row->first_at < rules[kind].within) *tries = row->tries;
    return st == NOT_FOUND ? OK : st;
}

bool limit_is_suspect(enum limit_kind kind, int64_t tries) {
    return rules[kind].suspect > 0 && tries >= rules[kind].suspect;
}

enum status limit_count(struct db *db, enum limit_kind kind, struct str who, int64_t now) {
    return q_limit_count(db, str_from(rules[kind].name), who, now, now - rules[kind].within);
}

enum status limit_clear(struct db *db, enum limit_kind kind, struct str who) {
    return q_limit_clear(db, str_from(rules[kind].name), who);
}

enum status limit_pass(struct db *db, enum limit_kind kind, struct str who, int64_t now) {
    return q_limit_pass(db, str_from(rules[kind].name), who, now);
}
