/*
 * What feeds and calendars tell of: the newest publications, the windows that are about to close,
 * the signed heads of the ledger. Rows in the unit's arena.
 */
#ifndef MODEL_PUBLISH_FEED_H
#define MODEL_PUBLISH_FEED_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct db;

#define FEED_ROWS 30

/* What a feed is narrowed to; STR_NONE: not. */
struct feed_filter {
    struct str type, area;
    struct str region; /* this place and all below it */
};

/* feed_newest(out, count, db, kind, filter): of "notice" or "policy", what was published and what
 * was withdrawn, the latest change first, at most FEED_ROWS. */
enum status feed_newest(struct row_feed_item **out, size_t *count, struct db *db, const char *kind,
                        const struct feed_filter *filter);

/* feed_changed(item): when it was last published, corrected or withdrawn. */
int64_t feed_changed(const struct row_feed_item *item);

/* feed_closing(out, count, db, region, now): announcements whose window has not ended, the first to
 * close first, at most FEED_ROWS. */
enum status feed_closing(struct row_feed_item **out, size_t *count, struct db *db,
                         struct str region, int64_t now);

/* feed_heads(out, count, db): the newest signed heads, newest first, at most FEED_ROWS. */
enum status feed_heads(struct row_ledger_head **out, size_t *count, struct db *db);

#endif
