/*
 * The home page, and the switch for large type.
 */
#include "public/public.h"

#include "base/arena.h"
#include "page/page.h"
#include "view/link.h"
#include "web/cookie.h"

#define OPEN_ROWS   4
#define NOTICE_ROWS 5
#define POLICY_ROWS 3

enum status public_home(struct request *rq, struct response *rs) {
    struct row_notice_item *open, *latest;
    struct row_policy_item *policies;
    size_t open_count, latest_count, policy_count, area_count;
    bool more;
    struct article_filter notices_filter = {.most = NOTICE_ROWS};
    struct article_filter policies_filter = {.most = POLICY_ROWS};
    enum status st = article_closing(&open, &open_count, rq->db, rq->now, OPEN_ROWS);
    if (st == OK) {
        st = article_notices(&latest, &latest_count, &more, rq->db, &notices_filter, rq->now);
    }
    if (st == OK) st = article_policies(&policies, &policy_count, &more, rq->db, &policies_filter);
    if (st != OK) return st;
    struct view_area_link *area_links = page_areas(&area_count, rq);
    struct view_home_page v = {
        .frame = frame_new(rq, STR(""), "home"),
        .status = link_status(),
        .open = page_notices(rq, open, open_count),
        .open_count = open_count,
        .open_all = link_notices(rq->arena, &(struct link_filter){.state = STR("open")}),
        .seek = page_seek(rq, STR("找政策、公告、项目、活干"), STR("")),
        .areas = area_links,
        .areas_count = area_count,
        .notices = page_notices(rq, latest, latest_count),
        .notices_count = latest_count,
        .notices_all = link_notices(rq->arena, &link_everything),
        .policies = page_policies(rq, policies, policy_count),
        .policies_count = policy_count,
        .policies_all = link_policies(rq->arena, &link_everything),
        .find = link_find(),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .hours = rq->site.hours,
    };
    v.frame->description = str_format(rq->arena,
                                      STR_FMT "：查自己家的帮扶情况，看公示、提意见，找惠农政策。",
                                      STR_ARG(rq->site.county));
    view_home_page(&rs->body, &v);
    return OK;
}

struct view_sent {
    struct str size, back;
};

static const char *const sizes[] = {"elder", NULL};
static const struct field view_fields[] = {
    {.name = "size",
     .label = "字号",
     .kind = FIELD_CHOICE,
     .choices = sizes,
     .offset = offsetof(struct view_sent, size)},
    {.name = "back",
     .label = "返回",
     .kind = FIELD_TEXT,
     .max = 500,
     .offset = offsetof(struct view_sent, back)},
};
const struct form public_view_form = FORM(view_fields, struct view_sent);

enum status public_view(struct request *rq, struct response *rs) {
    const struct view_sent *sent = rq->form;
    bool elder = sent->size.n > 0;
    response_cookie(rs, rq->arena, COOKIE_VIEW, elder ? sent->size : STR(""), request_secure(rq),
                    true, elder ? COOKIE_VIEW_SECONDS : 0);
    response_see(rs, link_local(rq->arena, sent->back));
    return OK;
}
