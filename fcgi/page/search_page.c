/*
 * The arguments of a search, and where a hit stands.
 */
#include "page/search_page.h"

#include <stddef.h>

#include "base/arena.h"

#define Q_MOST 60

const struct label search_page_kinds[] = {{"policy", "政策"},   {"notice", "公告"},
                                          {"project", "项目"},  {"job", "用工培训"},
                                          {"question", "问答"}, {NULL, NULL}};

static const struct field fields[] = {
    {.name = "q",
     .label = "想找什么",
     .kind = FIELD_WORDS,
     .max = Q_MOST,
     .offset = offsetof(struct search_page_sent, q)},
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .choices = search_kinds,
     .offset = offsetof(struct search_page_sent, kind)},
    {.name = "area",
     .label = "哪方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = offsetof(struct search_page_sent, area)},
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct search_page_sent, region)},
    {.name = "year",
     .label = "哪一年",
     .kind = FIELD_INT,
     .min = 1990,
     .max = 2999,
     .offset = offsetof(struct search_page_sent, year)},
    {.name = "before",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct search_page_sent, before)},
};
const struct form search_page_form = FORM(fields, struct search_page_sent);

enum status search_page_find(struct search_found *out, const struct request *rq) {
    const struct search_page_sent *sent = rq->form;
    struct search_filter filter = {
        .q = sent->q,
        .kind = sent->kind,
        .area = sent->area,
        .region = sent->region,
        .year = sent->year == INT64_MIN ? 0 : sent->year,
        .rank = sent->before.at,
        .number = sent->before.id,
        .most = SEARCH_PAGE_ROWS,
    };
    return search_find(out, rq->db, &filter);
}

struct url search_page_link(const struct request *rq, const struct search_hit *hit) {
    struct link_filter f = {.region = hit->region, .before = {hit->published_at, hit->id + 1}};
    if (str_is(hit->kind, "question")) return link_questions(rq->arena, &f);
    return link_published(rq->arena, hit->kind, hit->id);
}
