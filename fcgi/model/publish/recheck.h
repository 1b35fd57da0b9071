/*
 * When a published policy was last gone over and found to be done so still: by publishing it, or by
 * an editor who says so later.
 */
#ifndef MODEL_PUBLISH_RECHECK_H
#define MODEL_PUBLISH_RECHECK_H

#include <stdint.h>

#include "base/status.h"

struct actor;
struct db;

/* recheck_put(db, actor, id, now): says so of the policy ${id}, in the record. NOT_FOUND for one of
 * another region, CONFLICT unless it is out. */
enum status recheck_put(struct db *db, const struct actor *actor, int64_t id, int64_t now);

/* recheck_day(out, db, id, published_at): the later of both, as a day. */
enum status recheck_day(int32_t *out, struct db *db, int64_t id, int64_t published_at);

#endif
