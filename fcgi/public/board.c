/*
 * /board/{region}: a screen that nobody touches, in the hall of a village or at a market. The page
 * holds all there is to show; board.js turns it over and fetches the next one while there is a
 * line.
 */
#include "model/publish/board.h"

#include "page/effort_page.h"
#include "public/public.h"
#include "view/link.h"
#include "view/markdown.h"
#include "view/qr.h"

#define NAMES 300 /* rows of a list: some minutes on the screen */

static void fill_names(struct view_board_notice *v, struct arena *a, const struct board_notice *n) {
    size_t shown = n->entry_count < NAMES ? n->entry_count : NAMES;
    v->names = ARENA_ARRAY(a, struct view_board_name, shown);
    v->names_count = shown;
    v->households = (int64_t)n->entry_count;
    v->cut = shown < n->entry_count ? (int64_t)shown : 0;
    for (size_t i = 0; i < shown; i++) {
        const struct row_entry *e = &n->entries[i];
        v->names[i] = (struct view_board_name){
            .name = e->masked_name,
            .village = e->village,
            .group = e->team,
            .size = e->size,
            .category = e->category,
            .amount = e->amount,
        };
    }
}

static void fill_notices(struct view_board_page *v, const struct request *rq,
                         const struct board *b) {
    v->notices = ARENA_ARRAY(rq->arena, struct view_board_notice, b->notice_count);
    v->notices_count = b->notice_count;
    for (size_t i = 0; i < b->notice_count; i++) {
        const struct row_board_notice *r = b->notices[i].row;
        v->notices[i] = (struct view_board_notice){
            .id = r->id,
            .type = label_text(label_types, r->type),
            .poster = r->issuer.n ? r->issuer : r->place,
            .posted = date_day(r->published_at),
            .title = r->title,
            .clock = page_clock(rq, r->opens_at, r->closes_at),
            .body = markdown_html(rq->arena, r->body, 3),
        };
        fill_names(&v->notices[i], rq->arena, &b->notices[i]);
    }
}

static void fill_jobs(struct view_board_page *v, const struct request *rq, const struct board *b) {
    v->jobs = ARENA_ARRAY(rq->arena, struct view_board_job, b->job_count);
    v->jobs_count = b->job_count;
    for (size_t i = 0; i < b->job_count; i++) {
        const struct row_board_job *j = &b->jobs[i];
        struct row_effort_item wage = {
            .type = j->type, .wage_from = j->wage_from, .wage_to = j->wage_to};
        v->jobs[i] = (struct view_board_job){
            .title = j->title,
            .clock = page_clock(rq, 0, date_end(j->deadline)),
            .wage = effort_page_wage(rq->arena, &wage),
            .posts = j->posts,
            .party = j->party,
            .place = j->place,
            .phone = j->phone,
        };
    }
}

enum status public_board(struct request *rq, struct response *rs) {
    struct board b;
    enum status st = board_read(&b, rq->db, rq->args[0], rq->now);
    if (st != OK) return st;
    struct url all = link_notices(rq->arena, &(struct link_filter){.region = rq->args[0]});
    struct view_board_page v = {
        .county = rq->site.county,
        .place = b.place,
        .banner = rq->site.banner,
        .made = rq->now,
        .all = all,
        .qr = qr_new(rq->arena, link_absolute(rq->arena, rq->conf->url, all)),
    };
    st = page_office_phone(&v.phone, rq, rq->args[0]);
    if (st != OK) return st;
    fill_notices(&v, rq, &b);
    fill_jobs(&v, rq, &b);
    view_board_page(&rs->body, &v);
    return OK;
}
