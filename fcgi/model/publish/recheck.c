/*
 * Going over policies that are out; asked by the policy's page here and in the office.
 */
#include "model/publish/recheck.h"

#include "base/date.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/edition.h"
#include "query.h"

enum status recheck_put(struct db *db, const struct actor *actor, int64_t id, int64_t now) {
    struct edition_file f;
    enum status st = edition_find(&f, db, actor, id);
    if (st != OK) return st;
    bool out = f.live && str_is(f.live->kind, "policy") && str_is(f.live->state, "published");
    if (!out) return CONFLICT;
    st = q_recheck_first(db, id, actor->id, now);
    if (st == OK) st = q_recheck_again(db, id, actor->id, now);
    return st == OK ? audit_add(db, actor, "policy_check", "document", id, STR(""), now) : st;
}

enum status recheck_day(int32_t *out, struct db *db, int64_t id, int64_t published_at) {
    struct row_recheck_read *row;
    enum status st = q_recheck_read(&row, db, id);
    *out = date_day(published_at);
    if (st == OK && row->checked_at > published_at) *out = date_day(row->checked_at);
    return st == NOT_FOUND ? OK : st;
}
