/*
 * What the pages, tables and API of projects, jobs and donations have in common: the arguments they
 * read, and rows of the model as parts of views.
 */
#ifndef PAGE_EFFORT_PAGE_H
#define PAGE_EFFORT_PAGE_H

#include "model/publish/effort.h"
#include "model/publish/effort_list.h"
#include "page/page.h"
#include "view/link.h"
#include "web/response.h"

struct effort_page_sent {
    struct str area, type, region, state, q;
    int64_t year;
    struct cursor before;
};

/* The arguments of the three lists, as pages, tables and API read them. */
extern const struct form effort_page_projects_form, effort_page_jobs_form,
    effort_page_donations_form;

/* effort_page_filter(sent, most): for the model. effort_page_link(rq, sent): the same list again,
 * from its first page. */
struct effort_list_filter effort_page_filter(const struct effort_page_sent *sent, int64_t most);
struct link_filter effort_page_link(const struct request *rq, const struct effort_page_sent *sent);

/* effort_page_next(rows, count, more): the cursor behind the last row; id 0 without more. */
struct cursor effort_page_next(const char *kind, const struct row_effort_item *rows, size_t count,
                               bool more);

/* effort_page_place(a, row): 柳溪镇 青石村. effort_page_wage(a, row): 每月 3,000.00—4,500.00 元. */
struct str effort_page_place(struct arena *a, const struct row_effort_item *row);
struct str effort_page_wage(struct arena *a, const struct row_effort_item *row);

struct view_donation_row *effort_page_donations(const struct request *rq,
                                                const struct row_effort_item *rows, size_t count);

/* effort_page_states: codes of stages in the words of a list. effort_page_standing(rq, project):
 * 正在乡村实施。预算 … 元，已拨付 … 元（30%）。 */
extern const struct label effort_page_states[];
struct str effort_page_standing(const struct request *rq, const struct row_effort_item *project);

/* effort_page_proof(out, rq, one): its newest edition's number and code; NULL without one. */
enum status effort_page_proof(struct view_proof **out, const struct request *rq,
                              const struct effort_list_one *one);

/* effort_page_stops(rq, steps, count): the six stages as a household's card shows its stops. */
struct view_stop *effort_page_stops(const struct request *rq, const struct row_effort_step *steps,
                                    size_t count);

/* effort_page_editions(rq, editions, count): with the budget where it changed. */
struct view_edition *effort_page_editions(const struct request *rq,
                                          const struct row_effort_mark *editions, size_t count);

/* effort_page_sources(rq, caption, s): where money came from, those sources that are not 0. */
struct view_fund_table *effort_page_sources(const struct request *rq, struct str caption,
                                            const struct row_effort_sum *s);

/* effort_page_csv(rs, a, kind, rows, count): the whole answer, safe from formulas. */
void effort_page_csv(struct response *rs, struct arena *a, const char *kind,
                     const struct row_effort_item *rows, size_t count, int64_t now);

#endif
