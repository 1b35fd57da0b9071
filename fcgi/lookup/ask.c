/*
 * Between the form and the register. A form that cannot be right costs nothing and tells nothing;
 * whoever misses often waits, by whom they ask about and by where they come from.
 */
#include "lookup/ask.h"

#include <stddef.h>

#include "model/casework/limit.h"
#include "model/county/setting.h"
#include "model/register/identity.h"

#define TYPED_MAX 100 /* characters: people space their numbers out */

struct ask_sent {
    struct str name, id_number, household_code, query_code;
    struct str proof, answer; /* sent by the script or by the form itself, after many misses */
};

static const struct field fields[] = {
    {.name = "name",
     .label = "姓名",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct ask_sent, name)},
    {.name = "id_number",
     .label = "证件号码",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct ask_sent, id_number)},
    {.name = "household_code",
     .label = "户编号",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct ask_sent, household_code)},
    {.name = "query_code",
     .label = "查询码",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct ask_sent, query_code)},
    {.name = "proof",
     .label = "确认",
     .kind = FIELD_SECRET,
     .max = 2000,
     .offset = offsetof(struct ask_sent, proof)},
    {.name = "answer",
     .label = "确认的答案",
     .kind = FIELD_SECRET,
     .max = 2000,
     .offset = offsetof(struct ask_sent, answer)},
};

const struct form ask_form = FORM(fields, struct ask_sent);

/* --- what is asked --- */

struct str ask_typed(const struct request *rq, const char *name) {
    return str_trim(form_sent(&rq->sent, name));
}

static bool is_wrong(const struct request *rq, const char *field) {
    return problem_of(&rq->problems, field).n > 0;
}

/* Something was sent for this field, if only something useless. */
static bool tried(const struct request *rq, const char *field) {
    return ask_typed(rq, field).n > 0 || is_wrong(rq, field);
}

bool ask_by_code(const struct request *rq) {
    return !tried(rq, "name") && !tried(rq, "id_number") &&
           (tried(rq, "household_code") || tried(rq, "query_code"));
}

static void check_name(struct request *rq, const struct ask *q) {
    if (q->name_key.n == 0 && !is_wrong(rq, "name")) {
        problem_add(&rq->problems, rq->arena, "name", "请填姓名，和证件上的一样。");
    }
}

static void check_number(struct request *rq, const struct identity_document *d) {
    if (is_wrong(rq, "id_number")) return;
    if (d->number.n == 0) {
        problem_add(&rq->problems, rq->arena, "id_number", "请填这个人的证件号码，18 位。");
    } else if (d->fault != IDENTITY_FINE) {
        problem_add(&rq->problems, rq->arena, "id_number", STR_FMT,
                    STR_ARG(identity_explain(rq->arena, d->fault, d->number)));
    }
}

/* Guesses at a resident's number by somebody who knows place and birthday count together; the
 * number of another document says nothing of whom it is asked about, the name does. */
static struct str whom(const struct ask *q, const struct identity_document *d) {
    bool tells = str_is(str_from(d->kind), "resident") || str_is(str_from(d->kind), "disability");
    return tells ? identity_kin(d->lookup) : q->name_key;
}

static void check_code(struct request *rq, const char *field, const char *label, struct str code) {
    if (is_wrong(rq, field)) return;
    if (code.n == 0) {
        problem_add(&rq->problems, rq->arena, field, "请填%s，印在村里发的告知单上。", label);
    } else if (!identity_is_code(code)) {
        problem_add(&rq->problems, rq->arena, field,
                    "%s只有字母和数字，最多 %d 个。请对着告知单改正。", label, IDENTITY_CODE_MAX);
    }
}

void ask_read(struct ask *q, struct request *rq) {
    const struct ask_sent *form = rq->form;
    struct arena *a = rq->arena;
    *q = (struct ask){.by_code = ask_by_code(rq)};
    if (q->by_code) {
        q->household_code = identity_code(a, form->household_code);
        q->query_code = identity_code(a, form->query_code);
        check_code(rq, "household_code", "户编号", q->household_code);
        check_code(rq, "query_code", "查询码", q->query_code);
        q->target = limit_target(a, rq->keys, q->household_code);
    } else {
        struct identity_document d;
        identity_document(&d, a, form->id_number, date_day(rq->now));
        q->name_key = identity_name_key(a, form->name);
        q->number = d.lookup;
        check_name(rq, q);
        check_number(rq, &d);
        q->target = limit_target(a, rq->keys, whom(q, &d));
    }
    q->address = limit_address(a, rq->keys, rq->address);
}

/* --- the answer --- */

/* LIMITED while this target or this address has to wait. */
static enum status check_limits(const struct request *rq, struct response *rs,
                                const struct ask *q) {
    int64_t target, address;
    enum status st = limit_check(&target, rq->db, LIMIT_STATUS_TARGET, q->target, rq->now);
    if (st == OK) st = limit_check(&address, rq->db, LIMIT_STATUS_ADDRESS, q->address, rq->now);
    if (st != OK) return st;
    rs->retry_after = (int)(target > address ? target : address);
    return rs->retry_after > 0 ? LIMITED : OK;
}

/* --- the step before, for whoever may be guessing --- */

#define PROOF_FORM "status"

static struct proof *fresh_proof(const struct request *rq) {
    struct proof *p = ARENA_NEW(rq->arena, struct proof);
    *p = proof_new(rq->arena, rq->keys, PROOF_FORM, rq->now);
    return p;
}

enum status ask_proof(struct proof **out, const struct request *rq) {
    int64_t tries;
    *out = NULL;
    enum status st = limit_tries(&tries, rq->db, LIMIT_STATUS_ADDRESS,
                                 limit_address(rq->arena, rq->keys, rq->address), rq->now);
    if (st == OK && limit_is_suspect(LIMIT_STATUS_ADDRESS, tries)) *out = fresh_proof(rq);
    return st;
}

static enum status check_proof(const struct request *rq, struct ask *q) {
    const struct ask_sent *form = rq->form;
    int64_t tries;
    enum status st = limit_tries(&tries, rq->db, LIMIT_STATUS_ADDRESS, q->address, rq->now);
    if (st != OK) return st;
    if (limit_is_suspect(LIMIT_STATUS_ADDRESS, tries + 1)) q->proof = fresh_proof(rq);
    if (!limit_is_suspect(LIMIT_STATUS_ADDRESS, tries)) return OK;
    return proof_check(rq->db, rq->keys, PROOF_FORM, form->proof, form->answer, rq->now);
}

static enum status find(struct household_found *found, const struct request *rq,
                        const struct ask *q) {
    if (q->by_code) {
        return household_by_code(found, rq->db, rq->keys, q->household_code, q->query_code);
    }
    return household_by_person(found, rq->db, rq->keys, q->number, q->name_key, date_day(rq->now));
}

static enum status read_days(struct lifecycle_days *days, const struct request *rq) {
    struct settings s;
    enum status st = settings_load(&s, rq->db);
    if (st == OK) *days = lifecycle_days_of(&s);
    return st;
}

/* Two statements and two rows either way. */
static enum status remember(const struct request *rq, const struct ask *q, int64_t id) {
    enum status st;
    if (id != 0) {
        st = limit_pass(rq->db, LIMIT_STATUS_TARGET, q->target, rq->now);
        return st == OK ? household_looked(rq->db, id, q->by_code ? "code" : "name", rq->now) : st;
    }
    st = limit_count(rq->db, LIMIT_STATUS_TARGET, q->target, rq->now);
    return st == OK ? limit_count(rq->db, LIMIT_STATUS_ADDRESS, q->address, rq->now) : st;
}

enum status ask_answer(struct household_card *card, const struct request *rq, struct response *rs,
                       struct ask *q) {
    struct lifecycle_days days;
    struct household_found found = {0};
    enum status st = check_limits(rq, rs, q);
    if (st == OK) st = check_proof(rq, q);
    if (st == OK) st = read_days(&days, rq);
    if (st == OK) st = find(&found, rq, q);
    if (st != OK) return st;
    int64_t read = found.id ? found.id : found.beside;
    st = household_read(card, rq->db, read, &days, date_day(rq->now));
    if (st != OK && st != NOT_FOUND) return st;
    bool hit = found.id != 0 && st == OK;
    st = entitle_read(q->entitled, &q->entitled_count, rq->db, card, date_day(rq->now));
    if (st != OK) return st;
    if (!hit) household_blank(card);
    if (!hit) rs->missed = q->target;
    st = remember(rq, q, hit ? found.id : 0);
    return st == OK && !hit ? NOT_FOUND : st;
}

void ask_show(const struct request *rq, struct response *rs, const struct ask *q,
              const struct household_card *card, enum status found, const struct ask_pages *pages) {
    struct response *other = ARENA_NEW(rq->arena, struct response);
    response_start(other, rq->arena);
    bool hit = found == OK;
    if (card->household) pages->card(rq, hit ? rs : other, q, card);
    pages->miss(rq, hit ? other : rs, q);
    rs->even = true;
    rs->instead = other->body;
}
