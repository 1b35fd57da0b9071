/*
 * The life of a document: draft, published, corrected, withdrawn. The handlers of office/ call it;
 * the database backs it with unique keys (one draft, one live) and a trigger (published is final).
 */
#include "model/publish/edition.h"

#include "base/arena.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/publish/ledger.h"
#include "query.h"

#define END_OF_TIME INT64_C(253402300799)

static enum status record(struct db *db, const struct actor *actor, const char *action, int64_t id,
                          struct str detail, int64_t now) {
    return audit_add(db, actor, action, "document", id, detail, now);
}

static enum status add_draft(struct db *db, const struct actor *actor, int64_t id, struct str kind,
                             struct str region, int64_t number, int64_t version,
                             const struct edition_text *t, int64_t now) {
    return q_draft_add(db, id, kind, region, number, version, t->title, t->body, t->issuer,
                       t->document_number, t->issued_on, t->effective_from, t->effective_to,
                       t->level, t->area, t->card_who, t->card_what, t->card_how, t->card_when,
                       t->card_bring, t->card_ask, t->type, t->window_days, t->change_note,
                       actor->id, now);
}

static enum status start(int64_t *id, struct db *db, const struct actor *actor, const char *kind,
                         struct str region, const struct edition_text *text, struct str key,
                         int64_t now) {
    struct row_document_by_form *before;
    if (!account_covers(actor, region)) return DENIED;
    enum status st = q_document_by_form(&before, db, key, actor->region);
    if (st == OK) *id = before->id;
    if (st != NOT_FOUND) return st;
    st = q_document_add(db, str_from(kind), region, actor->id, now, key);
    if (st != OK) return st;
    *id = db_insert_id(db);
    st = add_draft(db, actor, *id, str_from(kind), region, 1, 1, text, now);
    return st == OK ? record(db, actor, "draft", *id, text->title, now) : st;
}

static bool is_list(struct str type) {
    return str_is(type, "list");
}

enum status edition_start(int64_t *id, struct db *db, const struct actor *actor, const char *kind,
                          struct str region, const struct edition_text *text, struct str key,
                          int64_t now) {
    if (is_list(text->type)) return INVALID;
    return start(id, db, actor, kind, region, text, key, now);
}

enum status edition_start_list(int64_t *id, struct db *db, const struct actor *actor,
                               struct str region, const struct edition_text *text, struct str key,
                               int64_t now) {
    return start(id, db, actor, "notice", region, text, key, now);
}

enum status edition_find(struct edition_file *out, struct db *db, const struct actor *actor,
                         int64_t id) {
    *out = (struct edition_file){0};
    enum status st = q_edition_of_document(&out->all, &out->count, db, id, actor->region);
    if (st != OK || out->count == 0) return st == OK ? NOT_FOUND : st;
    for (size_t i = 0; i < out->count; i++) {
        struct row_edition *e = &out->all[i];
        if (str_is(e->state, "draft")) out->draft = e;
        if (str_is(e->state, "published") || str_is(e->state, "withdrawn")) out->live = e;
    }
    st = region_place(&out->place, db, out->all[0].region);
    return st == OK ? audit_of(&out->history, &out->history_count, db, "document", id) : st;
}

/* The document, held against others until the unit ends, with its editions as they are now. */
static enum status hold(struct edition_file *out, struct db *db, const struct actor *actor,
                        int64_t id) {
    struct row_document_lock *locked;
    enum status st = q_document_lock(&locked, db, id);
    return st == OK ? edition_find(out, db, actor, id) : st;
}

enum status edition_save(struct db *db, const struct actor *actor, int64_t id, int64_t version,
                         const struct edition_text *t, int64_t now) {
    struct edition_file f;
    enum status st = hold(&f, db, actor, id);
    if (st != OK) return st;
    if (!f.draft) return NOT_FOUND;
    if (is_list(t->type) != is_list(f.draft->type)) return INVALID;
    st = q_draft_save(db, f.draft->id, version, t->title, t->body, t->issuer, t->document_number,
                      t->issued_on, t->effective_from, t->effective_to, t->level, t->area,
                      t->card_who, t->card_what, t->card_how, t->card_when, t->card_bring,
                      t->card_ask, t->type, t->window_days, t->change_note, actor->id, now);
    if (st == OK && db_changed(db) == 0) return CONFLICT;
    if (st != OK) return st;
    bool renamed = !str_eq(f.draft->title, t->title);
    return audit_change(db, actor, "save", "document", id, t->title,
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
    };
}

enum status edition_revise(struct db *db, const struct actor *actor, int64_t id, int64_t now) {
    struct edition_file f;
    enum status st = hold(&f, db, actor, id);
    if (st != OK || f.draft) return st;
    const struct row_edition *e = f.live;
    struct edition_text copy = edition_text_of(e);
    copy.change_note = STR("");
    /* Versions count on: a form of the draft before this one must not fit this one. */
    st = add_draft(db, actor, id, e->kind, e->region, e->number + 1, e->version + 1, &copy, now);
    return st == OK ? record(db, actor, "revise", id, e->title, now) : st;
}

/* Which edition is the live one: "edition 2"; nothing before the first. */
static struct str mark_of(struct db *db, const struct row_edition *e) {
    if (!e) return STR_NONE;
    return str_format(db_arena(db), "edition %lld", (long long)e->number);
}

enum status edition_publish(struct db *db, const struct actor *actor, int64_t id, int64_t version,
                            int64_t now) {
    struct edition_file f;
    struct edition_fault *faults;
    struct clock clock = {MOMENT_NONE, MOMENT_NONE};
    size_t count;
    enum status st = hold(&f, db, actor, id);
    if (st != OK) return st;
    if (!f.draft || f.draft->version != version) return CONFLICT;
    st = edition_faults(&faults, &count, db, f.draft, f.live);
    if (st == OK && count > 0) st = INVALID;
    if (st == OK && f.draft->window_days > 0) st = clock_from(&clock, now, f.draft->window_days);
    if (st == OK) st = q_edition_correct(db, id);
    if (st == OK) {
        st = q_edition_publish(db, f.draft->id, version, actor->id, now, clock.opens_at,
                               clock.closes_at);
    }
    if (st == OK && db_changed(db) == 0) st = CONFLICT;
    if (st == OK) st = ledger_append(db, LEDGER_EDITION, f.draft->id);
    if (st != OK) return st;
    return audit_change(db, actor, "publish", "document", id, f.draft->title, mark_of(db, f.live),
                        mark_of(db, f.draft), now);
}

enum status edition_withdraw(struct db *db, const struct actor *actor, int64_t id,
                             struct str reason, int64_t now) {
    struct edition_file f;
    struct edition_fault *faults;
    struct row_ledger_live *live;
    if (edition_reason_faults(&faults, db_arena(db), reason) > 0) return INVALID;
    enum status st = hold(&f, db, actor, id);
    if (st == OK) st = q_edition_withdraw(db, id, now, reason);
    if (st == OK && db_changed(db) == 0) return CONFLICT;
    if (st == OK) st = q_ledger_live(&live, db, id);
    if (st == OK) st = ledger_append(db, LEDGER_WITHDRAWAL, live->id);
    if (st != OK) return st;
    return audit_change(db, actor, "withdraw", "document", id, reason, mark_of(db, f.live),
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

enum status edition_counts(struct row_desk_count **rows, size_t *count, struct db *db,
                           const struct actor *actor) {
    return q_desk_count(rows, count, db, actor->region);
}
