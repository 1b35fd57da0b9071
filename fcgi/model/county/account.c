/*
 * Accounts and what they may do. Sign-in asks account_check; serve/ asks account_may for each
 * route row; edition.c asks account_covers for each document.
 */
#include "model/county/account.h"

#include "base/pattern.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/region.h"
#include "query.h"

#define PASSWORD_LEAST 8
#define PASSWORD_MOST  64

static const struct {
    const char *role, *text;
    bool writes, publishes, reveals, exports, audits;
} roles[] = {
    {"editor", "编辑", true, false, false, false, false},
    {"publisher", "审核发布", true, true, true, true, false},
    {"auditor", "审计", false, false, false, false, true}, /* reads, and changes nothing */
};

#define ROLES (sizeof roles / sizeof roles[0])

bool account_may(const struct actor *actor, int permission) {
    if (permission == ANYONE) return true;
    if (!actor) return false;
    for (size_t i = 0; i < ROLES; i++) {
        if (!str_is(actor->role, roles[i].role)) continue;
        switch (permission) {
        case SIGNED_IN: return true;
        case MAY_WRITE: return roles[i].writes;
        case MAY_PUBLISH: return roles[i].publishes;
        case MAY_REVEAL: return roles[i].reveals;
        case MAY_EXPORT: return roles[i].exports;
        case MAY_AUDIT: return roles[i].audits;
        default: return false;
        }
    }
    return false;
}

bool account_covers(const struct actor *actor, struct str region) {
    return actor && region_covers(actor->region, region);
}

bool account_reaches(const struct actor *actor, struct str region) {
    bool covers = account_covers(actor, region);
    if (actor && !covers && region.n > 0) {
        log_event(LOG_WARN, "out_of_region", "account", log_number(actor->id), NULL);
    }
    return covers;
}

struct str account_role_text(struct str role) {
    for (size_t i = 0; i < ROLES; i++) {
        if (str_is(role, roles[i].role)) return str_from(roles[i].text);
    }
    return role;
}

bool account_is_role(struct str role) {
    for (size_t i = 0; i < ROLES; i++) {
        if (str_is(role, roles[i].role)) return true;
    }
    return false;
}

enum status account_find(struct row_account **out, struct db *db, struct str login) {
    return q_account_by_login(out, db, login);
}

enum status account_check(struct row_account **out, struct db *db, struct str login,
                          struct str password) {
    enum status st = q_account_by_login(out, db, login);
    if (st != OK && st != NOT_FOUND) return st;
    /* An unknown login is checked against nothing, which takes as long. */
    bool right = seal_password_is(st == OK ? (*out)->password : STR(""), password);
    return right && !(*out)->disabled ? OK : DENIED;
}

static bool login_is_fine(struct str login) {
    static struct pattern *fine;
    size_t begin, end;
    if (!fine) fine = pattern_new("\\A[a-z0-9._-]{2,40}\\z");
    return pattern_find(fine, login, 0, &begin, &end);
}

static bool password_is_fine(struct str password) {
    size_t length = text_is_clean(password) ? text_length(password) : 0;
    return length >= PASSWORD_LEAST && length <= PASSWORD_MOST;
}

enum status account_add(struct db *db, struct str login, struct str name, struct str role,
                        struct str region, struct str password, int64_t now) {
    if (!login_is_fine(login) || !account_is_role(role) || !password_is_fine(password)) {
        return INVALID;
    }
    struct row_region *place;
    enum status st = region_find(&place, db, region);
    if (st != OK) return st == NOT_FOUND ? INVALID : st;
    return q_account_add(db, login, name, role, region, seal_password(db_arena(db), password), now);
}

static enum status changed_one(struct db *db) {
    return db_changed(db) == 1 ? OK : NOT_FOUND;
}

enum status account_reset(struct db *db, struct str login, struct str password) {
    if (!password_is_fine(password)) return INVALID;
    enum status st = q_account_password(db, seal_password(db_arena(db), password), login);
    if (st == OK) st = changed_one(db);
    return st == OK ? q_session_end_all(db, login) : st;
}

enum status account_disable(struct db *db, struct str login) {
    enum status st = q_account_disable(db, login);
    if (st == OK) st = changed_one(db);
    return st == OK ? q_session_end_all(db, login) : st;
}
