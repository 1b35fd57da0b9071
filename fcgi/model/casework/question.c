/*
 * Behind /questions and its row of the API.
 */
#include "model/casework/question.h"

#include "db/db.h"
#include "query.h"

enum status question_list(struct row_question **rows, size_t *count, bool *more, struct db *db,
                          const struct question_filter *f, int64_t now) {
    enum status st = q_question_list(rows, count, db, f->region.n ? f->region : STR_NONE,
                                     f->area.n ? f->area : STR_NONE,
                                     f->before_id ? f->before_at : now + 1,
                                     f->before_id ? f->before_id : INT64_MAX, f->most + 1);
    *more = st == OK && *count > (size_t)f->most;
    if (*more) *count = (size_t)f->most;
    return st;
}
