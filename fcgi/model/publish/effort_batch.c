/*
 * Efforts that came in one file: all its rows become drafts in the unit that reads it, and a second
 * person publishes them together. The file itself is read by register/roster.c, which says what is
 * wrong with it. And, at the end, how the made-up county gets its efforts.
 */
#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/effort.h"
#include "model/publish/ledger.h"
#include "model/publish/ledger_effort.h"
#include "model/publish/search.h"
#include "query.h"

#define FILE_NAME 200 /* characters */

static enum status add_one(int64_t *id, struct db *db, struct str kind, const struct effort_row *r,
                           int64_t batch, int64_t writer, int64_t now) {
    const struct effort_text *t = &r->text;
    const int64_t *s = t->sources;
    enum status st = q_effort_add(db, kind, r->region, writer, now, STR_NONE);
    if (st != OK) return st;
    *id = db_insert_id(db);
    st = q_effort_draft_add(db, *id, kind, r->region, 1, t->title, t->area, t->year, t->type,
                            t->party, t->households, t->people, t->posts, s[0], s[1], s[2], s[3],
                            s[4], s[5], t->amount, t->goods, t->wage_from, t->wage_to, t->place,
                            t->deadline, t->phone, t->on_day, t->project_id, t->about, t->note,
                            batch, writer, now);
    for (int64_t i = 0; st == OK && i < EFFORT_STAGES && r->stages[i] != DAY_NONE; i++) {
        st = q_effort_step_add(db, *id, i + 1, i + 1, false, r->stages[i], STR(""), batch, writer,
                               now);
    }
    return st;
}

enum status effort_known(int64_t *id, struct db *db, struct str kind,
                         const struct effort_row *row) {
    const struct effort_text *t = &row->text;
    struct row_effort_known *same;
    enum status st = q_effort_known(&same, db, kind, row->region, t->title, t->year, t->deadline,
                                    t->party);
    if (st == OK) *id = same->id;
    return st;
}

enum status effort_batch_keep(int64_t *id, struct db *db, const struct actor *actor,
                              struct str kind, struct str file, const struct effort_row *rows,
                              size_t count, int64_t now) {
    struct str name = text_clip(file, FILE_NAME);
    enum status st = q_effort_batch_add(db, kind, actor->region, name,
                                        count ? STR("checked") : STR("refused"), (int64_t)count,
                                        actor->id, now);
    if (st != OK) return st;
    *id = db_insert_id(db);
    int64_t effort;
    for (size_t i = 0; st == OK && i < count; i++) {
        st = add_one(&effort, db, kind, &rows[i], *id, actor->id, now);
    }
    if (st != OK) return st;
    return audit_add(db, actor, "effort_upload", "effort_batch", *id, name, now);
}

enum status effort_batch_say(struct db *db, int64_t id, const struct row_effort_said *said,
                             size_t count) {
    enum status st = OK;
    for (size_t i = 0; st == OK && i < count; i++) {
        st = q_effort_said_add(db, id, (int64_t)i + 1, said[i].line, said[i].heading,
                               said[i].is_note, said[i].what, said[i].todo);
    }
    return st;
}

enum status effort_batch_find(struct row_effort_batch **out, struct db *db,
                              const struct actor *actor, int64_t id) {
    return q_effort_batch_find(out, db, id, actor->region);
}

enum status effort_batch_drafts(struct row_effort_edition **rows, size_t *count, struct db *db,
                                int64_t id) {
    return q_effort_drafts_of_batch(rows, count, db, id);
}

enum status effort_batch_said(struct row_effort_said **rows, size_t *count, struct db *db,
                              int64_t id) {
    return q_effort_said_of(rows, count, db, id);
}

enum status effort_batch_list(struct row_effort_batch **rows, size_t *count, struct db *db,
                              const struct actor *actor, int64_t most) {
    return q_effort_batch_list(rows, count, db, actor->region, most);
}

/* The batch, held against others; CONFLICT unless it still waits. */
static enum status hold(struct row_effort_batch **b, struct str *why, struct db *db,
                        const struct actor *actor, int64_t id) {
    struct row_effort_batch_lock *locked;
    enum status st = q_effort_batch_lock(&locked, db, id);
    if (st == OK) st = effort_batch_find(b, db, actor, id);
    if (st != OK || str_is((*b)->state, "checked")) return st;
    *why = STR("这一批已经发布或者丢弃了。");
    return CONFLICT;
}

/* What was edited since is looked at again: nothing goes out unscreened. */
static enum status check(struct str *why, struct db *db, const struct actor *actor,
                         const struct row_effort_edition *rows, size_t count, int64_t now) {
    struct effort_fault *faults;
    struct arena *a = db_arena(db);
    for (size_t i = 0; i < count; i++) {
        struct effort_text t = effort_text_of(&rows[i]);
        if (rows[i].written_by == actor->id) {
            *why = STR("这一批里有您自己录入的内容，要请另一个人来发布。");
            return DENIED;
        }
        if (effort_faults_by(&faults, a, rows[i].kind, &t, false, 0, date_day(now)) == 0) continue;
        *why = str_format(a, "“" STR_FMT "”：" STR_FMT, STR_ARG(rows[i].title),
                          STR_ARG(faults[0].text));
        return INVALID;
    }
    return OK;
}

static enum status close(struct db *db, const struct actor *actor, int64_t id, const char *state,
                         const char *action, size_t count, int64_t now) {
    enum status st = q_effort_batch_close(db, id, str_from(state), actor->id, now);
    if (st != OK) return st;
    return audit_change(db, actor, action, "effort_batch", id,
                        str_format(db_arena(db), "%zu", count), STR("checked"), str_from(state),
                        now);
}

/* Each as it was checked, with its stages: what was touched since is a conflict. */
static enum status publish(struct db *db, const struct actor *actor, int64_t id,
                           const struct row_effort_edition *rows, size_t count, int64_t now) {
    struct row_effort_batch_steps *steps;
    size_t step_count;
    enum status st = OK;
    for (size_t i = 0; st == OK && i < count; i++) {
        st = q_effort_publish(db, rows[i].id, rows[i].version, 1, actor->id, now);
        if (st == OK && db_changed(db) == 0) st = CONFLICT;
        if (st == OK) st = ledger_append(db, LEDGER_EFFORT, rows[i].id);
        if (st == OK) st = search_note(db, SEARCH_EFFORT, rows[i].effort_id);
    }
    if (st == OK) st = q_effort_batch_steps(&steps, &step_count, db, id);
    for (size_t i = 0; st == OK && i < step_count; i++) {
        st = q_effort_step_publish(db, steps[i].id, steps[i].effort_id, actor->id, now);
        if (st == OK && db_changed(db) == 0) st = CONFLICT;
        if (st == OK) st = ledger_append(db, LEDGER_EFFORT_STEP, steps[i].id);
    }
    return st;
}

enum status effort_batch_publish(struct str *why, struct db *db, const struct actor *actor,
                                 int64_t id, int64_t now) {
    struct row_effort_batch *b;
    struct row_effort_edition *rows;
    size_t count;
    enum status st = hold(&b, why, db, actor, id);
    if (st == OK && b->made_by == actor->id) {
        *why = STR("这个文件是您上传的，要请另一个人来发布。");
        return DENIED;
    }
    if (st == OK) st = effort_batch_drafts(&rows, &count, db, id);
    if (st == OK) st = check(why, db, actor, rows, count, now);
    if (st == OK) st = publish(db, actor, id, rows, count, now);
    if (st == CONFLICT && why->n == 0) {
        *why = STR("其中一条刚刚被改动，一条也没有发布。请看过现在的再发布。");
    }
    return st == OK ? close(db, actor, id, "published", "effort_approve", count, now) : st;
}

enum status effort_batch_drop(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                              int64_t now) {
    struct row_effort_batch *b;
    enum status st = hold(&b, why, db, actor, id);
    if (st == OK) st = q_effort_batch_drop_steps(db, id);
    if (st == OK) st = q_effort_batch_drop_drafts(db, id, now);
    if (st != OK) return st;
    return close(db, actor, id, "dropped", "effort_discard", (size_t)b->efforts, now);
}

/* (The ledger takes it in with all else that is there: ledger_adopt.) */
static enum status publish_seed(struct db *db, int64_t id, int64_t publisher, int64_t at) {
    struct row_effort_deed_step *steps;
    struct row_effort_deed_payment *payments;
    size_t count;
    enum status st = q_effort_step_all(&steps, &count, db, id);
    for (size_t i = 0; st == OK && i < count; i++) {
        st = q_effort_step_publish(db, steps[i].id, id, publisher, at);
    }
    if (st == OK) st = q_effort_payment_all(&payments, &count, db, id);
    for (size_t i = 0; st == OK && i < count; i++) {
        st = q_effort_payment_publish(db, payments[i].id, id, publisher, at);
    }
    return st;
}

enum status effort_seed(int64_t *id, struct db *db, const struct effort_made *m) {
    struct row_effort_edition_of_seed *e;
    enum status st = add_one(id, db, m->kind, m->row, INT64_MIN, m->writer, m->at);
    if (st == OK) st = q_effort_edition_of_seed(&e, db, *id);
    if (st == OK) st = q_effort_publish(db, e->id, 1, 1, m->publisher, m->at);
    for (size_t i = 0; st == OK && i < m->payment_count; i++) {
        st = q_effort_payment_add(db, *id, m->paid_on[i], m->payments[i], STR("工程款"), m->writer,
                                  m->at);
    }
    return st == OK ? publish_seed(db, *id, m->publisher, m->at) : st;
}
