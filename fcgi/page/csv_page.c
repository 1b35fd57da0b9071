/*
 * Writes the tables of public lists; asked by the handlers of public/ and by effort_page.c.
 */
#include "page/csv_page.h"

#include "base/arena.h"
#include "base/csv_row.h"
#include "base/date.h"
#include "base/money.h"
#include "model/register/intake.h"
#include "page/page.h"
#include "view/link.h"

static void put(struct csv_page *t, struct str s) {
    if (t->n < CSV_PAGE_COLUMNS) t->cells[t->n++] = s;
}

void csv_page_end(struct csv_page *t) {
    csv_row(&t->rs->body, t->cells, t->n);
    t->n = 0;
}

void csv_page_begin(struct csv_page *t, struct response *rs, struct arena *a, struct str filename,
                    const char *const *heads) {
    *t = (struct csv_page){.rs = rs, .arena = a};
    rs->type = "text/csv; charset=utf-8";
    rs->filename = filename;
    BUF_LIT(&rs->body, "\xEF\xBB\xBF"); /* or spreadsheet programs take it for GB18030 */
    for (size_t i = 0; heads[i]; i++) put(t, str_from(heads[i]));
    csv_page_end(t);
}

void csv_page_text(struct csv_page *t, struct str s) {
    put(t, intake_guard(t->arena, s));
}

void csv_page_int(struct csv_page *t, int64_t n) {
    put(t, n == INT64_MIN ? STR("") : str_format(t->arena, "%lld", (long long)n));
}

void csv_page_money(struct csv_page *t, int64_t fen) {
    int64_t whole = fen < 0 ? -fen : fen;
    put(t, fen == MONEY_NONE ? STR("")
                             : str_format(t->arena, "%s%lld.%02lld", fen < 0 ? "-" : "",
                                          (long long)whole / 100, (long long)whole % 100));
}

void csv_page_day(struct csv_page *t, int32_t day) {
    put(t, date_iso(t->arena, day));
}

void csv_page_moment(struct csv_page *t, int64_t moment) {
    put(t, moment_iso(t->arena, moment));
}

void csv_page_place(struct csv_page *t, struct str above, struct str place) {
    csv_page_text(t, page_place(t->arena, above, place));
}

void csv_page_url(struct csv_page *t, const struct request *rq, struct url page) {
    put(t, link_absolute(t->arena, rq->conf->url, page).text);
}

enum status csv_page_whole(struct request *rq, const struct response *rs, bool more,
                           const char *by) {
    if (!more && !rs->body.full) return OK;
    problem_add(&rq->problems, rq->arena, NULL, "这张表太长了（最多 %d 行），请%s。", CSV_PAGE_ROWS,
                by);
    return INVALID;
}
