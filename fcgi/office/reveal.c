/*
 * A whole identity number, for one answer: who asks says why, and that is written down. Only for
 * those the route row lets in.
 */
#include "office/office.h"

#include <stddef.h>

#include "base/arena.h"
#include "model/county/audit.h"
#include "model/register/reveal.h"
#include "page/page.h"
#include "view/link.h"

struct reveal_sent {
    int64_t member;
    struct str purpose, reason;
};
static const char *const purposes[] = {"identify", "pay", "correct", "inspect", "other", NULL};
static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "member",
     .label = "哪个人",
     .kind = FIELD_INT,
     .required = true,
     .min = 1,
     .max = INT64_MAX,
     .offset = offsetof(struct reveal_sent, member)},
    {.name = "purpose",
     .label = "为什么要看",
     .kind = FIELD_CHOICE,
     .choices = purposes,
     .offset = offsetof(struct reveal_sent, purpose)},
    {.name = "reason",
     .label = "写一句理由",
     .kind = FIELD_TEXT,
     .max = REVEAL_REASON,
     .offset = offsetof(struct reveal_sent, reason)},
};
const struct form office_reveal_fields = FORM(fields, struct reveal_sent);
/* The same in an address: whom, and no token. */
const struct form office_reveal_asked = {fields + 1, 1, sizeof(struct reveal_sent)};

static enum status show(struct request *rq, struct response *rs, const struct row_reveal_person *p,
                        struct str number) {
    const struct reveal_sent *s = rq->form;
    struct arena *a = rq->arena;
    struct view_office_reveal v = {
        .frame = frame_new(rq, STR("看证件号码"), "households"),
        .who = str_format(a, STR_FMT "，" STR_FMT, STR_ARG(p->name), STR_ARG(p->relation)),
        .about = p->code,
        .action = link_office_reveal(a, p->code, INT64_MIN),
        .token = rq->token,
        .member = str_format(a, "%lld", (long long)s->member),
        .number = number,
        .problems = frame_problems(rq),
        .purpose = frame_input(rq, "purpose", "为什么要看", STR("")),
        .reason = frame_input(rq, "reason", "写一句理由", STR("")),
        .back = link_office_household(a, p->code),
    };
    v.purpose->kind = STR("select");
    v.purpose->required = v.reason->required = true;
    v.purpose->choices = page_labels(&v.purpose->choices_count, rq, reveal_purposes,
                                     v.purpose->value);
    v.purpose->choices[0].label = STR("请选择");
    v.reason->hint = STR("不要写姓名和号码。例如：银行退回，核对卡主");
    v.reason->most = REVEAL_REASON;
    view_office_reveal(&rs->body, &v);
    if (number.n) return OK; /* is in the record, with the reason */
    return audit_add(rq->db, rq->actor, "look", "household", p->household_id, STR("reveal"),
                     rq->now);
}

enum status office_reveal_form(struct request *rq, struct response *rs) {
    const struct reveal_sent *s = rq->form;
    struct row_reveal_person *p;
    enum status st = reveal_find(&p, rq->db, rq->actor, rq->args[0], s->member, rq->now);
    return st == OK ? show(rq, rs, p, STR("")) : st;
}

enum status office_reveal(struct request *rq, struct response *rs) {
    const struct reveal_sent *s = rq->form;
    struct row_reveal_person *p;
    struct str number = STR(""), why = STR("");
    enum status st = reveal_find(&p, rq->db, rq->actor, rq->args[0], s->member, rq->now);
    if (st != OK) return st;
    st = INVALID;
    if (rq->problems.count == 0) {
        st = reveal_number(&number, &why, rq->db, rq->keys, rq->actor, p, s->member, s->purpose,
                           s->reason.p ? s->reason : STR(""), rq->now);
    }
    if (st != OK && st != INVALID) return st;
    if (why.n) problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    if (st == INVALID) rs->status = 422;
    return show(rq, rs, p, number);
}
