/*
 * What the portal says of itself, to people (privacy, accessibility) and to machines (robots.txt,
 * security.txt; the sitemap: sitemap.c).
 */
#include "public/public.h"

#include "base/arena.h"
#include "base/date.h"
#include "view/frame.h"
#include "view/link.h"

/* When somebody last went through every page with the list of GB/T 37668; to be moved then. */
#define CHECKED_YEAR  2026
#define CHECKED_MONTH 11
#define CHECKED_DAY   22

/* security.txt wants an end within a year (RFC 9116, 2.5.5). Whole months, so that the text is the
 * same for a month. */
#define SECURITY_MONTHS 6

enum status public_privacy(struct request *rq, struct response *rs) {
    struct view_privacy_page v = {
        .frame = frame_new(rq, STR("个人信息怎么保护"), "other"),
        .voice = link_status(),
        .ticket = link_ticket_new(rq->arena, INT64_MIN),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .hours = rq->site.hours,
    };
    view_privacy_page(&rs->body, &v);
    return OK;
}

enum status public_accessibility(struct request *rq, struct response *rs) {
    int32_t checked;
    date_from_ymd(&checked, CHECKED_YEAR, CHECKED_MONTH, CHECKED_DAY);
    struct view_accessibility_page v = {
        .frame = frame_new(rq, STR("无障碍说明"), "other"),
        .elder = link_view(rq->arena, STR("elder"), rq->path),
        .ticket = link_ticket_new(rq->arena, INT64_MIN),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .checked = checked,
    };
    view_accessibility_page(&rs->body, &v);
    return OK;
}

static struct str whole(const struct request *rq, struct url u) {
    return link_absolute(rq->arena, rq->conf->url, u).text;
}

/* What is for one visitor, for a screen or without end. */
enum status public_robots(struct request *rq, struct response *rs) {
    rs->type = "text/plain; charset=utf-8";
    buf_format(&rs->body,
               "User-agent: *\n"
               "Disallow: /office\n"
               "Disallow: /view\n"
               "Disallow: /kiosk\n"
               "Disallow: /offline\n"
               "Disallow: /board/\n"
               "Disallow: /api/v1/search\n"
               "Disallow: /tickets/receipt\n"
               "\n"
               "Sitemap: " STR_FMT "\n",
               STR_ARG(whole(rq, link_sitemap())));
    return OK;
}

/* Whoever found a hole writes as everybody else does, or rings. */
enum status public_security(struct request *rq, struct response *rs) {
    struct ymd today = date_ymd(date_day(rq->now));
    int months = today.year * 12 + today.month - 1 + SECURITY_MONTHS;
    int32_t end;
    date_from_ymd(&end, months / 12, months % 12 + 1, 1);
    struct url tel = link_tel(rq->arena, rq->site.phone);
    rs->type = "text/plain; charset=utf-8";
    buf_format(&rs->body, "Contact: " STR_FMT "\n",
               STR_ARG(whole(rq, link_ticket_new(rq->arena, INT64_MIN))));
    if (tel.text.n) buf_format(&rs->body, "Contact: " STR_FMT "\n", STR_ARG(tel.text));
    buf_format(&rs->body,
               "Expires: " STR_FMT "\n"
               "Preferred-Languages: zh\n"
               "Canonical: " STR_FMT "\n",
               STR_ARG(moment_iso(rq->arena, date_start(end))),
               STR_ARG(whole(rq, link_security())));
    return OK;
}
