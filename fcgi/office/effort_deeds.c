/*
 * What is done with a project, a job or a donation: a stage, a payment, taking back what waits,
 * publishing, withdrawing. Each ends on the page of that one; what was refused says why there.
 */
#include "office/efforts.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/money.h"
#include "model/publish/ledger.h"

/* Done: look at it. Not allowed or too late: the page as it is now, with the reason. */
static enum status finish(struct request *rq, struct response *rs, int64_t id, enum status st,
                          const char *field, struct str why) {
    struct effort_file f;
    if (st == OK) response_see(rs, link_office_effort(rq->arena, id, ""));
    if (st != INVALID && st != CONFLICT && st != DENIED) return st;
    if (why.n) problem_add(&rq->problems, rq->arena, field, STR_FMT, STR_ARG(why));
    rs->status = st == DENIED ? 403 : st == CONFLICT ? 409 : 422;
    effort_anew(rq->db);
    st = effort_find(&f, rq->db, rq->actor, id);
    return st == OK ? efforts_show(rq, rs, &f) : st;
}

struct deed_sent {
    int64_t stage, deed;
    struct str act, reason, amount, purpose, what, mark, why;
    int32_t on, paid_on;
};
#define DEED_AT(member) offsetof(struct deed_sent, member)
#define TOKEN                                                                                      \
    { .name = "token", .label = "表单", .kind = FIELD_TOKEN }
#define ONCE                                                                                       \
    { .name = "once", .label = "表单", .kind = FIELD_ONCE }

static const char *const act_codes[] = {"on", "back", NULL};
static const struct field step_fields[] = {
    TOKEN,
    ONCE,
    {.name = "stage",
     .label = "哪一步",
     .kind = FIELD_INT,
     .required = true,
     .min = 1,
     .max = EFFORT_STAGES,
     .offset = DEED_AT(stage)},
    {.name = "act",
     .label = "办完还是退回",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = act_codes,
     .offset = DEED_AT(act)},
    {.name = "on", .label = "哪一天", .kind = FIELD_DAY, .required = true, .offset = DEED_AT(on)},
    {.name = "reason", .label = "原因", .kind = FIELD_TEXT, .max = 100, .offset = DEED_AT(reason)},
};
const struct form office_effort_step_fields = FORM(step_fields, struct deed_sent);

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

enum status office_effort_step(struct request *rq, struct response *rs) {
    const struct deed_sent *sent = rq->form;
    struct effort_file f;
    struct str why = STR("");
    enum status st = efforts_file(&f, rq);
    if (st != OK) return st;
    st = rq->problems.count
             ? INVALID
             : effort_step(&why, rq->db, rq->actor, f.head->id, sent->stage,
                           str_is(sent->act, "back"), sent->on, or_empty(sent->reason), rq->now);
    return finish(rq, rs, f.head->id, st, "stage", why);
}

static const struct field payment_fields[] = {
    TOKEN,
    ONCE,
    {.name = "amount",
     .label = "金额",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 24,
     .offset = DEED_AT(amount)},
    {.name = "paid_on",
     .label = "哪一天",
     .kind = FIELD_DAY,
     .required = true,
     .offset = DEED_AT(paid_on)},
    {.name = "purpose",
     .label = "付的什么钱",
     .kind = FIELD_TEXT,
     .max = 100,
     .offset = DEED_AT(purpose)},
};
const struct form office_effort_payment_fields = FORM(payment_fields, struct deed_sent);

static int64_t read_amount(struct request *rq, struct str typed) {
    bool back = str_starts(typed, STR("-"));
    int64_t fen;
    if (back) typed = str_trim(str_slice(typed, 1, typed.n));
    if (money_parse(&fen, typed) && fen > 0 && fen < EFFORT_MONEY) return back ? -fen : fen;
    problem_add(&rq->problems, rq->arena, "amount",
                "金额要以元为单位写数字，最多两位小数，例如 300000.00。");
    return MONEY_NONE;
}

enum status office_effort_payment(struct request *rq, struct response *rs) {
    const struct deed_sent *sent = rq->form;
    struct effort_file f;
    struct str why = STR("");
    enum status st = efforts_file(&f, rq);
    if (st != OK) return st;
    int64_t amount = sent->amount.n ? read_amount(rq, sent->amount) : MONEY_NONE;
    st = rq->problems.count ? INVALID
                            : effort_payment(&why, rq->db, rq->actor, f.head->id, amount,
                                             sent->paid_on, or_empty(sent->purpose), rq->now);
    return finish(rq, rs, f.head->id, st, "amount", why);
}

static const char *const whats[] = {"draft", "step", "payment", NULL};
static const struct field drop_fields[] = {
    TOKEN,
    {.name = "what",
     .label = "哪一条",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = whats,
     .offset = DEED_AT(what)},
    {.name = "deed",
     .label = "哪一条",
     .kind = FIELD_INT,
     .min = 0,
     .max = INT64_MAX,
     .offset = DEED_AT(deed)},
};
const struct form office_effort_drop_fields = FORM(drop_fields, struct deed_sent);

enum status office_effort_drop(struct request *rq, struct response *rs) {
    const struct deed_sent *sent = rq->form;
    struct effort_file f;
    struct str why = STR("");
    enum status st = efforts_file(&f, rq);
    if (st != OK) return st;
    st = rq->problems.count
             ? INVALID
             : effort_drop(&why, rq->db, rq->actor, f.head->id, sent->what, sent->deed, rq->now);
    return finish(rq, rs, f.head->id, st, NULL, why);
}

static const struct field publish_fields[] = {
    TOKEN,
    {.name = "mark", .label = "表单", .kind = FIELD_TEXT, .max = 100, .offset = DEED_AT(mark)},
};
const struct form office_effort_publish_fields = FORM(publish_fields, struct deed_sent);

enum status office_effort_publish(struct request *rq, struct response *rs) {
    const struct deed_sent *sent = rq->form;
    struct effort_file f;
    struct str why = STR("");
    enum status st = efforts_file(&f, rq);
    if (st != OK) return st;
    st = effort_publish(&why, rq->db, rq->actor, f.head->id, sent->mark, rq->now);
    if (st == OK) st = ledger_sign_head(rq->db, rq->keys, rq->now);
    return finish(rq, rs, f.head->id, st, NULL, why);
}

static const struct field withdraw_fields[] = {
    TOKEN,
    {.name = "why",
     .label = "撤回的原因",
     .kind = FIELD_PROSE,
     .required = true,
     .max = 200,
     .offset = DEED_AT(why)},
};
const struct form office_effort_withdraw_fields = FORM(withdraw_fields, struct deed_sent);

enum status office_effort_withdraw(struct request *rq, struct response *rs) {
    const struct deed_sent *sent = rq->form;
    struct effort_file f;
    struct str why = STR("");
    enum status st = efforts_file(&f, rq);
    if (st != OK) return st;
    st = rq->problems.count
             ? INVALID
             : effort_withdraw(&why, rq->db, rq->actor, f.head->id, sent->why, rq->now);
    if (st == OK) st = ledger_sign_head(rq->db, rq->keys, rq->now);
    return finish(rq, rs, f.head->id, st, "why", why);
}
