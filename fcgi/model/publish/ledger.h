/*
 * The ledger: an append-only Merkle tree (base/merkle.h, RFC 9162) whose leaves are everything that
 * was published: each edition, each withdrawal, each succession of a policy, in the order it
 * happened. What a leaf says: ledger_text.h. A signed head pins the whole tree at a moment; who
 * kept one sees by a consistency proof that nothing before it was changed since.
 *
 * Leaves are appended at the end of the unit of work that publishes (db_finish), after all other
 * locks and before the audit rows: exactly once, in order, and never without the publishing.
 */
#ifndef MODEL_PUBLISH_LEDGER_H
#define MODEL_PUBLISH_LEDGER_H

#include "base/merkle.h"
#include "base/status.h"
#include "model/publish/ledger_text.h"

struct db;
struct seal_keys;

#define LEDGER_EDITION    "edition"
#define LEDGER_WITHDRAWAL "withdrawal"
#define LEDGER_SUCCESSION "succession"

#define LEDGER_SHORT 12 /* hexadecimal digits of a hash that are printed on a sheet */
#define LEDGER_LEAST 10 /* digits somebody has to give */

/* ledger_append(db, what, edition_id): what has become of the edition in this unit goes into the
 * ledger with it. */
enum status ledger_append(struct db *db, const char *what, int64_t edition_id);

/* ledger_sign_head(db, keys, now): the unit ends with a signed head of the tree as it is then, its
 * own leaves included. For every publishing. Without a signing key in
 * the file the head is missing and a line of the log says so. */
enum status ledger_sign_head(struct db *db, const struct seal_keys *keys, int64_t now);

/* ledger_sign_daily(db, keys, now): the same for a day (of Shanghai) without a head yet; NOT_FOUND
 * if there is one, or nothing to sign with. Safe at the same moment in two places. */
enum status ledger_sign_daily(struct db *db, const struct seal_keys *keys, int64_t now);

/* ledger_adopt(count, db): puts what was published before there was a ledger into it, in the order
 * it happened; how many leaves. Does nothing once there is a leaf. Commands only. */
enum status ledger_adopt(int64_t *count, struct db *db);

/* ledger_nodes(db): the tree as the public reads it, for merkle_root and the proofs. */
struct merkle_nodes ledger_nodes(struct db *db);

/* ledger_head_text(a, origin, head): what is signed of a head: three lines and a fourth, as in
 * C2SP tlog-checkpoint: "mingbai", the size, the root in base64, and the moment (RFC 3339). */
struct str ledger_head_text(struct arena *a, const struct row_ledger_head *head);

/* ledger_head_last(out, db): the newest signed head; NOT_FOUND before the first. */
enum status ledger_head_last(struct row_ledger_head **out, struct db *db);

/* ledger_record(out, db, edition_id): an edition, for the office's and the commands' accounts;
 * ledger_record_shown: the same through what is published. */
enum status ledger_record(struct ledger_record *out, struct db *db, int64_t edition_id);
enum status ledger_record_shown(struct ledger_record *out, struct db *db, int64_t edition_id);

#endif
