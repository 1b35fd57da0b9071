/*
 * The job behind the office's register files: takes one batch that waits and does its next step.
 * Reading the file is a process of its own (base/table.h); checking, comparing and applying are
 * intake_store.h's, in one transaction. What the pages show meanwhile goes over a second
 * connection.
 */
#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"
#include "base/spool.h"
#include "base/table.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/register/batch.h"
#include "model/register/intake_store.h"
#include "query.h"

#define TICK_US    500000 /* between two words of progress */
#define KEPT_HOURS 1      /* a file that nobody waits for stays so long in the spool */

struct work {
    struct batch_job *j;
    struct row_batch_task task; /* ours: the rows' arena is reset on the way */
    int64_t now, began, told, step_began;
    const char *step;
    struct table *table;
    struct intake *in;
    struct intake_report report;
    bool quiet; /* notes are not kept: the pages show the comparison itself */
    bool mute;  /* nothing is: the report stays as it was when the file was read */
    bool headless;
    size_t hidden_rows;
    int64_t said;
    struct q_batch_said_put waiting[DB_INSERT_ROWS];
    size_t waiting_count;
    int64_t suspects;
};

/* -- what others see
 * ------------------------------------------------------------------------------ */

/* The report so far, kept whatever becomes of the batch. */
static void flush_said(struct work *w) {
    if (w->waiting_count == 0) return;
    db_insert(w->j->aside, Q_batch_said_put, w->waiting, w->waiting_count, sizeof *w->waiting);
    w->waiting_count = 0;
    db_commit(w->j->aside);
    arena_reset(db_arena(w->j->aside));
}

static void say(void *arg, const struct intake_said *s) {
    struct work *w = arg;
    struct arena *a = db_arena(w->j->aside);
    if (w->mute || (w->quiet && s->only_note)) return;
    if (w->said >= BATCH_SAID_MOST) return;
    w->waiting[w->waiting_count++] = (struct q_batch_said_put){
        .batch_id = w->task.id,
        .number = ++w->said,
        .line = (int64_t)s->row,
        .heading = s->column ? str_copy(a, str_from(s->column)) : STR_NONE,
        .is_note = s->only_note,
        .what = str_copy(a, text_clip(s->what, 400)),
        .todo = str_copy(a, text_clip(s->todo, 200)),
    };
    if (w->waiting_count == DB_INSERT_ROWS) flush_said(w);
}

/* Progress, and the place where the job may be told to stop: then nothing of the batch is kept, and
 * the next job begins it anew; that was no failure of the batch. */
static void tell(struct work *w, const char *step, int64_t done, int64_t all, int share) {
    int64_t at = date_ticks();
    if (w->j->stopping()) {
        q_batch_ended(w->j->aside, w->task.id);
        db_commit(w->j->aside);
    }
    w->j->rest();
    if (step != w->step) {
        w->step = step;
        w->step_began = at;
        w->told = 0;
    }
    if (at - w->told < TICK_US) return;
    w->told = at;
    double spent = (double)(at - w->step_began) / 1e6;
    double part = share ? share / 1000.0 : all ? (double)done / (double)all : 0;
    int64_t left = part > 0.01 ? (int64_t)(spent / part * (1 - part)) + 1 : INT64_MIN;
    flush_said(w);
    q_batch_step(w->j->aside, w->task.id, str_from(step), done, all,
                 spent > 0 ? (int64_t)((double)done / spent) : 0, left, date_now());
    db_commit(w->j->aside);
}

static void step(void *arg, const char *what, int64_t done, int64_t all) {
    tell(arg, what, done, all, 0);
}

/* -- reading
 * -------------------------------------------------------------------------------------- */

static enum status on_row(void *arg, size_t row, const struct table_cell *cells, size_t count) {
    struct work *w = arg;
    if (w->headless) return OK; /* read on: why may stand at the end, as merged cells do */
    enum status st = intake_take(w->in, row, cells, count);
    w->headless = st == INVALID;
    if (row % 64 == 0) {
        tell(w, "读取", (int64_t)intake_lines(w->in), 0, table_share(w->table));
    }
    return w->headless ? OK : st;
}

static void on_fault(void *arg, enum table_fault fault, size_t row, size_t column) {
    struct work *w = arg;
    if (fault == TABLE_HIDDEN_ROW && w->hidden_rows++ > 0) return;
    intake_say_fault(&w->report, db_arena(w->j->aside), fault, row, column);
}

/* Who may be the same as somebody else, kept for the pages. */
static enum status put_suspect(void *arg, const struct intake_suspect *s) {
    struct work *w = arg;
    if (w->suspects >= BATCH_SAID_MOST) return OK;
    return q_batch_suspect_put(w->j->db, w->task.id, ++w->suspects, str_from(s->why), s->line,
                               text_mask_name(db_arena(w->j->db), s->name), s->code, s->other_line,
                               s->other_code, s->other_place.p ? s->other_place : STR(""));
}

static bool nothing_new(const struct intake_counts *c) {
    return c->households_new + c->households_changed + c->people_new + c->people_changed == 0;
}

/* The batch comes to nothing; the report says why. What was staged is gone already. */
static enum status refuse(struct work *w, struct str said) {
    struct db *db = w->j->db;
    db_rollback(db);
    db_use_long(db, w->j->rows);
    enum status st = q_batch_refused(db, w->task.id, w->in ? (int64_t)intake_lines(w->in) : 0,
                                     (int64_t)w->report.faults, (int64_t)w->report.notes, said);
    return st == OK ? db_commit(db) : st;
}

static enum status check(struct work *w) {
    const struct intake_watch watch = {.step = step, .arg = w, .suspect = put_suspect};
    const struct table_sink sink = {on_row, on_fault, w};
    struct intake_counts counts = {0};
    enum status st = intake_stage(&w->in, w->j->keep, w->j->db, w->j->keys, &w->report, &watch,
                                  w->task.id, w->task.region, w->now);
    if (st == OK) st = table_read(w->table, &sink);
    if (st == OK && w->report.faults > 0) st = INVALID;
    size_t notes = w->report.notes;
    w->quiet = true;
    if (st == OK) st = q_batch_suspects_clear(w->j->db, w->task.id);
    if (st == OK) st = intake_compare(&counts, w->in);
    if (st == OK && nothing_new(&counts)) return refuse(w, STR("和登记表一样，没有要写的。"));
    if (st == OK) {
        st = q_batch_checked(w->j->db, w->task.id, (int64_t)intake_lines(w->in), (int64_t)notes,
                             counts.households_missing);
    }
    if (st == OK) st = db_commit(w->j->db);
    if (st != INVALID) return st;
    return refuse(w, STR("文件里有错，什么也没有写。请照下面改好，再传一次。"));
}

static enum status read_file(struct work *w) {
    const char *path = spool_path(w->j->keep, w->j->spool, w->task.spool);
    enum status st = q_batch_said_clear(w->j->aside, w->task.id);
    if (st == OK) st = db_commit(w->j->aside);
    if (st != OK) return st;
    w->table = table_open_apart(path ? path : "");
    st = check(w);
    table_close(w->table);
    flush_said(w);
    if (st == OK) spool_remove(w->j->spool, w->task.spool);
    return st;
}

/* -- applying and undoing
 * ------------------------------------------------------------------------- */

/* For whom it is done stands in the record; by what says the role. */
static enum status record(struct work *w, const char *action, struct str login) {
    const struct actor actor = {.id = INT64_MIN,
                                .login = login,
                                .name = login,
                                .role = STR("job"),
                                .region = w->task.region};
    return audit_add(w->j->db, &actor, action, "import", w->task.id, STR(""), w->now);
}

static enum status again(struct work *w,
                         enum status (*back)(struct db *db, int64_t id, struct str said),
                         struct str said) {
    db_rollback(w->j->db);
    db_use_long(w->j->db, w->j->rows);
    enum status st = back(w->j->db, w->task.id, said);
    return st == OK ? db_commit(w->j->db) : st;
}

static enum status apply(struct work *w) {
    const struct intake_watch watch = {.step = step, .arg = w};
    struct intake_counts counts;
    w->mute = true;
    enum status st = q_batch_put_state(w->j->db, w->task.id, STR("applying"));
    if (st == OK) {
        st = intake_load(&w->in, w->j->keep, w->j->db, &w->report, &watch, w->task.id, w->now);
    }
    if (st == OK) st = intake_compare(&counts, w->in);
    if (st == OK) st = intake_apply(w->in, w->task.approved_by);
    if (st == OK) st = record(w, "import_applied", w->task.approved_by);
    if (st == OK) st = db_commit(w->j->db);
    /* CONFLICT: somebody wrote down one of its households after the comparison. */
    if (st != INVALID && st != CONFLICT) return st;
    return again(w, q_batch_unapproved,
                 STR("登记在这期间变了，这一批不能再写。请丢弃它，重新导出、重新上传。"));
}

/* What somebody changed since, in place of what was said of the file. */
static enum status say_touched(struct work *w) {
    size_t touched;
    enum status st = q_batch_said_clear(w->j->aside, w->task.id);
    if (st == OK) st = intake_touched(&touched, &w->report, w->j->db, w->task.id);
    flush_said(w);
    return st == OK ? db_commit(w->j->aside) : st;
}

static enum status undo(struct work *w) {
    const char *why = "";
    enum status st = q_batch_put_state(w->j->db, w->task.id, STR("undoing"));
    if (st == OK) st = intake_undo(&why, w->j->db, w->task.id, w->task.undo_by, w->now);
    if (st == OK) st = record(w, "import_undone", w->task.undo_by);
    if (st == OK) st = db_commit(w->j->db);
    if (st != CONFLICT) return st;
    st = say_touched(w);
    if (st != OK) return st;
    return again(w, q_batch_not_undone, str_format(w->j->keep, "没有撤回：%s。", why));
}

/* -- one batch
 * ------------------------------------------------------------------------------------ */

static const struct turn {
    const char *state;
    enum status (*run)(struct work *w);
    enum status (*give_up)(struct db *db, int64_t id, struct str said); /* NULL: refused */
} turns[] = {
    {"approved", apply, q_batch_unapproved},
    {"undo_asked", undo, q_batch_not_undone},
    {"queued", read_file, NULL},
};

static enum status claim(struct work *w, const struct turn **out) {
    struct row_batch_task *found;
    struct arena *a = w->j->keep;
    enum status st = NOT_FOUND;
    for (size_t i = 0; st == NOT_FOUND && i < sizeof turns / sizeof turns[0]; i++) {
        *out = &turns[i];
        st = q_batch_claim(&found, w->j->db, str_from(turns[i].state));
    }
    if (st != OK) return st;
    w->task = *found;
    struct str *const kept[] = {&w->task.region, &w->task.file,    &w->task.state,
                                &w->task.spool,  &w->task.made_by, &w->task.approved_by,
                                &w->task.undo_by};
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (kept[i]->p) *kept[i] = str_copy(a, *kept[i]);
    }
    return OK;
}

static enum status give_up(struct work *w, const struct turn *turn) {
    static const char said[] =
        "这一批没有办完，登记没有改动。请再试一次；还是不行，请找系统管理员。";
    log_event(LOG_ERROR, "import_given_up", "batch", log_number(w->task.id), NULL);
    if (turn->give_up) return again(w, turn->give_up, str_from(said));
    spool_remove(w->j->spool, w->task.spool);
    return refuse(w, str_from(said));
}

/* How often the work on this batch has begun and not ended; counts this time. */
static enum status begin(int64_t *begun, struct work *w) {
    struct row_batch_progress *p;
    enum status st = q_batch_begun(w->j->aside, w->task.id, w->now);
    if (st == OK) st = q_batch_progress(&p, w->j->aside, w->task.id);
    if (st != OK) return st;
    *begun = p->begun;
    return db_commit(w->j->aside);
}

enum status batch_work(struct batch_job *j, int64_t now) {
    struct work *w = ARENA_NEW(j->keep, struct work);
    const struct turn *turn;
    int64_t begun;
    *w = (struct work){.j = j, .now = now, .began = date_ticks()};
    w->report = (struct intake_report){.say = say, .arg = w};
    db_use_long(j->db, j->rows);
    enum status st = claim(w, &turn);
    if (st == NOT_FOUND) return intake_clear(j->db, j->rest);
    if (st != OK) return st;
    st = begin(&begun, w);
    if (st == OK) st = begun > BATCH_TRIES ? give_up(w, turn) : turn->run(w);
    db_rollback(j->db);
    /* What failed is tried again, and counts; what only met a busy database does not. */
    if (st == FAILED || q_batch_ended(j->aside, w->task.id) != OK) return st;
    log_event(LOG_INFO, "import_step", "batch", log_number(w->task.id), "state", turn->state, "ms",
              log_number((date_ticks() - w->began) / 1000), NULL);
    enum status noted = db_commit(j->aside);
    return st == OK ? noted : st;
}

/* -- what was left
 * -------------------------------------------------------------------------------- */

static bool is_waited_for(void *arg, struct str name) {
    struct batch_job *j = arg;
    struct row_batch_spooled *found;
    return q_batch_spooled(&found, j->db, name) != NOT_FOUND;
}

enum status batch_sweep(struct batch_job *j) {
    spool_sweep(j->spool, is_waited_for, j, KEPT_HOURS * 3600);
    return NOT_FOUND;
}
