/*
 * Reading tickets in the office: the list, one ticket, who wrote it. The steps are answer_step.c's.
 */
#include "model/casework/answer.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/casework/receipt.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "query.h"

#define COUNTY_DIGITS 6

bool answer_handles(const struct actor *actor, struct str region, bool guarded) {
    if (!account_covers(actor, region)) return false;
    return !guarded || actor->region.n < region.n || region.n <= COUNTY_DIGITS;
}

enum status answer_list(struct row_answer_item **rows, size_t *count, bool *more, struct db *db,
                        const struct actor *actor, const struct answer_filter *f, int64_t now) {
    struct str scope = f->region.n ? f->region : actor->region;
    struct str kind = f->kind.n ? f->kind : STR_NONE;
    int64_t before_at = f->before_id ? f->before_at : now + 1;
    int64_t before_id = f->before_id ? f->before_id : INT64_MAX;
    if (!account_covers(actor, scope)) return NOT_FOUND;
    enum status st;
    if (f->closed) {
        st = q_answer_closed(rows, count, db, scope, kind, before_at, before_id, f->most + 1);
    } else {
        st = q_answer_open(rows, count, db, scope, kind, f->mine ? actor->id : INT64_MIN,
                           f->after_on, f->after_id, f->most + 1);
    }
    *more = st == OK && *count > (size_t)f->most;
    if (*more) *count = (size_t)f->most;
    return st;
}

enum status answer_search(struct row_answer_item **rows, size_t *count, struct db *db,
                          const struct actor *actor, struct str typed) {
    struct str number = text_code(db_arena(db), typed);
    *count = 0;
    if (!receipt_is(number, RECEIPT_NUMBER)) return OK;
    return q_search_ticket(rows, count, db, number, actor->region);
}

enum status answer_counts(int64_t *waiting, int64_t *late, struct db *db, const struct actor *actor,
                          int64_t now) {
    struct row_answer_counts *row;
    enum status st = q_answer_counts(&row, db, actor->region, date_day(now));
    if (st != OK) return st;
    *waiting = row->waiting;
    *late = row->late;
    return OK;
}

/* --- one ticket --- */

static enum status find(struct row_answer_ticket **row, struct db *db, const struct actor *actor,
                        int64_t id) {
    struct row_answer_anywhere *elsewhere;
    enum status st = q_answer_find(row, db, id, actor->region);
    if (st != NOT_FOUND) return st;
    st = q_answer_anywhere(&elsewhere, db, id);
    if (st == OK) {
        log_event(LOG_WARN, "ticket_of_elsewhere", "account", log_number(actor->id), "ticket",
                  log_number(id), NULL);
    }
    return st == OK ? NOT_FOUND : st;
}

static enum status open_text(struct str *out, struct arena *a, const struct seal_keys *keys,
                             const struct row_answer_ticket *r, const char *what,
                             struct str sealed) {
    *out = STR("");
    return sealed.n ? seal_open(out, a, keys, ticket_context(a, r->form, what), sealed) : OK;
}

static enum status open_all(struct answer *t, struct arena *a, const struct seal_keys *keys,
                            bool answers) {
    const struct row_answer_ticket *r = t->row;
    t->file = STR("");
    enum status st = open_text(&t->text, a, keys, r, "text", r->text_sealed);
    if (st == OK) st = open_text(&t->more, a, keys, r, "more", r->more_sealed);
    if (st == OK)
        st = open_text(&t->found, a, keys, r, "found", t->handles ? r->found_sealed : STR(""));
    if (st == OK) st = open_text(&t->told, a, keys, r, "told", r->told_sealed);
    if (st == OK && answers) st = open_text(&t->file, a, keys, r, "name", r->file_name);
    t->named = answers && r->who_sealed.n > 0;
    return st;
}

/* Those who answer and may know who wrote it. */
static enum status read_colleagues(struct answer *t, struct db *db) {
    struct row_answer_colleague *rows;
    size_t count;
    enum status st = q_answer_colleagues(&rows, &count, db, t->row->region);
    if (st != OK) return st;
    t->colleagues = rows;
    for (size_t i = 0; i < count; i++) {
        struct actor who = {.id = rows[i].id, .role = rows[i].role, .region = rows[i].region};
        bool fits = account_may(&who, MAY_ANSWER) &&
                    answer_handles(&who, t->row->region, t->row->guarded);
        if (fits) t->colleagues[t->colleague_count++] = rows[i];
    }
    return OK;
}

enum status answer_read(struct answer *t, struct db *db, const struct seal_keys *keys,
                        const struct actor *actor, int64_t id, int64_t now) {
    *t = (struct answer){0};
    enum status st = find(&t->row, db, actor, id);
    if (st != OK) return st;
    t->handles = answer_handles(actor, t->row->region, t->row->guarded);
    st = open_all(t, db_arena(db), keys, t->handles && account_may(actor, MAY_ANSWER));
    if (st == OK && t->row->entry != INT64_MIN) {
        st = q_ticket_entry(&t->entry, db, t->row->edition_id, t->row->entry);
        if (st == NOT_FOUND) st = OK;
    }
    if (st == OK) st = read_colleagues(t, db);
    return st == OK ? audit_add(db, actor, "look", "ticket", id, STR(""), now) : st;
}

/* For who may know: the ticket; what is refused is written down in the log. */
static enum status find_theirs(struct row_answer_ticket **row, struct db *db,
                               const struct actor *actor, int64_t id) {
    enum status st = find(row, db, actor, id);
    if (st != OK || answer_handles(actor, (*row)->region, (*row)->guarded)) return st;
    log_event(LOG_WARN, "ticket_kept_from_its_level", "account", log_number(actor->id), "ticket",
              log_number(id), NULL);
    return DENIED;
}

enum status answer_reveal(struct str *name, struct str *phone, struct db *db,
                          const struct seal_keys *keys, const struct actor *actor, int64_t id,
                          int64_t now) {
    struct row_answer_ticket *r;
    struct str text;
    *name = *phone = STR("");
    enum status st = find_theirs(&r, db, actor, id);
    if (st != OK) return st;
    if (r->who_sealed.n == 0) return NOT_FOUND;
    st = open_text(&text, db_arena(db), keys, r, "who", r->who_sealed);
    if (st != OK) return st;
    ticket_who(name, phone, text);
    return audit_add(db, actor, "ticket_reveal", "ticket", id, STR(""), now);
}

enum status answer_file(struct row_answer_file **out, struct db *db, const struct seal_keys *keys,
                        const struct actor *actor, int64_t id, int64_t now) {
    struct row_answer_ticket *r;
    struct arena *a = db_arena(db);
    enum status st = find_theirs(&r, db, actor, id);
    if (st == OK) st = q_answer_file(out, db, id);
    if (st == OK) st = open_text(&(*out)->name_sealed, a, keys, r, "name", (*out)->name_sealed);
    if (st == OK) st = open_text(&(*out)->sealed, a, keys, r, "file", (*out)->sealed);
    if (st != OK) return st;
    struct str digest = str_hex(a, (*out)->digest.p, (*out)->digest.n);
    return audit_add(db, actor, "ticket_file", "ticket", id, digest, now);
}
