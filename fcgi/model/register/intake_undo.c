/*
 * Taking back: a batch that was applied, one that nobody wants, and the lines of either.
 */
#include "base/arena.h"
#include "model/register/intake_batch.h"

/* -- undoing -- */

static size_t say_touches(struct intake_report *report, struct arena *a,
                          const struct row_intake_touch *rows, size_t count) {
    for (size_t i = 0; report && i < count; i++) {
        intake_say(report, (size_t)rows[i].line, intake_headings[INTAKE_CODE],
                   str_format(a, STR_FMT " 导入以后改过：" STR_FMT, STR_ARG(rows[i].code),
                              STR_ARG(rows[i].what)),
                   STR("撤销会盖掉后来的改动；请逐户更正，不要整批撤销"));
    }
    return count;
}

enum status intake_touched(size_t *count, struct intake_report *report, struct db *db, int64_t id) {
    struct arena *a = db_arena(db);
    struct row_intake_touch *rows;
    size_t n;
    int64_t base = id << 32, end = (id + 1) << 32;
    *count = 0;
    enum status st = q_intake_touched_old(&rows, &n, db, id);
    if (st == OK) *count += say_touches(report, a, rows, n);
    if (st == OK) st = q_intake_touched_new(&rows, &n, db, base, end);
    if (st == OK) *count += say_touches(report, a, rows, n);
    if (st == OK) st = q_intake_touched_life(&rows, &n, db, base, end);
    if (st == OK) *count += say_touches(report, a, rows, n);
    return st;
}

static enum status may_undo(const char **why, struct db *db, const struct row_intake_batch *batch) {
    struct row_intake_later *later;
    size_t touched;
    *why = "这一批没有写进登记表，或者已经撤销";
    if (!str_is(batch->state, "applied") && !str_is(batch->state, "undoing")) return CONFLICT;
    enum status st = q_intake_later(&later, db, batch->id, batch->region);
    *why = "这个地区后来又导入过，请先撤销后面的批次";
    if (st != OK || later->count > 0) return st == OK ? CONFLICT : st;
    st = intake_touched(&touched, NULL, db, batch->id);
    *why = "这一批导入的户，后来有改动，不能再整批撤销";
    return st == OK && touched > 0 ? CONFLICT : st;
}

enum status intake_undo(const char **why, struct db *db, int64_t id, struct str login,
                        int64_t now) {
    struct row_intake_batch *batch;
    int64_t base = id << 32, end = (id + 1) << 32;
    *why = "没有这一批";
    enum status st = q_intake_batch_find(&batch, db, id);
    if (st == OK) st = may_undo(why, db, batch);
    if (st == OK) st = q_intake_undo_causes(db, base, end);
    if (st == OK) st = q_intake_undo_events(db, base, end);
    if (st == OK) st = q_intake_undo_assignments(db, base, end);
    if (st == OK) st = q_intake_undo_helpers(db, base, end);
    if (st == OK) st = q_intake_undo_memberships(db, base, end);
    if (st == OK) st = q_intake_undo_people(db, base, end);
    if (st == OK) st = q_intake_undo_spells(db, base, end);
    if (st == OK) st = q_intake_undo_households(db, base, end);
    if (st == OK) st = q_intake_restore_people(db, id);
    if (st == OK) st = q_intake_restore_households(db, id);
    if (st == OK) st = q_intake_restore_assignments(db, id);
    if (st == OK) st = q_intake_unset_causes(db, id);
    if (st == OK) st = q_intake_restore_causes(db, id);
    if (st == OK) st = q_intake_forget_people(db, id);
    if (st == OK) st = q_intake_forget_households(db, id);
    return st == OK ? q_intake_batch_undone(db, id, now, login) : st;
}

/* -- dropping -- */

enum status intake_drop(const char **why, struct db *db, int64_t id, struct str login,
                        int64_t now) {
    struct row_intake_batch *batch;
    *why = "没有这一批";
    enum status st = q_intake_batch_find(&batch, db, id);
    if (st != OK) return st;
    *why = "这一批没有在等：已经写进登记表，或者已经不要了";
    if (!str_is(batch->state, "checked")) return CONFLICT;
    return q_intake_batch_dropped(db, id, now, login);
}

enum status intake_waiting(struct row_intake_batch **rows, size_t *count, struct db *db) {
    return q_intake_batches_waiting(rows, count, db);
}

/* -- sweeping -- */

/* Everything at once, if no lines are wanted; CONFLICT if some are. The tables are held. */
static enum status empty_all(struct db *db) {
    struct row_intake_unsettled *wanted;
    enum status st = q_intake_unsettled(&wanted, db);
    if (st != OK || wanted->count > 0) return st == OK ? CONFLICT : st;
    st = q_intake_empty_people(db);
    if (st == OK) st = q_intake_empty_households(db);
    if (st == OK) st = q_intake_empty_found_people(db);
    if (st == OK) st = q_intake_empty_found_households(db);
    return st == OK ? q_intake_all_cleared(db) : st;
}

static enum status empty_tables(struct db *db) {
    enum status st = q_intake_lock(db);
    if (st != OK) return st;
    st = empty_all(db);
    enum status unlocked = q_intake_unlock(db);
    return st == OK ? unlocked : st;
}

static enum status keep(struct db *db, void (*rest)(void)) {
    enum status st = db_commit(db);
    if (rest) rest();
    return st;
}

enum status intake_clear(struct db *db, void (*rest)(void)) {
    struct row_intake_stale *stale;
    struct row_intake_last *last;
    enum status st = q_intake_stale(&stale, db);
    if (st == OK) st = q_intake_last(&last, db, stale->id);
    if (st != OK) return st;
    int64_t id = stale->id, all = last->number;
    for (int64_t after = 0; st == OK && after < all; after += INTAKE_RANGE) {
        int64_t upto = after + INTAKE_RANGE;
        st = q_intake_clear_people(db, id, after, upto);
        if (st == OK) st = q_intake_clear_found_people(db, id, after, upto);
        if (st == OK) st = q_intake_clear_found_households(db, id, after, upto);
        if (st == OK) st = keep(db, rest);
    }
    /* The households last: the highest of them tells how much there is. */
    for (int64_t after = 0; st == OK && after < all; after += INTAKE_RANGE) {
        st = q_intake_clear_households(db, id, after, after + INTAKE_RANGE);
        if (st == OK) st = keep(db, rest);
    }
    if (st == OK) st = q_intake_cleared(db, id);
    return st == OK ? db_commit(db) : st;
}

enum status intake_sweep(struct db *db) {
    struct row_intake_stale *stale;
    enum status st = q_intake_stale(&stale, db);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    st = db_commit(db);
    if (st == OK) st = empty_tables(db);
    if (st == OK) return db_commit(db);
    db_rollback(db);
    for (st = OK; st == OK;) st = intake_clear(db, NULL);
    return st == NOT_FOUND ? OK : st;
}
