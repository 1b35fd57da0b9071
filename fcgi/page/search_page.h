/*
 * What /search and /api/v1/search share: their arguments, and the way from a hit to its page.
 */
#ifndef PAGE_SEARCH_PAGE_H
#define PAGE_SEARCH_PAGE_H

#include "model/publish/label.h"
#include "model/publish/search.h"
#include "view/link.h"
#include "web/request.h"

#define SEARCH_PAGE_ROWS 10 /* each is some lines */

struct search_page_sent {
    struct str q, kind, area, region;
    int64_t year;
    struct cursor before; /* the rank and number of the hit shown last */
};
extern const struct form search_page_form;

extern const struct label search_page_kinds[]; /* the words for search_kinds */

/* search_page_find(out, rq): what the request asks for. */
enum status search_page_find(struct search_found *out, const struct request *rq);

/* search_page_link(rq, hit): where it stands. A question has no page of its own: the list, from it
 * on. */
struct url search_page_link(const struct request *rq, const struct search_hit *hit);

#endif
