/*
 * /glossary: hard words of policies and announcements, all of them in plain ones, also as a table.
 * /offline: what a browser that has kept it shows when there is no line.
 */
#include "model/publish/glossary.h"

#include "page/csv_page.h"
#include "page/page.h"
#include "public/public.h"
#include "view/link.h"

enum status public_glossary(struct request *rq, struct response *rs) {
    struct row_glossary_term *rows;
    size_t count;
    enum status st = glossary_all(&rows, &count, rq->db);
    if (st != OK) return st;
    struct view_glossary_page v = {
        .frame = frame_new(rq, STR("难懂的词，是什么意思"), "glossary"),
        .terms = page_terms(rq, rows, count),
        .terms_count = count,
        .csv = link_glossary_csv(),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
    };
    view_glossary_page(&rs->body, &v);
    return OK;
}

enum status public_glossary_csv(struct request *rq, struct response *rs) {
    static const char *const heads[] = {"词", "意思", NULL};
    struct row_glossary_term *rows;
    struct csv_page t;
    size_t count;
    enum status st = glossary_all(&rows, &count, rq->db);
    if (st != OK) return st;
    csv_page_begin(&t, rs, rq->arena, STR("glossary.csv"), heads);
    for (size_t i = 0; i < count; i++) {
        csv_page_text(&t, rows[i].term);
        csv_page_text(&t, rows[i].meaning);
        csv_page_end(&t);
    }
    return OK;
}

enum status public_offline(struct request *rq, struct response *rs) {
    struct view_offline_page v = {
        .frame = frame_new(rq, STR("现在连不上"), "offline"),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
    };
    view_offline_page(&rs->body, &v);
    return OK;
}
