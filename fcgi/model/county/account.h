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

/* What a route row can demand. */
enum permission {
    ANYONE = 0,
    SIGNED_IN,   /* any account */
    MAY_WRITE,   /* drafts of policies and announcements */
    MAY_PUBLISH, /* publish, correct and withdraw; have a register file of another applied, or
                    undone */
    MAY_REVEAL,  /* see a whole identity number, saying why */
    MAY_EXPORT,  /* take the register out with full names and numbers */
    MAY_AUDIT,   /* the record of what was done */
};

/* Who acts: from the session, for this request. */
struct actor {
    int64_t id;
    struct str login, name, role, region; /* role: editor publisher auditor */
    struct str request_id;
};

bool account_may(const struct actor *actor, int permission);
bool account_covers(const struct actor *actor, struct str region);

/* account_reaches(actor, region): the same for a place that a form names; one of elsewhere is
 * logged. (What is NOT_FOUND is logged by serve.c.) */
bool account_reaches(const struct actor *actor, struct str region);

/* account_role_text(role): the Chinese word. */
struct str account_role_text(struct str role);

/* account_is_role(role): a role there is. */
bool account_is_role(struct str role);

/* account_find(out, db, login): the account, disabled or not; NOT_FOUND. */
enum status account_find(struct row_account **out, struct db *db, struct str login);

/* account_check(out, db, login, password): the account these two belong to. DENIED for an unknown
 * login, a wrong password, and a disabled account alike, at the same cost. */
enum status account_check(struct row_account **out, struct db *db, struct str login,
                          struct str password);

/* account_add(db, login, name, role, region, password, now): CONFLICT if the login is taken,
 * INVALID for an unknown role or region, a bad login (a-z 0-9 . _ -, 2..40) or a password that is
 * not 8..64 characters. account_reset, account_disable: NOT_FOUND without such a login; both end
 * its sessions. Command line only. */
enum status account_add(struct db *db, struct str login, struct str name, struct str role,
                        struct str region, struct str password, int64_t now);
enum status account_reset(struct db *db, struct str login, struct str password);
enum status account_disable(struct db *db, struct str login);

#endif
