/*
 * Charts drawn here, as SVG: bars that lie below their words, in the letters of the page, so that
 * they fit a narrow phone and large type alike. A reader who does not see them hears title and
 * description; the table beside a chart has every number (figures.html).
 */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include "view.h"

struct arena;

struct chart_item {
    struct str label, words; /* 因病, 120户 */
    int64_t size;            /* how long its bar is; below 0 as 0 */
};

/* chart_new(a, id, title, items, count): ${id} is its own on the page. The longest bar fills the
 * width. NULL if fewer than two have a bar: there is nothing to compare. */
struct view_chart *chart_new(struct arena *a, const char *id, struct str title,
                             const struct chart_item *items, size_t count);

#endif
