/*
 * The banner: an urgent word of the county on every page of all three pools, with an end of its own
 * if it is given one, and a link to the notice that says more. There is one. Its text passes the
 * same gate as everything that is published (gate.h). Pages show it as soon as they are made anew;
 * the page cache keeps none for longer than a route row says.
 */
#ifndef MODEL_PUBLISH_BANNER_H
#define MODEL_PUBLISH_BANNER_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct actor;
struct db;

#define BANNER_MOST 120 /* characters */
#define BANNER_DAYS 30  /* so far ahead its end may lie */

/* banner_live(text, notice, db, now): what pages show now; empty when there is none. notice: the
 * document it leads to, 0: none. */
enum status banner_live(struct str *text, int64_t *notice, struct db *db, int64_t now);

/* banner_read(out, db): what was put up last, whether it has ended or not. banner_notices: what it
 * may lead to, the latest first. */
enum status banner_read(struct row_banner **out, struct db *db);
enum status banner_notices(struct row_banner_notices **rows, size_t *count, struct db *db);

/* What is put up. until_at MOMENT_NONE: until it is taken down; notice INT64_MIN: none; version: of
 * the one that was seen. */
struct banner {
    struct str text;
    int64_t until_at, notice, version;
};

/* banner_put(field, why, db, actor, county, b, now): in the record. NOT_FOUND: ${county} is not in
 * the actor's region. INVALID: *field is wrong, *why a sentence. CONFLICT: somebody changed it
 * since. banner_drop: takes it down; CONFLICT too when there is none. */
enum status banner_put(const char **field, struct str *why, struct db *db,
                       const struct actor *actor, struct str county, const struct banner *b,
                       int64_t now);
enum status banner_drop(struct db *db, const struct actor *actor, struct str county,
                        int64_t version, int64_t now);

#endif
