/*
 * A public list as a table (text/csv, RFC 4180): one row a thing, whole, and no cell that a
 * spreadsheet would take for a formula. What each table holds stands with its list.
 */
#ifndef PAGE_CSV_PAGE_H
#define PAGE_CSV_PAGE_H

#include "page/page.h"
#include "web/response.h"

#define CSV_PAGE_ROWS    5000 /* of a table; and it may be as long as any answer */
#define CSV_PAGE_COLUMNS 20

struct csv_page {
    struct response *rs;
    struct arena *arena;
    struct str cells[CSV_PAGE_COLUMNS];
    size_t n;
};

/* csv_page_begin(t, rs, a, filename, heads): the answer, with its first line. ${heads}: at most
 * CSV_PAGE_COLUMNS, ended by NULL. */
void csv_page_begin(struct csv_page *t, struct response *rs, struct arena *a, struct str filename,
                    const char *const *heads);

/* The cells of a row, from left to right; what is not there (NONE, INT64_MIN) is empty. Money in
 * yuan, without separators, so that it can be added up. csv_page_end: the row is whole. */
void csv_page_text(struct csv_page *t, struct str s);
void csv_page_int(struct csv_page *t, int64_t n);
void csv_page_money(struct csv_page *t, int64_t fen);
void csv_page_day(struct csv_page *t, int32_t day);
void csv_page_moment(struct csv_page *t, int64_t moment); /* RFC 3339, as in the API */
/* 柳溪镇 青石村; ${above} may be empty. A page of ours, with the portal's address. */
void csv_page_place(struct csv_page *t, struct str above, struct str place);
void csv_page_url(struct csv_page *t, const struct request *rq, struct url page);
void csv_page_end(struct csv_page *t);

/* csv_page_whole(rq, rs, more, by): INVALID, with a sentence, when there are ${more} rows than a
 * table may have, or they are too long: a cut table would add up to something else. ${by}: the
 * arguments that make it shorter, 按地方或者年份分开下载（在地址里加 region 或 year）. */
enum status csv_page_whole(struct request *rq, const struct response *rs, bool more,
                           const char *by);

#endif
