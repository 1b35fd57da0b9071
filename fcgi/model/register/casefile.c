/*
 * Reading where a case stands, asking lifecycle.h what may be done, and writing down what was. The
 * household's row is locked first, so that two officers move one case one after the other; the
 * second one is told (its form carries the last event it saw).
 */
#include "model/register/casefile.h"

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/setting.h"
#include "query.h"

#define REASON_MOST 300
#define CAUSES_MOST 8

static enum lifecycle_level level_of(const struct actor *actor) {
    if (account_may(actor, MAY_PUBLISH)) return LEVEL_COUNTY;
    return actor->region.n == 12 ? LEVEL_VILLAGE : LEVEL_TOWNSHIP;
}

/* --- reading --- */

/* Somebody asks for a household of elsewhere: that is written down, without saying so to him. */
static void note_stranger(struct db *db, const struct actor *actor, struct str code) {
    struct row_casefile_anywhere *row;
    if (q_casefile_anywhere(&row, db, code) != OK) return;
    log_event(LOG_WARN, "household_of_elsewhere", "account", log_number(actor->id), "household",
              log_number(row->id), NULL);
}

void casefile_note(struct db *db, const struct actor *actor, int64_t case_id) {
    struct row_casefile_household_of *row;
    struct row_casefile_household *own;
    if (q_casefile_household_of(&row, db, case_id) != OK) return;
    if (q_casefile_household(&own, db, row->code, actor->region) == NOT_FOUND) {
        note_stranger(db, actor, row->code);
    }
}

static enum status read_steps(struct casefile *c, struct db *db, int64_t now) {
    struct row_household_event *events;
    size_t count;
    enum status st = q_casefile_events(&events, &count, db, c->file->id);
    if (st != OK) return st;
    c->step_count = lifecycle_progress(c->steps, c->file->kind, events, count, &c->days,
                                       date_day(now));
    c->at = lifecycle_position(c->steps, c->step_count, STR(""));
    return OK;
}

/* A notice has run when its last day has ended; where the register knows the day only, it counts.
 */
static enum status read_window(struct casefile *c, struct db *db, int64_t now) {
    struct row_casefile_notice *notice;
    const struct lifecycle_step *step = &c->steps[c->at.at];
    c->notice = step->document_id;
    enum status st = q_casefile_notice(&notice, db, c->file->id, str_from(step->stop->key));
    if (st == OK) c->window_over = notice->closes_at != MOMENT_NONE && notice->closes_at <= now;
    if (st != NOT_FOUND) return st;
    c->window_over = step->begun && step->due_on != DAY_NONE && step->due_on < date_day(now);
    return OK;
}

static enum status read_case(struct casefile *c, struct db *db, int64_t now) {
    struct row_casefile_holds *holds;
    enum status st = q_casefile_open(&c->file, db, c->household->id);
    if (st == NOT_FOUND) {
        c->file = NULL;
        return OK;
    }
    if (st == OK) st = read_steps(c, db, now);
    if (st == OK && c->at.at < c->step_count) st = read_window(c, db, now);
    if (st == OK) st = q_casefile_holds(&holds, db, c->file->id);
    if (st == OK) c->holds = holds->number;
    return st;
}

static enum status read_spell(struct casefile *c, struct db *db, int32_t today) {
    enum status st = q_casefile_last_spell(&c->spell, db, c->household->id);
    if (st == NOT_FOUND) {
        c->spell = NULL;
        return OK;
    }
    if (st != OK) return st;
    c->registered = c->spell->to_on == DAY_NONE || c->spell->to_on > today;
    c->ceased = !c->registered && str_is(c->spell->ending, "natural");
    c->relapse = !c->registered && str_is(c->spell->ending, "lifted");
    return OK;
}

static enum status read_rest(struct casefile *c, struct db *db, int64_t now) {
    struct settings settings;
    enum status st = settings_load(&settings, db);
    if (st == OK) c->days = lifecycle_days_of(&settings);
    if (st == OK) st = read_spell(c, db, date_day(now));
    return st == OK ? read_case(c, db, now) : st;
}

enum status casefile_read(struct casefile *c, struct db *db, const struct actor *actor,
                          struct str code, int64_t now) {
    *c = (struct casefile){0};
    enum status st = q_casefile_household(&c->household, db, code, actor->region);
    if (st == NOT_FOUND) note_stranger(db, actor, code);
    return st == OK ? read_rest(c, db, now) : st;
}

/* What this unit sees may be older than the lock it waited for: then somebody was first. */
static enum status check_fresh(struct db *db, int64_t household_id) {
    struct row_casefile_seen *seen = NULL;
    struct row_casefile_latest *latest = NULL;
    enum status st = q_casefile_seen(&seen, db, household_id);
    if (st == OK) st = q_casefile_latest(&latest, db, household_id);
    if (st != OK) return st;
    return latest->last == seen->last ? OK : CONFLICT;
}

enum status casefile_hold(struct casefile *c, struct db *db, const struct actor *actor,
                          struct str code, int64_t now) {
    *c = (struct casefile){0};
    enum status st = q_casefile_household_hold(&c->household, db, code, actor->region);
    if (st == NOT_FOUND) note_stranger(db, actor, code);
    if (st == OK) st = read_rest(c, db, now);
    return st == OK ? check_fresh(db, c->household->id) : st;
}

/* --- asking --- */

static struct lifecycle_context context(const struct casefile *c, const struct actor *actor) {
    return (struct lifecycle_context){
        .level = level_of(actor),
        .registered = c->registered,
        .ceased = c->ceased,
        .window_over = c->window_over,
        .objections = c->holds,
        .target = c->at.at,
    };
}

enum lifecycle_fault casefile_allows(const struct casefile *c, const struct actor *actor,
                                     struct str kind, enum lifecycle_event event) {
    struct lifecycle_move m;
    struct lifecycle_context q = context(c, actor);
    const struct label *list = lifecycle_reasons(event, kind);
    if (list) q.reason_code = str_from(list[0].code);
    q.reason = STR("…");
    return lifecycle_move(&m, kind, &c->days, c->at, event, &q);
}

/* --- writing --- */

/* What is written down about one move. */
struct deed {
    struct db *db;
    const struct actor *actor;
    const struct casefile *c;
    const struct lifecycle_move *move;
    struct str kind, reason_code, reason;
    int64_t case_id, document_id, now;
    int32_t due_on;
};

static struct str reason_text(struct arena *a, const struct deed *d) {
    static const struct label *const lists[] = {lifecycle_return_reasons, lifecycle_reject_reasons,
                                                lifecycle_removal_reasons, lifecycle_exit_reasons,
                                                lifecycle_natural_reasons};
    struct str label = STR("");
    for (size_t i = 0; d->reason_code.n && i < sizeof lists / sizeof lists[0]; i++) {
        struct str found = label_text(lists[i], d->reason_code);
        if (!str_eq(found, d->reason_code)) label = found;
    }
    if (label.n == 0) return d->reason.p ? text_clip(d->reason, REASON_MOST) : STR("");
    return text_clip(str_format(a, STR_FMT "。" STR_FMT, STR_ARG(label), STR_ARG(d->reason)),
                     REASON_MOST);
}

static const char *desk_of(const struct deed *d) {
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    size_t n = lifecycle_plan(plan, d->kind, &d->c->days);
    for (size_t i = 0; i < n; i++) {
        if (str_is(str_from(plan[i]->key), d->move->stop)) return plan[i]->desk;
    }
    return "村委会";
}

static enum status write_event(const struct deed *d, const char *stop, const char *outcome,
                               int64_t case_id) {
    return q_casefile_event_add(
        d->db, d->c->household->id, case_id, str_from(stop), str_from(outcome), date_day(d->now),
        d->due_on, d->reason_code.p ? d->reason_code : STR(""), reason_text(db_arena(d->db), d),
        str_from(desk_of(d)), d->actor->id, d->document_id);
}

static enum status enter(int64_t *spell_id, const struct deed *d) {
    const struct row_casefile_open *file = d->c->file;
    enum status st = q_casefile_spell_add(d->db, d->c->household->id, file->register_kind,
                                          file->attribute, date_day(d->now));
    *spell_id = db_insert_id(d->db);
    struct str rest = file->causes.n ? file->causes : STR_NONE;
    for (int64_t i = 1; st == OK && rest.p && i <= CAUSES_MOST; i++) {
        st = q_casefile_cause_add(d->db, *spell_id, i, str_cut(&rest, ' '));
    }
    return st;
}

static enum status leave(int64_t *spell_id, const struct deed *d, const char *ending) {
    *spell_id = d->c->spell->id;
    return q_casefile_spell_end(d->db, *spell_id, date_day(d->now), str_from(ending));
}

static enum status take_effect(int64_t *spell_id, const struct deed *d) {
    switch (d->move->effect) {
    case EFFECT_ENTER: return enter(spell_id, d);
    case EFFECT_LIFT: return leave(spell_id, d, "lifted");
    case EFFECT_REMOVE: return leave(spell_id, d, "removed");
    case EFFECT_CEASE: return leave(spell_id, d, "natural");
    case EFFECT_NONE: break;
    }
    return OK;
}

/* The case's end, if this was one. */
static enum status end_case(const struct deed *d, int64_t spell_id) {
    const char *outcome = d->move->to.place == CASE_DONE       ? "done"
                          : d->move->to.place == CASE_REJECTED ? "rejected"
                                                               : d->move->outcome;
    if (d->case_id == INT64_MIN || d->move->to.place < CASE_DONE) return OK;
    return q_casefile_end(d->db, d->case_id, date_day(d->now), str_from(outcome), spell_id);
}

/* village_notice running; empty before the first stop and when there is no case. */
static struct str place_text(const struct deed *d, struct lifecycle_position at) {
    static const char *const places[] = {"",     "waiting",  "running", "returned",
                                         "done", "rejected", "ended"};
    const struct lifecycle_stop *plan[LIFECYCLE_STOPS_MAX];
    size_t n = lifecycle_plan(plan, d->kind, &d->c->days);
    if (at.place == CASE_NONE) return STR("");
    if (at.place >= CASE_DONE || at.at >= n) return str_from(places[at.place]);
    return str_format(db_arena(d->db), "%s %s", plan[at.at]->key, places[at.place]);
}

static enum status record(const struct deed *d) {
    struct arena *a = db_arena(d->db);
    const char *action = str_cstr(a, str_format(a, "case_%s", d->move->outcome));
    return audit_change(d->db, d->actor, action, "household", d->c->household->id,
                        str_format(a, STR_FMT " %s", STR_ARG(d->kind), d->move->stop),
                        place_text(d, d->c->at), place_text(d, d->move->to), d->now);
}

static enum status write_down(const struct deed *d) {
    int64_t spell_id = INT64_MIN;
    bool fact = d->move->effect == EFFECT_CEASE && d->case_id != INT64_MIN;
    enum status st = write_event(d, d->move->stop, d->move->outcome, d->case_id);
    if (st == OK && fact) st = write_event(d, "natural", "reached", INT64_MIN);
    if (st == OK) st = take_effect(&spell_id, d);
    if (st == OK) st = end_case(d, spell_id);
    return st == OK ? record(d) : st;
}

static enum status refuse(struct str *why, enum lifecycle_fault fault) {
    *why = lifecycle_fault_text(fault);
    return INVALID;
}

static enum status too_late(struct str *why) {
    *why = STR("您看的时候，别人已经办过了。请看一看现在办到哪一步，再决定。");
    return CONFLICT;
}

enum status casefile_open(struct str *why, struct db *db, const struct actor *actor,
                          struct str code, const struct casefile_opening *o, int64_t now) {
    struct casefile c;
    struct lifecycle_move m;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st == CONFLICT) return too_late(why);
    if (st != OK) return st;
    if (c.file) return too_late(why);
    bool entry = str_is(o->kind, "entry");
    struct lifecycle_context q = context(&c, actor);
    q.reason_code = o->reason_code;
    q.reason = o->reason;
    enum lifecycle_fault fault = lifecycle_move(&m, o->kind, &c.days, c.at, EVENT_BEGIN, &q);
    if (fault != MOVE_FINE) return refuse(why, fault);
    st = q_casefile_add(db, c.household->id, c.registered ? c.spell->id : INT64_MIN, o->kind,
                        entry ? o->register_kind : c.spell->kind,
                        entry ? o->attribute : c.spell->attribute, entry ? o->causes : STR(""),
                        date_day(now), actor->id);
    if (st == CONFLICT) return too_late(why);
    if (st != OK) return st;
    struct deed d = {
        db,        actor, &c,      &m, o->kind, o->reason_code, o->reason, db_insert_id(db),
        INT64_MIN, now,   DAY_NONE};
    return write_down(&d);
}

/* The stop a case is sent back to. */
static enum lifecycle_fault find_target(size_t *at, const struct casefile *c, struct str key) {
    for (size_t i = 0; key.n && i < c->step_count; i++) {
        if (!str_is(key, c->steps[i].stop->key)) continue;
        *at = i;
        return MOVE_FINE;
    }
    return key.n ? MOVE_TARGET : MOVE_FINE;
}

static enum lifecycle_fault ask(struct lifecycle_move *m, const struct casefile *c,
                                const struct actor *actor, const struct casefile_action *x) {
    struct lifecycle_context q = context(c, actor);
    q.reason_code = x->reason_code;
    q.reason = x->reason;
    enum lifecycle_fault fault = find_target(&q.target, c, x->target);
    struct str kind = c->file ? c->file->kind : STR("exit");
    if (fault != MOVE_FINE) return fault;
    if (!c->file && x->event == EVENT_BEGIN) return MOVE_NO_CASE;
    if (x->event == EVENT_RECALL) return MOVE_NOT_NOTICE;
    return lifecycle_move(m, kind, &c->days, c->at, x->event, &q);
}

enum status casefile_move(struct str *why, struct db *db, const struct actor *actor,
                          struct str code, const struct casefile_action *x, int64_t now) {
    struct casefile c;
    struct lifecycle_move m;
    enum status st = casefile_hold(&c, db, actor, code, now);
    if (st == CONFLICT) return too_late(why);
    if (st != OK) return st;
    if (x->seen != (c.file ? c.file->seen : INT64_MIN)) return too_late(why);
    enum lifecycle_fault fault = ask(&m, &c, actor, x);
    if (fault != MOVE_FINE) return refuse(why, fault);
    bool listed = lifecycle_reasons(x->event, c.file ? c.file->kind : STR("")) != NULL;
    struct deed d = {db,
                     actor,
                     &c,
                     &m,
                     c.file ? c.file->kind : STR(""),
                     listed ? x->reason_code : STR(""),
                     x->reason,
                     c.file ? c.file->id : INT64_MIN,
                     x->event == EVENT_PASS && c.file ? c.notice : INT64_MIN,
                     now,
                     DAY_NONE};
    return write_down(&d);
}

/* One step of a notice; what the case is now stands in ${c} again. */
static enum status by_notice(struct str *why, struct db *db, const struct actor *actor,
                             struct casefile *c, enum lifecycle_event event, size_t target,
                             int64_t document_id, int32_t due_on, int64_t now) {
    struct lifecycle_move m;
    struct lifecycle_context q = context(c, actor);
    q.posted = true;
    q.target = target;
    enum lifecycle_fault fault = lifecycle_move(&m, c->file->kind, &c->days, c->at, event, &q);
    if (fault != MOVE_FINE) return refuse(why, fault);
    struct deed d = {db,      actor,       c,           &m,  c->file->kind, STR(""),
                     STR(""), c->file->id, document_id, now, due_on};
    enum status st = write_down(&d);
    c->at = m.to;
    return st;
}

enum status casefile_post(struct str *why, struct db *db, const struct actor *actor,
                          struct casefile *c, int64_t document_id, int32_t due_on, int64_t now) {
    if (!c->file) return refuse(why, MOVE_NO_CASE);
    return by_notice(why, db, actor, c, EVENT_BEGIN, c->at.at, document_id, due_on, now);
}

enum status casefile_recall(struct str *why, struct db *db, const struct actor *actor,
                            struct casefile *c, struct str stop, int64_t document_id, int64_t now) {
    size_t target = c->at.at;
    if (!c->file) return refuse(why, MOVE_NO_CASE);
    enum lifecycle_fault fault = find_target(&target, c, stop);
    if (fault != MOVE_FINE) return refuse(why, fault);
    return by_notice(why, db, actor, c, EVENT_RECALL, target, document_id, DAY_NONE, now);
}

enum status casefile_object(int64_t *id, struct db *db, int64_t document_id, int64_t case_id,
                            int64_t now) {
    enum status st = q_casefile_hold_add(db, document_id, case_id, now);
    *id = st == OK ? db_insert_id(db) : 0;
    return st;
}

enum status casefile_settle(struct db *db, int64_t id, int64_t now) {
    return q_casefile_hold_release(db, id, now);
}

enum status casefile_uphold(struct db *db, const struct actor *actor, int64_t case_id,
                            struct str stop, struct str reason, int64_t now) {
    struct row_casefile_household_of *row;
    struct casefile c;
    struct lifecycle_move m;
    size_t target = 0;
    enum status st = q_casefile_household_of(&row, db, case_id);
    if (st == OK) st = casefile_hold(&c, db, actor, row->code, now);
    if (st != OK || !c.file || c.file->id != case_id) return st;
    if (find_target(&target, &c, stop) != MOVE_FINE || target > c.at.at) return OK;
    struct lifecycle_context q = context(&c, actor);
    q.level = c.steps[c.at.at].stop->level; /* the decision is made above the desk */
    q.target = target;
    q.reason_code = STR("objection");
    q.reason = reason;
    enum lifecycle_fault fault = lifecycle_move(&m, c.file->kind, &c.days, c.at, EVENT_RETURN, &q);
    if (fault == MOVE_NOT_RETURNED || fault == MOVE_RETURNED || fault == MOVE_OVER) return OK;
    if (fault != MOVE_FINE) return FAILED;
    struct deed d = {db,     actor,   &c,        &m,  c.file->kind, q.reason_code,
                     reason, case_id, INT64_MIN, now, DAY_NONE};
    return write_down(&d);
}
