/*
 * From the draft to the page: submitting, returning, approving, scheduling, publishing. The rules
 * are flow.h's; here they meet the rows. The document is locked first, so that deeds on it come one
 * after another; each UPDATE names the state and version that were seen.
 */
#include "base/arena.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/edition.h"
#include "model/publish/ledger.h"
#include "model/publish/search.h"
#include "query.h"

static enum flow_state state_of(const struct row_edition *e) {
    enum flow_state state = FLOW_CORRECTED;
    flow_state(&state, e->state);
    return state;
}

static enum flow_fault ask(enum flow_deed deed, const struct actor *actor,
                           const struct row_edition *e, struct str reason) {
    const struct flow_actor who = {
        .writes = account_may(actor, MAY_WRITE),
        .publishes = account_may(actor, MAY_PUBLISH),
        .house = deed == FLOW_HOLD,
        .own = e->is_own,
        .reason = str_trim(reason).n > 0,
    };
    return flow_ask(deed, state_of(e), &who);
}

/* What the edition on its way is told of the deed, before it moves: the database's trigger looks
 * whose word it was. */
static enum status note(struct db *db, const struct actor *actor, int64_t edition_id,
                        const struct edition_step *step, int64_t now) {
    switch (step->deed) {
    case FLOW_SUBMIT: return q_work_submitted(db, edition_id, actor->id, now);
    case FLOW_RECALL: return q_work_back(db, edition_id, STR(""), INT64_MIN, MOMENT_NONE);
    case FLOW_RETURN: return q_work_back(db, edition_id, step->reason, actor->id, now);
    case FLOW_APPROVE:
    case FLOW_SCHEDULE: return q_work_approved(db, edition_id, actor->id, now);
    case FLOW_HOLD: return q_work_held(db, edition_id, step->reason, now);
    default: return OK;
    }
}

/* Whether the text or its files stand in the way of this deed. */
static enum status check_text(struct db *db, enum flow_deed deed, const struct edition_file *f) {
    struct edition_fault *faults;
    size_t count = 0;
    if (deed != FLOW_SUBMIT && deed != FLOW_APPROVE && deed != FLOW_SCHEDULE) return OK;
    enum status st = edition_faults(&faults, &count, db, f->draft, f->live);
    for (size_t i = 0; st == OK && i < count; i++) {
        if (deed != FLOW_SUBMIT || !faults[i].later) st = INVALID;
    }
    return st;
}

static enum status check_moment(struct str *why, const struct edition_step *step, int64_t now) {
    if (step->deed != FLOW_SCHEDULE) return OK;
    if (step->due_at > now && step->due_at <= now + EDITION_DUE_DAYS * INT64_C(86400)) return OK;
    *why = STR("定时发布的时间要在现在以后、一年以内，请改一改。");
    return INVALID;
}

enum status edition_step(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                         const struct edition_step *step, int64_t now) {
    struct edition_file f;
    const char *to = flow_code(flow_rules[step->deed].to);
    *why = STR("");
    enum status st = edition_hold(&f, db, actor, id);
    if (st != OK) return st;
    if (!f.draft || f.draft->version != step->version) return CONFLICT;
    const struct row_edition *e = f.draft;
    enum flow_fault fault = ask(step->deed, actor, e, step->reason);
    *why = flow_fault_text(fault);
    if (fault == FLOW_NOT_NOW) return CONFLICT;
    if (fault != FLOW_FINE) return INVALID;
    st = check_moment(why, step, now);
    if (st == OK) st = check_text(db, step->deed, &f);
    if (st == OK) st = note(db, actor, e->id, step, now);
    if (st == OK) st = q_work_move(db, e->id, step->version, e->state, str_from(to), now);
    if (st == OK && db_changed(db) == 0) return CONFLICT;
    if (st == OK && step->deed == FLOW_SCHEDULE) st = q_work_schedule(db, e->id, step->due_at);
    if (st != OK) return st;
    return audit_change(db, actor, flow_rules[step->deed].action, "document", id, e->title,
                        e->state, str_from(to), now);
}

enum status edition_seen(struct row_many_edition **row, struct db *db, const struct actor *actor,
                         int64_t id) {
    struct row_document_lock *locked;
    enum status st = q_document_lock(&locked, db, id);
    return st == OK ? q_many_edition(row, db, id, actor->region) : st;
}

/* Where it came from, and what it takes the place of: "submitted", "draft; edition 1". */
static struct str was_of(struct db *db, const struct edition_file *f) {
    if (!f->live) return f->draft->state;
    return str_format(db_arena(db), STR_FMT "; " STR_FMT, STR_ARG(f->draft->state),
                      STR_ARG(edition_mark(db, f->live)));
}

enum status edition_publish(struct db *db, const struct actor *actor, int64_t id, int64_t version,
                            int64_t now) {
    struct edition_file f;
    struct edition_fault *faults;
    struct clock clock = {MOMENT_NONE, MOMENT_NONE};
    size_t count;
    enum status st = edition_hold(&f, db, actor, id);
    if (st != OK) return st;
    if (!f.draft || f.draft->version != version) return CONFLICT;
    enum flow_fault fault = ask(FLOW_PUBLISH, actor, f.draft, STR_NONE);
    if (fault != FLOW_FINE) return fault == FLOW_NOT_NOW ? CONFLICT : INVALID;
    st = edition_faults(&faults, &count, db, f.draft, f.live);
    if (st == OK && count > 0) st = INVALID;
    if (st == OK && f.draft->window_days > 0) st = clock_from(&clock, now, f.draft->window_days);
    if (st == OK) st = q_edition_correct(db, id);
    if (st == OK) {
        st = q_edition_publish(db, f.draft->id, version, f.draft->state, actor->id, now,
                               clock.opens_at, clock.closes_at);
    }
    if (st == OK && db_changed(db) == 0) st = CONFLICT;
    if (st == OK) st = ledger_append(db, LEDGER_EDITION, f.draft->id);
    if (st == OK) st = search_note(db, SEARCH_DOCUMENT, id);
    if (st != OK) return st;
    return audit_change(db, actor, "publish", "document", id, f.draft->title, was_of(db, &f),
                        edition_mark(db, f.draft), now);
}
