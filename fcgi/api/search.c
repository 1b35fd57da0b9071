/*
 * The search as JSON.
 */
#include "api/api.h"

#include "base/buf.h"
#include "page/search_page.h"
#include "web/json.h"

#define EXCERPT_MAX (EXCERPT_READ + 16)

static struct str joined(struct arena *a, const struct excerpt_piece *list, size_t count) {
    struct buf b = buf_new(a, EXCERPT_MAX);
    for (size_t i = 0; i < count; i++) buf_put(&b, list[i].text);
    return buf_str(&b);
}

static void add(struct json *items, const struct request *rq, const struct search_hit *h) {
    struct json *o = json_item(items);
    json_text(o, "kind", h->kind);
    json_int(o, "id", h->id);
    json_text(o, "title", h->title_text);
    json_text(o, "excerpt", joined(rq->arena, h->text, h->text_count));
    json_text(o, "region", h->region);
    json_text(o, "area", h->area);
    json_moment(o, rq->arena, "published_at", h->published_at);
    json_text(o, "state", h->withdrawn ? STR("withdrawn") : STR("published"));
    json_text(o, "url", link_absolute(rq->arena, rq->conf->url, search_page_link(rq, h)).text);
}

enum status api_search(struct request *rq, struct response *rs) {
    struct search_found found;
    struct str next = STR_NONE;
    enum status st = search_page_find(&found, rq);
    if (st != OK) return st;
    struct json *o = json_object(), *items = json_list(o, "items");
    for (size_t i = 0; i < found.count; i++) add(items, rq, &found.hits[i]);
    if (found.more) {
        const struct search_hit *last = &found.hits[found.count - 1];
        next = cursor_text(rq->arena, (struct cursor){last->rank, last->number});
    }
    json_text(o, "next", next);
    json_bool(o, "near", found.near);
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}
