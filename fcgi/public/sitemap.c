/*
 * The sitemap (sitemaps.org): an index of parts, each of which names pages in the order of their
 * numbers. For search engines, and for whoever keeps a copy of everything that is public.
 */
#include "public/public.h"

#include "base/arena.h"
#include "base/date.h"
#include "model/publish/feed.h"
#include "page/page.h"
#include "view/link.h"

static struct str whole(const struct request *rq, struct url u) {
    return link_absolute(rq->arena, rq->conf->url, u).text;
}

static void send(struct response *rs, const struct view_sitemap *v) {
    rs->type = "application/xml; charset=utf-8";
    view_sitemap(&rs->body, v);
}

enum status public_sitemap(struct request *rq, struct response *rs) {
    int64_t documents, efforts;
    enum status st = feed_parts(&documents, &efforts, rq->db);
    if (st != OK) return st;
    struct view_sitemap_index v = {
        .pages = ARENA_ARRAY(rq->arena, struct str, (size_t)(1 + documents + efforts)),
    };
    v.pages[v.pages_count++] = whole(rq, link_sitemap_lists());
    for (int64_t n = 1; n <= documents; n++) {
        v.pages[v.pages_count++] = whole(rq, link_sitemap_part(rq->arena, "documents", n));
    }
    for (int64_t n = 1; n <= efforts; n++) {
        v.pages[v.pages_count++] = whole(rq, link_sitemap_part(rq->arena, "efforts", n));
    }
    rs->type = "application/xml; charset=utf-8";
    view_sitemap_index(&rs->body, &v);
    return OK;
}

/* What is always there, with when it last changed where that can be told (${kind} of its list). */
enum status public_sitemap_lists(struct request *rq, struct response *rs) {
    struct arena *a = rq->arena;
    const struct {
        struct url page;
        const char *kind;
    } places[] = {
        {link_home(), ""},
        {link_status(), ""},
        {link_notices(a, &link_everything), "notice"},
        {link_policies(a, &link_everything), "policy"},
        {link_find(), ""},
        {link_search(a, &link_everything), ""},
        {link_efforts(a, "project", &link_everything, false), ""},
        {link_efforts(a, "job", &link_everything, false), "job"},
        {link_efforts(a, "donation", &link_everything, false), "donation"},
        {link_figures(a, &link_everything, false), ""},
        {link_questions(a, &link_everything), "question"},
        {link_glossary(), ""},
        {link_ticket_new(a, INT64_MIN), ""},
        {link_verify_form(), ""},
        {link_accessibility(), ""},
        {link_privacy(), ""},
    };
    struct view_sitemap v = {.places_count = sizeof places / sizeof *places};
    v.places = ARENA_ARRAY(a, struct view_sitemap_place, v.places_count);
    for (size_t i = 0; i < v.places_count; i++) {
        int64_t changed;
        enum status st = feed_list_changed(&changed, rq->db, places[i].kind);
        if (st != OK) return st;
        v.places[i] = (struct view_sitemap_place){whole(rq, places[i].page), changed};
    }
    send(rs, &v);
    return OK;
}

static enum status part(struct request *rq, struct response *rs,
                        enum status (*of)(struct row_sitemap_page **, size_t *, struct db *,
                                          int64_t)) {
    struct row_sitemap_page *rows;
    struct view_sitemap v = {0};
    int64_t n;
    if (!page_id(&n, rq->args[0])) return NOT_FOUND;
    enum status st = of(&rows, &v.places_count, rq->db, n);
    if (st != OK) return st;
    if (v.places_count == 0) return NOT_FOUND;
    v.places = ARENA_ARRAY(rq->arena, struct view_sitemap_place, v.places_count);
    for (size_t i = 0; i < v.places_count; i++) {
        struct url page = link_published(rq->arena, rows[i].kind, rows[i].id);
        v.places[i] = (struct view_sitemap_place){whole(rq, page), rows[i].changed};
    }
    send(rs, &v);
    return OK;
}

enum status public_sitemap_documents(struct request *rq, struct response *rs) {
    return part(rq, rs, feed_documents);
}

enum status public_sitemap_efforts(struct request *rq, struct response *rs) {
    return part(rq, rs, feed_efforts);
}
