/*
 * The deeds that are done on several things: giving tickets to a colleague, letting findings rest,
 * another helper for households, approving or returning editions. Each is the single deed's model
 * function; here stands only how a thing is called and what the page says will happen.
 */
#include "office/many.h"

#include <stddef.h>

#include "base/arena.h"
#include "model/casework/answer.h"
#include "model/casework/receipt.h"
#include "model/county/account.h"
#include "model/publish/edition.h"
#include "model/register/finding.h"
#include "model/register/listing.h"
#include "model/register/record.h"
#include "office/office.h"
#include "view/link.h"

struct many_sent {
    struct str rule, reason, days, name, unit, phone, act;
    int64_t account;
    int32_t on;
};

#define AT(m) .offset = offsetof(struct many_sent, m)
#define TOKEN                                                                                      \
    { .name = "token", .label = "表单", .kind = FIELD_TOKEN }

static struct view_input *input(struct view_input *next, const struct request *rq, const char *name,
                                const char *label, const char *kind) {
    *next = *frame_input(rq, name, label, STR(""));
    next->kind = str_from(kind);
    next->required = true;
    return next;
}

static enum status nothing_more(struct request *rq) {
    (void)rq;
    return OK;
}

/* --- tickets: to a colleague --- */

static const struct field ticket_fields[] = {
    TOKEN,
    {.name = "account",
     .label = "由谁来办",
     .kind = FIELD_INT,
     .required = true,
     .min = 1,
     .max = INT64_MAX,
     AT(account)},
};
const struct form office_many_tickets_fields = FORM(ticket_fields, struct many_sent);

static struct url tickets_back(const struct request *rq) {
    return link_office_tickets(rq->arena, &(struct link_tickets){0});
}

/* The people of the region who answer; none when they cannot be read, and then no page is shown: a
 * unit in which a statement failed ends as it did (db_commit). */
static size_t people(struct row_answer_colleague **rows, const struct request *rq) {
    size_t count;
    return answer_people(rows, &count, rq->db, rq->actor) == OK ? count : 0;
}

static struct view_input *tickets_inputs(size_t *count, const struct request *rq) {
    struct row_answer_colleague *rows;
    size_t n = people(&rows, rq);
    struct view_input *in = ARENA_NEW(rq->arena, struct view_input);
    input(in, rq, "account", "由谁来办", "select");
    in->choices = ARENA_ARRAY(rq->arena, struct view_choice, n + 1);
    in->choices_count = n + 1;
    struct view_choice *next = frame_choice(in->choices, STR(""), STR("请选择"), in->value);
    for (size_t i = 0; i < n; i++) {
        next = frame_choice(next, str_format(rq->arena, "%lld", (long long)rows[i].id),
                            str_format(rq->arena, STR_FMT "（" STR_FMT "）", STR_ARG(rows[i].name),
                                       STR_ARG(rows[i].place)),
                            in->value);
    }
    *count = 1;
    return in;
}

static struct str name_of(const struct request *rq, int64_t account) {
    struct row_answer_colleague *rows;
    size_t n = people(&rows, rq);
    if (account == INT64_MIN) return STR("没有人");
    for (size_t i = 0; i < n; i++) {
        if (rows[i].id == account) return rows[i].name;
    }
    return STR("别人");
}

static enum status see_ticket(struct many_line *l, struct request *rq) {
    const struct many_sent *s = rq->form;
    struct row_many_ticket *r;
    struct arena *a = rq->arena;
    int64_t id;
    if (!page_id(&id, l->key)) return NOT_FOUND;
    enum status st = answer_seen(&r, rq->db, rq->actor, id);
    if (st != OK) return st;
    bool taken = r->assigned_to != INT64_MIN;
    l->mark = str_format(a, "%lld.%d%d", taken ? (long long)r->assigned_to : 0LL,
                         r->visited_at != MOMENT_NONE, r->decided_at != MOMENT_NONE);
    l->title = str_format(a, STR_FMT " " STR_FMT, STR_ARG(label_text(ticket_kinds, r->kind)),
                          STR_ARG(receipt_grouped(a, r->number)));
    l->will = str_format(a, "交给" STR_FMT "（现在是" STR_FMT "在办）。",
                         STR_ARG(name_of(rq, s->account)), STR_ARG(name_of(rq, r->assigned_to)));
    return OK;
}

static enum status act_ticket(struct str *why, struct request *rq, const struct many_line *l) {
    const struct many_sent *s = rq->form;
    int64_t id;
    if (!page_id(&id, l->key)) return NOT_FOUND;
    return answer_assign(why, rq->db, rq->actor, id, s->account, rq->now);
}

static const char *const tickets_carried[] = {"account", NULL};
const struct many_deed many_tickets = {
    "一起交给同事",  "交给他",       "tickets",
    tickets_carried, "tickets",      "选上的来件一起交给一个同事办。",
    tickets_back,    tickets_inputs, nothing_more,
    see_ticket,      act_ticket,
};

enum status office_many_tickets(struct request *rq, struct response *rs) {
    return many_run(rq, rs, &many_tickets);
}

/* --- findings: let them rest --- */

static const struct label rests[] = {
    {"7", "7 天"}, {"30", "30 天"}, {"90", "90 天"}, {"365", "一年"}, {NULL, NULL}};
static const char *const rest_codes[] = {"7", "30", "90", "365", NULL};
static const struct field finding_fields[] = {
    TOKEN,
    {.name = "rule", .label = "哪一种疑点", .kind = FIELD_TEXT, .max = 20, AT(rule)},
    {.name = "reason",
     .label = "核实的情况和原因",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 200,
     AT(reason)},
    {.name = "days",
     .label = "放多久",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = rest_codes,
     AT(days)},
};
const struct form office_many_findings_fields = FORM(finding_fields, struct many_sent);

static struct url findings_back(const struct request *rq) {
    return link_office_findings(rq->arena, form_sent(&rq->sent, "rule"), (struct cursor){0, 0});
}

static struct view_input *findings_inputs(size_t *count, const struct request *rq) {
    struct view_input *in = ARENA_ARRAY(rq->arena, struct view_input, 2);
    input(&in[0], rq, "reason", "核实的情况和原因", "text");
    in[0].hint = STR("给同事看的，每一户都写这一句，不要写号码");
    input(&in[1], rq, "days", "放多久", "select");
    in[1].choices = page_labels(&in[1].choices_count, rq, rests, in[1].value);
    in[1].choices[0].label = STR("请选择");
    *count = 2;
    return in;
}

static enum status check_rule(struct request *rq) {
    const struct many_sent *s = rq->form;
    return rq->problems.count > 0 || finding_rule(s->rule) ? OK : NOT_FOUND;
}

static enum status see_finding(struct many_line *l, struct request *rq) {
    const struct many_sent *s = rq->form;
    int64_t note;
    enum status st = finding_seen(&note, rq->db, rq->actor, finding_rule(s->rule), l->key, rq->now);
    if (st != OK) return st;
    l->mark = str_format(rq->arena, "%lld", (long long)note);
    l->title = str_format(rq->arena, STR_FMT " 户", STR_ARG(l->key));
    l->will = str_format(rq->arena, "放" STR_FMT "：" STR_FMT, STR_ARG(label_text(rests, s->days)),
                         STR_ARG(s->reason));
    return OK;
}

static enum status act_finding(struct str *why, struct request *rq, const struct many_line *l) {
    const struct many_sent *s = rq->form;
    int64_t days = -1;
    str_int(&days, s->days);
    return finding_settle(why, rq->db, rq->actor, finding_rule(s->rule), l->key, s->reason, days,
                          rq->now);
}

static const char *const findings_carried[] = {"rule", "reason", "days", NULL};
const struct many_deed many_findings = {
    "一起放一放",     "放一放",        "findings",
    findings_carried, "findings",      "选上的户都核实过了，写一个原因，先放一放。",
    findings_back,    findings_inputs, check_rule,
    see_finding,      act_finding,
};

enum status office_many_findings(struct request *rq, struct response *rs) {
    return many_run(rq, rs, &many_findings);
}

/* --- households: another helper --- */

static const struct field helper_fields[] = {
    TOKEN,
    {.name = "name",
     .label = "帮扶责任人姓名",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 60,
     AT(name)},
    {.name = "unit", .label = "单位", .kind = FIELD_TEXT, .required = true, .max = 60, AT(unit)},
    {.name = "phone", .label = "办公电话", .kind = FIELD_TEXT, .max = 20, AT(phone)},
    {.name = "on", .label = "从哪一天起", .kind = FIELD_DAY, .required = true, AT(on)},
};
const struct form office_many_helper_fields = FORM(helper_fields, struct many_sent);

static struct url helper_back(const struct request *rq) {
    return link_office_households(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0});
}

static struct view_input *helper_inputs(size_t *count, const struct request *rq) {
    struct view_input *in = ARENA_ARRAY(rq->arena, struct view_input, 4);
    input(&in[0], rq, "name", "新的帮扶责任人", "text");
    input(&in[1], rq, "unit", "单位", "text");
    input(&in[2], rq, "phone", "办公电话", "text");
    in[2].required = false;
    input(&in[3], rq, "on", "从哪一天起", "day");
    if (in[3].value.n == 0) in[3].value = date_iso(rq->arena, date_day(rq->now));
    *count = 4;
    return in;
}

static enum status see_helped(struct many_line *l, struct request *rq) {
    const struct many_sent *s = rq->form;
    struct row_many_helper *r;
    struct arena *a = rq->arena;
    enum status st = record_helped(&r, rq->db, rq->actor, l->key, rq->now);
    if (st != OK) return st;
    struct str now = r ? str_format(a, "现在是" STR_FMT "，" STR_FMT, STR_ARG(r->name),
                                    STR_ARG(r->unit))
                       : STR("现在没有");
    l->mark = str_format(a, "%lld", r ? (long long)r->id : 0LL);
    l->title = str_format(a, STR_FMT " 户", STR_ARG(l->key));
    l->will = str_format(a, STR_FMT "起由" STR_FMT "（" STR_FMT "）帮扶；" STR_FMT "。",
                         STR_ARG(date_text(a, s->on)), STR_ARG(s->name), STR_ARG(s->unit),
                         STR_ARG(now));
    return OK;
}

static enum status act_helped(struct str *why, struct request *rq, const struct many_line *l) {
    const struct many_sent *s = rq->form;
    return record_helper(why, rq->db, rq->actor, l->key, s->name, s->unit,
                         s->phone.n ? s->phone : STR(""), s->on, rq->now);
}

static const char *const helper_carried[] = {"name", "unit", "phone", "on", NULL};
const struct many_deed many_helper = {
    "一起换帮扶责任人", "换成他",      "households",
    helper_carried,     "helper",      "选上的户从那一天起换一个帮扶责任人。",
    helper_back,        helper_inputs, nothing_more,
    see_helped,         act_helped,
};

enum status office_many_helper(struct request *rq, struct response *rs) {
    return many_run(rq, rs, &many_helper);
}

/* A helper who leaves: all his households of the region, chosen beforehand. */
enum status office_helped(struct request *rq, struct response *rs) {
    struct row_many_helper_named *helper;
    struct row_many_helped *rows;
    size_t count;
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = record_helped_by(&helper, &rows, &count, rq->db, rq->actor, id, MANY_MOST + 1);
    if (st != OK) return st;
    size_t most = count < MANY_MOST ? count : MANY_MOST;
    struct view_office_helped v = {
        .frame = frame_new(rq, STR("帮扶的户"), "households"),
        .name = helper->name,
        .unit = helper->unit,
        .rows = ARENA_ARRAY(rq->arena, struct view_office_helped_row, most),
        .rows_count = most,
        .cut = count > most,
        .pick = many_pick(rq, &many_helper),
    };
    for (size_t i = 0; i < most; i++) {
        v.rows[i] = (struct view_office_helped_row){
            .self = link_office_household(rq->arena, rows[i].code),
            .code = rows[i].code,
            .place = str_format(rq->arena, STR_FMT " " STR_FMT, STR_ARG(rows[i].village),
                                STR_ARG(rows[i].team)),
            .since = rows[i].from_on,
            .tick = many_tick(rq, rows[i].code, rows[i].code, true),
        };
    }
    view_office_helped(&rs->body, &v);
    return OK;
}

/* --- editions: approve, or return --- */

static const char *const acts[] = {"approve", "return", NULL};
static const struct label act_labels[] = {{"approve", "批准"}, {"return", "退回"}, {NULL, NULL}};
static const struct field article_fields[] = {
    TOKEN,
    {.name = "do",
     .label = "批准还是退回",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = acts,
     AT(act)},
    {.name = "reason", .label = "退回的原因", .kind = FIELD_TEXT, .max = 200, AT(reason)},
};
const struct form office_many_articles_fields = FORM(article_fields, struct many_sent);

static struct url articles_back(const struct request *rq) {
    return link_office_articles(rq->arena, STR_NONE, STR("submitted"), (struct cursor){0, 0});
}

static struct view_input *articles_inputs(size_t *count, const struct request *rq) {
    struct view_input *in = ARENA_ARRAY(rq->arena, struct view_input, 2);
    input(&in[0], rq, "do", "批准还是退回", "select");
    in[0].choices = page_labels(&in[0].choices_count, rq, act_labels, in[0].value);
    in[0].choices[0].label = STR("请选择");
    input(&in[1], rq, "reason", "退回的原因", "text");
    in[1].hint = STR("退回才要写，每一篇都写这一句");
    in[1].required = false;
    *count = 2;
    return in;
}

static enum status check_reason(struct request *rq) {
    const struct many_sent *s = rq->form;
    struct edition_fault *faults;
    if (!str_is(s->act, "return")) return OK;
    if (s->reason.n == 0) problem_add(&rq->problems, rq->arena, "reason", "请写退回的原因。");
    size_t count = edition_reason_faults(&faults, rq->arena, "退回的原因", s->reason);
    for (size_t i = 0; i < count; i++) {
        problem_add(&rq->problems, rq->arena, faults[i].field, STR_FMT, STR_ARG(faults[i].text));
    }
    return OK;
}

static enum status see_edition(struct many_line *l, struct request *rq) {
    const struct many_sent *s = rq->form;
    struct row_many_edition *r;
    int64_t id;
    if (!page_id(&id, l->key)) return NOT_FOUND;
    enum status st = edition_seen(&r, rq->db, rq->actor, id);
    if (st != OK) return st;
    l->mark = str_format(rq->arena, "%lld." STR_FMT, (long long)r->version, STR_ARG(r->state));
    l->title = r->title;
    l->will = str_is(s->act, "return")
                  ? str_format(rq->arena, "退回给写的人：" STR_FMT, STR_ARG(s->reason))
                  : STR("批准，等着发布。");
    return OK;
}

static enum status act_edition(struct str *why, struct request *rq, const struct many_line *l) {
    const struct many_sent *s = rq->form;
    struct str rest = l->mark;
    struct edition_step step = {FLOW_RETURN, 0, s->reason, MOMENT_NONE};
    int64_t id;
    if (!page_id(&id, l->key) || !str_int(&step.version, str_cut(&rest, '.'))) return NOT_FOUND;
    if (str_is(s->act, "approve")) {
        step.deed = FLOW_APPROVE;
        step.reason = STR_NONE;
        enum status st = listing_check(why, rq->db, rq->actor, id, rq->now);
        if (st != OK) return st;
    }
    return edition_step(why, rq->db, rq->actor, id, &step, rq->now);
}

static const char *const articles_carried[] = {"do", "reason", NULL};
const struct many_deed many_articles = {
    "一起批准或退回", "办",
    "articles",       articles_carried,
    "articles",       "选上的一起批准，或者一起退回。",
    articles_back,    articles_inputs,
    check_reason,     see_edition,
    act_edition,
};

enum status office_many_articles(struct request *rq, struct response *rs) {
    return many_run(rq, rs, &many_articles);
}
