/*
 * Projects, jobs and donations in the office: the list, and one with what waits to be published.
 * That another person publishes is the model's rule; here it only decides which buttons there are.
 */
#include "office/efforts.h"

#include "base/arena.h"
#include "base/seal.h"
#include "base/money.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "office/part.h"

#define FILES 5
#define FACTS 14

static const struct label states[] = {{"waiting", "等着发布"},     {"draft", "草稿"},
                                      {"published", "已发布"},     {"withdrawn", "已撤回"},
                                      {"corrected", "以前的版本"}, {NULL, NULL}};
static const struct label file_states[] = {{"refused", "有错，没有导入"},
                                           {"checked", "等别人发布"},
                                           {"published", "已发布"},
                                           {"dropped", "已丢弃"},
                                           {NULL, NULL}};

/* -- the list ------------------------------------------------------------------------------------
 */

struct list_sent {
    struct str kind, state;
    struct cursor before;
};
static const char *const state_codes[] = {"waiting", "draft", "published", "withdrawn", NULL};
static const struct field list_fields[] = {
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .choices = effort_kind_codes,
     .offset = offsetof(struct list_sent, kind)},
    {.name = "state",
     .label = "什么状态",
     .kind = FIELD_CHOICE,
     .choices = state_codes,
     .offset = offsetof(struct list_sent, state)},
    {.name = "before",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct list_sent, before)},
};
const struct form office_efforts_fields = FORM(list_fields, struct list_sent);

static void act(struct view_office_act **next, const char *label, struct url self, bool main) {
    *(*next)++ = (struct view_office_act){str_from(label), self, main};
}

static void acts(struct view_office_efforts *v, const struct request *rq) {
    struct arena *a = rq->arena;
    struct view_office_act *next = v->csvs = ARENA_ARRAY(a, struct view_office_act, 3);
    act(&next, "项目", link_efforts(a, "project", &link_everything, true), false);
    act(&next, "用工培训", link_efforts(a, "job", &link_everything, true), false);
    act(&next, "社会帮扶", link_efforts(a, "donation", &link_everything, true), false);
    v->csvs_count = 3;
    if (!account_may(rq->actor, MAY_WRITE)) return;
    next = v->makes = ARENA_ARRAY(a, struct view_office_act, 5);
    act(&next, "写项目", link_office_effort_new(a, "project"), false);
    act(&next, "写用工培训", link_office_effort_new(a, "job"), false);
    act(&next, "写社会帮扶", link_office_effort_new(a, "donation"), false);
    act(&next, "导入项目表", link_office_effort_import(a, "project"), false);
    act(&next, "导入用工表", link_office_effort_import(a, "job"), false);
    v->makes_count = 5;
}

static enum status files(struct view_office_efforts *v, const struct request *rq) {
    struct row_effort_batch *rows;
    size_t count;
    enum status st = effort_batch_list(&rows, &count, rq->db, rq->actor, FILES);
    if (st != OK) return st;
    v->files = ARENA_ARRAY(rq->arena, struct view_office_effort_file_row, count);
    v->files_count = count;
    for (size_t i = 0; i < count; i++) {
        v->files[i] = (struct view_office_effort_file_row){
            .self = link_office_effort_file(rq->arena, rows[i].id, ""),
            .file = rows[i].file,
            .state = label_text(file_states, rows[i].state),
            .who = rows[i].maker,
            .made = rows[i].made_at,
        };
    }
    return OK;
}

static struct view_office_effort_row *
rows_of(const struct request *rq, const struct row_effort_desk_item *rows, size_t count) {
    struct view_office_effort_row *out = ARENA_ARRAY(rq->arena, struct view_office_effort_row,
                                                     count);
    for (size_t i = 0; i < count; i++) {
        const struct row_effort_desk_item *r = &rows[i];
        out[i] = (struct view_office_effort_row){
            .self = link_office_effort(rq->arena, r->effort_id, ""),
            .title = r->title,
            .kind = label_text(effort_kinds, r->kind),
            .state = label_text(states, r->state),
            .waiting = r->waiting,
            .place = r->place,
            .who = r->writer,
            .updated = r->updated_at,
        };
    }
    return out;
}

enum status office_efforts(struct request *rq, struct response *rs) {
    const struct list_sent *sent = rq->form;
    struct arena *a = rq->arena;
    struct cursor start = {0, 0};
    struct row_effort_desk_item *rows;
    struct view_pager pager = {0};
    size_t count;
    bool more;
    enum status st = effort_desk(&rows, &count, &more, rq->db, rq->actor, sent->kind, sent->state,
                                 sent->before.at, sent->before.id, PAGE_ROWS);
    if (st != OK) return st;
    if (sent->before.id) pager.newest = link_office_efforts(a, sent->kind, sent->state, start);
    if (more) {
        struct cursor next = {rows[count - 1].updated_at, rows[count - 1].effort_id};
        pager.older = link_office_efforts(a, sent->kind, sent->state, next);
    }
    struct view_office_efforts v = {
        .frame = frame_new(rq, STR("项目、用工、帮扶"), "efforts"),
        .action = link_office_efforts(a, STR_NONE, STR_NONE, start),
        .rows = rows_of(rq, rows, count),
        .rows_count = count,
        .pager = &pager,
    };
    v.kinds = page_labels(&v.kinds_count, rq, effort_kinds, sent->kind);
    v.states = page_labels(&v.states_count, rq, states, sent->state);
    v.states_count--; /* an earlier edition is no state of the whole */
    acts(&v, rq);
    st = files(&v, rq);
    if (st == OK) view_office_efforts(&rs->body, &v);
    return st;
}

/* -- one -----------------------------------------------------------------------------------------
 */

enum status efforts_file(struct effort_file *f, struct request *rq) {
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    return effort_find(f, rq->db, rq->actor, id);
}

static void fact(struct view_office_effort *v, const char *label, struct str value) {
    if (value.n == 0) return;
    v->facts[v->facts_count++] = (struct view_office_effort_fact){str_from(label), value};
}

static struct str count_text(struct arena *a, int64_t n) {
    return n == INT64_MIN ? STR("") : str_format(a, "%lld", (long long)n);
}

static void facts(struct view_office_effort *v, struct arena *a, struct str kind,
                  const struct effort_text *t) {
    v->facts = ARENA_ARRAY(a, struct view_office_effort_fact, FACTS);
    if (str_is(kind, "project")) {
        fact(v, "年度", count_text(a, t->year));
        fact(v, "方面", label_text(label_areas, t->area));
        for (size_t i = 0; i < EFFORT_SOURCES; i++) {
            if (t->sources[i]) fact(v, effort_sources[i].text, money_text(a, t->sources[i]));
        }
        fact(v, "预算", money_text(a, effort_budget(t->sources)));
        fact(v, "受益户", count_text(a, t->households));
        fact(v, "受益人", count_text(a, t->people));
        fact(v, "实施", t->party);
    } else if (str_is(kind, "job")) {
        fact(v, "类别", label_text(effort_job_types, t->type));
        fact(v, "单位", t->party);
        fact(v, "人数", count_text(a, t->posts));
        fact(v, "最低", money_text(a, t->wage_from));
        fact(v, "最高", money_text(a, t->wage_to));
        fact(v, "地点", t->place);
        fact(v, "截止", date_text(a, t->deadline));
        fact(v, "电话", t->phone);
    } else {
        fact(v, "谁捐的", label_text(effort_donor_types, t->type));
        fact(v, "捐赠人", t->party);
        fact(v, "金额", money_text(a, t->amount));
        fact(v, "物资", t->goods);
        fact(v, "日期", date_text(a, t->on_day));
        fact(v, "项目号", count_text(a, t->project_id));
    }
    fact(v, "说明", t->about);
    fact(v, "改了", t->note);
}

static void wait(struct view_office_effort *v, const struct request *rq, int64_t id,
                 const char *what, int64_t deed, struct str text) {
    v->waits[v->waits_count++] = (struct view_office_effort_wait){
        .text = text,
        .action = account_may(rq->actor, MAY_WRITE) ? link_office_effort(rq->arena, id, "drop")
                                                    : (struct url){STR_NONE},
        .what = str_from(what),
        .deed = deed,
        .token = rq->token,
    };
}

static void waits(struct view_office_effort *v, const struct request *rq,
                  const struct effort_file *f) {
    struct arena *a = rq->arena;
    int64_t id = f->head->id;
    v->waits = ARENA_ARRAY(a, struct view_office_effort_wait, 1 + f->step_count + f->payment_count);
    if (f->draft) {
        wait(v, rq, id, "draft", 0,
             str_format(a, "%s，" STR_FMT " 写", f->live ? "新的一版内容" : "内容",
                        STR_ARG(f->draft->writer)));
    }
    for (size_t i = 0; i < f->step_count; i++) {
        const struct row_effort_deed_step *s = &f->steps[i];
        if (!str_is(s->state, "waiting")) continue;
        wait(v, rq, id, "step", s->id,
             str_format(a, STR_FMT " %s“%s”" STR_FMT "，" STR_FMT " 记",
                        STR_ARG(date_text(a, s->on_day)), s->back ? "退回" : "办完",
                        effort_stage_labels[s->stage - 1].text, STR_ARG(s->reason),
                        STR_ARG(s->maker)));
    }
    for (size_t i = 0; i < f->payment_count; i++) {
        const struct row_effort_deed_payment *p = &f->payments[i];
        if (!str_is(p->state, "waiting")) continue;
        wait(v, rq, id, "payment", p->id,
             str_format(a, STR_FMT " 拨付 " STR_FMT " 元 " STR_FMT "，" STR_FMT " 记",
                        STR_ARG(date_text(a, p->on_day)), STR_ARG(money_text(a, p->amount)),
                        STR_ARG(p->reason), STR_ARG(p->maker)));
    }
}

static struct view_input *input(const struct request *rq, struct view_input *in, const char *name,
                                const char *label, const char *kind, const char *hint,
                                bool required) {
    *in = *frame_input(rq, name, label, STR(""));
    in->kind = str_from(kind);
    in->hint = str_from(hint);
    in->required = required;
    return in;
}

static const struct label stage_acts[] = {{"on", "办完这一步"}, {"back", "退回重办"}, {NULL, NULL}};

static struct view_office_effort_stage *stage_form(const struct request *rq,
                                                   const struct effort_file *f) {
    struct arena *a = rq->arena;
    struct view_office_effort_stage *s = ARENA_NEW(a, struct view_office_effort_stage);
    struct view_input *in = ARENA_ARRAY(a, struct view_input, 4);
    int64_t at = f->done < EFFORT_STAGES ? f->done + 1 : EFFORT_STAGES;
    input(rq, &in[0], "stage", "哪一步", "select", "", true);
    in[0].choices = ARENA_ARRAY(a, struct view_choice, EFFORT_STAGES);
    in[0].choices_count = EFFORT_STAGES;
    struct view_choice *c = in[0].choices;
    struct str chosen = in[0].value.n ? in[0].value : count_text(a, at);
    for (int64_t i = 1; i <= EFFORT_STAGES; i++) {
        c = frame_choice(c, count_text(a, i), str_from(effort_stage_labels[i - 1].text), chosen);
    }
    input(rq, &in[1], "act", "办完还是退回", "select", "", true);
    in[1].choices = page_labels(&in[1].choices_count, rq, stage_acts, in[1].value);
    in[1].choices++, in[1].choices_count--;
    input(rq, &in[2], "on", "哪一天", "day", "例如：2026-03-05", true);
    input(rq, &in[3], "reason", "原因", "text", "退回要写，会公开显示", false);
    *s = (struct view_office_effort_stage){link_office_effort(a, f->head->id, "step"), rq->token,
                                           seal_token(a), in, 4};
    return s;
}

static struct view_office_effort_pay *pay_form(const struct request *rq,
                                               const struct effort_file *f) {
    struct arena *a = rq->arena;
    struct view_office_effort_pay *p = ARENA_NEW(a, struct view_office_effort_pay);
    struct view_input *in = ARENA_ARRAY(a, struct view_input, 3);
    input(rq, &in[0], "amount", "金额（元）", "number", "退回的钱在前面加一个减号", true);
    input(rq, &in[1], "paid_on", "哪一天", "day", "例如：2026-03-05", true);
    input(rq, &in[2], "purpose", "付的什么钱", "text", "例如：第一次工程款；会公开显示", false);
    *p = (struct view_office_effort_pay){link_office_effort(a, f->head->id, "payment"), rq->token,
                                         seal_token(a), in, 3};
    return p;
}

static void project_parts(struct view_office_effort *v, const struct request *rq,
                          const struct effort_file *f) {
    struct arena *a = rq->arena;
    struct row_effort_step *steps = ARENA_ARRAY(a, struct row_effort_step, f->step_count);
    size_t n = 0;
    bool writes = account_may(rq->actor, MAY_WRITE);
    for (size_t i = 0; i < f->step_count; i++) {
        const struct row_effort_deed_step *s = &f->steps[i];
        if (str_is(s->state, "dropped")) continue;
        steps[n++] = (struct row_effort_step){s->number, s->stage, s->back, s->on_day, s->reason};
    }
    v->stops = effort_page_stops(rq, steps, n);
    v->stops_count = EFFORT_STAGES;
    if (writes) v->stage = stage_form(rq, f);
    v->sums = str_format(
        a, "预算 " STR_FMT " 元，已发布的拨付 " STR_FMT " 元，等着发布 " STR_FMT " 元。",
        STR_ARG(money_text(a, f->head->budget)), STR_ARG(money_text(a, f->head->paid)),
        STR_ARG(money_text(a, f->head->unpublished)));
    v->payments = ARENA_ARRAY(a, struct view_office_effort_paid, f->payment_count);
    for (size_t i = 0; i < f->payment_count; i++) {
        const struct row_effort_deed_payment *p = &f->payments[i];
        if (str_is(p->state, "dropped")) continue;
        v->payments[v->payments_count++] = (struct view_office_effort_paid){
            p->on_day, p->amount, p->reason,
            str_is(p->state, "waiting") ? STR("等着发布") : STR("已发布")};
    }
    if (writes && f->live) v->pay = pay_form(rq, f);
}

static void editions(struct view_office_effort *v, const struct request *rq,
                     const struct effort_file *f) {
    v->editions = ARENA_ARRAY(rq->arena, struct view_edition, f->count);
    for (size_t i = 0; i < f->count; i++) {
        const struct row_effort_edition *e = &f->all[i];
        if (e->number == INT64_MIN) continue;
        v->editions[v->editions_count++] = (struct view_edition){
            .number = e->number,
            .made = e->published_at,
            .note = str_is(e->state, "withdrawn") ? e->withdrawn_reason
                    : e->number == 1              ? STR("首次发布")
                                                  : e->note,
        };
    }
}

static void history(struct view_office_effort *v, const struct request *rq,
                    const struct effort_file *f) {
    struct arena *a = rq->arena;
    v->history = ARENA_ARRAY(a, struct view_office_event, f->history_count);
    v->history_count = f->history_count;
    for (size_t i = 0; i < f->history_count; i++) {
        const struct row_audit_entry *h = &f->history[i];
        v->history[i] = (struct view_office_event){
            h->at, h->name.n ? h->name : STR("系统"),
            str_format(a, STR_FMT " " STR_FMT, STR_ARG(audit_word_text(audit_actions, h->action)),
                       STR_ARG(h->detail))};
    }
}

static void offers(struct view_office_effort *v, const struct request *rq,
                   const struct effort_file *f) {
    struct arena *a = rq->arena;
    int64_t id = f->head->id;
    struct view_office_act *next = v->acts = ARENA_ARRAY(a, struct view_office_act, 2);
    const char *kind = str_cstr(a, f->head->kind);
    if (account_may(rq->actor, MAY_WRITE)) {
        act(&next, f->draft ? "修改" : "更正（出新一版）", link_office_effort(a, id, "edit"),
            false);
    }
    if (f->live && !str_is(f->head->kind, "donation")) {
        act(&next, "看公开的页面", link_effort(a, kind, id), false);
    }
    v->acts_count = (size_t)(next - v->acts);
}

enum status efforts_show(struct request *rq, struct response *rs, const struct effort_file *f) {
    struct arena *a = rq->arena;
    const struct row_effort_edition *e = f->draft ? f->draft : f->live ? f->live : NULL;
    struct effort_fault *faults;
    size_t count;
    enum status st = effort_faults(&faults, &count, rq->db, f, rq->now);
    if (st != OK) return st;
    struct view_input reason;
    struct view_office_effort v = {
        .frame = frame_new(rq, e ? e->title : STR("已丢弃的草稿"), "efforts"),
        .kind = label_text(effort_kinds, f->head->kind),
        .place = f->place,
        .title = e ? e->title : STR("已丢弃的草稿"),
        .state = e ? label_text(states, e->state) : STR("已丢弃"),
        .who = e ? e->writer : STR(""),
        .updated = e ? e->updated_at : MOMENT_NONE,
        .problems = frame_problems(rq),
        .faults = ARENA_ARRAY(a, struct str, count),
        .faults_count = count,
        .mark = effort_mark(a, f),
        .token = rq->token,
        .reason = input(rq, &reason, "why", "撤回的原因", "prose", "会公开显示", true),
    };
    reason.rows = 3;
    for (size_t i = 0; i < count; i++) v.faults[i] = faults[i].text;
    waits(&v, rq, f);
    bool publishes = account_may(rq->actor, MAY_PUBLISH);
    v.own = v.waits_count > 0 && publishes && effort_is_own(f, rq->actor);
    if (v.waits_count > 0 && e && count == 0 && publishes && !v.own) {
        v.publish = link_office_effort(a, f->head->id, "publish");
    }
    if (e) {
        struct effort_text t = effort_text_of(e);
        facts(&v, a, f->head->kind, &t);
        offers(&v, rq, f);
        if (str_is(f->head->kind, "project")) project_parts(&v, rq, f);
    }
    editions(&v, rq, f);
    history(&v, rq, f);
    if (publishes && f->live && str_is(f->live->state, "published")) {
        v.withdraw = link_office_effort(a, f->head->id, "withdraw");
    }
    view_office_effort(&rs->body, &v);
    return OK;
}

enum status office_effort(struct request *rq, struct response *rs) {
    struct effort_file f;
    enum status st = efforts_file(&f, rq);
    return st == OK ? efforts_show(rq, rs, &f) : st;
}
