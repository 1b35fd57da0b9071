/*
 * /tickets/receipt: how a ticket stands, for whoever has its number and code. A hit and a miss are
 * the same work, as with a household's card (ask.c): as many statements and rows written, both
 * answers drawn, a miss beside another ticket. And what its holder may do: say one more word, take
 * back the consent, print the slip.
 */
#include "lookup/receipt.h"

#include <stddef.h>

#include "base/text.h"
#include "lookup/lookup.h"
#include "model/casework/receipt.h"
#include "page/page.h"
#include "view/link.h"
#include "view/qr.h"

#define PROOF_FORM "receipt"
#define TYPED_MAX  60

struct ask_sent {
    struct str number, secret, proof, answer;
};
static const struct field ask_fields[] = {
    {.name = "number",
     .label = "编号",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct ask_sent, number)},
    {.name = "secret",
     .label = "密码",
     .kind = FIELD_TEXT,
     .max = TYPED_MAX,
     .offset = offsetof(struct ask_sent, secret)},
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
const struct form lookup_receipt_form = FORM(ask_fields, struct ask_sent);

struct more_sent {
    struct str pass, deed, text;
};
static const char *const deeds[] = {"more", "unshow", NULL};
static const struct field more_fields[] = {
    {.name = "pass",
     .label = "表单",
     .kind = FIELD_SECRET,
     .max = 400,
     .offset = offsetof(struct more_sent, pass)},
    {.name = "deed",
     .label = "表单",
     .kind = FIELD_CHOICE,
     .choices = deeds,
     .offset = offsetof(struct more_sent, deed)},
    {.name = "text",
     .label = "补充一句",
     .kind = FIELD_PROSE,
     .max = TICKET_MORE,
     .offset = offsetof(struct more_sent, text)},
};
const struct form lookup_ticket_more_form = FORM(more_fields, struct more_sent);

struct slip_sent {
    struct str slip;
};
static const struct field slip_fields[] = {
    {.name = "slip",
     .label = "表单",
     .kind = FIELD_SECRET,
     .max = 400,
     .offset = offsetof(struct slip_sent, slip)},
};
const struct form lookup_ticket_slip_form = FORM(slip_fields, struct slip_sent);

/* --- shared --- */

enum status receipt_proof(struct proof **out, const struct request *rq, enum limit_kind kind,
                          const char *form) {
    int64_t tries;
    *out = NULL;
    enum status st = limit_tries(&tries, rq->db, kind,
                                 limit_address(rq->arena, rq->keys, rq->address), rq->now);
    if (st != OK || !limit_is_suspect(kind, tries)) return st;
    *out = ARENA_NEW(rq->arena, struct proof);
    **out = proof_new(rq->arena, rq->keys, form, rq->now);
    return OK;
}

struct view_ticket_proof *receipt_step(const struct request *rq, const struct proof *proof,
                                       const char *press) {
    if (!proof) return NULL;
    struct view_ticket_proof *v = ARENA_NEW(rq->arena, struct view_ticket_proof);
    *v = (struct view_ticket_proof){proof->token, proof->goal, PROOF_MOST, PROOF_WAIT,
                                    str_from(press)};
    return v;
}

struct str receipt_next(struct arena *a, const struct ticket_receipt *r) {
    return str_format(a, "最晚" STR_FMT "有人去看、去核实，最晚" STR_FMT "给您结果和理由。",
                      STR_ARG(date_text(a, r->visit_by)), STR_ARG(date_text(a, r->decide_by)));
}

/* --- how it stands --- */

static struct str where_it_is(struct arena *a, const struct row_ticket *t, int32_t today) {
    if (t->decided_at != MOMENT_NONE) return label_text(ticket_outcomes, t->outcome);
    bool visited = t->visited_at != MOMENT_NONE;
    int32_t due = visited ? t->decide_by : t->visit_by;
    if (due < today)
        return visited ? STR("已经核实，结果晚了。") : STR("收到了，还没有人去核实，晚了。");
    return str_format(
        a, visited ? "已经核实，最晚" STR_FMT "给您结果。" : "收到了，最晚" STR_FMT "有人去核实。",
        STR_ARG(date_text(a, due)));
}

static void fill_stops(struct view_ticket_page *v, const struct row_ticket *t) {
    bool visited = t->visited_at != MOMENT_NONE, decided = t->decided_at != MOMENT_NONE;
    v->stops[0] = (struct view_ticket_stop){STR("done"), STR("收到"), date_day(t->asked_at),
                                            STR("")};
    v->stops[1] = (struct view_ticket_stop){visited   ? STR("done")
                                            : decided ? STR("todo")
                                                      : STR("now"),
                                            STR("核实、联系"),
                                            visited   ? date_day(t->visited_at)
                                            : decided ? DAY_NONE
                                                      : t->visit_by,
                                            STR("")};
    v->stops[2] = (struct view_ticket_stop){
        decided   ? STR("done")
        : visited ? STR("now")
                  : STR("todo"),
        STR("给结果"), decided ? date_day(t->decided_at) : t->decide_by, STR("")};
    v->stops_count = 3;
}

static void draw(const struct request *rq, struct response *rs, const struct ticket *t,
                 struct str done) {
    const struct row_ticket *r = t->row;
    struct arena *a = rq->arena;
    struct view_ticket_stop stops[3];
    int32_t today = date_day(rq->now);
    bool decided = r->decided_at != MOMENT_NONE;
    int32_t due = r->visited_at == MOMENT_NONE ? r->visit_by : r->decide_by;
    struct str kind = label_text(ticket_kinds, r->kind);
    struct view_ticket_page v = {
        .frame = frame_new(rq, str_format(a, STR_FMT "办到哪一步", STR_ARG(kind)), "other"),
        .done = done,
        .number = receipt_grouped(a, r->number),
        .kind = kind,
        .about = r->title.n ? r->title : r->place,
        .answer = where_it_is(a, r, today),
        .late = !decided && due < today,
        .told = t->told,
        .stops = stops,
        .phone = r->phone.n ? r->phone : rq->site.phone,
        .pass = ticket_pass(a, rq->keys, r->id, rq->now),
        .action = link_ticket_more(),
        .more_at = r->more_at,
        .public = r->consent,
        .questions = link_questions(a, &link_everything),
        .leave = link_home(),
    };
    v.phone_link = link_tel(a, v.phone);
    if (r->document_id != INT64_MIN) v.notice = link_notice(a, r->document_id);
    fill_stops(&v, r);
    if (!decided && r->more_at == MOMENT_NONE) {
        v.more = frame_input(rq, "text", "再补充一句", STR(""));
        v.more->kind = STR("prose");
        v.more->rows = 3;
        v.more->most = TICKET_MORE;
        v.more->required = true;
        v.more->hint = STR("只能补充一次");
    }
    view_ticket_page(&rs->body, &v);
}

/* --- asking --- */

static void show_ask(const struct request *rq, struct response *rs, struct str title,
                     struct str lead, const struct proof *proof) {
    struct view_ticket_ask v = {
        .frame = frame_new(rq, title, "other"),
        .title = title,
        .lead = lead,
        .problems = frame_problems(rq),
        .action = link_ticket_receipt(),
        .number = form_sent(&rq->sent, "number"),
        .number_error = problem_of(&rq->problems, "number"),
        .secret_error = problem_of(&rq->problems, "secret"),
        .proof = receipt_step(rq, proof, "查一查"),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .ticket = link_ticket_new(rq->arena, INT64_MIN),
    };
    view_ticket_ask(&rs->body, &v);
}

static enum status ask(struct request *rq, struct response *rs) {
    struct proof *proof;
    enum status st = receipt_proof(&proof, rq, LIMIT_TICKET_ADDRESS, PROOF_FORM);
    if (st == OK) show_ask(rq, rs, STR("查办到哪一步"), STR(""), proof);
    return st;
}

enum status lookup_receipt_ask(struct request *rq, struct response *rs) {
    rq->sent = (struct sent){0}; /* a GET has typed nothing, whatever its address says */
    return ask(rq, rs);
}

static void check(struct request *rq, struct str number, struct str secret) {
    struct problems *all = &rq->problems;
    if (!receipt_is(number, RECEIPT_NUMBER) && problem_of(all, "number").n == 0) {
        problem_add(all, rq->arena, "number",
                    "编号是 12 位数字，有一位写错了或者少写了。请对着回执再看一遍。");
    }
    if (!receipt_is(secret, RECEIPT_SECRET) && problem_of(all, "secret").n == 0) {
        problem_add(all, rq->arena, "secret",
                    "密码是 8 位数字，有一位写错了或者少写了。请对着回执再看一遍。");
    }
}

/* Whose misses are counted. */
struct guess {
    struct str target, address, hit; /* hit: a row that counts nothing, for the same work */
};

static struct guess guess_of(const struct request *rq, struct str number) {
    struct arena *a = rq->arena;
    return (struct guess){
        limit_target(a, rq->keys, str_format(a, "ticket:" STR_FMT, STR_ARG(number))),
        limit_address(a, rq->keys, rq->address),
        limit_target(a, rq->keys, str_format(a, "ticket-hit:" STR_FMT, STR_ARG(number)))};
}

/* LIMITED, with rs->retry_after; DENIED: a step is needed first. */
static enum status admit(const struct request *rq, struct response *rs, const struct guess *g) {
    const struct ask_sent *s = rq->form;
    int64_t target, address, tries;
    enum status st = limit_check(&target, rq->db, LIMIT_TICKET_NUMBER, g->target, rq->now);
    if (st == OK) st = limit_check(&address, rq->db, LIMIT_TICKET_ADDRESS, g->address, rq->now);
    if (st == OK) st = limit_tries(&tries, rq->db, LIMIT_TICKET_ADDRESS, g->address, rq->now);
    if (st != OK) return st;
    rs->retry_after = (int)(target > address ? target : address);
    if (rs->retry_after > 0) return LIMITED;
    if (!limit_is_suspect(LIMIT_TICKET_ADDRESS, tries)) return OK;
    return proof_check(rq->db, rq->keys, PROOF_FORM, s->proof, s->answer, rq->now);
}

static enum status remember(const struct request *rq, const struct guess *g, bool hit) {
    enum status st;
    if (hit) {
        st = limit_pass(rq->db, LIMIT_TICKET_NUMBER, g->target, rq->now);
        return st == OK ? limit_pass(rq->db, LIMIT_TICKET_NUMBER, g->hit, rq->now) : st;
    }
    st = limit_count(rq->db, LIMIT_TICKET_NUMBER, g->target, rq->now);
    return st == OK ? limit_count(rq->db, LIMIT_TICKET_ADDRESS, g->address, rq->now) : st;
}

static enum status answer(struct request *rq, struct response *rs, struct str number,
                          struct str secret, const struct guess *g) {
    struct ticket t = {0};
    struct proof *proof;
    int64_t id, beside;
    enum status st = ticket_claim(&id, &beside, rq->db, rq->keys, number, secret);
    if (st == OK && (id || beside)) st = ticket_read(&t, rq->db, rq->keys, id ? id : beside);
    if (st == OK) st = receipt_proof(&proof, rq, LIMIT_TICKET_ADDRESS, PROOF_FORM);
    if (st == OK) st = remember(rq, g, id != 0);
    if (st != OK) return st;
    struct response *other = ARENA_NEW(rq->arena, struct response);
    response_start(other, rq->arena);
    if (t.row) draw(rq, id ? rs : other, &t, STR(""));
    show_ask(rq, id ? other : rs, STR("没有查到"),
             STR("编号和密码对不上。请对着回执，一位一位再看一遍。"), proof);
    if (!id) rs->missed = g->target;
    rs->even = true;
    rs->instead = other->body;
    return OK;
}

enum status lookup_receipt(struct request *rq, struct response *rs) {
    const struct ask_sent *s = rq->form;
    struct str number = text_code(rq->arena, s->number), secret = text_code(rq->arena, s->secret);
    check(rq, number, secret);
    if (rq->problems.count) {
        rs->status = 422;
        return ask(rq, rs);
    }
    struct guess g = guess_of(rq, number);
    enum status st = admit(rq, rs, &g);
    if (st == OK) return answer(rq, rs, number, secret, &g);
    if (st != DENIED) return st;
    problem_add(&rq->problems, rq->arena, NULL,
                "从您这里查错的次数多了，所以多一步：请等 %d 秒，再按一次“查一查”。", PROOF_WAIT);
    rs->status = 422;
    return ask(rq, rs);
}

/* --- what its holder may do --- */

static enum status late(const struct request *rq, struct response *rs) {
    struct view_ticket_late v = {
        .frame = frame_new(rq, STR("时间过了"), "other"),
        .receipt = link_ticket_receipt(),
    };
    rs->status = 422;
    view_ticket_late(&rs->body, &v);
    return OK;
}

static enum status say(struct request *rq, const struct ticket *t) {
    const struct more_sent *s = rq->form;
    if (str_is(s->deed, "unshow")) return ticket_unshow(rq->db, t);
    if (text_length(str_trim(s->text)) < 2 && problem_of(&rq->problems, "text").n == 0) {
        problem_add(&rq->problems, rq->arena, "text", "请写一写要补充什么。");
    }
    if (rq->problems.count) return INVALID;
    return ticket_more(rq->db, rq->keys, t, s->text, rq->now);
}

enum status lookup_ticket_more(struct request *rq, struct response *rs) {
    const struct more_sent *s = rq->form;
    struct ticket t;
    int64_t id;
    if (!ticket_admit(&id, rq->arena, rq->keys, s->pass, rq->now)) return late(rq, rs);
    enum status st = ticket_read(&t, rq->db, rq->keys, id);
    if (st != OK) return st;
    st = say(rq, &t);
    if (st != OK && st != INVALID && st != CONFLICT) return st;
    struct str done = str_is(s->deed, "unshow") ? STR("记下了，不再公开。")
                      : st == CONFLICT          ? STR("已经补充过了，不能再补充。")
                      : st == INVALID           ? problem_of(&rq->problems, "text")
                                                : STR("收到了您补充的话。");
    rs->status = st == OK ? 200 : st == CONFLICT ? 409 : 422;
    st = ticket_read(&t, rq->db, rq->keys, id);
    if (st == OK) draw(rq, rs, &t, done);
    return st;
}

/* county.example/tickets/receipt: what somebody types into a phone. */
static struct str typed_address(struct str url) {
    size_t at = str_find(url, STR("://"));
    return at == url.n ? url : str_slice(url, at + 3, url.n);
}

enum status lookup_ticket_slip(struct request *rq, struct response *rs) {
    const struct slip_sent *s = rq->form;
    struct arena *a = rq->arena;
    struct ticket_receipt r;
    if (!ticket_slip_open(&r, a, rq->keys, s->slip)) return late(rq, rs);
    struct url address = link_absolute(a, rq->conf->url, link_ticket_receipt());
    struct view_paper paper = {
        .kind = STR("card"),
        .title = STR("来件回执"),
        .county = rq->site.county,
        .note = STR("请现在就打印。关了这一页，密码就再也看不到了。"),
        .back = link_ticket_receipt(),
        .made = rq->now,
    };
    struct view_ticket_slip v = {
        .frame = &paper,
        .county = rq->site.county,
        .number = receipt_grouped(a, r.number),
        .secret = receipt_grouped(a, r.secret),
        .next = receipt_next(a, &r),
        .qr = qr_new(a, address),
        .address = typed_address(address.text),
        .phone = rq->site.phone,
    };
    view_ticket_slip(&rs->body, &v);
    return OK;
}
