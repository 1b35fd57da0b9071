/*
 * Reading what is published: asked by the handlers of public/ and api/.
 */
#include "model/publish/article.h"

#include <string.h>

#include "base/date.h"
#include "db/db.h"
#include "model/county/region.h"
#include "query.h"

/* The last moment DATETIME knows: before it stands everything. */
#define END_OF_TIME INT64_C(253402300799)

static void first_page(int64_t *at, int64_t *id, const struct article_filter *f) {
    bool within = f->before_id && f->before_at < END_OF_TIME;
    *at = within ? f->before_at : END_OF_TIME;
    *id = f->before_id ? f->before_id : INT64_MAX;
}

static bool cut(size_t *count, const struct article_filter *f) {
    bool more = *count > (size_t)f->most;
    if (more) *count = (size_t)f->most;
    return more;
}

static void year_days(int32_t *from, int32_t *to, int64_t year) {
    *from = *to = DAY_NONE;
    if (year) {
        date_from_ymd(from, (int)year, 1, 1);
        date_from_ymd(to, (int)year, 12, 31);
    }
}

enum status article_policies(struct row_policy_item **rows, size_t *count, bool *more,
                             struct db *db, const struct article_filter *f) {
    int64_t at, id;
    int32_t from, to;
    first_page(&at, &id, f);
    year_days(&from, &to, f->year);
    enum status st = q_policy_list(rows, count, db, f->area, f->level, f->region, from, to, at, id,
                                   f->most + 1);
    *more = st == OK && cut(count, f);
    return st;
}

enum status article_notices(struct row_notice_item **rows, size_t *count, bool *more, struct db *db,
                            const struct article_filter *f, int64_t now) {
    int64_t at, id;
    int32_t from, to;
    first_page(&at, &id, f);
    year_days(&from, &to, f->year);
    enum status st = q_notice_list(
        rows, count, db, f->type, f->region, str_is(f->state, "open") ? now : MOMENT_NONE,
        str_is(f->state, "closed") ? now : MOMENT_NONE, f->year ? date_start(from) : MOMENT_NONE,
        f->year ? date_end(to) : MOMENT_NONE, at, id, f->most + 1);
    *more = st == OK && cut(count, f);
    return st;
}

enum status article_closing(struct row_notice_item **rows, size_t *count, struct db *db,
                            int64_t now, int64_t most) {
    return q_notice_closing(rows, count, db, now, most);
}

static enum status successor(struct article *out, struct db *db) {
    out->successor_title = STR("");
    if (out->edition->successor_id == INT64_MIN) return OK;
    struct row_article_title *row;
    enum status st = q_article_title(&row, db, out->edition->successor_id);
    if (st == OK) out->successor_title = row->title;
    return st == NOT_FOUND ? OK : st;
}

/* Only a notice has a list. */
static enum status belongings(struct article *out, struct db *db, const char *kind) {
    enum status st = OK;
    if (str_is(out->edition->state, "withdrawn")) return OK;
    if (strcmp(kind, "notice") == 0) {
        st = q_article_entries(&out->entries, &out->entry_count, db, out->edition->id);
    }
    if (st != OK) return st;
    return q_article_attachments(&out->attachments, &out->attachment_count, db, out->edition->id);
}

/* An edition that was withdrawn stays so when a later one takes its place, and with the live
 * edition every earlier one is withdrawn: what had to go must not be found one address further on.
 */
static enum status withdrawal(struct article *out, struct db *db, const char *kind, int64_t id) {
    struct row_article *e = out->edition, *live;
    if (str_is(e->state, "corrected") && e->withdrawn_at == MOMENT_NONE) {
        enum status st = q_article_live(&live, db, id, str_from(kind));
        if (st != OK) return st == NOT_FOUND ? OK : st;
        e->withdrawn_at = live->withdrawn_at;
        e->withdrawn_reason = live->withdrawn_reason;
    }
    if (e->withdrawn_at != MOMENT_NONE) e->state = STR("withdrawn");
    return OK;
}

enum status article_find(struct article *out, struct db *db, const char *kind, int64_t id,
                         int64_t number) {
    *out = (struct article){0};
    enum status st = number ? q_article_edition(&out->edition, db, id, str_from(kind), number)
                            : q_article_live(&out->edition, db, id, str_from(kind));
    if (st == OK) st = withdrawal(out, db, kind, id);
    if (st == OK) st = q_article_editions(&out->editions, &out->edition_count, db, id);
    if (st == OK) st = region_place(&out->place, db, out->edition->region);
    if (st == OK) st = belongings(out, db, kind);
    if (st == OK) st = successor(out, db);
    if (st == OK) out->is_newest = out->edition->number == out->editions[0].number;
    return st;
}

enum status article_attachment(struct row_attachment **out, struct db *db, int64_t id) {
    return q_attachment_find(out, db, id);
}

enum article_standing article_standing(int32_t effective_from, int32_t effective_to,
                                       int64_t successor_id, int64_t now) {
    int32_t today = date_day(now);
    if (successor_id != INT64_MIN) return STANDING_SUPERSEDED;
    if (effective_to != DAY_NONE && effective_to < today) return STANDING_EXPIRED;
    if (effective_from != DAY_NONE && effective_from > today) return STANDING_WAITING;
    return STANDING_IN_FORCE;
}
