/*
 * /office/requests: what households want corrected. One officer checks, another closes; the change
 * itself is a deed of the household (deed.c), to which a request only leads.
 */
#include "office/office.h"

#include <stddef.h>

#include "base/arena.h"
#include "model/county/account.h"
#include "model/register/change.h"
#include "model/register/voice.h"
#include "office/part.h"
#include "view/link.h"

#define CLOSED_SHOWN 10
#define DAY_SECONDS  86400

struct list_sent {
    int64_t after;
};
static const struct field list_fields[] = {
    {.name = "after",
     .label = "翻页",
     .kind = FIELD_INT,
     .min = 1,
     .max = INT64_MAX,
     .offset = offsetof(struct list_sent, after)},
};
const struct form office_requests_fields = FORM(list_fields, struct list_sent);

struct step_sent {
    struct str finding, outcome, sentence;
};
static const char *const outcomes[] = {"applied", "refused", NULL};
static const struct field check_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "finding",
     .label = "核对到什么",
     .kind = FIELD_PROSE,
     .max = CHANGE_TEXT,
     .offset = offsetof(struct step_sent, finding)},
};
const struct form office_request_check_fields = FORM(check_fields, struct step_sent);
static const struct field close_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "outcome",
     .label = "结果",
     .kind = FIELD_CHOICE,
     .choices = outcomes,
     .offset = offsetof(struct step_sent, outcome)},
    {.name = "sentence",
     .label = "告诉这一户的话",
     .kind = FIELD_PROSE,
     .max = CHANGE_TEXT,
     .offset = offsetof(struct step_sent, sentence)},
};
const struct form office_request_close_fields = FORM(close_fields, struct step_sent);

/* --- the list --- */

struct str part_about(struct arena *a, struct str about) {
    if (str_is(about, "visit")) return STR("走访不属实");
    return str_format(a, STR_FMT "有误", STR_ARG(label_text(voice_abouts, about)));
}

static struct str state_of(struct str about, struct str state) {
    bool visit = str_is(about, "visit");
    if (visit && str_is(state, "applied")) return STR("查过，走访不属实");
    if (visit && str_is(state, "refused")) return STR("查过，走访是真的");
    return label_text(change_states, state);
}

static struct view_office_request_row *rows_of(const struct request *rq,
                                               const struct row_change_item *rows, size_t count) {
    struct view_office_request_row *out = ARENA_ARRAY(rq->arena, struct view_office_request_row,
                                                      count);
    for (size_t i = 0; i < count; i++) {
        const struct row_change_item *r = &rows[i];
        bool open = str_is(r->state, "draft") || str_is(r->state, "checked");
        out[i] = (struct view_office_request_row){
            .self = link_office_request(rq->arena, r->id),
            .about = part_about(rq->arena, r->about),
            .place = str_format(rq->arena, STR_FMT " " STR_FMT " · " STR_FMT, STR_ARG(r->place),
                                STR_ARG(r->team), STR_ARG(r->code)),
            .state = state_of(r->about, r->state),
            .at = r->asked_at,
            .age = open ? (rq->now - r->asked_at) / DAY_SECONDS : 0,
        };
    }
    return out;
}

enum status part_requests(struct view_office_request_row **out, size_t *count, struct request *rq,
                          int64_t household_id) {
    struct row_change_item *rows;
    enum status st = change_of_household(&rows, count, rq->db, household_id);
    if (st == OK) *out = rows_of(rq, rows, *count);
    return st;
}

enum status office_requests(struct request *rq, struct response *rs) {
    const struct list_sent *sent = rq->form;
    struct row_change_item *rows, *closed = NULL;
    size_t count, closed_count = 0;
    bool more;
    int64_t after = sent->after == INT64_MIN ? 0 : sent->after;
    enum status st = change_open(&rows, &count, &more, rq->db, rq->actor, after, PAGE_ROWS);
    if (st == OK && after == 0) {
        st = change_closed(&closed, &closed_count, rq->db, rq->actor, CLOSED_SHOWN, rq->now);
    }
    if (st != OK) return st;
    struct view_office_requests v = {
        .frame = frame_new(rq, STR("户里提的更正"), "requests"),
        .rows = rows_of(rq, rows, count),
        .rows_count = count,
        .closed = rows_of(rq, closed, closed_count),
        .closed_count = closed_count,
    };
    if (more) v.next = link_office_requests(rq->arena, rows[count - 1].id);
    view_office_requests(&rs->body, &v);
    return OK;
}

/* --- one request --- */

/* Where what it is about is changed. */
static const struct {
    const char *about, *deed, *label;
} places[] = {
    {"people", "join", "添一个人"},     {"people", "leave", "有人离开"},
    {"people", "split", "分户"},        {"relation", "head", "换户主"},
    {"measure", "measure", "帮扶措施"}, {"payment", "payment", "发放"},
    {"phone", "helper", "帮扶责任人"},  {"visit", "visit", "记一次走访"},
};

static void fill_acts(struct view_office_request *v, const struct request *rq,
                      const struct row_change_request *r) {
    const size_t most = sizeof places / sizeof places[0];
    v->acts = ARENA_ARRAY(rq->arena, struct view_office_act, most + 1);
    for (size_t i = 0; i < most; i++) {
        if (!str_is(r->about, places[i].about)) continue;
        v->acts[v->acts_count++] = (struct view_office_act){
            str_from(places[i].label),
            link_office_deed(rq->arena, r->code, places[i].deed, INT64_MIN), false};
    }
    v->acts[v->acts_count++] = (struct view_office_act){
        STR("打开这一户"), link_office_household(rq->arena, r->code), false};
}

static void fill_steps(struct view_office_request *v, const struct request *rq,
                       const struct change *c) {
    const struct row_change_request *r = c->row;
    if (!account_may(rq->actor, MAY_KEEP)) return;
    bool draft = str_is(r->state, "draft"), checked = str_is(r->state, "checked");
    v->mine = checked && c->mine;
    if (draft) v->check = link_office_request_check(rq->arena, r->id);
    if (checked && !c->mine) v->close = link_office_request_close(rq->arena, r->id);
    v->finding = frame_input(rq, "finding", "核对到什么", STR(""));
    v->sentence = frame_input(rq, "sentence", "告诉这一户的话", STR(""));
    v->sentence->hint = STR("户里会看到这句话。例如：已经把小孙子添上，9 月起算 4 口人。");
    struct view_input *both[] = {v->finding, v->sentence};
    for (size_t i = 0; i < 2; i++) {
        both[i]->kind = STR("prose");
        both[i]->rows = 3;
        both[i]->most = CHANGE_TEXT;
        both[i]->required = true;
    }
    struct str chosen = form_sent(&rq->sent, "outcome");
    v->outcomes = ARENA_ARRAY(rq->arena, struct view_choice, 3);
    v->outcomes_count = 3;
    struct view_choice *next = frame_choice(v->outcomes, STR(""), STR("请选择"), chosen);
    bool visit = str_is(r->about, "visit");
    next = frame_choice(next, STR("applied"), visit ? STR("查过，走访不属实") : STR("已经改好"),
                        chosen);
    frame_choice(next, STR("refused"), visit ? STR("查过，走访是真的") : STR("不改"), chosen);
}

static enum status show(struct request *rq, struct response *rs, int64_t id) {
    struct change c;
    struct arena *a = rq->arena;
    enum status st = change_read(&c, rq->db, rq->keys, rq->actor, id, rq->now);
    if (st != OK) return st;
    const struct row_change_request *r = c.row;
    struct view_office_request v = {
        .frame = frame_new(rq, STR("更正"), "requests"),
        .about = part_about(rq->arena, r->about),
        .place = str_format(a, STR_FMT " " STR_FMT, STR_ARG(r->place), STR_ARG(r->team)),
        .household = link_office_household(a, r->code),
        .code = r->code,
        .asked = r->asked_at,
        .way = str_is(r->way, "code") ? STR("用户编号和查询码查到以后提的")
                                      : STR("用姓名和证件号码查到以后提的"),
        .wrong = c.wrong,
        .right = c.right,
        .phone = c.phone,
        .answer = c.answer,
        .state = state_of(r->about, r->state),
        .checker = r->checker,
        .checked = r->checked_at,
        .found = c.found,
        .closer = r->closer,
        .closed = r->closed_at,
        .told = c.told,
        .problems = frame_problems(rq),
        .token = rq->token,
        .back = link_office_requests(a, 0),
    };
    if (r->visit_id != INT64_MIN) {
        v.visit = str_format(a, STR_FMT " " STR_FMT "：" STR_FMT,
                             STR_ARG(date_text(a, r->visit_on)), STR_ARG(r->visitor),
                             STR_ARG(r->visit_note));
        v.verdict = label_text(voice_verdicts, r->verdict);
    }
    fill_steps(&v, rq, &c);
    if (v.close.text.n) fill_acts(&v, rq, r);
    view_office_request(&rs->body, &v);
    return OK;
}

enum status office_request(struct request *rq, struct response *rs) {
    int64_t id;
    return page_id(&id, rq->args[0]) ? show(rq, rs, id) : NOT_FOUND;
}

/* What is refused comes back as it was typed. */
static enum status finish(struct request *rq, struct response *rs, int64_t id, enum status st,
                          struct str why) {
    if (st == OK) response_see(rs, link_office_request(rq->arena, id));
    if (st != INVALID && st != CONFLICT) return st;
    if (why.n) problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    rs->status = st == CONFLICT ? 409 : 422;
    return show(rq, rs, id);
}

enum status office_request_check(struct request *rq, struct response *rs) {
    const struct step_sent *s = rq->form;
    struct str why = STR("");
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = INVALID;
    if (rq->problems.count == 0) {
        st = change_check(&why, rq->db, rq->keys, rq->actor, id, s->finding, rq->now);
    }
    return finish(rq, rs, id, st, why);
}

enum status office_request_close(struct request *rq, struct response *rs) {
    const struct step_sent *s = rq->form;
    struct str why = STR("");
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = INVALID;
    if (rq->problems.count == 0) {
        st = change_close(&why, rq->db, rq->keys, rq->actor, id, s->outcome, s->sentence, rq->now);
    }
    return finish(rq, rs, id, st, why);
}
