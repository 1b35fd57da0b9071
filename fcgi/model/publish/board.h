/*
 * What the screen of a hall shows: the announcements and jobs of a place and of every place it lies
 * in (a village's: its township's and county's too), those open for objection first. Rows in the
 * unit's arena.
 */
#ifndef MODEL_PUBLISH_BOARD_H
#define MODEL_PUBLISH_BOARD_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct db;

#define BOARD_OPEN   10 /* announcements that take objections */
#define BOARD_NEWEST 5  /* and others */
#define BOARD_JOBS   12

struct board_notice {
    struct row_board_notice *row;
    struct row_entry *entries; /* its list, at most 3000 */
    size_t entry_count;
};

struct board {
    struct str place; /* 柳溪镇 青石村 */
    struct board_notice notices[BOARD_OPEN + BOARD_NEWEST];
    size_t notice_count;
    struct row_board_job *jobs; /* still open, the first to close first */
    size_t job_count;
};

/* board_read(out, db, region, now): NOT_FOUND for a place that is none. */
enum status board_read(struct board *out, struct db *db, struct str region, int64_t now);

#endif
