/*
 * What feeds tell of; asked by public/feeds.c and public/sitemap.c. A withdrawal is news as much as
 * a publication.
 */
#include "model/publish/feed.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/date.h"
#include "db/db.h"
#include "query.h"

int64_t feed_changed(const struct row_feed_item *item) {
    return item->withdrawn_at == MOMENT_NONE ? item->published_at : item->withdrawn_at;
}

static int latest_first(const void *a, const void *b) {
    const struct row_feed_item *one = a, *other = b;
    int64_t x = feed_changed(one), y = feed_changed(other);
    if (x == y) return (one->id < other->id) - (one->id > other->id);
    return (x < y) - (x > y);
}

enum status feed_newest(struct row_feed_item **out, size_t *count, struct db *db, const char *kind,
                        const struct feed_filter *f) {
    struct row_feed_item *shown, *gone;
    size_t shown_count, gone_count;
    enum status st = q_feed_list(&shown, &shown_count, db, str_from(kind), STR("published"),
                                 f->type, f->area, f->region, FEED_ROWS);
    if (st == OK) {
        st = q_feed_list(&gone, &gone_count, db, str_from(kind), STR("withdrawn"), f->type, f->area,
                         f->region, FEED_ROWS);
    }
    if (st != OK) return st;
    size_t all = shown_count + gone_count;
    struct row_feed_item *rows = ARENA_ARRAY(db_arena(db), struct row_feed_item, all);
    for (size_t i = 0; i < shown_count; i++) rows[i] = shown[i];
    for (size_t i = 0; i < gone_count; i++) rows[shown_count + i] = gone[i];
    if (all) qsort(rows, all, sizeof *rows, latest_first);
    *out = rows;
    *count = all < FEED_ROWS ? all : FEED_ROWS;
    return OK;
}

enum status feed_closing(struct row_feed_item **out, size_t *count, struct db *db,
                         struct str region, int64_t now) {
    return q_feed_closing(out, count, db, now, region, FEED_ROWS);
}

enum status feed_heads(struct row_ledger_head **out, size_t *count, struct db *db) {
    return q_feed_heads(out, count, db, FEED_ROWS);
}

static int64_t parts(int64_t last) {
    return (last + FEED_PART - 1) / FEED_PART;
}

enum status feed_parts(int64_t *documents, int64_t *efforts, struct db *db) {
    struct row_sitemap_last *document, *effort;
    *documents = *efforts = 0;
    enum status st = q_sitemap_last_document(&document, db);
    if (st == OK) *documents = parts(document->id);
    if (st != OK && st != NOT_FOUND) return st;
    st = q_sitemap_last_effort(&effort, db);
    if (st == OK) *efforts = parts(effort->id);
    return st == NOT_FOUND ? OK : st;
}

enum status feed_documents(struct row_sitemap_page **out, size_t *count, struct db *db,
                           int64_t part) {
    return q_sitemap_documents(out, count, db, (part - 1) * FEED_PART, part * FEED_PART);
}

enum status feed_efforts(struct row_sitemap_page **out, size_t *count, struct db *db,
                         int64_t part) {
    return q_sitemap_efforts(out, count, db, (part - 1) * FEED_PART, part * FEED_PART);
}

static bool is(const char *kind, const char *word) {
    return str_is(str_from(kind), word);
}

enum status feed_list_changed(int64_t *out, struct db *db, const char *kind) {
    struct row_sitemap_change *change = NULL;
    enum status st = NOT_FOUND;
    if (is(kind, "policy") || is(kind, "notice")) {
        st = q_sitemap_articles(&change, db, str_from(kind));
    } else if (is(kind, "job") || is(kind, "donation")) {
        st = q_sitemap_offers(&change, db, str_from(kind));
    } else if (is(kind, "question")) {
        st = q_sitemap_questions(&change, db);
    }
    *out = MOMENT_NONE;
    if (st == OK) *out = change->shown > change->gone ? change->shown : change->gone;
    return st == NOT_FOUND ? OK : st;
}
