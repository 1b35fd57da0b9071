/*
 * The people who work here: who they are, what their role may do, and where. A route row asks
 * account_may once for a page; the model asks account_covers once for a document's place. There
 * is no third place where either is decided.
 */
#ifndef MODEL_COUNTY_ACCOUNT_H
#define MODEL_COUNTY_ACCOUNT_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct db;

/* What a route row can demand. Which role has what: the table at the top of account.c. */
enum permission {
    ANYONE = 0,
    SIGNED_IN,   /* any account, with nothing left to do at the door */
    MAY_READ,    /* the register, tickets, files, findings, documents of the own region */
    MAY_WRITE,   /* drafts of policies and announcements */
    MAY_PUBLISH, /* publish, correct and withdraw; have a register file of another applied, or
                    undone */
    MAY_REVEAL,  /* see a whole identity number, saying why */
    MAY_EXPORT,  /* take the register out with full names and numbers */
    MAY_AUDIT,   /* the record of what was done */
    MAY_ANSWER,  /* tickets: whose they are, visits, decisions, who wrote one */
    MAY_KEEP,    /* keep the register: households, their cases, slips, files on their way in */
    MAY_STAFF,   /* see who has an account in the own region, and which */
    MAY_MANAGE,  /* open, change and end those accounts */
    MAY_BANNER,  /* an urgent word on every page */
    /* The steps at the door: for whoever has given a password and is at this step, or past all. */
    LEAVE, /* at any of them */
    GIVE_CODE,
    SET_PASSWORD,
    SET_FACTOR,
    PERMISSIONS
};

/* What somebody still has to do before anything else, in this order. */
enum due { DUE_NOTHING, DUE_CODE, DUE_PASSWORD, DUE_FACTOR };

/* Who acts: from the session, for this request. */
struct actor {
    int64_t id;
    struct str login, name, role, region; /* role: clerk editor publisher admin auditor */
    struct str request_id;
    enum due due;
};

bool account_may(const struct actor *actor, int permission);
bool account_covers(const struct actor *actor, struct str region);

/* account_reaches(actor, region): the same for a place that a form names; one of elsewhere is
 * logged. (What is NOT_FOUND is logged by serve.c.) */
bool account_reaches(const struct actor *actor, struct str region);

/* account_permission(permission): its word, for the table of routes; account_needs_factor(role):
 * this role signs in with a second factor, where the county has not said otherwise. */
const char *account_permission(int permission);
bool account_needs_factor(struct str role);

/* The roles, in order, ended by NULL; account_role_text(role): the Chinese word;
 * account_is_role(role): a role there is. */
extern const char *const account_roles[];
struct str account_role_text(struct str role);
bool account_is_role(struct str role);

/* account_find(out, db, login): the account, disabled or not; NOT_FOUND. */
enum status account_find(struct row_account **out, struct db *db, struct str login);

/* account_check(out, db, login, password, now): the account these two belong to. DENIED for an
 * unknown login, a wrong password, one that was for once and has run out, and a disabled account
 * alike, at the same cost. */
enum status account_check(struct row_account **out, struct db *db, struct str login,
                          struct str password, int64_t now);

/* account_add(db, login, name, role, region, password, one_time_until, now): CONFLICT if the login
 * is taken, INVALID for an unknown role or region, an administrator below the county, a bad login
 * (a-z 0-9 . _ -, 2..40) or a password that is not fine (password.h). ${one_time_until}: until when
 * the password opens the first sign-in, which sets another; MOMENT_NONE: it is the own one. */
enum status account_add(struct db *db, struct str login, struct str name, struct str role,
                        struct str region, struct str password, int64_t one_time_until,
                        int64_t now);

/* account_can_go(db, account): CONFLICT if it is the last administrator of its place who can sign
 * in. The database keeps that rule too (016_accounts.sql). */
enum status account_can_go(struct db *db, const struct row_account *account);

/* A new password, or being let in or not; both end the account's sessions. ${password} is fine:
 * the caller's to see to. account_disable: CONFLICT as above. */
enum status account_reset(struct db *db, int64_t id, struct str password, int64_t one_time_until);
enum status account_disable(struct db *db, const struct row_account *account, bool disabled);

#define ACCOUNT_ONE_TIME_SECONDS (7 * 86400) /* for which a password for one sign-in is good */

/* account_own_password(db, actor, password, now): his own from now on; with a row in the record.
 * INVALID: *why says what is wrong with it. His other sessions are the caller's to end. */
enum status account_own_password(struct str *why, struct db *db, const struct actor *actor,
                                 struct str password, int64_t now);

/* What an administrator does (account_manage.c), with a row in the record each. NOT_FOUND: no such
 * account in the actor's region. CONFLICT: not so, and *why is a sentence. Nobody changes himself,
 * and the last administrator of a place stays. */
enum status account_list(struct row_account_item **rows, size_t *count, bool *more, struct db *db,
                         const struct actor *actor, struct str after);
/* account_search(…, words, most): by a part of the name or the beginning of the login. */
enum status account_search(struct row_account_item **rows, size_t *count, struct db *db,
                           const struct actor *actor, struct str words, int64_t most);
/* account_unready(…, most): who has not signed in yet, or has no second factor and needs one. */
enum status account_unready(struct row_account_item **rows, size_t *count, struct db *db,
                            const struct actor *actor, int64_t most);
enum status account_item(struct row_account_item **out, struct db *db, const struct actor *actor,
                         int64_t id);

/* account_open: a new account; *password, shown once, opens its first sign-in. INVALID: *field of
 * the form is wrong, *why says how. account_change: name, role and place. */
struct account_text {
    struct str login, name, role, region;
};
enum status account_open(struct str *password, const char **field, struct str *why, struct db *db,
                         const struct actor *actor, const struct account_text *text, int64_t now);
enum status account_change(const char **field, struct str *why, struct db *db,
                           const struct actor *actor, int64_t id, const struct account_text *text,
                           int64_t now);
enum status account_suspend(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                            bool suspended, int64_t now);
enum status account_new_password(struct str *password, struct str *why, struct db *db,
                                 const struct actor *actor, int64_t id, int64_t now);
enum status account_drop_factor(struct str *why, struct db *db, const struct actor *actor,
                                int64_t id, int64_t now);

#endif
