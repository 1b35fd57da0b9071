/*
 * Called by edition.c for every change of a document, and by the sign-in handlers.
 */
#include "model/county/audit.h"

#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "query.h"

#define DETAIL_MOST 1000

enum status audit_add(struct db *db, const struct actor *actor, const char *action,
                      const char *kind, int64_t id, struct str detail, int64_t now) {
    static const struct actor nobody = {INT64_MIN,     STR_INIT("-"), STR_INIT(""),
                                        STR_INIT("-"), STR_INIT(""),  STR_INIT("")};
    const struct actor *who = actor ? actor : &nobody;
    return q_audit_add(db, now, who->id, who->login, who->role, who->region, str_from(action),
                       str_from(kind), id, text_clip(detail, DETAIL_MOST),
                       who->request_id.p ? who->request_id : STR(""));
}

enum status audit_of(struct row_audit_entry **rows, size_t *count, struct db *db, const char *kind,
                     int64_t id) {
    return q_audit_of(rows, count, db, str_from(kind), id);
}
