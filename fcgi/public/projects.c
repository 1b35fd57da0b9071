/*
 * Projects: the list with where the money came from and went, one project, and what was donated.
 */
#include "public/public.h"

#include "base/arena.h"
#include "base/money.h"
#include "model/county/region.h"
#include "page/effort_page.h"

static struct str money(const struct request *rq, int64_t fen) {
    return money_text(rq->arena, fen);
}

/* -- the list ------------------------------------------------------------------------------------
 */

static struct view_project_row *rows_of(const struct request *rq,
                                        const struct row_effort_item *rows, size_t count) {
    struct view_project_row *out = ARENA_ARRAY(rq->arena, struct view_project_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct row_effort_item *r = &rows[i];
        out[i] = (struct view_project_row){
            .self = link_effort(rq->arena, "project", r->id),
            .title = r->title,
            .stage = label_text(effort_page_states, effort_stage_code(r->stages_done)),
            .place = effort_page_place(rq->arena, r),
            .area = label_text(label_areas, r->area),
            .year = r->year,
            .budget = r->budget,
            .paid = r->paid,
        };
    }
    return out;
}

static struct view_fund_table *places(const struct request *rq, const struct effort_list_funds *f,
                                      struct str region, struct link_filter all) {
    struct view_fund_table *t = ARENA_NEW(rq->arena, struct view_fund_table);
    *t = (struct view_fund_table){
        .caption = STR("花到哪些地方"),
        .what = STR("地方"),
        .rows = ARENA_ARRAY(rq->arena, struct view_fund_row, f->place_count),
        .rows_count = f->place_count,
        .count = f->total.projects,
        .budget = f->total.budget,
        .paid = f->total.paid,
    };
    for (size_t i = 0; i < f->place_count; i++) {
        const struct row_effort_sum *s = &f->places[i];
        bool own = s->code.n <= region.n;
        t->rows[i] = (struct view_fund_row){
            .label = own && s->code.n < 12 ? str_format(rq->arena, STR_FMT "本级", STR_ARG(s->name))
                                           : s->name,
            .count = s->projects,
            .budget = s->budget,
            .paid = s->paid,
        };
        all.region = s->code;
        if (!own) t->rows[i].self = link_efforts(rq->arena, "project", &all, false);
    }
    return t;
}

static struct view_fund_table *years(const struct request *rq, const struct effort_list_funds *f,
                                     struct link_filter all) {
    struct view_fund_table *t = ARENA_NEW(rq->arena, struct view_fund_table);
    *t = (struct view_fund_table){
        .caption = STR("各年度"),
        .what = STR("年度"),
        .rows = ARENA_ARRAY(rq->arena, struct view_fund_row, f->year_count),
        .rows_count = f->year_count,
    };
    for (size_t i = 0; i < f->year_count; i++) {
        all.year = str_format(rq->arena, "%lld", (long long)f->years[i].year);
        t->rows[i] = (struct view_fund_row){
            .label = str_format(rq->arena, STR_FMT "年", STR_ARG(all.year)),
            .self = link_efforts(rq->arena, "project", &all, false),
            .count = f->years[i].projects,
            .budget = f->years[i].budget,
            .paid = f->years[i].paid,
        };
        t->count += f->years[i].projects;
        t->budget += f->years[i].budget;
        t->paid += f->years[i].paid;
    }
    return t;
}

/* Only where the list is all the projects of a place and a year: the sums are those of the rows. */
static enum status funds(struct view_projects_page *v, const struct request *rq,
                         const struct effort_page_sent *sent, struct link_filter all) {
    struct effort_list_funds f;
    bool narrowed = sent->area.n + sent->state.n + sent->q.n > 0 || sent->before.id;
    struct str region = sent->region.n ? sent->region : str_from(rq->conf->county);
    if (narrowed) return OK;
    enum status st = effort_list_money(&f, rq->db, region, sent->year > 0 ? sent->year : 0);
    if (st != OK || f.place_count == 0) return st;
    v->lead = str_format(rq->arena, "共 %lld 个项目，预算 " STR_FMT " 元，已拨付 " STR_FMT " 元。",
                         (long long)f.total.projects, STR_ARG(money(rq, f.total.budget)),
                         STR_ARG(money(rq, f.total.paid)));
    v->sources = effort_page_sources(rq, STR("钱从哪里来"), &f.total);
    v->places = places(rq, &f, region, all);
    if (sent->year <= 0) v->by_year = years(rq, &f, all);
    return OK;
}

enum status public_projects(struct request *rq, struct response *rs) {
    const struct effort_page_sent *sent = rq->form;
    struct effort_list_filter filter = effort_page_filter(sent, PAGE_ROWS);
    struct link_filter all = effort_page_link(rq, sent);
    const struct page_words words = {.states = effort_page_states, .q = true};
    struct row_effort_item *rows;
    size_t count;
    bool more;
    enum status st = effort_list(&rows, &count, &more, rq->db, "project", &filter, rq->now);
    if (st != OK) return st;
    struct view_projects_page v = {
        .frame = frame_new(rq, STR("项目资金"), "projects"),
        .heading = STR("项目资金"),
        .action = link_efforts(rq->arena, "project", &link_everything, false),
        .q = sent->q,
        .rows = rows_of(rq, rows, count),
        .rows_count = count,
        .pager = page_pager(rq, all, sent->before.id == 0,
                            effort_page_next("project", rows, count, more)),
        .all = link_efforts(rq->arena, "project", &link_everything, false),
        .donations = link_efforts(rq->arena, "donation", &link_everything, false),
        .jobs = link_efforts(rq->arena, "job", &link_everything, false),
        .csv = link_efforts(rq->arena, "project", &all, true),
    };
    v.areas = page_labels(&v.areas_count, rq, label_areas, sent->area);
    v.states = page_labels(&v.states_count, rq, effort_page_states, sent->state);
    v.years = page_years(&v.years_count, rq, all.year);
    st = page_regions(&v.regions, &v.regions_count, rq, sent->region);
    if (st == OK) {
        st = page_tags(&v.tags, &v.tags_count, rq, all, &words);
    }
    if (st == OK) st = funds(&v, rq, sent, all);
    if (st == OK) view_projects_page(&rs->body, &v);
    return st;
}

/* -- one -----------------------------------------------------------------------------------------
 */

static struct str benefits(const struct request *rq, const struct row_effort_item *p) {
    struct str households = STR(""), people = STR("");
    if (p->households > 0) households = str_format(rq->arena, "%lld 户 ", (long long)p->households);
    if (p->people > 0) people = str_format(rq->arena, "%lld 人", (long long)p->people);
    return str_format(rq->arena, STR_FMT STR_FMT, STR_ARG(households), STR_ARG(people));
}

static struct view_project_payment *payments(const struct request *rq,
                                             const struct effort_list_one *one) {
    struct view_project_payment *out = ARENA_ARRAY(rq->arena, struct view_project_payment,
                                                   one->payment_count);
    for (size_t i = 0; i < one->payment_count; i++) {
        const struct row_effort_payment *p = &one->payments[i];
        bool back = p->amount < 0;
        out[i] = (struct view_project_payment){p->on_day, back ? -p->amount : p->amount, back,
                                               p->reason};
    }
    return out;
}

static void fill(struct view_project_page *v, const struct request *rq,
                 const struct effort_list_one *one) {
    const struct row_effort_item *p = one->item;
    const struct row_effort_sum sources = {
        .central = p->central,
        .province = p->province,
        .prefecture = p->prefecture,
        .county = p->county,
        .society = p->society,
        .own = p->own,
    };
    v->lead = effort_page_standing(rq, p);
    v->stops = effort_page_stops(rq, one->steps, one->step_count);
    v->stops_count = EFFORT_STAGES;
    v->contractor = p->party;
    v->benefits = benefits(rq, p);
    v->about = p->about;
    v->sources = effort_page_sources(rq, STR("钱从哪里来"), &sources);
    v->payments = payments(rq, one);
    v->payments_count = one->payment_count;
    v->left = p->budget > p->paid ? p->budget - p->paid : MONEY_NONE;
    v->donations = effort_page_donations(rq, one->donations, one->donation_count);
    v->donations_count = one->donation_count;
    if (one->edition_count > 1) {
        v->editions = effort_page_editions(rq, one->editions, one->edition_count);
        v->editions_count = one->edition_count;
    }
}

enum status public_project(struct request *rq, struct response *rs) {
    int64_t id;
    struct effort_list_one one;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = effort_list_find(&one, rq->db, "project", id);
    if (st != OK) return st;
    const struct row_effort_item *p = one.item;
    bool withdrawn = str_is(p->state, "withdrawn");
    struct view_project_page v = {
        .frame = frame_new(rq, p->title, "projects"),
        .kind = str_format(rq->arena, "%lld年 · " STR_FMT, (long long)p->year,
                           STR_ARG(label_text(label_areas, p->area))),
        .title = p->title,
        .withdrawn = withdrawn,
        .withdrawn_on = withdrawn ? date_day(p->withdrawn_at) : DAY_NONE,
        .withdrawn_reason = p->withdrawn_reason,
        .place = effort_page_place(rq->arena, p),
        .list = link_efforts(rq->arena, "project", &link_everything, false),
    };
    if (!withdrawn) fill(&v, rq, &one);
    st = effort_page_proof(&v.proof, rq, &one);
    if (st == OK) view_project_page(&rs->body, &v);
    return st;
}

/* -- donations -----------------------------------------------------------------------------------
 */

enum status public_donations(struct request *rq, struct response *rs) {
    const struct effort_page_sent *sent = rq->form;
    struct effort_list_filter filter = effort_page_filter(sent, PAGE_ROWS);
    struct link_filter all = effort_page_link(rq, sent);
    const struct page_words words = {.q = true};
    struct row_effort_item *rows;
    size_t count;
    bool more;
    enum status st = effort_list_donations(&rows, &count, &more, rq->db, &filter);
    if (st != OK) return st;
    struct view_donations_page v = {
        .frame = frame_new(rq, STR("社会帮扶"), "projects"),
        .action = link_efforts(rq->arena, "donation", &link_everything, false),
        .q = sent->q,
        .rows = effort_page_donations(rq, rows, count),
        .rows_count = count,
        .pager = page_pager(rq, all, sent->before.id == 0,
                            effort_page_next("donation", rows, count, more)),
        .all = link_efforts(rq->arena, "donation", &link_everything, false),
        .projects = link_efforts(rq->arena, "project", &link_everything, false),
        .csv = link_efforts(rq->arena, "donation", &all, true),
    };
    v.years = page_years(&v.years_count, rq, all.year);
    st = page_regions(&v.regions, &v.regions_count, rq, sent->region);
    if (st == OK) st = page_tags(&v.tags, &v.tags_count, rq, all, &words);
    if (st == OK) view_donations_page(&rs->body, &v);
    return st;
}
