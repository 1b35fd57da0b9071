/*
 * The register in the office: finding a household, and one household with all there is. What may be
 * done with it is asked of the model; the doing is in deed.c.
 */
#include "office/office.h"

#include "base/arena.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/region.h"
#include "model/register/identity.h"
#include "model/register/record.h"
#include "model/register/voice.h"
#include "office/deed.h"
#include "office/many.h"
#include "office/part.h"
#include "view/link.h"

/* --- finding --- */

struct list_sent {
    struct str region, status;
    struct cursor after;
};
static const char *const statuses[] = {"registered", "working", "left", NULL};
static const struct label status_labels[] = {
    {"registered", "在册"}, {"working", "正在办"}, {"left", "已退出"}, {NULL, NULL}};
static const struct field list_fields[] = {
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct list_sent, region)},
    {.name = "status",
     .label = "什么状态",
     .kind = FIELD_CHOICE,
     .choices = statuses,
     .offset = offsetof(struct list_sent, status)},
    {.name = "after",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct list_sent, after)},
};
const struct form office_households_fields = FORM(list_fields, struct list_sent);

struct search_sent {
    struct str q;
};
static const struct field search_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "q",
     .label = "姓名、户编号或证件号码",
     .kind = FIELD_TEXT,
     .max = 60,
     .offset = offsetof(struct search_sent, q)},
};
const struct form office_household_search_fields = FORM(search_fields, struct search_sent);

static struct view_office_household_row *rows_of(const struct request *rq,
                                                 const struct row_record_item *rows, size_t count) {
    struct view_office_household_row *out = ARENA_ARRAY(rq->arena, struct view_office_household_row,
                                                        count);
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct view_office_household_row){
            .self = link_office_household(rq->arena, rows[i].code),
            .name = rows[i].name.n ? rows[i].name : STR("（没有户主）"),
            .code = rows[i].code,
            .place = str_format(rq->arena, STR_FMT " " STR_FMT, STR_ARG(rows[i].village),
                                STR_ARG(rows[i].team)),
            .size = rows[i].size,
            .state = part_state(rq->arena, rows[i].kind, rows[i].ending, rows[i].case_kind),
        };
        if (!account_may(rq->actor, MAY_KEEP)) continue;
        out[i].tick = many_tick(rq, rows[i].code, rows[i].code, false);
    }
    return out;
}

/* The own place and those directly below. */
static enum status choose_place(struct view_office_households *v, const struct request *rq,
                                struct str chosen) {
    struct row_region *below;
    size_t count;
    enum status st = region_below(&below, &count, rq->db, rq->actor->region);
    if (st != OK) return st;
    v->villages = ARENA_ARRAY(rq->arena, struct view_choice, count + 1);
    v->villages_count = count + 1;
    struct view_choice *next = frame_choice(v->villages, STR(""), STR("全部"), chosen);
    for (size_t i = 0; i < count; i++) {
        next = frame_choice(next, below[i].code, below[i].name, chosen);
    }
    return OK;
}

static enum status show_list(struct request *rq, struct response *rs, struct str region,
                             struct str status, struct str query,
                             const struct row_record_item *rows, size_t count, struct url next) {
    struct view_office_households v = {
        .frame = frame_new(rq, STR("户"), "households"),
        .action = link_office_households(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0}),
        .slips = link_office_slips(),
        .token = rq->token,
        .query = query,
        .rows = rows_of(rq, rows, count),
        .rows_count = count,
        .next = next,
    };
    if (account_may(rq->actor, MAY_KEEP)) {
        v.make = link_office_household_new();
        v.export = link_office_export(false);
        if (count) v.pick = many_pick(rq, &many_helper);
    }
    v.states = page_labels(&v.states_count, rq, status_labels, status);
    enum status st = choose_place(&v, rq, region);
    if (st == OK) view_office_households(&rs->body, &v);
    return st;
}

/* A village's code and an id make the place in the list. */
static struct url next_page(const struct request *rq, const struct list_sent *sent,
                            const struct row_record_item *last) {
    struct cursor at = {0, last->id};
    str_int(&at.at, last->region);
    return link_office_households(rq->arena, sent->region, sent->status, at);
}

enum status office_households(struct request *rq, struct response *rs) {
    const struct list_sent *sent = rq->form;
    struct row_record_item *rows;
    struct url next = {STR_NONE};
    size_t count;
    bool more;
    struct str after = STR("");
    if (sent->after.id) after = str_format(rq->arena, "%lld", (long long)sent->after.at);
    enum status st = record_list(&rows, &count, &more, rq->db, rq->actor, sent->region,
                                 sent->status, after, sent->after.id, PAGE_ROWS, rq->now);
    if (st == OK) st = record_listed(rq->db, rq->actor, sent->region, count, rq->now);
    if (st != OK) return st;
    if (more) next = next_page(rq, sent, &rows[count - 1]);
    return show_list(rq, rs, sent->region, sent->status, STR(""), rows, count, next);
}

enum status office_household_search(struct request *rq, struct response *rs) {
    const struct search_sent *sent = rq->form;
    struct row_record_item *rows;
    size_t count;
    enum status st = record_search(&rows, &count, rq->db, rq->keys, rq->actor, sent->q, 50,
                                   rq->now);
    if (st == OK) st = record_searched(rq->db, rq->actor, count, rq->now);
    if (st != OK) return st;
    return show_list(rq, rs, STR(""), STR(""), sent->q, rows, count, (struct url){STR_NONE});
}

/* --- one household --- */

static const char *const stop_states[] = {
    [STOP_TODO] = "todo",         [STOP_NOW] = "now",           [STOP_DONE] = "done",
    [STOP_RETURNED] = "returned", [STOP_REJECTED] = "rejected", [STOP_ENDED] = "ended"};

static struct url notice(const struct request *rq, int64_t document_id) {
    return document_id == INT64_MIN ? (struct url){STR_NONE} : link_notice(rq->arena, document_id);
}

static void fill_case(struct view_office_household *v, const struct request *rq,
                      const struct record *r) {
    const struct casefile *c = &r->file;
    if (!c->file) return;
    bool relapse = c->relapse && str_is(c->file->kind, "entry");
    v->case_title = str_format(rq->arena, STR_FMT "%s，" STR_FMT "开始",
                               STR_ARG(label_text(lifecycle_cases, c->file->kind)),
                               relapse ? "（返贫，再次纳入）" : "",
                               STR_ARG(date_text(rq->arena, c->file->opened_on)));
    v->stops = ARENA_ARRAY(rq->arena, struct view_stop, c->step_count);
    v->stops_count = c->step_count;
    for (size_t i = 0; i < c->step_count; i++) {
        const struct lifecycle_step *s = &c->steps[i];
        v->stops[i] = (struct view_stop){
            .label = str_from(s->stop->label),
            .state = str_from(stop_states[s->state]),
            .on = s->on_day,
            .due = s->due_on,
            .late = s->days_left < 0,
            .days_left = s->days_left,
            .note = s->reason,
            .notice = notice(rq, s->document_id),
        };
    }
}

/* What still has to be looked at: a document that cannot be checked, a number that is in two
 * households. */
static struct str mark_of(struct arena *a, const struct row_record_member *m) {
    bool resident = str_is(m->id_kind, "resident");
    if (resident && !m->twice) return STR_NONE;
    return str_format(a, STR_FMT "%s%s待核",
                      STR_ARG(resident ? STR("") : label_text(identity_kinds, m->id_kind)),
                      resident ? "" : "，", m->twice ? "证件号码在另一户也登记着，" : "");
}

static struct url reveal_link(const struct request *rq, const struct record *r,
                              const struct row_record_member *m) {
    if (!account_may(rq->actor, MAY_REVEAL)) return (struct url){STR_NONE};
    return link_office_reveal(rq->arena, r->file.household->code, m->id);
}

static void fill_members(struct view_office_household *v, const struct request *rq,
                         const struct record *r) {
    static const char *const acts[] = {"join", "leave", "head", "split", "merge", "move"};
    static const char *const labels[] = {"添一个人", "有人离开", "换户主", "分户", "合户", "搬家"};
    const size_t count = sizeof acts / sizeof acts[0];
    v->members = ARENA_ARRAY(rq->arena, struct view_office_member, r->member_count);
    v->members_count = r->member_count;
    for (size_t i = 0; i < r->member_count; i++) {
        const struct row_record_member *m = &r->members[i];
        v->members[i] = (struct view_office_member){m->name,    m->relation, mark_of(rq->arena, m),
                                                    m->from_on, m->to_on,    reveal_link(rq, r, m)};
    }
    v->member_acts = ARENA_ARRAY(rq->arena, struct view_office_act, count);
    v->member_acts_count = count;
    for (size_t i = 0; i < count; i++) {
        v->member_acts[i] = (struct view_office_act){
            str_from(labels[i]),
            link_office_deed(rq->arena, r->file.household->code, acts[i], INT64_MIN), false};
    }
}

static void fill_facts(struct view_office_household *v, const struct request *rq,
                       const struct record *r) {
    const struct household_card *card = &r->card;
    if (!card->current) return;
    v->attribute = label_text(lifecycle_attributes, card->current->attribute);
    v->causes = ARENA_ARRAY(rq->arena, struct str, card->cause_count);
    for (size_t i = 0; i < card->cause_count; i++) {
        if (card->causes[i].spell_id != card->current->id) continue;
        v->causes[v->causes_count++] = label_text(lifecycle_causes, card->causes[i].cause);
    }
    v->facts = link_office_deed(rq->arena, r->file.household->code, "facts", INT64_MIN);
}

static void fill_help(struct view_office_household *v, const struct request *rq,
                      const struct record *r) {
    struct arena *a = rq->arena;
    v->helpers = ARENA_ARRAY(a, struct view_office_helper, r->assignment_count);
    v->helpers_count = r->assignment_count;
    for (size_t i = 0; i < r->assignment_count; i++) {
        const struct row_record_assignment *h = &r->assignments[r->assignment_count - 1 - i];
        v->helpers[i] = (struct view_office_helper){h->name,    h->unit,  h->phone,
                                                    h->from_on, h->to_on, (struct url){STR_NONE}};
        if (h->to_on != DAY_NONE || !account_may(rq->actor, MAY_KEEP)) continue;
        v->helpers[i].all = link_office_helped(a, h->helper_id);
    }
    v->gaps = ARENA_ARRAY(a, struct str, r->gap_count);
    v->gaps_count = r->gap_count;
    for (size_t i = 0; i < r->gap_count; i++) {
        const struct record_gap *g = &r->gaps[i];
        struct str to = g->to_on == DAY_NONE ? STR("现在") : date_text(a, g->to_on);
        v->gaps[i] = str_format(a, STR_FMT " 到 " STR_FMT, STR_ARG(date_text(a, g->from_on)),
                                STR_ARG(to));
    }
}

static void fill_money(struct view_office_household *v, const struct request *rq,
                       const struct record *r) {
    struct arena *a = rq->arena;
    struct str code = r->file.household->code;
    v->measures = ARENA_ARRAY(a, struct view_office_measure, r->measure_count);
    v->measures_count = r->measure_count;
    for (size_t i = 0; i < r->measure_count; i++) {
        const struct row_record_measure *m = &r->measures[i];
        v->measures[i] = (struct view_office_measure){
            label_text(label_areas, m->area), m->title, m->amount,
            label_text(lifecycle_measures, m->state), link_office_deed(a, code, "measure", m->id)};
    }
    v->payments = ARENA_ARRAY(a, struct view_office_payment, r->payment_count);
    v->payments_count = r->payment_count;
    for (size_t i = 0; i < r->payment_count; i++) {
        const struct row_record_payment *p = &r->payments[i];
        v->payments[i] = (struct view_office_payment){
            p->programme, p->amount,   label_text(lifecycle_payments, p->state),
            p->desk,      p->state_on, link_office_deed(a, code, "payment", p->id)};
    }
    v->visits = ARENA_ARRAY(a, struct view_office_visit, r->visit_count);
    v->visits_count = r->visit_count;
    for (size_t i = 0; i < r->visit_count; i++) {
        const struct row_record_visit *w = &r->visits[i];
        bool answered = w->verdict.n > 0;
        v->visits[i] = (struct view_office_visit){w->on_day,
                                                  w->visitor,
                                                  w->note,
                                                  answered ? label_text(voice_verdicts, w->verdict)
                                                           : STR(""),
                                                  str_is(w->verdict, "false"),
                                                  w->answered_at};
    }
}

static void fill_events(struct view_office_household *v, const struct request *rq,
                        const struct record *r) {
    struct arena *a = rq->arena;
    v->events = ARENA_ARRAY(a, struct view_office_step, r->event_count);
    for (size_t i = 0; i < r->event_count; i++) {
        const struct row_record_event *e = &r->events[i];
        struct row_household_event plain = {.stop = e->stop, .outcome = e->outcome};
        struct str said = lifecycle_sentence(a, e->kind, &plain);
        if (said.n == 0) continue;
        v->events[v->events_count++] = (struct view_office_step){
            .on = e->on_day,
            .sentence = said,
            .reason = e->reason,
            .who = str_format(a, STR_FMT " " STR_FMT, STR_ARG(e->actor), STR_ARG(e->who)),
            .person = e->person,
            .other = e->other,
            .other_link = link_office_household(a, e->other.n ? e->other : STR("")),
            .notice = notice(rq, e->document_id),
        };
    }
}

/* For who reads and changes nothing: the same page without a way to change anything. */
static void take_acts(struct view_office_household *v) {
    const struct url none = {STR_NONE};
    v->acts_count = v->member_acts_count = 0;
    v->hint = STR("");
    v->facts = v->helper = v->measure = v->payment = v->visit = v->paper->action = none;
    for (size_t i = 0; i < v->measures_count; i++) v->measures[i].change = none;
    for (size_t i = 0; i < v->payments_count; i++) v->payments[i].change = none;
}

enum status office_household(struct request *rq, struct response *rs) {
    struct record r;
    struct str place;
    enum status st = record_read(&r, rq->db, rq->actor, rq->args[0], rq->now);
    if (st == OK) st = region_place(&place, rq->db, r.file.household->region);
    if (st == OK) {
        st = audit_add(rq->db, rq->actor, "look", "household", r.file.household->id, STR(""),
                       rq->now);
    }
    if (st != OK) return st;
    struct arena *a = rq->arena;
    struct str code = r.file.household->code;
    struct view_office_household v = {
        .frame = frame_new(rq, STR("户"), "households"),
        .name = r.member_count ? r.members[0].name : STR("（没有人）"),
        .code = code,
        .place = str_format(a, STR_FMT " " STR_FMT, STR_ARG(place),
                            STR_ARG(r.file.household->team)),
        .sentence = r.card.sentence,
        .helper = link_office_deed(a, code, "helper", INT64_MIN),
        .measure = link_office_deed(a, code, "measure", INT64_MIN),
        .payment = link_office_deed(a, code, "payment", INT64_MIN),
        .visit = link_office_deed(a, code, "visit", INT64_MIN),
    };
    v.acts = deed_allowed(&v.acts_count, &v.hint, rq, &r.file);
    fill_case(&v, rq, &r);
    fill_members(&v, rq, &r);
    fill_facts(&v, rq, &r);
    fill_help(&v, rq, &r);
    fill_money(&v, rq, &r);
    fill_events(&v, rq, &r);
    st = part_requests(&v.requests, &v.requests_count, rq, r.file.household->id);
    if (st == OK) st = part_paper(&v.paper, rq, r.file.household->id, code);
    if (st != OK) return st;
    if (!account_may(rq->actor, MAY_KEEP)) take_acts(&v);
    view_office_household(&rs->body, &v);
    return OK;
}
