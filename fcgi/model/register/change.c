/*
 * Behind /office/requests. The rules are few: draft, checked, then applied or refused; two people.
 */
#include "model/register/change.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/register/voice.h"
#include "query.h"

#define CLOSED_DAYS 30

const struct label change_states[] = {{"draft", "还没核对"},
                                      {"checked", "核对过，等另一个人办结"},
                                      {"applied", "已改"},
                                      {"refused", "没有改"},
                                      {NULL, NULL}};

enum status change_open(struct row_change_item **rows, size_t *count, bool *more, struct db *db,
                        const struct actor *actor, int64_t after, int64_t most) {
    enum status st = q_change_open(rows, count, db, actor->region, after, most + 1);
    *more = st == OK && *count > (size_t)most;
    if (*more) *count = (size_t)most;
    return st;
}

enum status change_closed(struct row_change_item **rows, size_t *count, struct db *db,
                          const struct actor *actor, int64_t most, int64_t now) {
    int64_t since = date_start(date_day(now) - CLOSED_DAYS);
    return q_change_closed(rows, count, db, actor->region, since, most);
}

enum status change_waiting(struct row_desk_requests **rows, size_t *count, struct db *db,
                           const struct actor *actor, int64_t most) {
    return q_desk_requests(rows, count, db, actor->region, actor->id, most);
}

enum status change_of_household(struct row_change_item **rows, size_t *count, struct db *db,
                                int64_t household_id) {
    return q_change_of_household(rows, count, db, household_id);
}

static enum status find(struct row_change_request **row, struct db *db, const struct actor *actor,
                        int64_t id) {
    struct row_change_anywhere *elsewhere;
    enum status st = q_change_find(row, db, id, actor->region);
    if (st != NOT_FOUND) return st;
    st = q_change_anywhere(&elsewhere, db, id);
    if (st == OK) {
        log_event(LOG_WARN, "request_of_elsewhere", "account", log_number(actor->id), "request",
                  log_number(id), NULL);
    }
    return st == OK ? NOT_FOUND : st;
}

static enum status open_text(struct str *out, struct arena *a, const struct seal_keys *keys,
                             struct str where, struct str sealed) {
    *out = STR("");
    return sealed.n ? seal_open(out, a, keys, where, sealed) : OK;
}

static enum status open_all(struct change *c, struct arena *a, const struct seal_keys *keys) {
    const struct row_change_request *r = c->row;
    struct voice_words w;
    enum status st = voice_open(&w, a, keys, r->form, r->text_sealed);
    if (st == OK)
        st = open_text(&c->found, a, keys, voice_context(a, r->form, "found"), r->found_sealed);
    if (st == OK)
        st = open_text(&c->told, a, keys, voice_context(a, r->form, "told"), r->told_sealed);
    if (st == OK && r->note_sealed.n) {
        st = open_text(&c->answer, a, keys, voice_note_context(a, r->visit_id, r->number),
                       r->note_sealed);
    }
    c->wrong = w.wrong;
    c->right = w.right;
    c->phone = w.phone;
    return st;
}

enum status change_read(struct change *c, struct db *db, const struct seal_keys *keys,
                        const struct actor *actor, int64_t id, int64_t now) {
    *c = (struct change){0};
    enum status st = find(&c->row, db, actor, id);
    if (st == OK) st = open_all(c, db_arena(db), keys);
    if (st != OK) return st;
    c->mine = c->row->checked_by == actor->id;
    return audit_add(db, actor, "look", "request", id, STR(""), now);
}

static enum status refuse(struct str *why, const char *sentence) {
    *why = str_from(sentence);
    return INVALID;
}

static enum status first(struct str *why) {
    *why = STR("别人刚刚也办了这一件，请看一看现在的样子。");
    return CONFLICT;
}

enum status change_check(struct str *why, struct db *db, const struct seal_keys *keys,
                         const struct actor *actor, int64_t id, struct str found, int64_t now) {
    struct arena *a = db_arena(db);
    struct row_change_request *r;
    enum status st = find(&r, db, actor, id);
    if (st != OK) return st;
    if (!str_is(r->state, "draft")) return first(why);
    if (found.n == 0) return refuse(why, "请写核对到了什么，办结的人要看。");
    st = q_change_check(db, id, actor->id, now,
                        seal_close(a, keys, voice_context(a, r->form, "found"), found));
    if (st == OK && db_changed(db) == 0) return first(why);
    return st == OK ? audit_change(db, actor, "check", "request", id, STR(""), STR("draft"),
                                   STR("checked"), now)
                    : st;
}

enum status change_close(struct str *why, struct db *db, const struct seal_keys *keys,
                         const struct actor *actor, int64_t id, struct str state, struct str told,
                         int64_t now) {
    struct arena *a = db_arena(db);
    struct row_change_request *r;
    enum status st = find(&r, db, actor, id);
    if (st != OK) return st;
    if (str_is(r->state, "draft")) return refuse(why, "还没有人核对，不能办结。");
    if (!str_is(r->state, "checked")) return first(why);
    if (r->checked_by == actor->id) return refuse(why, "您核对的，要由另一个人办结。");
    if (state.n == 0) return refuse(why, "请选择改了还是没有改。");
    if (told.n == 0) return refuse(why, "请写一句话告诉这一户，结果是什么、为什么。");
    st = q_change_close(db, id, state, actor->id, now,
                        seal_close(a, keys, voice_context(a, r->form, "told"), told));
    if (st == OK && db_changed(db) == 0) return first(why);
    return st == OK ? audit_change(db, actor, str_is(state, "applied") ? "apply" : "refuse",
                                   "request", id, STR(""), STR("checked"), state, now)
                    : st;
}
