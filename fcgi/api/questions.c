/*
 * Questions and answers as JSON.
 */
#include "api/api.h"

#include <stddef.h>

#include "model/casework/question.h"
#include "model/publish/label.h"
#include "web/json.h"

#define API_ROWS 50

struct questions_sent {
    struct str region, area;
    struct cursor before;
};
static const struct field fields[] = {
    {.name = "region",
     .label = "region",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct questions_sent, region)},
    {.name = "area",
     .label = "area",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = offsetof(struct questions_sent, area)},
    {.name = "before",
     .label = "before",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct questions_sent, before)},
};
const struct form api_questions_form = FORM(fields, struct questions_sent);

enum status api_questions(struct request *rq, struct response *rs) {
    const struct questions_sent *s = rq->form;
    struct question_filter f = {s->region, s->area, s->before.at, s->before.id, API_ROWS};
    struct row_question *rows;
    size_t count;
    bool more;
    enum status st = question_list(&rows, &count, &more, rq->db, &f, rq->now);
    if (st != OK) return st;
    struct json *o = json_object(), *items = json_list(o, "items");
    for (size_t i = 0; i < count; i++) {
        struct json *item = json_item(items);
        json_int(item, "id", rows[i].id);
        json_text(item, "kind", rows[i].kind);
        json_text(item, "region", rows[i].region);
        json_text(item, "area", rows[i].area);
        json_text(item, "question", rows[i].question);
        json_text(item, "answer", rows[i].answer);
        json_moment(item, rq->arena, "asked_at", rows[i].asked_at);
        json_moment(item, rq->arena, "answered_at", rows[i].decided_at);
    }
    struct cursor next = {more ? rows[count - 1].published_at : 0, more ? rows[count - 1].id : 0};
    json_text(o, "next", more ? cursor_text(rq->arena, next) : STR_NONE);
    json_send(rs, o, "application/json; charset=utf-8");
    return OK;
}
