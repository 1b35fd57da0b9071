/*
 * Figures as pages and files have them: which form asks, and which rows a file has.
 */
#ifndef PAGE_FIGURE_PAGE_H
#define PAGE_FIGURE_PAGE_H

#include "model/register/figure.h"
#include "web/request.h"

struct figure_page_sent {
    struct str region;
    int64_t year; /* INT64_MIN: not said */
};
extern const struct form figure_page_form;

/* figure_page_read(out, rq): what the request asks for; see figure_read. */
enum status figure_page_read(struct figure_page *out, const struct request *rq);

/* figure_page_rows(out, p, all): the rows a file has: those of the place, of all years with ${all},
 * else of the year; and those of the places below it in the year. ${out}: room for own_count and
 * part_count. Returns how many. */
size_t figure_page_rows(const struct row_figure **out, const struct figure_page *p, bool all);

/* figure_page_whole(rq): no year was asked for. */
bool figure_page_whole(const struct request *rq);

#endif
