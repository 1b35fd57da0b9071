/*
 * /status: the start page with its form, and the answer. A form that cannot be right is shown
 * again before anything is looked up; a hit shows the card; a miss says the same whatever was
 * wrong. The asking itself is ask.c's. /kiosk is the same on a tablet that many people use:
 * kiosk.js fetches the answer into the page; without it the browser asks for the empty form after a
 * minute.
 */
#include "lookup/lookup.h"

#include "lookup/ask.h"
#include "lookup/card.h"
#include "lookup/status.h"
#include "view/frame.h"
#include "view/link.h"

#define KIOSK_REST 60 /* seconds an answer stays on a shared tablet */

static bool on_kiosk(const struct request *rq) {
    return str_eq(rq->path, link_kiosk().text);
}

/* What was typed stands there again; a GET has typed nothing, whatever its address says. */
struct view_status_ask *status_ask(const struct request *rq, const struct proof *proof) {
    struct view_status_ask *v = ARENA_NEW(rq->arena, struct view_status_ask);
    v->action = on_kiosk(rq) ? link_kiosk() : link_status();
    if (proof) {
        v->proof = ARENA_NEW(rq->arena, struct view_status_proof);
        *v->proof = (struct view_status_proof){proof->token, proof->goal, PROOF_MOST, PROOF_WAIT};
    }
    if (rq->method != POST) return v;
    v->problems = frame_problems(rq);
    v->kept = form_sent(&rq->sent, "kept");
    v->by_code = ask_by_code(rq);
    v->name = ask_typed(rq, "name");
    v->name_error = problem_of(&rq->problems, "name");
    v->id_number = ask_typed(rq, "id_number");
    v->id_error = problem_of(&rq->problems, "id_number");
    v->household_code = ask_typed(rq, "household_code");
    v->household_error = problem_of(&rq->problems, "household_code");
    v->query_code = ask_typed(rq, "query_code");
    v->query_error = problem_of(&rq->problems, "query_code");
    return v;
}

/* Links of the frame come back to the bare page: whatever somebody hung on its address is not
 * carried on. */
static struct view_layout *frame(const struct request *rq, struct str title) {
    struct request plain = *rq;
    plain.query = STR_NONE;
    struct view_layout *f = frame_new(&plain, title, "status");
    if (!on_kiosk(rq)) return f;
    f->kiosk = f->private = true;
    f->whole = false; /* by its style sheet's name kiosk.js knows an answer of a newer version */
    f->home = link_kiosk();
    f->menu = NULL;
    f->ways = NULL;
    return f;
}

static void show_form(const struct request *rq, struct response *rs, const struct proof *proof) {
    struct view_status_form v = {
        .frame = frame(rq, STR("查一查我家的情况")),
        .ask = status_ask(rq, proof),
    };
    view_status_form(&rs->body, &v);
}

enum status lookup_status_form(struct request *rq, struct response *rs) {
    struct proof *proof;
    enum status st = ask_proof(&proof, rq);
    if (st == OK) show_form(rq, rs, proof);
    return st;
}

/* Not found: the same page whether the name, the number, both or neither is known. */
static void show_miss(const struct request *rq, struct response *rs, const struct ask *q) {
    struct view_status_miss v = {
        .frame = frame(rq, STR("没有查到")),
        .asked = q->by_code ? STR("按“户编号和查询码”查") : STR("按“姓名和证件号码”查"),
        .by_code = q->by_code,
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .phone_of = str_format(rq->arena, STR_FMT "乡村振兴局", STR_ARG(rq->site.county)),
        .ask = status_ask(rq, q->proof),
    };
    view_status_miss(&rs->body, &v);
}

static void show_card(const struct request *rq, struct response *rs, const struct ask *q,
                      const struct household_card *card) {
    card_show(rq, rs, frame(rq, STR("您家的情况")), card, q);
}

enum status lookup_status(struct request *rq, struct response *rs) {
    struct ask q;
    struct household_card card;
    if (on_kiosk(rq)) rs->refresh = KIOSK_REST;
    ask_read(&q, rq);
    if (rq->problems.count > 0) {
        rs->status = 422;
        return lookup_status_form(rq, rs);
    }
    enum status st = ask_answer(&card, rq, rs, &q);
    if (st == DENIED) {
        problem_add(&rq->problems, rq->arena, NULL,
                    "从您这里查错的次数多了，所以多一步：请等 %d 秒，再按一次“查一查”。",
                    PROOF_WAIT);
        rs->status = 422;
        show_form(rq, rs, q.proof);
        return OK;
    }
    if (st != OK && st != NOT_FOUND) return st;
    ask_show(rq, rs, &q, &card, st, &(struct ask_pages){show_card, show_miss});
    return OK;
}
