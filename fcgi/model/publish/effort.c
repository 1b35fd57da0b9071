/*
 * The life of an effort: drafts and deeds that wait; effort_publish.c has the second person, who
 * publishes them. Called by the handlers of office/; the triggers of 020_projects.sql back it.
 */
#include "model/publish/effort.h"

#include "base/arena.h"
#include "base/text.h"
#include "base/buf.h"
#include "base/money.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "query.h"

#define END_OF_TIME INT64_C(253402300799)

static enum status add_draft(struct db *db, int64_t id, struct str kind, struct str region,
                             int64_t version, const struct effort_text *t, int64_t batch,
                             int64_t writer, int64_t now) {
    const int64_t *s = t->sources;
    return q_effort_draft_add(db, id, kind, region, version, t->title, t->area, t->year, t->type,
                              t->party, t->households, t->people, t->posts, s[0], s[1], s[2], s[3],
                              s[4], s[5], t->amount, t->goods, t->wage_from, t->wage_to, t->place,
                              t->deadline, t->phone, t->on_day, t->project_id, t->about, t->note,
                              batch, writer, now);
}

enum status effort_start(int64_t *id, struct db *db, const struct actor *actor, struct str kind,
                         struct str region, const struct effort_text *t, struct str key,
                         int64_t now) {
    struct row_effort_by_form *before;
    if (!account_covers(actor, region)) return DENIED;
    enum status st = q_effort_by_form(&before, db, key, actor->region);
    if (st == OK) *id = before->id;
    if (st != NOT_FOUND) return st;
    st = q_effort_add(db, kind, region, actor->id, now, key);
    if (st != OK) return st;
    *id = db_insert_id(db);
    st = add_draft(db, *id, kind, region, 1, t, INT64_MIN, actor->id, now);
    return st == OK ? audit_add(db, actor, "draft", "effort", *id, t->title, now) : st;
}

struct effort_text effort_text_of(const struct row_effort_edition *e) {
    return (struct effort_text){
        .title = e->title,
        .area = e->area,
        .type = e->type,
        .party = e->party,
        .goods = e->goods,
        .place = e->place,
        .phone = e->phone,
        .about = e->about,
        .note = e->note,
        .year = e->year,
        .households = e->households,
        .people = e->people,
        .posts = e->posts,
        .sources = {e->central, e->province, e->prefecture, e->county, e->society, e->own},
        .amount = e->amount,
        .wage_from = e->wage_from,
        .wage_to = e->wage_to,
        .deadline = e->deadline,
        .on_day = e->on_day,
        .project_id = e->project_id,
    };
}

/* -- one with all that belongs to it -------------------------------------------------------------
 */

static bool is(struct str s, const char *word) {
    return str_is(s, word);
}

static void reckon(struct effort_file *f) {
    f->last_on = DAY_NONE;
    for (size_t i = 0; i < f->count; i++) {
        struct row_effort_edition *e = &f->all[i];
        if (is(e->state, "draft")) f->draft = e;
        if (is(e->state, "published") || is(e->state, "withdrawn")) f->live = e;
    }
    for (size_t i = 0; i < f->step_count; i++) {
        const struct row_effort_deed_step *s = &f->steps[i];
        if (is(s->state, "dropped")) continue;
        f->done = s->back ? s->stage - 1 : s->stage;
        f->last_on = s->on_day;
    }
    f->paid = f->head->paid + f->head->unpublished;
}

static enum status load(struct effort_file *f, struct db *db, int64_t id) {
    enum status st = q_effort_editions_all(&f->all, &f->count, db, id);
    if (st == OK) st = q_effort_step_all(&f->steps, &f->step_count, db, id);
    if (st == OK) st = q_effort_payment_all(&f->payments, &f->payment_count, db, id);
    if (st == OK) st = region_place(&f->place, db, f->head->region);
    if (st == OK) st = audit_of(&f->history, &f->history_count, db, "effort", id);
    if (st == OK) reckon(f);
    return st;
}

enum status effort_find(struct effort_file *out, struct db *db, const struct actor *actor,
                        int64_t id) {
    *out = (struct effort_file){.head = NULL};
    enum status st = q_effort_find(&out->head, db, id, actor->region);
    return st == OK ? load(out, db, id) : st;
}

enum status effort_hold(struct effort_file *out, struct db *db, const struct actor *actor,
                        int64_t id) {
    *out = (struct effort_file){.head = NULL};
    enum status st = q_effort_lock(&out->head, db, id, actor->region);
    return st == OK ? load(out, db, id) : st;
}

/* -- drafts --------------------------------------------------------------------------------------
 */

struct str effort_gist(struct arena *a, struct str kind, const struct effort_text *t) {
    struct buf b = buf_new(a, 1024);
    buf_put(&b, t->title);
    if (is(kind, "project")) {
        for (size_t i = 0; i < EFFORT_SOURCES; i++) {
            if (t->sources[i] == 0) continue;
            buf_format(&b, "，%s " STR_FMT, effort_sources[i].text,
                       STR_ARG(money_text(a, t->sources[i])));
        }
        buf_format(&b, "，合计 " STR_FMT, STR_ARG(money_text(a, effort_budget(t->sources))));
    }
    if (is(kind, "job")) {
        buf_format(&b, "，%lld 人，截至 " STR_FMT, (long long)t->posts,
                   STR_ARG(date_iso(a, t->deadline)));
    }
    if (is(kind, "donation") && t->amount != MONEY_NONE) {
        buf_format(&b, "，" STR_FMT, STR_ARG(money_text(a, t->amount)));
    }
    return buf_str(&b);
}

static enum status save_draft(struct db *db, const struct row_effort_edition *e, int64_t version,
                              const struct effort_text *t, int64_t writer, int64_t now) {
    const int64_t *s = t->sources;
    enum status st = q_effort_draft_save(
        db, e->id, version, t->title, t->area, t->year, t->type, t->party, t->households, t->people,
        t->posts, s[0], s[1], s[2], s[3], s[4], s[5], t->amount, t->goods, t->wage_from, t->wage_to,
        t->place, t->deadline, t->phone, t->on_day, t->project_id, t->about, t->note, writer, now);
    return st == OK && db_changed(db) == 0 ? CONFLICT : st;
}

enum status effort_save(struct db *db, const struct actor *actor, int64_t id, int64_t version,
                        const struct effort_text *t, int64_t now) {
    struct effort_file f;
    enum status st = effort_hold(&f, db, actor, id);
    if (st != OK) return st;
    const struct row_effort_edition *from = f.draft ? f.draft : f.live;
    if (!from) return NOT_FOUND;
    if (from->version != version) return CONFLICT;
    struct effort_text before = effort_text_of(from);
    if (f.draft) {
        st = save_draft(db, f.draft, version, t, actor->id, now);
    } else {
        st = add_draft(db, id, f.head->kind, f.head->region, version + 1, t, INT64_MIN, actor->id,
                       now);
    }
    if (st != OK) return st;
    struct arena *a = db_arena(db);
    return audit_change(db, actor, f.draft ? "save" : "revise", "effort", id, t->title,
                        effort_gist(a, f.head->kind, &before), effort_gist(a, f.head->kind, t),
                        now);
}

/* -- deeds ---------------------------------------------------------------------------------------
 */

static struct str stage_text(struct arena *a, int64_t done) {
    return str_format(a, "%s", effort_stage_labels[done].text);
}

enum status effort_step(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                        int64_t stage, bool back, int32_t on, struct str reason, int64_t now) {
    struct effort_file f;
    struct arena *a = db_arena(db);
    enum status st = effort_hold(&f, db, actor, id);
    if (st == OK && !is(f.head->kind, "project")) st = NOT_FOUND;
    if (st != OK) return st;
    *why = effort_step_fault(a, f.done, f.last_on, stage, back, on, reason, date_day(now));
    if (why->n) return INVALID;
    int64_t number = f.step_count ? f.steps[f.step_count - 1].number + 1 : 1;
    st = q_effort_step_add(db, id, number, stage, back, on, reason, INT64_MIN, actor->id, now);
    if (st != OK) return st;
    return audit_change(
        db, actor, back ? "effort_back" : "effort_step", "effort", id,
        str_format(a, STR_FMT " " STR_FMT, STR_ARG(date_iso(a, on)), STR_ARG(reason)),
        stage_text(a, f.done), stage_text(a, back ? stage - 1 : stage), now);
}

enum status effort_payment(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                           int64_t amount, int32_t on, struct str reason, int64_t now) {
    struct effort_file f;
    struct arena *a = db_arena(db);
    enum status st = effort_hold(&f, db, actor, id);
    if (st == OK && !is(f.head->kind, "project")) st = NOT_FOUND;
    if (st != OK) return st;
    *why = !f.live
               ? STR("项目发布以后才能记拨付。")
               : effort_payment_fault(a, f.head->budget, f.paid, amount, on, reason, date_day(now));
    if (why->n) return INVALID;
    st = q_effort_payment_add(db, id, on, amount, reason, actor->id, now);
    if (st != OK) return st;
    return audit_change(db, actor, "effort_pay", "effort", id, reason, money_text(a, f.paid),
                        money_text(a, f.paid + amount), now);
}

/* Only the last step that stands may go, or the next one would stand in the air. */
static bool is_last_step(const struct effort_file *f, int64_t deed) {
    for (size_t i = f->step_count; i-- > 0;) {
        if (is(f->steps[i].state, "dropped")) continue;
        return f->steps[i].id == deed;
    }
    return false;
}

/* A first draft takes the stages along that were entered with it. */
static enum status drop_draft(struct db *db, const struct effort_file *f, int64_t now) {
    enum status st = f->draft ? q_effort_draft_drop(db, f->head->id, now) : CONFLICT;
    for (size_t i = 0; st == OK && !f->live && i < f->step_count; i++) {
        if (!is(f->steps[i].state, "waiting")) continue;
        st = q_effort_step_drop(db, f->steps[i].id, f->head->id);
    }
    return st;
}

/* Without a payment the rest must still not fall below nothing. */
static bool may_drop_payment(const struct effort_file *f, int64_t deed) {
    for (size_t i = 0; i < f->payment_count; i++) {
        if (f->payments[i].id != deed) continue;
        int64_t left = f->paid - f->payments[i].amount;
        return left >= 0 && left <= f->head->budget;
    }
    return false;
}

enum status effort_drop(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                        struct str what, int64_t deed, int64_t now) {
    struct effort_file f;
    enum status st = effort_hold(&f, db, actor, id);
    if (st != OK) return st;
    if (is(what, "draft")) {
        st = drop_draft(db, &f, now);
    } else if (is(what, "step")) {
        st = is_last_step(&f, deed) ? q_effort_step_drop(db, deed, id) : CONFLICT;
    } else {
        st = may_drop_payment(&f, deed) ? q_effort_payment_drop(db, deed, id) : CONFLICT;
    }
    if (st == OK && db_changed(db) == 0 && f.draft == NULL) st = CONFLICT;
    if (st == CONFLICT) *why = STR("这一条已经发布或者取消了，或者后面还有一步，要先取消后面的。");
    if (st != OK) return st;
    return audit_add(db, actor, "effort_drop", "effort", id, what, now);
}

void effort_anew(struct db *db) {
    struct arena *a = db_arena(db);
    db_rollback(db);
    db_use(db, a, true);
}

enum status effort_desk(struct row_effort_desk_item **rows, size_t *count, bool *more,
                        struct db *db, const struct actor *actor, struct str kind, struct str state,
                        int64_t before_at, int64_t before_id, int64_t most) {
    bool waits = is(state, "waiting");
    enum status st = q_effort_desk(rows, count, db, actor->region, kind, waits ? STR_NONE : state,
                                   waits, before_id ? before_at : END_OF_TIME,
                                   before_id ? before_id : INT64_MAX, most + 1);
    *more = st == OK && *count > (size_t)most;
    if (*more) *count = (size_t)most;
    return st;
}

enum status effort_search(struct row_effort_desk_item **rows, size_t *count, struct db *db,
                          const struct actor *actor, struct str words, int64_t most) {
    words = text_plain(db_arena(db), str_trim(words));
    *count = 0;
    if (text_length(words) < 2) return OK;
    return q_search_efforts(rows, count, db, actor->region, words, most);
}
