/*
 * Accounts and what they may do. Sign-in asks account_check; serve/ asks account_may for each
 * route row; edition.c and the like ask account_covers for each document. What administrators do
 * to accounts is account_manage.c.
 */
#include "model/county/account.h"

#include "base/log.h"
#include "base/pattern.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/county/audit.h"
#include "model/county/password.h"
#include "model/county/region.h"
#include "query.h"

#define ADMIN_DIGITS 6 /* of the region of an administrator, at most: a county or above */

#define M(permission) (1u << MAY_##permission)

/* Which role may do what. A clerk keeps the register and makes lists of names from it; texts are
 * the editor's. An administrator hands out the keys and does not use them: not even to read about a
 * household. An auditor reads all of it and changes nothing. */
static const struct {
    const char *role, *text;
    bool factor; /* signs in with a second factor */
    unsigned may;
} roles[] = {
    {"clerk", "信息员", false, M(READ) | M(KEEP) | M(ANSWER)},
    {"editor", "编辑", false, M(READ) | M(KEEP) | M(ANSWER) | M(WRITE)},
    {"publisher", "审核发布", true,
     M(READ) | M(KEEP) | M(ANSWER) | M(WRITE) | M(PUBLISH) | M(REVEAL) | M(EXPORT)},
    {"admin", "县级管理员", true, M(STAFF) | M(MANAGE) | M(BANNER)},
    {"auditor", "审计", true, M(READ) | M(STAFF) | M(AUDIT)},
};

#define ROLES (sizeof roles / sizeof roles[0])

const char *const account_roles[] = {"clerk", "editor", "publisher", "admin", "auditor", NULL};

/* clang-format off */
static const char *const words[PERMISSIONS] = {
    [ANYONE] = "anyone",
    [SIGNED_IN] = "signed_in",
    [MAY_READ] = "read",
    [MAY_WRITE] = "write",
    [MAY_PUBLISH] = "publish",
    [MAY_REVEAL] = "reveal",
    [MAY_EXPORT] = "export",
    [MAY_AUDIT] = "audit",
    [MAY_KEEP] = "keep",
    [MAY_STAFF] = "staff",
    [MAY_MANAGE] = "manage",
    [MAY_BANNER] = "banner",
    [MAY_ANSWER] = "answer",
    [LEAVE] = "leave",
    [GIVE_CODE] = "give_code",
    [SET_PASSWORD] = "set_password",
    [SET_FACTOR] = "set_factor",
};
/* clang-format on */

const char *account_permission(int permission) {
    return permission >= 0 && permission < PERMISSIONS ? words[permission] : "nobody";
}

static size_t role_at(struct str role) {
    size_t i = 0;
    while (i < ROLES && !str_is(role, roles[i].role)) i++;
    return i;
}

bool account_may(const struct actor *actor, int permission) {
    if (permission == ANYONE) return true;
    size_t i = actor ? role_at(actor->role) : ROLES;
    if (i == ROLES) return false;
    switch (permission) {
    case LEAVE: return true;
    case GIVE_CODE: return actor->due == DUE_NOTHING || actor->due == DUE_CODE;
    case SET_PASSWORD: return actor->due == DUE_NOTHING || actor->due == DUE_PASSWORD;
    case SET_FACTOR: return actor->due == DUE_NOTHING || actor->due == DUE_FACTOR;
    case SIGNED_IN: return actor->due == DUE_NOTHING;
    default: break;
    }
    if (actor->due != DUE_NOTHING || permission < 0 || permission >= PERMISSIONS) return false;
    return roles[i].may >> permission & 1;
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

bool account_needs_factor(struct str role) {
    size_t i = role_at(role);
    return i == ROLES || roles[i].factor;
}

struct str account_role_text(struct str role) {
    size_t i = role_at(role);
    return i < ROLES ? str_from(roles[i].text) : role;
}

bool account_is_role(struct str role) {
    return role_at(role) < ROLES;
}

enum status account_find(struct row_account **out, struct db *db, struct str login) {
    return q_account_by_login(out, db, login);
}

enum status account_check(struct row_account **out, struct db *db, struct str login,
                          struct str password, int64_t now) {
    enum status st = q_account_by_login(out, db, login);
    if (st != OK && st != NOT_FOUND) return st;
    /* An unknown login is checked against nothing, which takes as long. */
    bool right = seal_password_is(st == OK ? (*out)->password : STR(""), password);
    if (!right || (*out)->disabled) return DENIED;
    int64_t until = (*out)->one_time_until;
    return until == INT64_MIN || now < until ? OK : DENIED;
}

static bool login_is_fine(struct str login) {
    static struct pattern *fine;
    size_t begin, end;
    if (!fine) fine = pattern_new("\\A[a-z0-9._-]{2,40}\\z");
    return pattern_find(fine, login, 0, &begin, &end);
}

enum status account_add(struct db *db, struct str login, struct str name, struct str role,
                        struct str region, struct str password, int64_t one_time_until,
                        int64_t now) {
    bool placed = !str_is(role, "admin") || region.n <= ADMIN_DIGITS;
    if (!login_is_fine(login) || !account_is_role(role) || !placed ||
        password_fault(login, password)) {
        return INVALID;
    }
    struct row_region *place;
    enum status st = region_find(&place, db, region);
    if (st != OK) return st == NOT_FOUND ? INVALID : st;
    return q_account_add(db, login, name, role, region, seal_password(db_arena(db), password),
                         one_time_until, now);
}

enum status account_reset(struct db *db, int64_t id, struct str password, int64_t one_time_until) {
    enum status st = q_account_password(db, seal_password(db_arena(db), password), one_time_until,
                                        id);
    return st == OK ? q_session_end_all(db, id) : st;
}

enum status account_own_password(struct str *why, struct db *db, const struct actor *actor,
                                 struct str password, int64_t now) {
    const char *fault = password_fault(actor->login, password);
    *why = str_from(fault);
    if (fault) return INVALID;
    struct row_account *account;
    enum status st = q_account_lock(&account, db, actor->id);
    if (st != OK) return st;
    if (seal_password_is(account->password, password)) {
        *why = STR("新密码要和现在的不一样。");
        return INVALID;
    }
    st = q_account_password(db, seal_password(db_arena(db), password), INT64_MIN, actor->id);
    return st == OK ? audit_add(db, actor, "password_set", "account", actor->id, STR(""), now) : st;
}

enum status account_can_go(struct db *db, const struct row_account *account) {
    struct row_account_admins *rows;
    size_t count;
    if (!str_is(account->role, "admin") || account->disabled) return OK;
    enum status st = q_account_admins(&rows, &count, db, account->region);
    return st == OK && count < 2 ? CONFLICT : st;
}

enum status account_disable(struct db *db, const struct row_account *account, bool disabled) {
    enum status st = disabled ? account_can_go(db, account) : OK;
    if (st == OK) st = q_account_disable(db, disabled, account->id);
    return st == OK ? q_session_end_all(db, account->id) : st;
}
