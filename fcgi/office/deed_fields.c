/*
 * The fields of each deed's form, called by deed.c when it shows the page; what was typed stands in
 * them again after a refusal.
 */
#include "base/arena.h"
#include "base/money.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "office/deed_form.h"
#include "page/page.h"

struct view_input *deed_put(struct deed_page *p, const char *name, const char *label,
                            struct str value, const char *kind, bool required) {
    struct view_input *i = &p->fields[p->count++];
    *i = *frame_input(p->rq, name, label, value);
    i->kind = str_from(kind);
    i->required = required;
    return i;
}

static struct view_input *put_select(struct deed_page *p, const char *name, const char *label,
                                     const struct label *list, struct str value, bool required) {
    struct view_input *i = deed_put(p, name, label, value, "select", required);
    i->choices = page_labels(&i->choices_count, p->rq, list, i->value);
    i->choices[0].label = STR("请选择");
    return i;
}

static void put_day(struct deed_page *p, const char *label) {
    deed_put(p, "on", label, date_iso(p->rq->arena, date_day(p->rq->now)), "day", true)->hint = STR(
        "例如：2026-03-05");
}

/* A note nobody has to write; the household reads it. */
void deed_fields_note(struct deed_page *p) {
    deed_put(p, "reason", "说明", STR(""), "text", false)->hint = STR("这一户查自己的情况时看得到");
}

static void put_reason(struct deed_page *p, const struct label *list) {
    put_select(p, "reason_code", "原因", list, STR(""), true);
    deed_put(p, "reason", "用一句话写明", STR(""), "text", true)->hint = STR(
        "这一户查自己的情况时看得到，不要写别人的名字和号码");
}

static void put_causes(struct deed_page *p) {
    const struct household_card *c = &p->r.card;
    static const char *const names[DEED_CAUSES] = {"cause1", "cause2", "cause3"};
    static const char *const labels[DEED_CAUSES] = {"主要原因", "第二个原因", "第三个原因"};
    struct str now[DEED_CAUSES] = {STR(""), STR(""), STR("")};
    size_t n = 0;
    for (size_t i = 0; c->current && i < c->cause_count && n < DEED_CAUSES; i++) {
        if (c->causes[i].spell_id == c->current->id) now[n++] = c->causes[i].cause;
    }
    for (size_t i = 0; i < DEED_CAUSES; i++) {
        put_select(p, names[i], labels[i], lifecycle_causes, now[i], i == 0);
    }
}

/* The people who live there now; the head only where he may be meant. */
static void put_member(struct deed_page *p, const char *label, bool with_head) {
    struct view_input *i = deed_put(p, "member", label, STR(""), "select", true);
    i->choices = ARENA_ARRAY(p->rq->arena, struct view_choice, p->r.member_count + 1);
    struct view_choice *next = frame_choice(i->choices, STR(""), STR("请选择"), i->value);
    for (size_t k = 0; k < p->r.member_count; k++) {
        const struct row_record_member *m = &p->r.members[k];
        if (m->to_on != DAY_NONE || (!with_head && str_is(m->relation, "户主"))) continue;
        next = frame_choice(next, str_format(p->rq->arena, "%lld", (long long)m->id),
                            str_format(p->rq->arena, STR_FMT "（" STR_FMT "）", STR_ARG(m->name),
                                       STR_ARG(m->relation)),
                            i->value);
    }
    i->choices_count = (size_t)(next - i->choices);
}

void deed_fields_entry(struct deed_page *p) {
    put_select(p, "register_kind", "纳入类型", lifecycle_kinds, STR("unstable"), true);
    put_select(p, "attribute", "户属性", lifecycle_attributes, STR("general"), true);
    put_causes(p);
    deed_fields_note(p);
}

void deed_fields_exit(struct deed_page *p) {
    put_reason(p, lifecycle_exit_reasons);
}

void deed_fields_removal(struct deed_page *p) {
    put_reason(p, lifecycle_removal_reasons);
}

void deed_fields_return(struct deed_page *p) {
    const struct casefile *c = &p->r.file;
    struct view_input *i = deed_put(p, "target", "退回到哪一步", STR(""), "select", true);
    i->choices = ARENA_ARRAY(p->rq->arena, struct view_choice, LIFECYCLE_STOPS_MAX);
    struct view_choice *next = i->choices;
    for (size_t k = c->at.at + 1; c->file && k-- > 0;) {
        const struct lifecycle_stop *s = c->steps[k].stop;
        next = frame_choice(next, str_from(s->key), str_from(s->label), i->value);
    }
    i->choices_count = (size_t)(next - i->choices);
    put_reason(p, lifecycle_return_reasons);
}

void deed_fields_reject(struct deed_page *p) {
    put_reason(p, lifecycle_reject_reasons);
}

void deed_fields_cease(struct deed_page *p) {
    put_reason(p, lifecycle_natural_reasons);
}

/* What somebody becomes to the new head: a select for each who may be meant. */
static void put_kin(struct deed_page *p, bool with_head, const char *stays, const char *hint) {
    for (size_t k = 0; k < p->r.member_count && p->count < DEED_FIELDS; k++) {
        const struct row_record_member *m = &p->r.members[k];
        if (m->to_on != DAY_NONE || (!with_head && str_is(m->relation, "户主"))) continue;
        struct arena *a = p->rq->arena;
        const char *name = str_cstr(a, str_format(a, DEED_KIN "%lld", (long long)m->id));
        const char *label = str_cstr(
            a, str_format(a, STR_FMT "（" STR_FMT "）", STR_ARG(m->name), STR_ARG(m->relation)));
        put_select(p, name, label, member_relations, STR(""), false);
        p->fields[p->count - 1].choices[0].label = str_from(stays);
        p->fields[p->count - 1].hint = str_from(hint);
    }
}

void deed_put_person(struct deed_page *p, const char *name, const char *number) {
    static const struct label papers[] = {{"resident", "居民身份证"},
                                          {"other", "其他证件（残疾人证、护照、军人证件……）"},
                                          {NULL, NULL}};
    deed_put(p, "name", name, STR(""), "text", true);
    put_select(p, "papers", "什么证件", papers, STR("resident"), true);
    deed_put(p, "number", number, STR(""), "text", true)->hint = STR(
        "身份证 18 位；其他证件照着写，记下来标“待核”");
}

void deed_put_twice(struct deed_page *p) {
    static const struct label yes[] = {{"yes", "证件核对过了：先登记，两边的重复列为待核"},
                                       {NULL, NULL}};
    if (!p->twice_asked) return;
    put_select(p, "twice", "证件号码重复，怎么办", yes, STR(""), false);
    p->fields[p->count - 1].choices[0].label = STR("不登记，先去核对");
}

void deed_put_village(struct deed_page *p) {
    struct request *rq = p->rq;
    struct row_region_village *rows;
    size_t count = 0;
    struct view_input *i = deed_put(p, "region", "村", STR(""), "select", true);
    p->failed = region_villages(&rows, &count, rq->db, rq->actor->region);
    if (p->failed != OK) return;
    bool county = rq->actor->region.n < 9;
    i->choices = ARENA_ARRAY(rq->arena, struct view_choice, count + 1);
    struct view_choice *next = frame_choice(i->choices, STR(""), STR("请选择"), i->value);
    for (size_t k = 0; k < count; k++) {
        struct str name = county ? str_format(rq->arena, STR_FMT " " STR_FMT,
                                              STR_ARG(rows[k].township), STR_ARG(rows[k].name))
                                 : rows[k].name;
        next = frame_choice(next, rows[k].code, name, i->value);
    }
    i->choices_count = (size_t)(next - i->choices);
}

void deed_fields_join(struct deed_page *p) {
    put_select(p, "joining", "为什么添", member_joining, STR(""), true);
    deed_put_person(p, "姓名", "证件号码");
    deed_put_twice(p);
    put_select(p, "relation", "与户主关系", member_relations, STR(""), true);
    put_day(p, "从哪一天起（出生、结婚、迁入）");
    deed_fields_note(p);
}

void deed_fields_leave(struct deed_page *p) {
    put_member(p, "谁", true);
    put_select(p, "leaving", "为什么离开", member_leaving, STR(""), true);
    put_day(p, "从哪一天起");
    deed_fields_note(p);
}

void deed_fields_head(struct deed_page *p) {
    put_member(p, "新户主", false);
    put_select(p, "relation", "原来的户主是新户主的", member_relations, STR(""), true);
    put_day(p, "从哪一天起");
    deed_fields_note(p);
}

void deed_fields_split(struct deed_page *p) {
    deed_put(p, "new_code", "新的户编号", STR(""), "text", true);
    put_member(p, "新户的户主", false);
    put_kin(p, false, "留在原来的户里", "一起分出去的，选与新户主的关系");
    put_day(p, "从哪一天起");
    deed_fields_note(p);
}

void deed_fields_merge(struct deed_page *p) {
    deed_put(p, "new_code", "并到哪一户（户编号）", STR(""), "text", true);
    put_kin(p, true, "请选择", "是那一户户主的什么人");
    put_day(p, "从哪一天起");
    deed_fields_note(p);
}

void deed_fields_move(struct deed_page *p) {
    deed_put_village(p);
    deed_put(p, "team", "组", STR(""), "text", false)->hint = STR("例如：三组");
    put_day(p, "从哪一天起");
    deed_fields_note(p);
}

void deed_fields_facts(struct deed_page *p) {
    const struct household_card *c = &p->r.card;
    put_select(p, "attribute", "户属性", lifecycle_attributes,
               c->current ? c->current->attribute : STR(""), true);
    put_causes(p);
}

void deed_fields_helper(struct deed_page *p) {
    deed_put(p, "name", "姓名", STR(""), "text", true);
    deed_put(p, "unit", "单位", STR(""), "text", true);
    deed_put(p, "phone", "办公电话", STR(""), "text", false)->hint = STR(
        "写办公电话，不写个人手机");
    put_day(p, "从哪一天起");
}

static struct str yuan(const struct deed_page *p, int64_t fen) {
    return fen == MONEY_NONE ? STR("") : money_text(p->rq->arena, fen);
}

void deed_fields_measure(struct deed_page *p) {
    const struct row_record_measure *m = NULL;
    for (size_t i = 0; i < p->r.measure_count; i++) {
        if (p->r.measures[i].id == p->id) m = &p->r.measures[i];
    }
    if (!m && p->id != INT64_MIN) p->failed = NOT_FOUND;
    if (!m) put_select(p, "area", "哪一方面", label_areas, STR(""), true);
    deed_put(p, "title", "什么帮扶", m ? m->title : STR(""), "text", true);
    deed_put(p, "amount", "金额（元）", m ? yuan(p, m->amount) : STR(""), "number", false);
    put_select(p, "state", "落实到哪一步", lifecycle_measures, m ? m->state : STR("planned"), true);
    if (!m) put_day(p, "从哪一天起");
}

void deed_fields_payment(struct deed_page *p) {
    const struct row_record_payment *m = NULL;
    for (size_t i = 0; i < p->r.payment_count; i++) {
        if (p->r.payments[i].id == p->id) m = &p->r.payments[i];
    }
    if (!m && p->id != INT64_MIN) p->failed = NOT_FOUND;
    if (!m) {
        deed_put(p, "title", "什么项目的钱", STR(""), "text", true);
        deed_put(p, "amount", "金额（元）", STR(""), "number", true);
        deed_put(p, "batch", "批次", STR(""), "text", false);
    }
    put_select(p, "state", "办到哪一步", lifecycle_payments, m ? m->state : STR("filed"), true);
    deed_put(p, "desk", "停在哪个单位", m ? m->desk : STR(""), "text", true);
    put_day(p, "哪一天");
}

void deed_fields_visit(struct deed_page *p) {
    deed_put(p, "name", "谁去走访的", STR(""), "text", true);
    deed_put(p, "note", "做了什么", STR(""), "text", true);
    put_day(p, "哪一天");
}
