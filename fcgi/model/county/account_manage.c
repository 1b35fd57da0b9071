/*
 * What administrators do to accounts of their region; asked by office/users.c. Each deed reads the
 * account under a lock, asks the rules, changes it and writes down what was and what became.
 */
#include "base/arena.h"
#include "base/date.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/factor.h"
#include "model/county/password.h"
#include "model/county/region.h"
#include "query.h"

#define ROWS      50
#define NAME_MOST 30

enum status account_list(struct row_account_item **rows, size_t *count, bool *more, struct db *db,
                         const struct actor *actor, struct str after) {
    enum status st = q_account_list(rows, count, db, actor->region, after.p ? after : STR(""),
                                    ROWS + 1);
    *more = st == OK && *count > ROWS;
    if (*more) *count = ROWS;
    return st;
}

enum status account_search(struct row_account_item **rows, size_t *count, struct db *db,
                           const struct actor *actor, struct str words, int64_t most) {
    words = text_plain(db_arena(db), str_trim(words));
    *count = 0;
    return words.n ? q_search_accounts(rows, count, db, actor->region, words, most) : OK;
}

enum status account_unready(struct row_account_item **rows, size_t *count, struct db *db,
                            const struct actor *actor, int64_t most) {
    struct row_account_item *all;
    size_t n;
    enum status st = q_desk_accounts(&all, &n, db, actor->region, 10 * most);
    *rows = all;
    *count = 0;
    for (size_t i = 0; st == OK && i < n && *count < (size_t)most; i++) {
        bool signed_in = all[i].one_time_until == MOMENT_NONE;
        if (!signed_in || account_needs_factor(all[i].role)) all[(*count)++] = all[i];
    }
    return st;
}

enum status account_item(struct row_account_item **out, struct db *db, const struct actor *actor,
                         int64_t id) {
    enum status st = q_account_item(out, db, id);
    if (st != OK) return st;
    return account_covers(actor, (*out)->region) ? OK : NOT_FOUND;
}

static enum status refuse(struct str *why, const char *sentence) {
    *why = str_from(sentence);
    return CONFLICT;
}

/* The account to be changed, and whether the actor may. */
static enum status take(struct row_account **out, struct str *why, struct db *db,
                        const struct actor *actor, int64_t id) {
    enum status st = q_account_lock(out, db, id);
    if (st != OK) return st;
    if (!account_covers(actor, (*out)->region)) return NOT_FOUND;
    if (id != actor->id) return OK;
    return refuse(why, "这是您自己的账号。自己的角色和地方由别的管理员改；自己的密码和二次验证，"
                       "点页面上方自己的名字去改。");
}

static enum status last_one(struct str *why) {
    return refuse(why, "这是这里最后一个能登录的县级管理员。先再开一个县级管理员，再改这一个。");
}

/* Name, role and place, for a new account and an old one. */
static enum status check(const char **field, struct str *why, struct db *db,
                         const struct actor *actor, const struct account_text *t) {
    struct row_region *place;
    const char *said = NULL;
    if (t->name.n == 0 || !text_is_clean(t->name) || text_length(t->name) > NAME_MOST) {
        *field = "name";
        said = "请写姓名，30 个字以内。";
    } else if (!account_is_role(t->role)) {
        *field = "role";
        said = "请选择角色。";
    } else if (!account_covers(actor, t->region)) {
        *field = "region";
        said = "请选择您管的地方。";
    } else if (str_is(t->role, "admin") && t->region.n > 6) {
        *field = "region";
        said = "县级管理员管全县。请在“管哪里”选择县，或者换一个角色。";
    }
    enum status st = said ? INVALID : region_find(&place, db, t->region);
    if (st == NOT_FOUND) {
        *field = "region";
        said = "请选择您管的地方。";
        st = INVALID;
    }
    if (said) *why = str_from(said);
    return st;
}

static struct str summary(struct db *db, struct str role, struct str region) {
    return str_format(db_arena(db), STR_FMT " " STR_FMT, STR_ARG(role), STR_ARG(region));
}

enum status account_open(struct str *password, const char **field, struct str *why, struct db *db,
                         const struct actor *actor, const struct account_text *text, int64_t now) {
    enum status st = check(field, why, db, actor, text);
    if (st != OK) return st;
    *password = password_once(db_arena(db));
    st = account_add(db, text->login, text->name, text->role, text->region, *password,
                     now + ACCOUNT_ONE_TIME_SECONDS, now);
    if (st == INVALID || st == CONFLICT) {
        *field = "login";
        *why = st == CONFLICT ? STR("这个账号已经有人用了，请换一个。")
                              : STR("账号用 2 到 40 个小写字母、数字、点、横线，例如 luoxiao。");
        return INVALID;
    }
    int64_t id = db_insert_id(db);
    if (st != OK) return st;
    return audit_change(db, actor, "account_open", "account", id, text->login, STR_NONE,
                        summary(db, text->role, text->region), now);
}

enum status account_change(const char **field, struct str *why, struct db *db,
                           const struct actor *actor, int64_t id, const struct account_text *text,
                           int64_t now) {
    struct row_account *was;
    enum status st = take(&was, why, db, actor, id);
    if (st == OK) st = check(field, why, db, actor, text);
    if (st != OK) return st;
    bool stays = str_eq(was->role, text->role) && str_eq(was->region, text->region);
    if (!stays) st = account_can_go(db, was);
    if (st == CONFLICT) return last_one(why);
    if (st == OK) st = q_account_put(db, text->name, text->role, text->region, id);
    if (st != OK) return st;
    struct str is = summary(db, text->role, text->region);
    if (!str_eq(was->name, text->name)) { /* that it changed; the record holds no names */
        is = str_format(db_arena(db), STR_FMT "; renamed", STR_ARG(is));
    }
    return audit_change(db, actor, "account_change", "account", id, was->login,
                        summary(db, was->role, was->region), is, now);
}

enum status account_suspend(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                            bool suspended, int64_t now) {
    struct row_account *was;
    enum status st = take(&was, why, db, actor, id);
    if (st != OK || was->disabled == suspended) return st;
    st = account_disable(db, was, suspended);
    if (st == CONFLICT) return last_one(why);
    if (st != OK) return st;
    return audit_change(db, actor, suspended ? "account_suspend" : "account_resume", "account", id,
                        was->login, suspended ? STR("active") : STR("suspended"),
                        suspended ? STR("suspended") : STR("active"), now);
}

enum status account_new_password(struct str *password, struct str *why, struct db *db,
                                 const struct actor *actor, int64_t id, int64_t now) {
    struct row_account *was;
    enum status st = take(&was, why, db, actor, id);
    if (st != OK) return st;
    *password = password_once(db_arena(db));
    st = account_reset(db, id, *password, now + ACCOUNT_ONE_TIME_SECONDS);
    if (st != OK) return st;
    return audit_add(db, actor, "account_password", "account", id, was->login, now);
}

enum status account_drop_factor(struct str *why, struct db *db, const struct actor *actor,
                                int64_t id, int64_t now) {
    struct row_account *was;
    enum status st = take(&was, why, db, actor, id);
    if (st == OK) st = factor_forget(db, id);
    if (st == OK) st = q_session_end_all(db, id);
    if (st != OK) return st;
    return audit_add(db, actor, "account_factor", "account", id, was->login, now);
}
