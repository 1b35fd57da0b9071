/*
 * POST /api/v1/status: the same question as the page, the same rules and limits, the answer as
 * JSON. A miss is a 404 that says the same whatever was wrong.
 */
#include "lookup/lookup.h"

#include "base/text.h"
#include "lookup/ask.h"
#include "view/link.h"
#include "web/json.h"

static void put_url(struct json *o, const char *key, const struct request *rq,
                    int64_t document_id) {
    struct str text = STR_NONE;
    if (document_id != INT64_MIN) {
        text = link_absolute(rq->arena, rq->conf->url, link_notice(rq->arena, document_id)).text;
    }
    json_text(o, key, text);
}

static void put_members(struct json *o, const struct request *rq,
                        const struct household_card *card) {
    struct json *list = json_list(o, "members");
    for (size_t i = 0; i < card->member_count; i++) {
        struct json *m = json_item(list);
        json_text(m, "name", text_mask_name(rq->arena, card->members[i].name));
        json_text(m, "relation", card->members[i].relation);
    }
}

static void put_timeline(struct json *o, const struct request *rq,
                         const struct household_card *card) {
    static const char *const states[] = {[STOP_TODO] = "todo",
                                         [STOP_NOW] = "now",
                                         [STOP_DONE] = "done",
                                         [STOP_RETURNED] = "returned",
                                         [STOP_REJECTED] = "rejected"};
    struct json *list = json_list(o, "timeline");
    for (size_t i = 0; i < card->step_count; i++) {
        const struct lifecycle_step *s = &card->steps[i];
        struct json *step = json_item(list);
        json_text(step, "stop", str_from(s->stop->key));
        json_text(step, "label", str_from(s->stop->label));
        json_text(step, "state", str_from(states[s->state]));
        json_day(step, rq->arena, "on", s->on_day);
        json_day(step, rq->arena, "due_on", s->due_on);
        json_text(step, "reason", s->reason.n ? s->reason : STR_NONE);
        put_url(step, "notice_url", rq, s->document_id);
    }
}

static void put_money(struct json *o, const struct request *rq, const struct household_card *card) {
    struct json *measures = json_list(o, "measures"), *payments = json_list(o, "payments");
    for (size_t i = 0; i < card->measure_count; i++) {
        struct json *m = json_item(measures);
        json_text(m, "area", card->measures[i].area);
        json_text(m, "title", card->measures[i].title);
        json_int(m, "amount", card->measures[i].amount);
        json_text(m, "state", card->measures[i].state);
    }
    for (size_t i = 0; i < card->payment_count; i++) {
        struct json *p = json_item(payments);
        json_text(p, "programme", card->payments[i].programme);
        json_int(p, "amount", card->payments[i].amount);
        json_text(p, "desk", card->payments[i].desk);
        json_text(p, "state", card->payments[i].state);
        json_day(p, rq->arena, "on", card->payments[i].state_on);
    }
}

static void put_helper(struct json *o, const struct household_card *card) {
    if (card->helper_count == 0) {
        json_null(o, "helper");
        return;
    }
    struct json *h = json_member(o, "helper");
    json_text(h, "name", card->helpers[0].name);
    json_text(h, "unit", card->helpers[0].unit);
    json_text(h, "phone", card->helpers[0].phone);
}

static void put_entitled(struct json *o, const struct request *rq, const struct ask *q) {
    struct json *list = json_list(o, "entitled");
    for (size_t i = 0; i < q->entitled_count; i++) {
        const struct entitle_policy *p = &q->entitled[i];
        struct json *row = json_item(list);
        json_text(row, "title", p->title);
        json_bool(row, "sure", p->sure);
        json_text(row, "url",
                  link_absolute(rq->arena, rq->conf->url, link_policy(rq->arena, p->id)).text);
    }
}

static void show_card(const struct request *rq, struct response *rs, const struct ask *q,
                      const struct household_card *card) {
    struct json *o = json_object();
    json_text(o, "household_code", card->household->code);
    json_text(o, "status", household_word(card));
    json_text(o, "register", card->current ? card->current->kind : STR_NONE);
    json_day(o, rq->arena, "since", card->current ? card->current->from_on : DAY_NONE);
    json_text(o, "sentence", card->sentence);
    json_text(o, "next", card->next.n ? card->next : STR_NONE);
    json_day(o, rq->arena, "next_due_on", card->next_due);
    put_members(o, rq, card);
    put_timeline(o, rq, card);
    put_money(o, rq, card);
    put_helper(o, card);
    put_entitled(o, rq, q);
    json_send(rs, o, "application/json; charset=utf-8");
}

static void show_miss(const struct request *rq, struct response *rs, const struct ask *q) {
    (void)q;
    json_problem(rs, 404, STR("没有查到"),
                 str_format(rq->arena,
                            "没有对得上的：可能有一个字不对，登记时写法不同，或者资料还没有录入。"
                            "拿不准请打电话 " STR_FMT "。",
                            STR_ARG(rq->site.phone)),
                 NULL);
}

/* An RFC 9457 problem with one member more: what to work out, or how long to wait. */
static void show_proof(struct response *rs, const struct proof *proof) {
    struct json *o = json_object();
    json_text(o, "type", STR("about:blank"));
    json_text(o, "title", STR("多一步确认"));
    json_int(o, "status", 403);
    json_text(o, "detail",
              STR("从这里查错的次数多了。请把 challenge.proof 放进 proof，再发一次：或者先等 wait "
                  "秒，或者在 answer 里写上 n，0 到 most 之间，“proof:n”的 SHA-256 是 goal。"));
    struct json *c = json_member(o, "challenge");
    json_text(c, "proof", proof->token);
    json_text(c, "goal", proof->goal);
    json_int(c, "most", PROOF_MOST);
    json_int(c, "wait", PROOF_WAIT);
    rs->status = 403;
    json_send(rs, o, "application/problem+json; charset=utf-8");
}

enum status lookup_status_api(struct request *rq, struct response *rs) {
    struct ask q;
    struct household_card card;
    ask_read(&q, rq);
    if (rq->problems.count > 0) {
        json_problem(rs, 422, STR("有地方要改"), STR("什么也没有查。请看每一项的说明，改好再发。"),
                     &rq->problems);
        return OK;
    }
    enum status st = ask_answer(&card, rq, rs, &q);
    if (st == DENIED) {
        show_proof(rs, q.proof);
        return OK;
    }
    if (st != OK && st != NOT_FOUND) return st;
    ask_show(rq, rs, &q, &card, st, &(struct ask_pages){show_card, show_miss});
    return OK;
}
