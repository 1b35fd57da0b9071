/*
 * The second person: what forbids publishing, publishing all that waits, withdrawing. Each edition,
 * stage and payment goes into the ledger with the unit that publishes it.
 */
#include "base/arena.h"
#include "base/money.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/publish/effort.h"
#include "model/publish/gate.h"
#include "model/publish/ledger.h"
#include "model/publish/ledger_effort.h"
#include "model/publish/search.h"
#include "query.h"

static bool is(struct str s, const char *word) {
    return str_is(s, word);
}

/* A donation may be for a published project of the same place, or of one above or below it. */
static enum status project_faults(struct effort_fault **faults, size_t *count, struct db *db,
                                  const struct row_effort_edition *e) {
    struct row_effort_project_title *p;
    if (e->project_id == INT64_MIN) return OK;
    enum status st = q_effort_project_title(&p, db, e->project_id);
    bool fits = st == OK &&
                (region_covers(p->region, e->region) || region_covers(e->region, p->region));
    if (fits || (st != OK && st != NOT_FOUND)) return st;
    struct effort_fault *more = ARENA_ARRAY(db_arena(db), struct effort_fault, *count + 1);
    for (size_t i = 0; i < *count; i++) more[i] = (*faults)[i];
    more[*count] = (struct effort_fault){
        "project_id", STR("没有这个编号的已发布项目，或者它不在这个地方。请核对项目编号。")};
    *faults = more;
    ++*count;
    return OK;
}

enum status effort_faults(struct effort_fault **faults, size_t *count, struct db *db,
                          const struct effort_file *f, int64_t now) {
    *faults = NULL;
    *count = 0;
    if (!f->draft) return OK;
    struct effort_text t = effort_text_of(f->draft);
    *count = effort_faults_by(faults, db_arena(db), f->head->kind, &t, f->live != NULL, f->paid,
                              date_day(now));
    return project_faults(faults, count, db, f->draft);
}

bool effort_is_own(const struct effort_file *f, const struct actor *actor) {
    if (f->draft && f->draft->written_by == actor->id) return true;
    for (size_t i = 0; i < f->step_count; i++) {
        if (is(f->steps[i].state, "waiting") && f->steps[i].made_by == actor->id) return true;
    }
    for (size_t i = 0; i < f->payment_count; i++) {
        if (is(f->payments[i].state, "waiting") && f->payments[i].made_by == actor->id) return true;
    }
    return false;
}

/* What waits, in a word: the version of the draft and the last deeds there are. */
struct str effort_mark(struct arena *a, const struct effort_file *f) {
    int64_t step = f->step_count ? f->steps[f->step_count - 1].id : 0, payment = 0;
    for (size_t i = 0; i < f->payment_count; i++) {
        if (f->payments[i].id > payment) payment = f->payments[i].id;
    }
    return str_format(a, "%lld-%lld-%lld-%lld", (long long)(f->draft ? f->draft->version : 0),
                      (long long)step, (long long)payment, (long long)f->head->waiting);
}

static int64_t next_number(const struct effort_file *f) {
    int64_t last = 0;
    for (size_t i = 0; i < f->count; i++) {
        if (f->all[i].number > last) last = f->all[i].number;
    }
    return last + 1;
}

/* One by one: what came or went since it was looked at is a conflict, and each is a leaf. */
static enum status publish_deeds(struct db *db, const struct actor *actor,
                                 const struct effort_file *f, int64_t now) {
    int64_t id = f->head->id;
    enum status st = OK;
    for (size_t i = 0; st == OK && i < f->step_count; i++) {
        if (!is(f->steps[i].state, "waiting")) continue;
        st = q_effort_step_publish(db, f->steps[i].id, id, actor->id, now);
        if (st == OK && db_changed(db) == 0) st = CONFLICT;
        if (st == OK) st = ledger_append(db, LEDGER_EFFORT_STEP, f->steps[i].id);
    }
    for (size_t i = 0; st == OK && i < f->payment_count; i++) {
        if (!is(f->payments[i].state, "waiting")) continue;
        st = q_effort_payment_publish(db, f->payments[i].id, id, actor->id, now);
        if (st == OK && db_changed(db) == 0) st = CONFLICT;
        if (st == OK) st = ledger_append(db, LEDGER_EFFORT_PAYMENT, f->payments[i].id);
    }
    return st;
}

static enum status publish_all(struct db *db, const struct actor *actor,
                               const struct effort_file *f, int64_t now) {
    int64_t id = f->head->id;
    enum status st = OK;
    if (f->draft) {
        st = q_effort_correct(db, id);
        if (st == OK) {
            st = q_effort_publish(db, f->draft->id, f->draft->version, next_number(f), actor->id,
                                  now);
        }
        if (st == OK && db_changed(db) == 0) st = CONFLICT;
        if (st == OK) st = ledger_append(db, LEDGER_EFFORT, f->draft->id);
        if (st == OK) st = search_note(db, SEARCH_EFFORT, id);
    }
    return st == OK ? publish_deeds(db, actor, f, now) : st;
}

#define MOVED    "内容刚刚有变动，请看过现在的再发布。"
#define OWN_WORK "这里有您自己录入的内容，要请另一个人来发布。"

enum status effort_publish(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                           struct str mark, int64_t now) {
    struct effort_file f;
    struct effort_fault *faults;
    struct arena *a = db_arena(db);
    size_t count;
    enum status st = effort_hold(&f, db, actor, id);
    if (st != OK) return st;
    bool first = f.draft || f.live;
    if (!first || !str_eq(mark, effort_mark(a, &f)) || (!f.draft && f.head->waiting == 0)) {
        *why = STR(MOVED);
        return CONFLICT;
    }
    if (effort_is_own(&f, actor)) {
        *why = STR(OWN_WORK);
        return DENIED;
    }
    st = effort_faults(&faults, &count, db, &f, now);
    if (st == OK && count > 0) st = INVALID;
    if (st == OK) st = publish_all(db, actor, &f, now);
    if (st == CONFLICT) *why = STR(MOVED);
    if (st != OK) return st;
    const struct row_effort_edition *e = f.draft ? f.draft : f.live;
    struct effort_text t = effort_text_of(e), before = {.title = STR("")};
    if (f.live) before = effort_text_of(f.live);
    struct str became = effort_gist(a, f.head->kind, &t);
    if (f.head->waiting) {
        became = str_format(a, STR_FMT "；进度 %s，已拨付 " STR_FMT, STR_ARG(became),
                            effort_stage_labels[f.done].text, STR_ARG(money_text(a, f.paid)));
    }
    struct str was = f.live ? str_format(a, STR_FMT "；进度 %s，已拨付 " STR_FMT,
                                         STR_ARG(effort_gist(a, f.head->kind, &before)),
                                         effort_stage_labels[f.head->stages_done].text,
                                         STR_ARG(money_text(a, f.head->paid)))
                            : STR_NONE;
    return audit_change(db, actor, "publish", "effort", id, e->title, was, became, now);
}

enum status effort_withdraw(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                            struct str reason, int64_t now) {
    struct effort_file f;
    struct gate_find *finds;
    enum status st = effort_hold(&f, db, actor, id);
    if (st != OK) return st;
    if (gate_screen(&finds, db_arena(db), reason) > 0) {
        *why = STR("撤回的原因里像是有号码，不能公开。请删掉它。");
        return INVALID;
    }
    st = f.live ? q_effort_withdraw(db, f.live->id, now, reason) : CONFLICT;
    if (st == CONFLICT || (st == OK && db_changed(db) == 0)) {
        *why = STR("现在没有发布着的内容，不用撤回。");
        return CONFLICT;
    }
    if (st == OK) st = ledger_append(db, LEDGER_EFFORT_OUT, f.live->id);
    if (st == OK) st = search_note(db, SEARCH_EFFORT, id);
    if (st != OK) return st;
    return audit_change(db, actor, "withdraw", "effort", id, reason, STR("published"),
                        STR("withdrawn"), now);
}
