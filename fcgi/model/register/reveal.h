/*
 * A whole identity number, shown to an officer who may (MAY_REVEAL, asked by the route row) and who
 * says why. Nothing is shown that is not written down first, and the number is in no record.
 */
#ifndef MODEL_REGISTER_REVEAL_H
#define MODEL_REGISTER_REVEAL_H

#include "base/status.h"
#include "base/str.h"
#include "model/publish/label.h"
#include "rows.h"

struct actor;
struct db;
struct seal_keys;

#define REVEAL_REASON 60 /* characters */

extern const struct label reveal_purposes[]; /* identify pay correct inspect other */

/* reveal_find(out, db, actor, code, member, now): the person of a membership of a household in the
 * actor's region; NOT_FOUND otherwise. */
enum status reveal_find(struct row_reveal_person **out, struct db *db, const struct actor *actor,
                        struct str code, int64_t member, int64_t now);

/* reveal_number(number, why, db, keys, actor, person, member, purpose, reason, now): the number in
 * ${*number}, once purpose and reason are in the audit of this unit. INVALID without them, or when
 * the reason names the person or holds somebody's number. */
enum status reveal_number(struct str *number, struct str *why, struct db *db,
                          const struct seal_keys *keys, const struct actor *actor,
                          const struct row_reveal_person *person, int64_t member,
                          struct str purpose, struct str reason, int64_t now);

#endif
