/*
 * The record of what was done in the office, and of every look at personal data. Rows are added,
 * never changed: the office account has no right to, and the table refuses. Each row carries the
 * hash of the one before it and its own, so that a row cannot be changed, taken out or put in
 * without every later one telling; and each is written to the system's log with its hash
 * (base/log.h, log_record), where the database's owner cannot reach it.
 *
 * The hash is SHA-256 over canonical text (base/canon.h) of these fields in this order, the first
 * line being "mingbai-audit 1": previous, id, at, account_id, login, role, region, action,
 * object_kind, object_id, detail, was, became, request_id. previous of the first row is 32 zero
 * bytes.
 *
 * Rows are chained at the end of their unit of work (db_finish), where the one row audit_head is
 * locked until COMMIT. The other way, rows without a hash that one job chains a moment later, would
 * leave each row open to a change until then, and a row whose job never came unguarded for good.
 * The price is that units commit one after another, from the lock to the end of COMMIT, instead of
 * sharing a flush: tests/bench/audit measured 546 units a second of eight writers against 1236
 * without a chain, and no difference for one writer. A county's office writes some a minute.
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
 * carries no personal data. ${actor} NULL: a visitor who did not get in. The row is there when the
 * unit is kept, not before. */
enum status audit_add(struct db *db, const struct actor *actor, const char *action,
                      const char *kind, int64_t id, struct str detail, int64_t now);

/* audit_change: the same with what was before and what came of it, 400 characters each. A personal
 * value (a name, number, phone, address, health) is left out: STR_NONE. */
enum status audit_change(struct db *db, const struct actor *actor, const char *action,
                         const char *kind, int64_t id, struct str detail, struct str was,
                         struct str became, int64_t now);

/* audit_of(rows, count, db, kind, id): what was done to one thing, newest first, at most 50. */
enum status audit_of(struct row_audit_entry **rows, size_t *count, struct db *db, const char *kind,
                     int64_t id);

/* What an auditor looks for. STR_NONE, INT64_MIN, MOMENT_NONE: not narrowed. before_id 0: from the
 * newest. */
struct audit_filter {
    struct str login, region, action, object_kind;
    int64_t object_id, from_at, to_at; /* to_at: up to, without */
    int64_t before_id, most;
};

/* audit_search(rows, count, more, db, actor, f): rows of who acted in the actor's region and below,
 * and of nobody, newest first; *more: there are older ones. */
enum status audit_search(struct row_audit_found **rows, size_t *count, bool *more, struct db *db,
                         const struct actor *actor, const struct audit_filter *f);

/* What the pages call an action or a kind of thing: ended by NULL. */
struct audit_word {
    const char *code, *text;
};
extern const struct audit_word audit_actions[], audit_kinds[];

/* audit_word_text(list, code): the Chinese word, or the code itself. */
struct str audit_word_text(const struct audit_word *list, struct str code);

#endif
