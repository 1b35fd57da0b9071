/*
 * Published policies and announcements as anybody may read them. Rows in the unit's arena.
 */
#ifndef MODEL_PUBLISH_ARTICLE_H
#define MODEL_PUBLISH_ARTICLE_H

#include "base/status.h"
#include "base/str.h"
#include "model/publish/clock.h"
#include "rows.h"

struct db;

/* What a list is narrowed to. STR_NONE, year 0: not narrowed. before_id 0: from the newest. */
struct article_filter {
    struct str area, level, type;
    struct str region; /* this place and all below it */
    struct str state;  /* notices: "open", "closed" */
    int64_t year;
    int64_t before_at, before_id;
    int64_t most; /* rows of a page; one more is fetched to know whether there is another page */
};

/* One page, newest first; *more: there are older ones. */
enum status article_policies(struct row_policy_item **rows, size_t *count, bool *more,
                             struct db *db, const struct article_filter *f);
enum status article_notices(struct row_notice_item **rows, size_t *count, bool *more, struct db *db,
                            const struct article_filter *f, int64_t now);

/* article_closing: notices open for objection now, first to close first, at most ${most}. */
enum status article_closing(struct row_notice_item **rows, size_t *count, struct db *db,
                            int64_t now, int64_t most);

/* One document with what belongs to it. The state of the edition is published, withdrawn, or
 * corrected (an older one). */
struct article {
    struct row_article *edition;
    bool is_newest;
    struct row_edition_mark *editions; /* newest first, from the first on */
    size_t edition_count;
    struct row_entry *entries; /* the list of a notice, at most 3000 */
    size_t entry_count;
    struct row_attachment *attachments;
    size_t attachment_count;
    struct str place;           /* 柳溪镇 青石村 */
    struct str successor_title; /* empty when there is none */
};

/* article_find(out, db, kind, id, number): the live edition (number 0), or that one. NOT_FOUND for
 * drafts and unknown ones. An edition counts as withdrawn (state, moment and reason say so) if it
 * was, or if the live one is; it then has no entries and no attachments. */
enum status article_find(struct article *out, struct db *db, const char *kind, int64_t id,
                         int64_t number);

/* article_attachment(out, db, id): of a live edition, or NOT_FOUND. */
enum status article_attachment(struct row_attachment **out, struct db *db, int64_t id);

/* Standing of a policy today: "" in force, waiting (not yet), expired, superseded. */
enum article_standing {
    STANDING_IN_FORCE,
    STANDING_WAITING,
    STANDING_EXPIRED,
    STANDING_SUPERSEDED
};
enum article_standing article_standing(int32_t effective_from, int32_t effective_to,
                                       int64_t successor_id, int64_t now);

#endif
