/*
 * Between figure.h and the handlers of public/ and api/.
 */
#include "page/figure_page.h"

#include <stddef.h>

static const struct field fields[] = {
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct figure_page_sent, region)},
    {.name = "year",
     .label = "哪一年",
     .kind = FIELD_INT,
     .min = 1990,
     .max = 2999,
     .offset = offsetof(struct figure_page_sent, year)},
};
const struct form figure_page_form = FORM(fields, struct figure_page_sent);

bool figure_page_whole(const struct request *rq) {
    const struct figure_page_sent *sent = rq->form;
    return sent->year == INT64_MIN;
}

enum status figure_page_read(struct figure_page *out, const struct request *rq) {
    const struct figure_page_sent *sent = rq->form;
    return figure_read(out, rq->db, str_from(rq->conf->county), sent->region,
                       figure_page_whole(rq) ? 0 : sent->year);
}

size_t figure_page_rows(const struct row_figure **out, const struct figure_page *p, bool all) {
    size_t n = 0;
    for (size_t i = 0; i < p->own_count; i++) {
        if (all || p->own[i].year == p->year) out[n++] = &p->own[i];
    }
    for (size_t i = 0; i < p->part_count; i++) out[n++] = &p->parts[i];
    return n;
}
