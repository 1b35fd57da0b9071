/*
 * /status: the start page with its form, and the answer. A form that cannot be right is shown
 * again before anything is looked up; a hit shows the card; a miss says the same whatever was
 * wrong. Whoever misses often waits, by whom they ask about and by where they come from.
 */
#include "lookup/lookup.h"

#include <stddef.h>

#include "lookup/card.h"
#include "model/casework/limit.h"
#include "model/county/setting.h"
#include "model/register/household.h"
#include "model/register/identity.h"
#include "view/frame.h"
#include "view/link.h"

#define TYPED_MAX 100 /* characters: people space their numbers out */

struct status_form {
    struct str name, id_number, household_code, query_code;
};

static const struct field fields[] = {
    {.name = "name",
     .label = "姓名",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct status_form, name)},
    {.name = "id_number",
     .label = "证件号码",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct status_form, id_number)},
    {.name = "household_code",
     .label = "户编号",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct status_form, household_code)},
    {.name = "query_code",
     .label = "查询码",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct status_form, query_code)},
};

const struct form form_status = FORM(fields, struct status_form);

/* What is asked, as the register knows it. */
struct asked {
    bool by_code;                /* household code and query code */
    struct str name_key, number; /* or a name and a number */
    struct str household_code, query_code;
    struct str target, address; /* whose misses are counted */
};

static struct str typed(const struct request *rq, const char *name) {
    return str_trim(form_sent(&rq->sent, name));
}

static bool is_by_code(const struct request *rq) {
    return typed(rq, "name").n == 0 && typed(rq, "id_number").n == 0 &&
           (typed(rq, "household_code").n > 0 || typed(rq, "query_code").n > 0);
}

/* --- asking --- */

static bool is_wrong(const struct request *rq, const char *field) {
    return problem_of(&rq->problems, field).n > 0;
}

static void check_name(struct request *rq, const struct asked *q) {
    if (q->name_key.n == 0 && !is_wrong(rq, "name")) {
        problem_add(&rq->problems, rq->arena, "name", "请填姓名，和证件上的一样。");
    }
}

static void check_number(struct request *rq, const struct asked *q) {
    if (is_wrong(rq, "id_number")) return;
    if (q->number.n == 0) {
        problem_add(&rq->problems, rq->arena, "id_number", "请填这个人的证件号码，18 位。");
        return;
    }
    enum identity_fault fault = identity_check(q->number, date_day(rq->now));
    if (fault == IDENTITY_FINE) return;
    problem_add(&rq->problems, rq->arena, "id_number", STR_FMT,
                STR_ARG(identity_explain(rq->arena, fault, q->number)));
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

/* What the form asks, in the spelling of the register; what cannot be right becomes a problem. */
static void read_asked(struct asked *q, struct request *rq) {
    const struct status_form *form = rq->form;
    struct arena *a = rq->arena;
    *q = (struct asked){.by_code = is_by_code(rq)};
    if (q->by_code) {
        q->household_code = identity_code(a, form->household_code);
        q->query_code = identity_code(a, form->query_code);
        check_code(rq, "household_code", "户编号", q->household_code);
        check_code(rq, "query_code", "查询码", q->query_code);
        q->target = limit_target(a, rq->keys, q->household_code);
    } else {
        q->name_key = identity_name_key(a, form->name);
        q->number = identity_number(a, form->id_number);
        check_name(rq, q);
        check_number(rq, q);
        q->target = limit_target(a, rq->keys, identity_kin(q->number));
    }
    q->address = limit_address(a, rq->keys, rq->address);
}

/* LIMITED while this target or this address has to wait. */
static enum status check_limits(const struct request *rq, struct response *rs,
                                const struct asked *q) {
    int64_t target, address;
    enum status st = limit_check(&target, rq->db, LIMIT_STATUS_TARGET, q->target, rq->now);
    if (st == OK) st = limit_check(&address, rq->db, LIMIT_STATUS_ADDRESS, q->address, rq->now);
    if (st != OK) return st;
    rs->retry_after = (int)(target > address ? target : address);
    return rs->retry_after > 0 ? LIMITED : OK;
}

/* The household, or 0. */
static enum status find(int64_t *id, const struct request *rq, const struct asked *q) {
    struct arena *a = rq->arena;
    if (q->by_code) {
        return household_by_code(
            id, rq->db, q->household_code,
            identity_query_index(a, rq->keys, q->household_code, q->query_code));
    }
    return household_by_person(id, rq->db, identity_index(a, rq->keys, q->number), q->name_key,
                               date_day(rq->now));
}

static enum status read_days(struct lifecycle_days *days, const struct request *rq) {
    struct settings s;
    enum status st = settings_load(&s, rq->db);
    if (st == OK) *days = lifecycle_days_of(&s);
    return st;
}

/* --- showing the form --- */

/* What was typed stands there again; a GET has typed nothing, whatever its address says. */
static struct view_status_ask *ask(const struct request *rq) {
    struct view_status_ask *v = ARENA_NEW(rq->arena, struct view_status_ask);
    v->action = link_status();
    if (rq->method != POST) return v;
    v->problems = frame_problems(rq);
    v->by_code = is_by_code(rq);
    v->name = typed(rq, "name");
    v->name_error = problem_of(&rq->problems, "name");
    v->id_number = typed(rq, "id_number");
    v->id_error = problem_of(&rq->problems, "id_number");
    v->household_code = typed(rq, "household_code");
    v->household_error = problem_of(&rq->problems, "household_code");
    v->query_code = typed(rq, "query_code");
    v->query_error = problem_of(&rq->problems, "query_code");
    return v;
}

/* Links of the frame come back to the bare page: whatever somebody hung on its address is not
 * carried on. */
static struct view_layout *frame(const struct request *rq, struct str title) {
    struct request plain = *rq;
    plain.query = STR_NONE;
    return frame_new(&plain, title, "status");
}

enum status lookup_status_form(struct request *rq, struct response *rs) {
    struct view_status_form v = {.frame = frame(rq, STR("查一查我家的情况")), .ask = ask(rq)};
    view_status_form(&rs->body, &v);
    return OK;
}

/* Not found: the same page whether the name, the number, both or neither is known. */
static enum status show_miss(const struct request *rq, struct response *rs, const struct asked *q) {
    struct view_status_miss v = {
        .frame = frame(rq, STR("没有查到")),
        .asked = q->by_code ? STR("按“户编号和查询码”查") : STR("按“姓名和证件号码”查"),
        .by_code = q->by_code,
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .phone_of = str_format(rq->arena, STR_FMT "乡村振兴局", STR_ARG(rq->site.county)),
        .ask = ask(rq),
    };
    view_status_miss(&rs->body, &v);
    return OK;
}

/* --- the answer --- */

/* Counts or clears: two statements either way. */
static enum status remember(const struct request *rq, const struct asked *q, int64_t id) {
    enum status st;
    if (id != 0) {
        st = limit_clear(rq->db, LIMIT_STATUS_TARGET, q->target);
        return st == OK ? household_looked(rq->db, id, q->by_code ? "code" : "name", rq->now) : st;
    }
    st = limit_count(rq->db, LIMIT_STATUS_TARGET, q->target, rq->now);
    return st == OK ? limit_count(rq->db, LIMIT_STATUS_ADDRESS, q->address, rq->now) : st;
}

enum status lookup_status(struct request *rq, struct response *rs) {
    struct asked q;
    read_asked(&q, rq);
    if (rq->problems.count > 0) {
        rs->status = 422;
        return lookup_status_form(rq, rs);
    }
    struct household_card card;
    struct lifecycle_days days;
    int64_t id = 0;
    enum status st = check_limits(rq, rs, &q);
    if (st == OK) st = read_days(&days, rq);
    if (st == OK) st = find(&id, rq, &q);
    if (st == OK) st = household_read(&card, rq->db, id, &days, date_day(rq->now));
    if (st != OK && st != NOT_FOUND) return st;
    bool found = st == OK;
    st = remember(rq, &q, id);
    if (st != OK) return st;
    if (!found) return show_miss(rq, rs, &q);
    card_show(rq, rs, frame(rq, STR("您家的情况")), &card);
    return OK;
}
