/*
 * /search: one field for everything published. Never kept by nginx: what people type may be a name,
 * and no two queries are alike, so that kept answers would only push pages out of the cache.
 */
#include "public/public.h"

#include "base/arena.h"
#include "model/publish/effort.h"
#include "page/page.h"
#include "page/search_page.h"

static struct link_filter filter_of(const struct request *rq, const struct search_page_sent *sent) {
    struct link_filter f = {
        .q = sent->q, .kind = sent->kind, .area = sent->area, .region = sent->region};
    if (sent->year != INT64_MIN) f.year = str_format(rq->arena, "%lld", (long long)sent->year);
    return f;
}

static struct view_search_piece *pieces(struct arena *a, const struct excerpt_piece *list,
                                        size_t count) {
    struct view_search_piece *out = ARENA_ARRAY(a, struct view_search_piece, count);
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct view_search_piece){list[i].text, list[i].hit};
    }
    return out;
}

/* What somebody ought to know before opening it. */
static struct str mark(const struct request *rq, const struct search_hit *h) {
    if (h->withdrawn) return STR("已撤回");
    if (str_is(h->kind, "policy")) {
        return page_standing_mark(rq, h->from_day, h->until_day, h->successor_id);
    }
    if (str_is(h->kind, "job") && !effort_is_open(h->until_day, rq->now)) return STR("已截止");
    return STR("");
}

static struct view_search_row *rows_of(const struct request *rq, const struct search_found *found) {
    struct arena *a = rq->arena;
    struct view_search_row *out = ARENA_ARRAY(a, struct view_search_row, found->count);
    for (size_t i = 0; i < found->count; i++) {
        const struct search_hit *h = &found->hits[i];
        out[i] = (struct view_search_row){
            .self = search_page_link(rq, h),
            .kind = h->type.n && str_is(h->kind, "notice") ? label_text(label_types, h->type)
                                                           : label_text(search_page_kinds, h->kind),
            .title = pieces(a, h->title, h->title_count),
            .title_count = h->title_count,
            .text = pieces(a, h->text, h->text_count),
            .text_count = h->text_count,
            .place = page_place(a, h->above, h->place),
            .posted = date_day(h->published_at),
            .mark = mark(rq, h),
        };
    }
    return out;
}

static void pager(struct view_search_page *v, const struct request *rq,
                  const struct search_found *found, bool first, struct link_filter f) {
    if (!first) v->first = link_search(rq->arena, &f);
    if (!found->more) return;
    const struct search_hit *last = &found->hits[found->count - 1];
    f.before = (struct cursor){last->rank, last->number};
    v->next = link_search(rq->arena, &f);
}

static struct view_search_word *words_of(const struct request *rq, const struct search_found *found,
                                         struct link_filter f) {
    struct view_search_word *out = ARENA_ARRAY(rq->arena, struct view_search_word, SEARCH_MEANT);
    for (size_t i = 0; i < found->meant_count; i++) {
        f.q = found->meant[i];
        out[i] = (struct view_search_word){f.q, link_search(rq->arena, &f)};
    }
    return out;
}

enum status public_search(struct request *rq, struct response *rs) {
    const struct search_page_sent *sent = rq->form;
    struct search_found found;
    enum status st = search_page_find(&found, rq);
    if (st != OK) return st;
    struct link_filter all = filter_of(rq, sent);
    const struct page_words words = {.kinds = search_page_kinds};
    struct view_search_page v = {
        .frame = frame_new(rq, STR("找一找"), "other"),
        .action = link_search(rq->arena, &link_everything),
        .q = sent->q,
        .asked = found.asked,
        .count = found.all > 0 ? str_format(rq->arena, "找到 %lld 条", (long long)found.all)
                               : STR("找到这些"),
        .near = found.near,
        .meant = words_of(rq, &found, all),
        .meant_count = found.meant_count,
        .rows = rows_of(rq, &found),
        .rows_count = found.count,
        .policies = link_policies(rq->arena, &link_everything),
        .notices = link_notices(rq->arena, &link_everything),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
    };
    v.frame->description = STR("在政策、公告、项目、用工和问答里找。");
    pager(&v, rq, &found, sent->before.id == 0, all);
    v.kinds = page_labels(&v.kinds_count, rq, search_page_kinds, sent->kind);
    v.areas = page_labels(&v.areas_count, rq, label_areas, sent->area);
    v.years = page_years(&v.years_count, rq, all.year);
    st = page_regions(&v.regions, &v.regions_count, rq, sent->region);
    if (st == OK) st = page_tags(&v.tags, &v.tags_count, rq, all, &words);
    /* For search engines the empty form is enough; what was found changes. */
    if (found.asked) v.frame->canonical = link_absolute(rq->arena, rq->conf->url, v.action);
    v.frame->private = found.near || sent->before.id != 0 || v.tags_count > 0;
    if (st == OK) view_search_page(&rs->body, &v);
    return st;
}
