/*
 * Projects, jobs and donations as anybody may read them, and where the money of projects came from
 * and went. Rows in the unit's arena; only what is published.
 */
#ifndef MODEL_PUBLISH_EFFORT_LIST_H
#define MODEL_PUBLISH_EFFORT_LIST_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct db;

/* What a list is narrowed to. STR_NONE, year 0: not narrowed. before_id 0: from the newest. */
struct effort_list_filter {
    struct str area, type, q;
    struct str region; /* this place and all below it */
    struct str state;  /* projects: a stage (effort_stage_codes); jobs: "open", "closed" */
    int64_t year;      /* projects: of the budget; donations: of the day */
    int64_t before_at, before_id;
    int64_t most;
};

/* effort_list(rows, count, more, db, kind, f, now): one page of projects or jobs, newest first. */
enum status effort_list(struct row_effort_item **rows, size_t *count, bool *more, struct db *db,
                        const char *kind, const struct effort_list_filter *f, int64_t now);

/* effort_list_donations: by day; before_at is the beginning of a day. */
enum status effort_list_donations(struct row_effort_item **rows, size_t *count, bool *more,
                                  struct db *db, const struct effort_list_filter *f);

/* One with what belongs to it; of a withdrawn one only its title, state and reason are to be shown,
 * and it has nothing else here. */
struct effort_list_one {
    struct row_effort_item *item;
    struct row_effort_mark *editions; /* newest first */
    size_t edition_count;
    struct row_effort_step *steps; /* in order */
    size_t step_count;
    struct row_effort_payment *payments; /* newest first */
    size_t payment_count;
    struct row_effort_item *donations;
    size_t donation_count;
};
enum status effort_list_find(struct effort_list_one *out, struct db *db, const char *kind,
                             int64_t id);

/* Money of a place: its rows by the places below it (and its own), by year, and their sums. */
struct effort_list_funds {
    struct row_effort_sum *places;
    size_t place_count;
    struct row_effort_years *years; /* newest first, whatever year was asked for */
    size_t year_count;
    struct row_effort_sum total; /* of places, added up here; code and name empty */
};
enum status effort_list_money(struct effort_list_funds *out, struct db *db, struct str region,
                              int64_t year);

/* effort_list_add(total, row): adds the figures of a row. */
void effort_list_add(struct row_effort_sum *total, const struct row_effort_sum *row);

#endif
