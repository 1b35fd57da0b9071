/*
 * Projects, jobs and donations as JSON; amounts in fen.
 */
#include "api/api.h"

#include "base/arena.h"
#include "page/effort_page.h"
#include "web/json.h"

#define API_ROWS 50

static void url(struct json *o, const struct request *rq, struct url u) {
    json_text(o, "url", link_absolute(rq->arena, rq->conf->url, u).text);
}

static void put_project(struct json *o, const struct request *rq, const struct row_effort_item *p) {
    json_int(o, "id", p->id);
    json_text(o, "title", p->title);
    json_text(o, "area", p->area);
    json_text(o, "region", p->region);
    json_int(o, "year", p->year);
    json_text(o, "state", effort_stage_code(p->stages_done));
    json_day(o, rq->arena, "state_on", p->stage_on);
    struct json *budget = json_member(o, "budget");
    json_int(budget, "central", p->central);
    json_int(budget, "province", p->province);
    json_int(budget, "prefecture", p->prefecture);
    json_int(budget, "county", p->county);
    json_int(budget, "society", p->society);
    json_int(budget, "own", p->own);
    json_int(budget, "total", p->budget);
    json_int(o, "paid", p->paid);
    json_int(o, "households", p->households);
    json_int(o, "people", p->people);
    json_text(o, "contractor", p->party);
    json_moment(o, rq->arena, "published_at", p->published_at);
    url(o, rq, link_effort(rq->arena, "project", p->id));
}

static void put_job(struct json *o, const struct request *rq, const struct row_effort_item *j) {
    json_int(o, "id", j->id);
    json_text(o, "title", j->title);
    json_text(o, "type", j->type);
    json_text(o, "employer", j->party);
    json_text(o, "region", j->region);
    json_int(o, "posts", j->posts);
    json_int(o, "wage_from", j->wage_from);
    json_int(o, "wage_to", j->wage_to);
    json_text(o, "place", j->place);
    json_day(o, rq->arena, "deadline", j->deadline);
    json_text(o, "phone", j->phone);
    json_text(o, "state", effort_is_open(j->deadline, rq->now) ? STR("open") : STR("closed"));
    json_moment(o, rq->arena, "published_at", j->published_at);
    url(o, rq, link_effort(rq->arena, "job", j->id));
}

static void put_donation(struct json *o, const struct request *rq,
                         const struct row_effort_item *d) {
    bool hidden = str_is(d->type, "hidden");
    json_int(o, "id", d->id);
    json_text(o, "donor", hidden ? STR(EFFORT_HIDDEN) : d->party);
    json_int(o, "amount", d->amount);
    json_text(o, "goods", d->goods);
    json_text(o, "title", d->title);
    json_text(o, "region", d->region);
    json_day(o, rq->arena, "on", d->on_day);
    json_int(o, "project", d->project.n ? d->project_id : INT64_MIN);
}

static enum status answer(struct request *rq, struct response *rs, const char *kind,
                          void (*put)(struct json *, const struct request *,
                                      const struct row_effort_item *)) {
    struct effort_list_filter filter = effort_page_filter(rq->form, API_ROWS);
    struct row_effort_item *rows;
    size_t count;
    bool more;
    enum status st = str_is(STR("donation"), kind)
                         ? effort_list_donations(&rows, &count, &more, rq->db, &filter)
                         : effort_list(&rows, &count, &more, rq->db, kind, &filter, rq->now);
    if (st != OK) return st;
    struct json *o = json_object(), *items = json_list(o, "items");
    for (size_t i = 0; i < count; i++) put(json_item(items), rq, &rows[i]);
    struct cursor next = effort_page_next(kind, rows, count, more);
    json_text(o, "next", next.id ? cursor_text(rq->arena, next) : STR_NONE);
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}

enum status api_projects(struct request *rq, struct response *rs) {
    return answer(rq, rs, "project", put_project);
}

enum status api_jobs(struct request *rq, struct response *rs) {
    return answer(rq, rs, "job", put_job);
}

enum status api_donations(struct request *rq, struct response *rs) {
    return answer(rq, rs, "donation", put_donation);
}
