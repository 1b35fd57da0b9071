/*
 * What was asked and answered, for everybody: only what whoever asked agreed to have published and
 * has not taken back, in the words the office chose for it. Read by the public pool.
 */
#ifndef MODEL_CASEWORK_QUESTION_H
#define MODEL_CASEWORK_QUESTION_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct db;

struct question_filter {
    struct str region, area;      /* empty: not narrowed */
    int64_t before_at, before_id; /* before_id 0: from the newest */
    int64_t most;
};

/* question_list(rows, count, more, db, f, now): one page, newest first. */
enum status question_list(struct row_question **rows, size_t *count, bool *more, struct db *db,
                          const struct question_filter *f, int64_t now);

#endif
