/*
 * The record of what was done in the office. Rows are added, never changed: the office account
 * has no right to, and the table refuses.
 */
#ifndef MODEL_COUNTY_AUDIT_H
#define MODEL_COUNTY_AUDIT_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct actor;
struct db;

/* audit_add(db, actor, action, kind, id, detail, now): within the unit of work that does the deed,
 * so that neither stands without the other. ${action} and ${kind} are words of ours; ${detail}
 * carries no personal data. ${actor} NULL: a visitor who did not get in. */
enum status audit_add(struct db *db, const struct actor *actor, const char *action,
                      const char *kind, int64_t id, struct str detail, int64_t now);

/* audit_of(rows, count, db, kind, id): what was done to one thing, newest first, at most 50. */
enum status audit_of(struct row_audit_entry **rows, size_t *count, struct db *db, const char *kind,
                     int64_t id);

#endif
