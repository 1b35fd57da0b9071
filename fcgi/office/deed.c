/*
 * One form page for each thing an officer does to a household: moving its case, people, help,
 * money, visits. A deed is a row of the table below: its words, its fields (deed_fields.c), and the
 * function that does it. What is refused comes back as it was typed, with the sentence of the
 * model.
 */
#include "office/deed.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/seal.h"
#include "base/money.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/register/record.h"
#include "office/deed_form.h"
#include "office/office.h"
#include "office/part.h"
#include "view/link.h"

/* --- what is sent --- */

#define AT(m) .offset = offsetof(struct deed_sent, m)
#define LINE(n, l, most)                                                                           \
    { .name = #n, .label = l, .kind = FIELD_TEXT, .max = most, AT(n) }
#define NUMBER(n, l)                                                                               \
    { .name = #n, .label = l, .kind = FIELD_INT, .min = 0, .max = INT64_MAX, AT(n) }
#define CHOICE(n, l, list, m)                                                                      \
    { .name = n, .label = l, .kind = FIELD_CHOICE, .choices = list, AT(m) }

static const char *const kinds[] = {"unstable", "marginal", "sudden", "poor", NULL};
static const char *const attributes[] = {"general", "allowance", "destitute", NULL};
static const char *const causes[] = {"illness", "disability", "schooling", "disaster", "land",
                                     "water",   "skill",      "labour",    "funds",    "roads",
                                     "will",    "other",      NULL};
static const char *const papers[] = {"resident", "other", NULL};
static const char *const yes[] = {"yes", NULL};
static const char *const joining[] = {"birth",  "marriage", "moved", "adopted",
                                      "missed", "other",    NULL};
static const char *const leaving[] = {"death", "marriage", "moved", "other", NULL};
static const char *const states[] = {"planned", "running",  "done",     "filed", "approved",
                                     "paid",    "received", "returned", NULL};

static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "once", .label = "表单", .kind = FIELD_ONCE},
    NUMBER(seen, "表单"),
    NUMBER(id, "哪一项"),
    NUMBER(member, "哪个人"),
    CHOICE("reason_code", "原因", lifecycle_reason_codes, reason_code),
    LINE(reason, "说明", 200),
    LINE(target, "退回到哪一步", 20),
    CHOICE("register_kind", "纳入类型", kinds, register_kind),
    CHOICE("attribute", "户属性", attributes, attribute),
    CHOICE("cause1", "主要原因", causes, cause[0]),
    CHOICE("cause2", "其他原因", causes, cause[1]),
    CHOICE("cause3", "其他原因", causes, cause[2]),
    LINE(name, "姓名", 30),
    CHOICE("papers", "什么证件", papers, papers),
    LINE(number, "证件号码", 60),
    CHOICE("twice", "重复", yes, twice),
    LINE(relation, "与户主关系", 10),
    CHOICE("joining", "为什么添", joining, joining),
    CHOICE("leaving", "为什么离开", leaving, leaving),
    LINE(new_code, "户编号", 40),
    LINE(team, "组", 10),
    {.name = "region", .label = "村", .kind = FIELD_DIGITS, .max = 12, AT(region)},
    LINE(unit, "单位", 60),
    LINE(phone, "办公电话", 20),
    CHOICE("area", "哪一方面", label_area_codes, area),
    LINE(title, "名称", 60),
    LINE(amount, "金额", 30),
    CHOICE("state", "办到哪一步", states, state),
    LINE(batch, "批次", 20),
    LINE(desk, "停在哪个单位", 30),
    LINE(note, "做了什么", 400),
    {.name = "on", .label = "日期", .kind = FIELD_DAY, AT(on)},
};
const struct form office_deed_fields = FORM(fields, struct deed_sent);

struct deed_asked {
    int64_t id;
};
static const struct field asked_fields[] = {
    {.name = "id",
     .label = "哪一项",
     .kind = FIELD_INT,
     .min = 1,
     .max = INT64_MAX,
     .offset = offsetof(struct deed_asked, id)},
};
const struct form office_deed_asked = FORM(asked_fields, struct deed_asked);

/* --- doing it --- */

#define WHOM p->rq->db, p->rq->actor, p->rq->args[0]

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

/* The causes that were chosen, each once, main first: codes with a space between. */
static struct str causes_of(struct deed_page *p, const struct deed_sent *s) {
    struct str all = STR("");
    for (size_t i = 0; i < DEED_CAUSES; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++) again = again || str_eq(s->cause[i], s->cause[k]);
        if (s->cause[i].n == 0 || again) continue;
        all = all.n ? str_format(p->rq->arena, STR_FMT " " STR_FMT, STR_ARG(all),
                                 STR_ARG(s->cause[i]))
                    : s->cause[i];
    }
    return all;
}

static enum status act_open(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct casefile_opening o = {
        .kind = str_from(p->deed->what),
        .register_kind = s->register_kind,
        .attribute = s->attribute,
        .causes = causes_of(p, s),
        .reason_code = or_empty(s->reason_code),
        .reason = or_empty(s->reason),
    };
    bool entry = str_is(o.kind, "entry");
    if (entry && (o.register_kind.n == 0 || o.attribute.n == 0 || o.causes.n == 0)) {
        *why = STR("请选择纳入类型、户属性和主要原因。");
        return INVALID;
    }
    return casefile_open(why, WHOM, &o, p->rq->now);
}

static enum status act_move(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct casefile_action x = {p->deed->event, s->seen, or_empty(s->target),
                                or_empty(s->reason_code), or_empty(s->reason)};
    return casefile_move(why, WHOM, &x, p->rq->now);
}

static enum status act_facts(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    if (s->attribute.n == 0) {
        *why = STR("请选择户属性。");
        return INVALID;
    }
    return record_facts(why, WHOM, s->attribute, causes_of(p, s), p->rq->now);
}

static enum status act_helper(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    return record_helper(why, WHOM, or_empty(s->name), or_empty(s->unit), or_empty(s->phone), s->on,
                         p->rq->now);
}

static bool amount_of(int64_t *out, struct str *why, const struct deed_sent *s) {
    *out = MONEY_NONE;
    if (s->amount.n == 0 || money_parse(out, s->amount)) return true;
    *why = STR("金额写成数字，例如 1200.50。");
    return false;
}

static bool is_code(const struct label *list, struct str code) {
    for (; list->code; list++) {
        if (str_is(code, list->code)) return true;
    }
    return false;
}

static enum status act_measure(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct record_measure m = {s->id, MONEY_NONE, s->area, or_empty(s->title), or_empty(s->state),
                               s->on};
    if (!is_code(lifecycle_measures, m.state)) m.state = STR("");
    if (!amount_of(&m.amount, why, s)) return INVALID;
    return record_measure(why, WHOM, &m, p->rq->now);
}

static enum status act_payment(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct record_payment m = {s->id,
                               MONEY_NONE,
                               or_empty(s->title),
                               or_empty(s->batch),
                               or_empty(s->state),
                               or_empty(s->desk),
                               s->on};
    if (!is_code(lifecycle_payments, m.state)) m.state = STR("");
    if (!amount_of(&m.amount, why, s)) return INVALID;
    return record_payment(why, WHOM, &m, p->rq->now);
}

static enum status act_visit(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    return record_visit(why, WHOM, s->on, or_empty(s->name), or_empty(s->note), p->rq->now);
}

/* --- all deeds --- */

#define NO_EVENT LIFECYCLE_EVENTS

static const struct deed deeds[] = {
    {"entry", "申请纳入", "户主提出申请，从第一步办起。", "收下申请", false, NO_EVENT,
     deed_fields_entry, act_open},
    {"exit", "办脱贫", "收入超过标准，两不愁三保障和饮水都有保障，才能开始办。", "开始办", false,
     NO_EVENT, deed_fields_exit, act_open},
    {"removal", "办清退", "发现这户可能不符合条件。", "开始办", false, NO_EVENT,
     deed_fields_removal, act_open},
    {"begin", "开始办这一步", "", "开始", false, EVENT_BEGIN, deed_fields_note, act_move},
    {"pass", "往下办", "这一步办完了，交给下一步。", "往下办", false, EVENT_PASS, deed_fields_note,
     act_move},
    {"close", "办结", "办结以后马上生效，不能再改。", "办结", false, EVENT_CLOSE, deed_fields_note,
     act_move},
    {"return", "退回", "退回去补材料或者重做，原因这一户看得到。", "退回", true, EVENT_RETURN,
     deed_fields_return, act_move},
    {"resubmit", "重新提交", "材料补好了，接着办退回的这一步。", "重新提交", false, EVENT_RESUBMIT,
     deed_fields_note, act_move},
    {"reject", "不通过", "这件事到此为止，原因这一户看得到。", "不通过", true, EVENT_REJECT,
     deed_fields_reject, act_move},
    {"withdraw", "户主撤回", "户主自己不申请了。", "撤回", true, EVENT_WITHDRAW, deed_fields_note,
     act_move},
    {"cease", "自然减少", "全家去世或迁走，登记结束，不能再恢复。", "登记结束", true, EVENT_CEASE,
     deed_fields_cease, act_move},
    {"join", "添一个人", "", "添上", false, NO_EVENT, deed_fields_join, deed_join},
    {"leave", "有人离开", "", "登记", false, NO_EVENT, deed_fields_leave, deed_leave},
    {"head", "换户主", "", "换户主", false, NO_EVENT, deed_fields_head, deed_head},
    {"split", "分户",
     "选中的人从这一户分出去，成为新的一户。纳入、帮扶和发放都留在原来的户；新的一户有困难，"
     "另外申请。",
     "分户", false, NO_EVENT, deed_fields_split, deed_split},
    {"merge", "合户",
     "这一户的人全部并到另一户去，这一户从此没有人，经过还看得到。先要办完这一户的帮扶和发放；"
     "在册的户不能并走。",
     "合户", true, NO_EVENT, deed_fields_merge, deed_merge},
    {"move", "搬家", "全家搬到别的村或者别的组；帮扶、发放和纳入都跟着走。搬到别的乡镇，由县里办。",
     "搬家", false, NO_EVENT, deed_fields_move, deed_move},
    {"facts", "更改户属性和原因", "", "保存", false, NO_EVENT, deed_fields_facts, act_facts},
    {"helper", "指定帮扶责任人", "从那一天起换成这个人，原来的到那一天为止。", "保存", false,
     NO_EVENT, deed_fields_helper, act_helper},
    {"measure", "帮扶措施", "", "保存", false, NO_EVENT, deed_fields_measure, act_measure},
    {"payment", "发放", "写清钱办到哪一步、停在哪里，这一户看得到。", "保存", false, NO_EVENT,
     deed_fields_payment, act_payment},
    {"visit", "记一次走访", "", "保存", false, NO_EVENT, deed_fields_visit, act_visit},
};

#define DEEDS (sizeof deeds / sizeof deeds[0])

static const struct deed *find(struct str what) {
    for (size_t i = 0; i < DEEDS; i++) {
        if (str_is(what, deeds[i].what)) return &deeds[i];
    }
    return NULL;
}

static struct view_office_act act_of(const struct request *rq, const struct casefile *c,
                                     const struct deed *d, bool main) {
    return (struct view_office_act){
        str_from(d->heading), link_office_deed(rq->arena, c->household->code, d->what, INT64_MIN),
        main};
}

struct view_office_act *deed_allowed(size_t *count, struct str *hint, const struct request *rq,
                                     const struct casefile *c) {
    struct view_office_act *out = ARENA_ARRAY(rq->arena, struct view_office_act, DEEDS);
    *count = 0;
    *hint = STR("");
    for (size_t i = 0; i < DEEDS; i++) {
        const struct deed *d = &deeds[i];
        bool opens = d->act == act_open, moves = d->act == act_move;
        if ((!opens && !moves) || (opens && c->file)) continue;
        if (moves && !c->file && d->event != EVENT_CEASE) continue;
        struct str kind = opens ? str_from(d->what) : c->file ? c->file->kind : STR("exit");
        enum lifecycle_event event = opens ? EVENT_BEGIN : d->event;
        enum lifecycle_fault fault = casefile_allows(c, rq->actor, kind, event);
        bool on = d->event == EVENT_PASS || d->event == EVENT_CLOSE;
        if (fault == MOVE_FINE) {
            out[(*count)++] = act_of(rq, c, d, on || opens || event == EVENT_RESUBMIT);
        } else if (on && fault != MOVE_LAST && fault != MOVE_NOT_LAST && hint->n == 0) {
            *hint = lifecycle_fault_text(fault);
        }
    }
    return out;
}

static enum status show(struct deed_page *p, struct response *rs) {
    struct request *rq = p->rq;
    struct arena *a = rq->arena;
    struct str place;
    enum status st = record_read(&p->r, rq->db, rq->actor, rq->args[0], rq->now);
    if (st == OK) st = region_place(&place, rq->db, p->r.file.household->region);
    if (st != OK) return st;
    const struct casefile *c = &p->r.file;
    /* Its form names who lives there. */
    st = audit_add(rq->db, rq->actor, "look", "household", c->household->id,
                   str_from(p->deed->what), rq->now);
    if (st != OK) return st;
    struct str code = c->household->code;
    p->fields = ARENA_ARRAY(a, struct view_input, DEED_FIELDS);
    p->deed->fields(p);
    if (p->failed != OK) return p->failed;
    struct view_office_deed v = {
        .frame = frame_new(rq, str_from(p->deed->heading), "households"),
        .heading = str_from(p->deed->heading),
        .about = str_format(a, STR_FMT " 户 · " STR_FMT " · " STR_FMT,
                            STR_ARG(p->r.member_count ? p->r.members[0].name : STR("")),
                            STR_ARG(code), STR_ARG(place)),
        .lead = str_from(p->deed->lead),
        .action = link_office_deed(a, code, p->deed->what, INT64_MIN),
        .token = rq->token,
        .once = seal_token(a),
        .problems = frame_problems(rq),
        .fields = p->fields,
        .fields_count = p->count,
        .button = str_from(p->deed->button),
        .danger = p->deed->danger,
        .back = link_office_household(a, code),
    };
    if (p->deed->act == act_move && c->file)
        v.seen = str_format(a, "%lld", (long long)c->file->seen);
    if (p->id != INT64_MIN) v.id = str_format(a, "%lld", (long long)p->id);
    view_office_deed(&rs->body, &v);
    return OK;
}

enum status office_deed_form(struct request *rq, struct response *rs) {
    const struct deed_asked *asked = rq->form;
    struct deed_page p = {.rq = rq, .deed = find(rq->args[1]), .id = asked->id};
    return p.deed ? show(&p, rs) : NOT_FOUND;
}

enum status office_deed(struct request *rq, struct response *rs) {
    const struct deed_sent *sent = rq->form;
    struct deed_page p = {.rq = rq, .deed = find(rq->args[1]), .id = sent->id};
    struct str why = STR("");
    if (!p.deed) return NOT_FOUND;
    enum status st = INVALID;
    if (rq->problems.count == 0) {
        st = p.deed->act(&why, &p, sent);
        if (st == OK) response_see(rs, link_office_household(rq->arena, rq->args[0]));
        if (st != INVALID && st != CONFLICT) return st;
        if (why.n == 0) why = STR("别人刚刚也改了这一户，请看一看再办。");
        problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    }
    rs->status = st == CONFLICT ? 409 : 422;
    return show(&p, rs);
}
