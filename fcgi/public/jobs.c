/*
 * Jobs and courses: the list, first of all those one can still apply for, and one of them; and the
 * tables of all three lists.
 */
#include "public/public.h"

#include "base/arena.h"
#include "page/csv_page.h"
#include "page/effort_page.h"

static const struct label openness[] = {{"open", "还能报名"}, {"closed", "已经截止"}, {NULL, NULL}};

static struct view_job_row *rows_of(const struct request *rq, const struct row_effort_item *rows,
                                    size_t count) {
    struct view_job_row *out = ARENA_ARRAY(rq->arena, struct view_job_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct row_effort_item *r = &rows[i];
        out[i] = (struct view_job_row){
            .self = link_effort(rq->arena, "job", r->id),
            .title = r->title,
            .clock = page_clock(rq, r->published_at, date_end(r->deadline)),
            .type = label_text(effort_job_types, r->type),
            .wage = effort_page_wage(rq->arena, r),
            .posts = r->posts,
            .party = r->party,
            .place = r->place,
        };
    }
    return out;
}

enum status public_jobs(struct request *rq, struct response *rs) {
    struct effort_page_sent sent = *(const struct effort_page_sent *)rq->form;
    struct link_filter all = effort_page_link(rq, &sent);
    const struct page_words words = {.types = effort_job_types, .states = openness, .q = true};
    bool closed = str_is(sent.state, "closed");
    if (sent.state.n == 0) sent.state = STR("open");
    struct link_filter shown = effort_page_link(rq, &sent);
    struct effort_list_filter filter = effort_page_filter(&sent, PAGE_ROWS);
    struct row_effort_item *rows;
    size_t count;
    bool more;
    enum status st = effort_list(&rows, &count, &more, rq->db, "job", &filter, rq->now);
    if (st != OK) return st;
    struct str heading = closed ? STR("已经截止的用工培训") : STR("用工和培训");
    struct view_jobs_page v = {
        .frame = frame_new(rq, heading, "jobs"),
        .heading = heading,
        .action = link_efforts(rq->arena, "job", &link_everything, false),
        .q = sent.q,
        .rows = rows_of(rq, rows, count),
        .rows_count = count,
        .pager = page_pager(rq, all, sent.before.id == 0,
                            effort_page_next("job", rows, count, more)),
        .open = link_efforts(rq->arena, "job", &link_everything, false),
        .csv = link_efforts(rq->arena, "job", &shown, true),
    };
    if (!closed) {
        v.closed = link_efforts(rq->arena, "job", &(struct link_filter){.state = STR("closed")},
                                false);
    }
    v.types = page_labels(&v.types_count, rq, effort_job_types, sent.type);
    v.states = page_labels(&v.states_count, rq, openness, sent.state);
    v.states++, v.states_count--; /* one or the other */
    st = page_regions(&v.regions, &v.regions_count, rq, sent.region);
    if (st == OK) {
        st = page_tags(&v.tags, &v.tags_count, rq, all, &words);
    }
    if (st == OK) view_jobs_page(&rs->body, &v);
    return st;
}

enum status public_job(struct request *rq, struct response *rs) {
    int64_t id;
    struct effort_list_one one;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = effort_list_find(&one, rq->db, "job", id);
    if (st != OK) return st;
    const struct row_effort_item *j = one.item;
    bool withdrawn = str_is(j->state, "withdrawn");
    struct view_job_page v = {
        .frame = frame_new(rq, j->title, "jobs"),
        .type = label_text(effort_job_types, j->type),
        .title = j->title,
        .withdrawn = withdrawn,
        .withdrawn_on = withdrawn ? date_day(j->withdrawn_at) : DAY_NONE,
        .withdrawn_reason = j->withdrawn_reason,
        .clock = page_clock(rq, j->published_at, date_end(j->deadline)),
        .open = effort_is_open(j->deadline, rq->now),
        .wage = effort_page_wage(rq->arena, j),
        .posts = j->posts,
        .party = j->party,
        .place = j->place,
        .region = effort_page_place(rq->arena, j),
        .about = j->about,
        .phone = j->phone,
        .phone_link = link_tel(rq->arena, j->phone),
        .list = link_efforts(rq->arena, "job", &link_everything, false),
    };
    if (one.edition_count > 1) {
        v.editions = effort_page_editions(rq, one.editions, one.edition_count);
        v.editions_count = one.edition_count;
    }
    st = effort_page_proof(&v.proof, rq, &one);
    if (st == OK) view_job_page(&rs->body, &v);
    return st;
}

/* -- tables --------------------------------------------------------------------------------------
 */

static enum status table(struct request *rq, struct response *rs, const char *kind) {
    struct effort_list_filter filter = effort_page_filter(rq->form, CSV_PAGE_ROWS);
    struct row_effort_item *rows;
    size_t count;
    bool more;
    enum status st = str_is(STR("donation"), kind)
                         ? effort_list_donations(&rows, &count, &more, rq->db, &filter)
                         : effort_list(&rows, &count, &more, rq->db, kind, &filter, rq->now);
    if (st != OK) return st;
    effort_page_csv(rs, rq->arena, kind, rows, count, rq->now);
    return csv_page_whole(rq, rs, more, "按地方或者名称里的字分开下载（在地址里加 region 或 q）");
}

enum status public_projects_csv(struct request *rq, struct response *rs) {
    return table(rq, rs, "project");
}

enum status public_jobs_csv(struct request *rq, struct response *rs) {
    return table(rq, rs, "job");
}

enum status public_donations_csv(struct request *rq, struct response *rs) {
    return table(rq, rs, "donation");
}
