/*
 * Asked by public/board.c, for every screen at each of its refreshes; nginx keeps the answer.
 */
#include "model/publish/board.h"

#include "base/date.h"
#include "db/db.h"
#include "model/county/region.h"
#include "query.h"

/* The place that has the first ${digits} digits, if it lies above. */
static struct str above(struct str region, size_t digits) {
    return region.n > digits ? str_slice(region, 0, digits) : STR_NONE;
}

static enum status take(struct board *out, struct db *db, struct row_board_notice *rows,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct board_notice *n = &out->notices[out->notice_count++];
        n->row = &rows[i];
        enum status st = q_article_entries(&n->entries, &n->entry_count, db, rows[i].edition_id);
        if (st != OK) return st;
    }
    return OK;
}

enum status board_read(struct board *out, struct db *db, struct str region, int64_t now) {
    struct row_region *place;
    struct row_board_notice *open, *newest;
    size_t open_count, newest_count;
    struct str township = above(region, 9), county = above(region, 6);
    struct str prefecture = above(region, 4), province = above(region, 2);
    *out = (struct board){0};
    enum status st = region_is_code(region) ? region_find(&place, db, region) : NOT_FOUND;
    if (st == OK) st = region_place(&out->place, db, region);
    if (st == OK) {
        st = q_board_open(&open, &open_count, db, region, township, county, prefecture, province,
                          now, BOARD_OPEN);
    }
    if (st == OK) {
        st = q_board_newest(&newest, &newest_count, db, region, township, county, prefecture,
                            province, now, BOARD_NEWEST);
    }
    if (st == OK) {
        st = q_board_jobs(&out->jobs, &out->job_count, db, region, township, county, prefecture,
                          province, date_day(now), BOARD_JOBS);
    }
    if (st == OK) st = take(out, db, open, open_count);
    if (st == OK) st = take(out, db, newest, newest_count);
    return st;
}
