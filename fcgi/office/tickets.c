/*
 * /office/tickets: the list, what is late first, and one ticket as this officer may see it. Its
 * steps are ticket_steps.c's.
 */
#include "office/tickets.h"

#include <stddef.h>

#include "base/arena.h"
#include "model/casework/evidence.h"
#include "model/casework/receipt.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "office/many.h"
#include "office/office.h"
#include "view/link.h"

struct list_sent {
    struct str region, kind, state;
    bool mine;
    struct cursor after;
};
static const char *const states[] = {"open", "closed", NULL};
static const struct field list_fields[] = {
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct list_sent, region)},
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .choices = ticket_kind_codes,
     .offset = offsetof(struct list_sent, kind)},
    {.name = "state",
     .label = "办没办完",
     .kind = FIELD_CHOICE,
     .choices = states,
     .offset = offsetof(struct list_sent, state)},
    {.name = "mine",
     .label = "我办的",
     .kind = FIELD_FLAG,
     .offset = offsetof(struct list_sent, mine)},
    {.name = "after",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct list_sent, after)},
};
const struct form office_tickets_fields = FORM(list_fields, struct list_sent);

/* --- the list --- */

static struct str join(struct arena *a, struct str all, const char *word) {
    return str_format(a, STR_FMT "%s%s", STR_ARG(all), all.n ? "、" : "", word);
}

int64_t tickets_late(const struct workday_calendar *c, int32_t due, int32_t today) {
    int64_t late = 0;
    if (due == DAY_NONE) return 0;
    for (int32_t day = due + 1; day <= today && late < 999; day++) late += workday_is(c, day);
    return late == 0 && due < today ? 1 : late;
}

static struct str state_of(int64_t visited_at, int64_t decided_at, struct str outcome) {
    if (decided_at != MOMENT_NONE) return label_text(ticket_outcomes, outcome);
    return visited_at == MOMENT_NONE ? STR("等核实") : STR("核实过，等决定");
}

static struct view_office_ticket_row row_of(const struct request *rq,
                                            const struct workday_calendar *c,
                                            const struct row_answer_item *r) {
    struct arena *a = rq->arena;
    struct str marks = STR("");
    if (r->more_at != MOMENT_NONE) marks = join(a, marks, "有补充");
    if (!answer_handles(rq->actor, r->region, r->guarded)) marks = join(a, marks, "由上一级办");
    if (r->shown) marks = join(a, marks, "已公开");
    return (struct view_office_ticket_row){
        .self = link_office_ticket(a, r->id, ""),
        .number = receipt_grouped(a, r->number),
        .kind = label_text(ticket_kinds, r->kind),
        .title = r->title,
        .place = page_place(a, r->above, r->place),
        .state = state_of(r->visited_at, r->decided_at, r->outcome),
        .late = tickets_late(c, r->due_on, date_day(rq->now)),
        .due = r->due_on,
        .asked = r->asked_at,
        .who = r->assigned,
        .marks = marks,
        .tick = r->decided_at == MOMENT_NONE && account_may(rq->actor, MAY_ANSWER) &&
                        answer_handles(rq->actor, r->region, r->guarded)
                    ? many_tick(rq, str_format(a, "%lld", (long long)r->id), r->number, false)
                    : NULL,
    };
}

static void fill_tabs(struct view_office_tickets *v, const struct request *rq,
                      const struct list_sent *s) {
    struct link_tickets open = {.region = s->region, .kind = s->kind};
    struct link_tickets mine = open, closed = open;
    mine.mine = closed.closed = true;
    v->tabs = ARENA_ARRAY(rq->arena, struct view_office_act, 3);
    v->tabs_count = 3;
    bool is_closed = str_is(s->state, "closed"), is_mine = s->mine && !is_closed;
    v->tabs[0] = (struct view_office_act){STR("等着办的"), link_office_tickets(rq->arena, &open),
                                          !is_closed && !is_mine};
    v->tabs[1] = (struct view_office_act){STR("交给我的"), link_office_tickets(rq->arena, &mine),
                                          is_mine};
    v->tabs[2] = (struct view_office_act){STR("办完的"), link_office_tickets(rq->arena, &closed),
                                          is_closed};
    v->heading = v->tabs[is_closed ? 2 : is_mine ? 1 : 0].label;
    v->mine = is_mine;
    v->closed = is_closed;
}

/* The officer's own place and what lies directly below. */
static enum status fill_filter(struct view_office_tickets *v, const struct request *rq,
                               const struct list_sent *s) {
    struct row_region *below;
    size_t count;
    enum status st = region_below(&below, &count, rq->db, rq->actor->region);
    if (st != OK) return st;
    v->regions = ARENA_ARRAY(rq->arena, struct view_choice, count + 1);
    v->regions_count = count + 1;
    struct view_choice *next = frame_choice(v->regions, STR(""), STR("全部"), s->region);
    for (size_t i = 0; i < count; i++) {
        next = frame_choice(next, below[i].code, below[i].name, s->region);
    }
    v->kinds = page_labels(&v->kinds_count, rq, ticket_kinds, s->kind);
    return OK;
}

static struct str gap_text(const struct request *rq, const struct workday_calendar *c) {
    int year = workday_gap(c, date_day(rq->now));
    if (year == 0) return STR("");
    return str_format(rq->arena,
                      "%d 年的放假安排还没有录入，那一年的工作日先按周一到周五算。"
                      "请管理系统的人用 mingbai import calendar 录入。",
                      year);
}

static struct cursor cursor_of(const struct row_answer_item *last, bool closed) {
    return (struct cursor){closed ? last->decided_at : last->due_on, last->id};
}

enum status office_tickets(struct request *rq, struct response *rs) {
    const struct list_sent *s = rq->form;
    struct view_office_tickets v = {.frame = frame_new(rq, STR("群众来件"), "tickets")};
    fill_tabs(&v, rq, s);
    bool more_pages = s->after.id != 0;
    struct answer_filter f = {
        .region = s->region,
        .kind = s->kind,
        .mine = v.mine,
        .closed = v.closed,
        .after_on = more_pages && !v.closed ? (int32_t)s->after.at : DAY_NONE,
        .after_id = s->after.id,
        .before_at = s->after.at,
        .before_id = s->after.id,
        .most = PAGE_ROWS,
    };
    struct row_answer_item *rows;
    struct workday_calendar calendar;
    int64_t waiting, late;
    size_t count;
    bool more;
    enum status st = answer_list(&rows, &count, &more, rq->db, rq->actor, &f, rq->now);
    if (st == OK) st = answer_counts(&waiting, &late, rq->db, rq->actor, rq->now);
    if (st == OK)
        st = workday_load(&calendar, rq->db,
                          count && !v.closed ? rows[0].due_on : date_day(rq->now));
    if (st == OK) st = fill_filter(&v, rq, s);
    if (st != OK) return st;
    v.action = link_office_tickets(rq->arena, &(struct link_tickets){0});
    v.hello = str_format(rq->arena, late ? "%lld 件等着办，其中 %lld 件晚了。" : "%lld 件等着办。",
                         (long long)waiting, (long long)late);
    v.gap = gap_text(rq, &calendar);
    v.rows = ARENA_ARRAY(rq->arena, struct view_office_ticket_row, count);
    v.rows_count = count;
    for (size_t i = 0; i < count; i++) v.rows[i] = row_of(rq, &calendar, &rows[i]);
    if (more) {
        struct link_tickets next = {s->region, s->kind, v.mine, v.closed,
                                    cursor_of(&rows[count - 1], v.closed)};
        v.next = link_office_tickets(rq->arena, &next);
    }
    if (!v.closed && count && account_may(rq->actor, MAY_ANSWER)) {
        v.pick = many_pick(rq, &many_tickets);
    }
    view_office_tickets(&rs->body, &v);
    return OK;
}

/* --- one ticket --- */

static struct view_input *prose(const struct request *rq, const char *name, const char *label,
                                int64_t most, const char *hint) {
    struct view_input *i = frame_input(rq, name, label, STR(""));
    i->kind = STR("prose");
    i->rows = 3;
    i->most = most;
    i->required = true;
    i->hint = str_from(hint);
    return i;
}

static void fill_decision(struct view_office_ticket *v, const struct request *rq,
                          const struct answer *t) {
    const struct row_answer_ticket *r = t->row;
    struct arena *a = rq->arena;
    bool objection = str_is(r->kind, "objection");
    v->decide = link_office_ticket(a, r->id, "decide");
    v->result = frame_input(rq, "outcome", "结果", STR(""));
    v->result->kind = STR("select");
    v->result->required = true;
    v->result->choices = ARENA_ARRAY(a, struct view_choice, 4);
    struct view_choice *next = frame_choice(v->result->choices, STR(""), STR("请选择"),
                                            v->result->value);
    for (const struct label *o = ticket_outcomes; o->code; o++) {
        if (objection == str_is(STR("answered"), o->code)) continue;
        next = frame_choice(next, str_from(o->code), str_from(o->text), v->result->value);
    }
    v->result->choices_count = (size_t)(next - v->result->choices);
    v->reason = prose(rq, "told", "结果和理由", ANSWER_TOLD, "来件的人凭编号和密码会看到这段话");
    if (!objection) return;
    v->holds = r->entry != INT64_MIN ? STR("决定以前，这一户的事停着不办。认定“异议成立”，这一户退"
                                           "回公示以前，理由写进办理经过，"
                                           "这一户看得到；另外两种结果，接着往下办。")
                                     : STR("决定以前，名单上每一户的事都停着不办。认定“异议成立”，"
                                           "名单上还在办的户全部退回公示以前，"
                                           "理由写进办理经过，这些户看得到；只是部分成立，选“部分成"
                                           "立”，再到公告那里更正名单。");
}

static void fill_steps(struct view_office_ticket *v, const struct request *rq,
                       const struct answer *t) {
    const struct row_answer_ticket *r = t->row;
    struct arena *a = rq->arena;
    bool open = r->decided_at == MOMENT_NONE;
    if (!t->handles || !account_may(rq->actor, MAY_ANSWER)) return;
    if (t->named) v->reveal = link_office_ticket(a, r->id, "reveal");
    if (t->file.n) v->file_link = link_office_ticket(a, r->id, "file");
    if (open && r->visited_at == MOMENT_NONE) {
        v->visit = link_office_ticket(a, r->id, "visit");
        v->finding = prose(rq, "found", "核实到什么", ANSWER_FOUND,
                           "找了谁、看到什么；办件的人看得到，来件的人看不到");
    }
    if (open && (r->visited_at != MOMENT_NONE || !str_is(r->kind, "objection")))
        fill_decision(v, rq, t);
    if (!open) return;
    v->assign = link_office_ticket(a, r->id, "assign");
    struct str chosen = r->assigned_to == INT64_MIN
                            ? STR("")
                            : str_format(a, "%lld", (long long)r->assigned_to);
    v->assignee = frame_input(rq, "account", "同事", chosen);
    v->assignee->kind = STR("select");
    v->assignee->required = true;
    v->assignee->choices = ARENA_ARRAY(a, struct view_choice, t->colleague_count + 1);
    v->assignee->choices_count = t->colleague_count + 1;
    struct view_choice *next = frame_choice(v->assignee->choices, STR(""), STR("请选择"),
                                            v->assignee->value);
    for (size_t i = 0; i < t->colleague_count; i++) {
        const struct row_answer_colleague *c = &t->colleagues[i];
        next = frame_choice(
            next, str_format(a, "%lld", (long long)c->id),
            str_format(a, STR_FMT "（" STR_FMT "）", STR_ARG(c->name), STR_ARG(c->place)),
            v->assignee->value);
    }
}

static void fill_public(struct view_office_ticket *v, const struct request *rq,
                        const struct answer *t) {
    const struct row_answer_ticket *r = t->row;
    struct arena *a = rq->arena;
    bool decided = r->decided_at != MOMENT_NONE, out = r->published_at != MOMENT_NONE;
    v->consent = r->consent ? STR("同意公开答复") : STR("不同意公开");
    v->question = r->question;
    v->answer = r->answer;
    v->worder = r->worded;
    v->published = r->published_at;
    v->shown = r->shown;
    if (!decided || !r->consent || !t->handles) return;
    bool publishes = account_may(rq->actor, MAY_PUBLISH);
    if (out && publishes) v->flip = link_office_ticket(a, r->id, "show");
    if (!out && publishes && r->answer.n && r->worded_by != rq->actor->id) {
        v->publish = link_office_ticket(a, r->id, "publish");
    }
    if (out || !account_may(rq->actor, MAY_ANSWER)) return;
    v->word = link_office_ticket(a, r->id, "word");
    v->wording = ARENA_ARRAY(a, struct view_input, 3);
    v->wording_count = 3;
    v->wording[0] = *prose(rq, "question", "问", ANSWER_QUESTION, "");
    v->wording[1] = *prose(rq, "answer", "答", ANSWER_PUBLIC, "");
    if (rq->method != POST) v->wording[0].value = r->question;
    if (rq->method != POST) v->wording[1].value = r->answer;
    v->wording[2] = *frame_input(rq, "area", "哪一方面", r->area);
    v->wording[2].kind = STR("select");
    v->wording[2].choices = page_labels(&v->wording[2].choices_count, rq, label_areas,
                                        v->wording[2].value);
    v->wording[2].choices[0].label = STR("说不准");
}

static struct str kept_text(const struct answer *t) {
    if (t->handles) return STR("");
    return STR("这件反映的是本级，由上一级办。谁写的、附件是什么，这里都看不到；需要说明情况，上一"
               "级会来问。");
}

static struct str file_text(struct arena *a, const struct answer *t) {
    if (t->file.n == 0) return STR("");
    return str_format(a, STR_FMT "（" STR_FMT "，%lld KB）", STR_ARG(t->file),
                      STR_ARG(evidence_kind_text(t->row->file_kind)),
                      (long long)(t->row->file_size + 1023) / 1024);
}

enum status tickets_show(struct request *rq, struct response *rs, int64_t id, struct str name,
                         struct str phone) {
    struct answer t;
    struct arena *a = rq->arena;
    enum status st = answer_read(&t, rq->db, rq->keys, rq->actor, id, rq->now);
    if (st != OK) return st;
    const struct row_answer_ticket *r = t.row;
    struct str kind = label_text(ticket_kinds, r->kind);
    struct view_office_ticket v = {
        .frame = frame_new(rq, kind, "tickets"),
        .number = receipt_grouped(a, r->number),
        .kind = kind,
        .title = r->title,
        .place = page_place(a, r->above, r->place),
        .asked = r->asked_at,
        .kept = kept_text(&t),
        .problems = frame_problems(rq),
        .text = t.text,
        .more = t.more,
        .more_at = r->more_at,
        .who = ARENA_ARRAY(a, struct str, 2),
        .file = file_text(a, &t),
        .state = state_of(r->visited_at, r->decided_at, r->outcome),
        .late = r->due_on != DAY_NONE && r->due_on < date_day(rq->now),
        .visit_by = r->visit_by,
        .decide_by = r->decide_by,
        .visited = r->visited_at,
        .visitor = r->visited_by,
        .found = t.found,
        .decided = r->decided_at,
        .decider = r->decided_by,
        .outcome = label_text(ticket_outcomes, r->outcome),
        .told = t.told,
        .assigned = r->assigned,
        .token = rq->token,
    };
    v.back = link_office_tickets(a, &(struct link_tickets){0});
    if (r->document_id != INT64_MIN) v.notice = link_office_article(a, r->document_id);
    if (t.entry) {
        v.line = str_format(a, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(t.entry->masked_name),
                            STR_ARG(t.entry->village), STR_ARG(t.entry->team));
    }
    if (name.n) v.who[v.who_count++] = name;
    if (phone.n) v.who[v.who_count++] = phone;
    fill_steps(&v, rq, &t);
    fill_public(&v, rq, &t);
    view_office_ticket(&rs->body, &v);
    return OK;
}

enum status office_ticket(struct request *rq, struct response *rs) {
    int64_t id;
    return page_id(&id, rq->args[0]) ? tickets_show(rq, rs, id, STR(""), STR("")) : NOT_FOUND;
}
