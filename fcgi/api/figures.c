/*
 * Figures as JSON: what the page shows, cell by cell; amounts in fen.
 */
#include "api/api.h"

#include "base/arena.h"
#include "page/figure_page.h"
#include "web/json.h"

enum status api_figures(struct request *rq, struct response *rs) {
    struct figure_page p;
    enum status st = figure_page_read(&p, rq);
    if (st != OK) return st;
    const struct row_figure **rows = ARENA_ARRAY(rq->arena, const struct row_figure *,
                                                 p.own_count + p.part_count);
    size_t count = figure_page_rows(rows, &p, figure_page_whole(rq));
    struct json *o = json_object(), *years = json_list(o, "years");
    for (size_t i = 0; i < p.year_count; i++) {
        struct json *item = json_item(years);
        json_int(item, "year", p.years[i].year);
        json_moment(item, rq->arena, "counted_at", p.years[i].counted_at);
    }
    struct json *items = json_list(o, "items");
    for (size_t i = 0; i < count; i++) {
        const struct row_figure *r = rows[i];
        struct json *item = json_item(items);
        json_text(item, "region", r->region);
        json_text(item, "name", r->name);
        json_int(item, "year", r->year);
        json_text(item, "theme", r->theme);
        json_text(item, "code", r->code.n ? r->code : STR_NONE);
        json_text(item, "label", figure_words(r->theme, r->code));
        json_bool(item, "suppressed", r->hidden);
        json_int(item, "households", r->households);
        json_int(item, "people", r->people);
        json_int(item, "amount", r->amount);
    }
    json_text(o, "next", STR_NONE);
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}
