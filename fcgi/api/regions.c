/*
 * Places as JSON: the children of one.
 */
#include "api/api.h"

#include "model/county/region.h"
#include "web/json.h"

struct regions_sent {
    struct str parent;
};
static const struct field fields[] = {
    {.name = "parent",
     .label = "parent",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct regions_sent, parent)},
};
const struct form api_regions_form = FORM(fields, struct regions_sent);

enum status api_regions(struct request *rq, struct response *rs) {
    const struct regions_sent *sent = rq->form;
    struct row_region *rows;
    size_t count;
    struct str parent = sent->parent.n ? sent->parent : str_from(rq->conf->county);
    enum status st = region_below(&rows, &count, rq->db, parent);
    if (st != OK) return st;
    struct json *o = json_object(), *items = json_list(o, "items");
    for (size_t i = 0; i < count; i++) {
        struct json *item = json_item(items);
        json_text(item, "code", rows[i].code);
        json_text(item, "name", rows[i].name);
        json_text(item, "level", rows[i].level);
        json_text(item, "parent", rows[i].parent);
    }
    json_text(o, "next", STR_NONE);
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}
