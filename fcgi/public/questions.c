/*
 * /questions: what was asked and answered, by place and policy area.
 */
#include "public/public.h"

#include <stddef.h>

#include "base/arena.h"
#include "model/casework/question.h"
#include "model/casework/ticket.h"
#include "page/csv_page.h"
#include "page/page.h"
#include "view/link.h"

#define ROWS 10 /* each is some sentences */

struct questions_sent {
    struct str region, area;
    struct cursor before;
};
static const struct field fields[] = {
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct questions_sent, region)},
    {.name = "area",
     .label = "哪一方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = offsetof(struct questions_sent, area)},
    {.name = "before",
     .label = "翻页",
     .kind = FIELD_CURSOR,
     .offset = offsetof(struct questions_sent, before)},
};
const struct form public_questions_form = FORM(fields, struct questions_sent);

static struct view_question_row *rows_of(const struct request *rq, const struct row_question *rows,
                                         size_t count) {
    struct arena *a = rq->arena;
    struct view_question_row *out = ARENA_ARRAY(a, struct view_question_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct row_question *q = &rows[i];
        out[i] = (struct view_question_row){
            .kind = label_text(ticket_kinds, q->kind),
            .question = q->question,
            .answer = q->answer,
            .place = page_place(a, q->above, q->place),
            .area = q->area.n ? label_text(label_areas, q->area) : STR(""),
            .on = q->decided_at,
        };
    }
    return out;
}

enum status public_questions(struct request *rq, struct response *rs) {
    const struct questions_sent *s = rq->form;
    struct question_filter f = {s->region, s->area, s->before.at, s->before.id, ROWS};
    struct link_filter all = {.region = s->region, .area = s->area};
    struct row_question *rows;
    struct cursor next = {0, 0};
    size_t count;
    bool more;
    enum status st = question_list(&rows, &count, &more, rq->db, &f, rq->now);
    if (st != OK) return st;
    if (more) next = (struct cursor){rows[count - 1].published_at, rows[count - 1].id};
    struct view_questions_page v = {
        .frame = frame_new(rq, STR("问答"), "other"),
        .action = link_questions(rq->arena, &link_everything),
        .narrow = s->region.n > 0 || s->area.n > 0,
        .all = link_questions(rq->arena, &link_everything),
        .rows = rows_of(rq, rows, count),
        .rows_count = count,
        .pager = page_pager(rq, all, s->before.id == 0, next),
        .ticket = link_ticket_new(rq->arena, INT64_MIN),
        .csv = link_self(rq->arena, STR("/questions.csv"), &all),
    };
    v.areas = page_labels(&v.areas_count, rq, label_areas, s->area);
    st = page_regions(&v.regions, &v.regions_count, rq, s->region);
    if (st == OK) view_questions_page(&rs->body, &v);
    return st;
}

enum status public_questions_csv(struct request *rq, struct response *rs) {
    static const char *const heads[] = {"编号", "类别", "行政区划代码", "地方",     "方面",
                                        "问题", "答复", "提问时间",     "答复时间", NULL};
    const struct questions_sent *s = rq->form;
    struct question_filter f = {s->region, s->area, s->before.at, s->before.id, CSV_PAGE_ROWS};
    struct row_question *rows;
    struct csv_page t;
    size_t count;
    bool more;
    enum status st = question_list(&rows, &count, &more, rq->db, &f, rq->now);
    if (st != OK) return st;
    csv_page_begin(&t, rs, rq->arena, STR("questions.csv"), heads);
    for (size_t i = 0; i < count; i++) {
        const struct row_question *q = &rows[i];
        csv_page_int(&t, q->id);
        csv_page_text(&t, label_text(ticket_kinds, q->kind));
        csv_page_text(&t, q->region);
        csv_page_place(&t, q->above, q->place);
        csv_page_text(&t, q->area.n ? label_text(label_areas, q->area) : STR(""));
        csv_page_text(&t, q->question);
        csv_page_text(&t, q->answer);
        csv_page_moment(&t, q->asked_at);
        csv_page_moment(&t, q->decided_at);
        csv_page_end(&t);
    }
    return csv_page_whole(rq, rs, more, "按地方或者方面分开下载（在地址里加 region 或 area）");
}
