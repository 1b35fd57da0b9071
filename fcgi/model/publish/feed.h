/*
 * What feeds, calendars and sitemaps tell of: the newest publications, the windows that are about
 * to close, the signed heads of the ledger, all documents. Rows in the unit's arena.
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

/* What has a page of its own, in parts of a sitemap: part n has those numbered up to n * FEED_PART
 * and after the part before it. (A sitemap may name 50,000 and be 50 MB; an answer of ours has 4.)
 * feed_parts(documents, efforts, db): how many parts of each. */
#define FEED_PART 10000
enum status feed_parts(int64_t *documents, int64_t *efforts, struct db *db);
enum status feed_documents(struct row_sitemap_page **out, size_t *count, struct db *db,
                           int64_t part);
enum status feed_efforts(struct row_sitemap_page **out, size_t *count, struct db *db, int64_t part);

/* feed_list_changed(out, db, kind): when the list of "policy" "notice" "job" "donation" "question"
 * last changed, one coming or going; MOMENT_NONE: there never was one, or of another ${kind}, whose
 * list may change in other ways. */
enum status feed_list_changed(int64_t *out, struct db *db, const char *kind);

#endif
