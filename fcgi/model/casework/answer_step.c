/*
 * What is done to a ticket, step by step: whose it is, the visit, the decision, the words for the
 * public. Each step holds the row first, so that two officers do it one after the other and the
 * second one is told.
 */
#include "model/casework/answer.h"

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/search.h"
#include "model/register/casefile.h"
#include "query.h"

#define SENTENCE_LEAST 2 /* characters */

static enum status refuse(struct str *why, const char *sentence) {
    *why = str_from(sentence);
    return INVALID;
}

static enum status first(struct str *why) {
    *why = STR("别人刚刚也办了这一件，请看一看现在的样子。");
    return CONFLICT;
}

/* The ticket, held, if the actor may handle it. */
static enum status take(struct row_answer_ticket **row, struct db *db, const struct actor *actor,
                        int64_t id) {
    struct row_answer_hold *held;
    enum status st = q_answer_hold(&held, db, id);
    if (st == OK) st = q_answer_find(row, db, id, actor->region);
    if (st != OK) return st;
    return answer_handles(actor, (*row)->region, (*row)->guarded) ? OK : DENIED;
}

static enum status record(struct db *db, const struct actor *actor, const char *action, int64_t id,
                          struct str detail, int64_t now) {
    return audit_add(db, actor, action, "ticket", id, detail, now);
}

enum status answer_seen(struct row_many_ticket **row, struct db *db, const struct actor *actor,
                        int64_t id) {
    return q_many_ticket(row, db, id, actor->region);
}

enum status answer_people(struct row_answer_colleague **rows, size_t *count, struct db *db,
                          const struct actor *actor) {
    size_t n;
    enum status st = q_many_people(rows, &n, db, actor->region);
    *count = 0;
    for (size_t i = 0; st == OK && i < n; i++) {
        struct actor who = {.role = (*rows)[i].role, .region = (*rows)[i].region};
        if (account_may(&who, MAY_ANSWER)) (*rows)[(*count)++] = (*rows)[i];
    }
    return st;
}

enum status answer_assign(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                          int64_t account_id, int64_t now) {
    struct row_answer_ticket *r;
    struct row_answer_colleague *all;
    size_t count, i = 0;
    enum status st = take(&r, db, actor, id);
    if (st == OK) st = q_answer_colleagues(&all, &count, db, r->region);
    if (st != OK) return st;
    if (r->decided_at != MOMENT_NONE) return first(why);
    while (i < count && all[i].id != account_id) i++;
    struct actor who = {0};
    if (i < count) who = (struct actor){.role = all[i].role, .region = all[i].region};
    if (i == count || !account_may(&who, MAY_ANSWER) ||
        !answer_handles(&who, r->region, r->guarded)) {
        return refuse(why, "请选择由谁来办。");
    }
    st = q_answer_assign(db, account_id, id);
    struct str detail = str_format(db_arena(db), "account %lld", (long long)account_id);
    return st == OK ? record(db, actor, "ticket_assign", id, detail, now) : st;
}

/* Whoever wrote it, for screening: opened here, shown to nobody. */
static enum status gives_away(bool *yes, struct db *db, const struct seal_keys *keys,
                              const struct row_answer_ticket *r, struct str text) {
    struct arena *a = db_arena(db);
    struct str who = STR(""), name, phone;
    if (r->who_sealed.n) {
        enum status st = seal_open(&who, a, keys, ticket_context(a, r->form, "who"), r->who_sealed);
        if (st != OK) return st;
    }
    ticket_who(&name, &phone, who);
    *yes = ticket_tells(a, text, name, phone);
    return OK;
}

enum status answer_visit(struct str *why, struct db *db, const struct seal_keys *keys,
                         const struct actor *actor, int64_t id, struct str found, int64_t now) {
    struct arena *a = db_arena(db);
    struct row_answer_ticket *r;
    enum status st = take(&r, db, actor, id);
    if (st != OK) return st;
    if (r->visited_at != MOMENT_NONE || r->decided_at != MOMENT_NONE) return first(why);
    if (text_length(found) < SENTENCE_LEAST) return refuse(why, "请写一写找了谁、看到什么。");
    st = q_answer_visit(db, actor->id, now,
                        seal_close(a, keys, ticket_context(a, r->form, "found"), found), id);
    if (st == OK && db_changed(db) == 0) return first(why);
    return st == OK ? record(db, actor, "ticket_visit", id, STR(""), now) : st;
}

/* --- the decision --- */

static bool fits_kind(const struct row_answer_ticket *r, struct str outcome) {
    return str_is(r->kind, "objection") == !str_is(outcome, "answered");
}

/* An objection that was right sends back the case it is about, or all of the list. */
static enum status return_cases(struct db *db, const struct actor *actor,
                                const struct row_answer_ticket *r, struct str reason, int64_t now) {
    struct row_answer_tie *ties;
    size_t count;
    enum status st = q_answer_ties(&ties, &count, db, r->hold_id, r->entry);
    for (size_t i = 0; st == OK && i < count; i++) {
        st = casefile_uphold(db, actor, ties[i].case_id, ties[i].stop, reason, now);
    }
    return st;
}

static enum status settle(struct db *db, const struct actor *actor,
                          const struct row_answer_ticket *r, struct str outcome, struct str told,
                          int64_t now) {
    if (r->hold_id == INT64_MIN) return OK;
    enum status st = casefile_settle(db, r->hold_id, now);
    if (st != OK || !str_is(outcome, "upheld")) return st;
    return return_cases(db, actor, r, told, now);
}

static enum status check_told(struct str *why, struct db *db, const struct seal_keys *keys,
                              const struct row_answer_ticket *r, struct str outcome,
                              struct str told) {
    bool tells;
    if (outcome.n == 0 || !fits_kind(r, outcome)) return refuse(why, "请选择结果。");
    if (text_length(told) < SENTENCE_LEAST) {
        return refuse(why, "请写清楚结果和理由，来件的人要看。");
    }
    enum status st = gives_away(&tells, db, keys, r, told);
    if (st != OK || !tells) return st;
    return refuse(why, "这段话里有来件人的姓名、电话，或者有人的证件号、手机号、卡号。"
                       "它会写进办理经过，请删掉。");
}

enum status answer_decide(struct str *why, struct db *db, const struct seal_keys *keys,
                          const struct actor *actor, int64_t id, struct str outcome,
                          struct str told, int64_t now) {
    struct arena *a = db_arena(db);
    struct row_answer_ticket *r;
    enum status st = take(&r, db, actor, id);
    if (st != OK) return st;
    if (r->decided_at != MOMENT_NONE) return first(why);
    if (str_is(r->kind, "objection") && r->visited_at == MOMENT_NONE) {
        return refuse(why, "异议要先核实，把核实到什么记下来，再作决定。");
    }
    st = check_told(why, db, keys, r, outcome, told);
    if (st != OK) return st;
    st = q_answer_decide(db, actor->id, now, outcome,
                         seal_close(a, keys, ticket_context(a, r->form, "told"), told), id);
    if (st == OK && db_changed(db) == 0) return first(why);
    if (st == OK) st = settle(db, actor, r, outcome, told, now);
    return st == OK ? record(db, actor, "ticket_decide", id, outcome, now) : st;
}

/* --- what the public may see --- */

enum status answer_word(struct str *why, struct db *db, const struct seal_keys *keys,
                        const struct actor *actor, int64_t id, struct str question, struct str text,
                        struct str area, int64_t now) {
    struct row_answer_ticket *r;
    bool tells;
    enum status st = take(&r, db, actor, id);
    if (st != OK) return st;
    if (!r->consent) return refuse(why, "来件的人没有同意公开，或者收回了同意。");
    if (r->decided_at == MOMENT_NONE) return refuse(why, "办结以后才能公开。");
    if (r->published_at != MOMENT_NONE) return first(why);
    if (text_length(question) < SENTENCE_LEAST || text_length(text) < SENTENCE_LEAST) {
        return refuse(why, "公开的问题和答复都要写。");
    }
    struct str both = str_format(db_arena(db), STR_FMT "\n" STR_FMT, STR_ARG(question),
                                 STR_ARG(text));
    st = gives_away(&tells, db, keys, r, both);
    if (st != OK) return st;
    if (tells) {
        return refuse(why, "公开的文字里有来件人的姓名、电话，或者有人的证件号、手机号、卡号。"
                           "请删掉，名字只留姓。");
    }
    st = q_answer_word(db, question, text, area.n ? area : STR_NONE, actor->id, id);
    if (st == OK && db_changed(db) == 0) return first(why);
    return st == OK ? record(db, actor, "ticket_word", id, STR(""), now) : st;
}

enum status answer_publish(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                           int64_t now) {
    struct row_answer_ticket *r;
    enum status st = take(&r, db, actor, id);
    if (st != OK) return st;
    if (r->published_at != MOMENT_NONE || r->answer.n == 0) return first(why);
    if (!r->consent) return refuse(why, "来件的人收回了同意，不能公开。");
    if (r->worded_by == actor->id) return refuse(why, "这段文字是您写的，要由另一个人发布。");
    st = q_answer_publish(db, actor->id, now, id);
    if (st == OK && db_changed(db) == 0) return first(why);
    if (st == OK) st = search_note(db, SEARCH_QUESTION, id);
    return st == OK ? record(db, actor, "ticket_publish", id, STR(""), now) : st;
}

enum status answer_show(struct db *db, const struct actor *actor, int64_t id, bool shown,
                        int64_t now) {
    struct row_answer_ticket *r;
    enum status st = take(&r, db, actor, id);
    if (st == OK) st = r->published_at == MOMENT_NONE ? NOT_FOUND : q_answer_show(db, shown, id);
    if (st == OK) st = search_note(db, SEARCH_QUESTION, id);
    return st == OK ? record(db, actor, shown ? "ticket_show" : "ticket_hide", id, STR(""), now)
                    : st;
}
