/*
 * Writing a document: its drafts and their saves, correcting, withdrawing, the desk. From the draft
 * to the page: edition_step.c. The handlers of office/ call it; the database backs it with unique
 * keys (one on its way, one live) and triggers (published is final, four eyes).
 */
#include "model/publish/edition.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/publish/fit.h"
#include "model/publish/ledger.h"
#include "model/publish/search.h"
#include "query.h"

#define END_OF_TIME INT64_C(253402300799)

struct str edition_mark(struct db *db, const struct row_edition *e) {
    if (!e) return STR_NONE;
    return str_format(db_arena(db), "edition %lld", (long long)e->number);
}

/* ${fit_by}: who set its conditions; INT64_MIN: they come along from the edition before. */
static enum status add_draft(struct db *db, const struct actor *actor, int64_t id, struct str kind,
                             struct str region, int64_t number, int64_t version,
                             const struct edition_text *t, int64_t fit_by, int64_t now) {
    enum status st = q_draft_add(db, id, kind, region, number, version, t->title, t->body,
                                 t->issuer, t->document_number, t->issued_on, t->effective_from,
                                 t->effective_to, t->level, t->area, t->card_who, t->card_what,
                                 t->card_how, t->card_when, t->card_bring, t->card_ask, t->type,
                                 t->window_days, t->change_note, actor->id, now);
    return st == OK ? fit_set(db, db_insert_id(db), t->fit, fit_by) : st;
}

/* *made: it is new; else the form was sent before. */
static enum status start(int64_t *id, bool *made, struct db *db, const struct actor *actor,
                         const char *kind, struct str region, const struct edition_text *text,
                         struct str key, int64_t now) {
    struct row_document_by_form *before;
    *made = false;
    if (!account_covers(actor, region)) return DENIED;
    enum status st = q_document_by_form(&before, db, key, actor->region);
    if (st == OK) *id = before->id;
    if (st != NOT_FOUND) return st;
    st = q_document_add(db, str_from(kind), region, actor->id, now, key);
    if (st != OK) return st;
    *made = true;
    *id = db_insert_id(db);
    st = add_draft(db, actor, *id, str_from(kind), region, 1, 1, text, actor->id, now);
    if (st != OK) return st;
    return audit_change(db, actor, "draft", "document", *id, text->title, STR_NONE, STR("draft"),
                        now);
}

static bool is_list(struct str type) {
    return str_is(type, "list");
}

enum status edition_start(int64_t *id, int64_t *version, struct db *db, const struct actor *actor,
                          const char *kind, struct str region, const struct edition_text *text,
                          const struct edition_base *base, int64_t now) {
    const struct edition_base first = {1, base->key, base->turn, base->by_itself};
    struct edition_file f;
    bool made;
    *version = 1;
    if (is_list(text->type)) return INVALID;
    enum status st = start(id, &made, db, actor, kind, region, text, base->key, now);
    if (st == OK && made && base->turn > 0) {
        st = edition_find(&f, db, actor, *id);
        if (st == OK) st = q_work_saved(db, f.draft->id, base->key, base->turn, actor->id);
    }
    if (st != OK || made) return st;
    st = edition_save(version, db, actor, *id, &first, text, now);
    return st == NOT_FOUND ? CONFLICT : st;
}

enum status edition_start_list(int64_t *id, struct db *db, const struct actor *actor,
                               struct str region, const struct edition_text *text, struct str key,
                               int64_t now) {
    bool made;
    return start(id, &made, db, actor, "notice", region, text, key, now);
}

enum status edition_find(struct edition_file *out, struct db *db, const struct actor *actor,
                         int64_t id) {
    *out = (struct edition_file){0};
    enum status st = q_edition_of_document(&out->all, &out->count, db, id, actor->region,
                                           actor->id);
    if (st != OK || out->count == 0) return st == OK ? NOT_FOUND : st;
    for (size_t i = 0; i < out->count; i++) {
        struct row_edition *e = &out->all[i];
        enum flow_state state;
        if (!flow_state(&state, e->state)) return FAILED;
        if (!flow_is_out(state)) out->draft = e;
        if (state == FLOW_PUBLISHED || state == FLOW_WITHDRAWN) out->live = e;
    }
    st = region_place(&out->place, db, out->all[0].region);
    return st == OK ? audit_of(&out->history, &out->history_count, db, "document", id) : st;
}

enum status edition_find_anew(struct edition_file *out, struct db *db, const struct actor *actor,
                              int64_t id) {
    struct arena *a = db_arena(db);
    db_rollback(db);
    db_use(db, a, true);
    return edition_find(out, db, actor, id);
}

bool edition_is_open(const struct row_edition *e) {
    return str_is(e->state, flow_code(FLOW_DRAFT));
}

enum status edition_hold(struct edition_file *out, struct db *db, const struct actor *actor,
                         int64_t id) {
    struct row_document_lock *locked;
    enum status st = q_document_lock(&locked, db, id);
    return st == OK ? edition_find(out, db, actor, id) : st;
}

static bool is_same_text(const struct edition_text *a, const struct edition_text *b) {
    return str_eq(a->title, b->title) && str_eq(a->body, b->body) && str_eq(a->issuer, b->issuer) &&
           str_eq(a->document_number, b->document_number) && a->issued_on == b->issued_on &&
           a->effective_from == b->effective_from && a->effective_to == b->effective_to &&
           str_eq(a->level, b->level) && str_eq(a->area, b->area) &&
           str_eq(a->card_who, b->card_who) && str_eq(a->card_what, b->card_what) &&
           str_eq(a->card_how, b->card_how) && str_eq(a->card_when, b->card_when) &&
           str_eq(a->card_bring, b->card_bring) && str_eq(a->card_ask, b->card_ask) &&
           str_eq(a->type, b->type) && a->window_days == b->window_days &&
           str_eq(a->change_note, b->change_note) && str_eq(a->fit, b->fit);
}

/* What a page saved by itself a moment ago is no surprise to its own button: the same page, the
 * same officer, a later turn. A turn that is not later came late: what it says is old. */
static bool goes_on(const struct row_work_latest *last, const struct edition_base *base,
                    const struct actor *actor) {
    return base->turn > last->form_turn && last->form_turn > 0 && last->form_key.n > 0 &&
           str_eq(base->key, last->form_key) && last->saved_by == actor->id;
}

enum status edition_save(int64_t *version, struct db *db, const struct actor *actor, int64_t id,
                         const struct edition_base *base, const struct edition_text *t,
                         int64_t now) {
    struct edition_file f;
    struct row_work_latest *last;
    enum status st = edition_hold(&f, db, actor, id);
    if (st != OK) return st;
    if (!f.draft) return NOT_FOUND;
    if (is_list(t->type) != is_list(f.draft->type)) return INVALID;
    st = q_work_latest(&last, db, f.draft->id);
    if (st != OK) return st == NOT_FOUND ? CONFLICT : st;
    if (!str_is(last->state, flow_code(FLOW_DRAFT))) return CONFLICT;
    const struct edition_text was = edition_text_of(f.draft);
    *version = last->version;
    if (last->version == f.draft->version && is_same_text(&was, t)) return OK;
    if (last->version != base->version && !goes_on(last, base, actor)) return CONFLICT;
    st = q_draft_save(db, f.draft->id, last->version, t->title, t->body, t->issuer,
                      t->document_number, t->issued_on, t->effective_from, t->effective_to,
                      t->level, t->area, t->card_who, t->card_what, t->card_how, t->card_when,
                      t->card_bring, t->card_ask, t->type, t->window_days, t->change_note,
                      actor->id, now);
    if (st == OK && db_changed(db) == 0) return CONFLICT;
    if (st == OK && !str_eq(was.fit, t->fit)) {
        st = fit_replace(db, f.draft->id, t->fit, actor->id);
    }
    if (st == OK) st = q_work_saved(db, f.draft->id, base->key, base->turn, actor->id);
    if (st != OK) return st;
    ++*version;
    bool renamed = !str_eq(f.draft->title, t->title);
    return audit_change(db, actor, base->by_itself ? "autosave" : "save", "document", id, t->title,
                        renamed ? f.draft->title : STR_NONE, renamed ? t->title : STR_NONE, now);
}

struct edition_text edition_text_of(const struct row_edition *e) {
    return (struct edition_text){
        .title = e->title,
        .body = e->body,
        .issuer = e->issuer,
        .document_number = e->document_number,
        .issued_on = e->issued_on,
        .effective_from = e->effective_from,
        .effective_to = e->effective_to,
        .level = e->level,
        .area = e->area,
        .card_who = e->card_who,
        .card_what = e->card_what,
        .card_how = e->card_how,
        .card_when = e->card_when,
        .card_bring = e->card_bring,
        .card_ask = e->card_ask,
        .type = e->type,
        .window_days = e->window_days,
        .change_note = e->change_note,
        .fit = e->fit,
    };
}

enum status edition_revise(struct db *db, const struct actor *actor, int64_t id, int64_t now) {
    struct edition_file f;
    enum status st = edition_hold(&f, db, actor, id);
    if (st != OK || f.draft) return st;
    const struct row_edition *e = f.live;
    struct edition_text copy = edition_text_of(e);
    copy.change_note = STR("");
    /* Versions count on: a form of the draft before this one must not fit this one. */
    st = add_draft(db, actor, id, e->kind, e->region, e->number + 1, e->version + 1, &copy,
                   INT64_MIN, now);
    if (st != OK) return st;
    return audit_change(db, actor, "revise", "document", id, e->title, edition_mark(db, e),
                        STR("draft"), now);
}

enum status edition_withdraw(struct db *db, const struct actor *actor, int64_t id,
                             struct str reason, int64_t now) {
    struct edition_file f;
    struct edition_fault *faults;
    struct row_ledger_live *live;
    if (edition_reason_faults(&faults, db_arena(db), "撤回的原因", reason) > 0) return INVALID;
    enum status st = edition_hold(&f, db, actor, id);
    if (st == OK) st = q_edition_withdraw(db, id, now, reason);
    if (st == OK && db_changed(db) == 0) return CONFLICT;
    if (st == OK) st = q_ledger_live(&live, db, id);
    if (st == OK) st = ledger_append(db, LEDGER_WITHDRAWAL, live->id);
    if (st == OK) st = search_note(db, SEARCH_DOCUMENT, id);
    if (st != OK) return st;
    return audit_change(db, actor, "withdraw", "document", id, reason, edition_mark(db, f.live),
                        STR("withdrawn"), now);
}

enum status edition_desk(struct row_desk_item **rows, size_t *count, bool *more, struct db *db,
                         const struct actor *actor, struct str kind, struct str state,
                         int64_t before_at, int64_t before_id, int64_t most) {
    enum status st = q_desk_list(rows, count, db, actor->region, kind, state,
                                 before_id && before_at < END_OF_TIME ? before_at : END_OF_TIME,
                                 before_id ? before_id : INT64_MAX, most + 1);
    *more = st == OK && *count > (size_t)most;
    if (*more) *count = (size_t)most;
    return st;
}

enum status edition_closing(struct row_desk_item **rows, size_t *count, struct db *db,
                            const struct actor *actor, int64_t now, int64_t most) {
    return q_desk_closing(rows, count, db, actor->region, now, most);
}

enum status edition_search(struct row_desk_item **rows, size_t *count, struct db *db,
                           const struct actor *actor, struct str words, int64_t most) {
    words = text_plain(db_arena(db), str_trim(words));
    *count = 0;
    if (text_length(words) < 2) return OK;
    return q_search_editions(rows, count, db, actor->region, words, most);
}

enum status edition_waiting(struct row_desk_work **rows, size_t *count, struct db *db,
                            const struct actor *actor, enum flow_state state, enum edition_own own,
                            int64_t most) {
    return q_desk_waiting(rows, count, db, actor->region, str_from(flow_code(state)), actor->id,
                          own == EDITION_ANY ? INT64_MIN : own == EDITION_OWN, most);
}

enum status edition_drafts(struct row_desk_work **rows, size_t *count, struct db *db,
                           const struct actor *actor, bool returned, int64_t most) {
    return q_desk_drafts(rows, count, db, actor->region, actor->id, returned, most);
}
