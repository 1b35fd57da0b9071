/*
 * Figures of a place: the page with its charts and tables, and the same as csv. Only what the job
 * published is asked for here (model/register/figure.h says what it keeps back); projects are
 * public one by one, so their sums are those of the day.
 */
#include "public/public.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "model/county/region.h"
#include "model/publish/effort_list.h"
#include "page/csv_page.h"
#include "page/figure_page.h"
#include "view/chart.h"
#include "view/frame.h"
#include "view/link.h"

#define HIDDEN "不公布"
#define WAN    1000000 /* ten thousand yuan, in fen */

/* -- words ---------------------------------------------------------------------------------------
 */

static struct str number(struct arena *a, int64_t n, const char *unit) {
    return str_format(a, "%lld%s", (long long)n, unit);
}

static struct str households(struct arena *a, const struct row_figure *r) {
    if (!r) return STR("0户");
    return r->hidden ? STR(HIDDEN) : number(a, r->households, "户");
}

static struct str people(struct arena *a, const struct row_figure *r) {
    if (!r || r->hidden || r->people == INT64_MIN) return STR("");
    return number(a, r->people, "人");
}

static int64_t size(const struct row_figure *r) {
    return r && !r->hidden ? r->households : 0;
}

static struct str year_words(struct arena *a, int64_t year) {
    return number(a, year, "年");
}

static struct url link(const struct request *rq, const struct figure_page *p, struct str region,
                       int64_t year) {
    bool newest = year == p->years[p->year_count - 1].year;
    struct link_filter f = {.region = region};
    if (str_is(region, rq->conf->county)) f.region = STR_NONE;
    if (!newest) f.year = number(rq->arena, year, "");
    return link_figures(rq->arena, &f, false);
}

/* -- tables --------------------------------------------------------------------------------------
 */

static struct view_figure_table *table(struct arena *a, struct str caption, const char *what,
                                       const char *const *heads, size_t rows) {
    struct view_figure_table *t = ARENA_NEW(a, struct view_figure_table);
    *t = (struct view_figure_table){.caption = caption, .what = str_from(what)};
    while (heads[t->heads_count]) t->heads_count++;
    t->heads = ARENA_ARRAY(a, struct str, t->heads_count);
    for (size_t i = 0; i < t->heads_count; i++) t->heads[i] = str_from(heads[i]);
    t->rows = ARENA_ARRAY(a, struct view_figure_row, rows);
    return t;
}

static struct view_figure_row *add_row(struct arena *a, struct view_figure_table *t,
                                       struct str label) {
    struct view_figure_row *r = &t->rows[t->rows_count++];
    *r = (struct view_figure_row){.label = label};
    r->cells = ARENA_ARRAY(a, struct view_figure_cell, t->heads_count);
    return r;
}

static void add_cell(const struct view_figure_table *t, struct view_figure_row *r, struct str words,
                     struct str more) {
    struct str head = t->heads[r->cells_count];
    r->cells[r->cells_count++] = (struct view_figure_cell){head, words, more};
}

static void add_part(struct view_figures_page *v, struct str title, struct view_chart *chart,
                     struct view_figure_table *t) {
    v->parts[v->parts_count++] = (struct view_figure_part){title, chart, t};
}

static const char *const movements[] = {"在册", "脱贫", "返贫", NULL};
static const char *const moved[] = {"registered", "left", "relapsed"};

static void add_moved(struct arena *a, struct view_figure_table *t, struct view_figure_row *r,
                      const struct row_figure *rows, size_t count, struct str region,
                      int64_t year) {
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        const struct row_figure *f = figure_at(rows, count, region, year, moved[i], "");
        add_cell(t, r, households(a, f), people(a, f));
    }
}

/* -- the parts of the page -----------------------------------------------------------------------
 */

static void add_years(struct view_figures_page *v, const struct request *rq,
                      const struct figure_page *p) {
    struct arena *a = rq->arena;
    struct str title = STR("历年年底在册户数");
    struct view_figure_table *t = table(a, STR("历年年底在册、当年脱贫、当年返贫"), "年份",
                                        movements, p->year_count);
    struct chart_item *items = ARENA_ARRAY(a, struct chart_item, p->year_count);
    for (size_t i = p->year_count; i-- > 0;) {
        int64_t year = p->years[i].year;
        const struct row_figure *f = figure_at(p->own, p->own_count, p->place->code, year,
                                               "registered", "");
        items[t->rows_count] = (struct chart_item){year_words(a, year), households(a, f), size(f)};
        struct view_figure_row *r = add_row(a, t, number(a, year, ""));
        if (year != p->year) r->self = link(rq, p, p->place->code, year);
        add_moved(a, t, r, p->own, p->own_count, p->place->code, year);
    }
    add_part(v, title, chart_new(a, "years", title, items, p->year_count), t);
}

static void add_places(struct view_figures_page *v, const struct request *rq,
                       const struct figure_page *p) {
    struct arena *a = rq->arena;
    if (p->below_count == 0) return;
    struct str title = str_format(a, "%lld年，各地", (long long)p->year);
    struct view_figure_table *t = table(a, title, "地方", movements, p->below_count);
    for (size_t i = 0; i < p->below_count; i++) {
        struct view_figure_row *r = add_row(a, t, p->below[i].name);
        r->self = link(rq, p, p->below[i].code, p->year);
        add_moved(a, t, r, p->parts, p->part_count, p->below[i].code, p->year);
    }
    add_part(v, title, NULL, t);
}

static void add_kinds(struct view_figures_page *v, const struct request *rq,
                      const struct figure_page *p, const char *theme, const struct label *labels,
                      struct str title, const char *what) {
    static const char *const heads[] = {"户数和人数", NULL}, *const only[] = {"户数", NULL};
    struct arena *a = rq->arena;
    size_t most = 0;
    while (labels[most].code) most++;
    bool causes = labels == figure_causes;
    struct view_figure_table *t = table(a, title, what, causes ? heads : only, most);
    struct chart_item *items = ARENA_ARRAY(a, struct chart_item, most);
    for (size_t i = 0; i < most; i++) {
        const struct row_figure *f = figure_at(p->own, p->own_count, p->place->code, p->year, theme,
                                               labels[i].code);
        if (!f) continue;
        struct str label = str_from(labels[i].text);
        items[t->rows_count] = (struct chart_item){label, households(a, f), size(f)};
        add_cell(t, add_row(a, t, label), households(a, f), people(a, f));
    }
    if (t->rows_count) add_part(v, title, chart_new(a, theme, title, items, t->rows_count), t);
}

/* What fits a third of a phone: 281.43万元. The file has every fen. */
static struct str money(struct arena *a, int64_t fen) {
    bool large = fen >= WAN;
    struct str n = money_text(a, large ? (fen + WAN / 200) / (WAN / 100) : fen);
    return str_format(a, STR_FMT "%s", STR_ARG(n), large ? "万元" : "元");
}

static struct str paid_words(struct arena *a, const struct row_figure *f) {
    if (!f) return STR("0元");
    return f->hidden ? STR(HIDDEN) : money(a, f->amount);
}

static void add_paid(struct view_figures_page *v, const struct request *rq,
                     const struct figure_page *p) {
    static const char *const heads[] = {"金额", "户数", NULL};
    struct arena *a = rq->arena;
    struct str title = STR("历年到账的补助资金");
    struct view_figure_table *t = table(a, title, "年份", heads, p->year_count);
    struct chart_item *items = ARENA_ARRAY(a, struct chart_item, p->year_count);
    for (size_t i = p->year_count; i-- > 0;) {
        int64_t year = p->years[i].year;
        const struct row_figure *f = figure_at(p->own, p->own_count, p->place->code, year, "paid",
                                               "");
        items[t->rows_count] = (struct chart_item){year_words(a, year), paid_words(a, f),
                                                   f && !f->hidden ? f->amount : 0};
        struct view_figure_row *r = add_row(a, t, number(a, year, ""));
        add_cell(t, r, paid_words(a, f), STR(""));
        add_cell(t, r, households(a, f), STR(""));
    }
    add_part(v, title, chart_new(a, "paid", title, items, p->year_count), t);
}

static enum status add_projects(struct view_figures_page *v, const struct request *rq,
                                const struct figure_page *p) {
    static const char *const heads[] = {"预算", "已拨付", NULL};
    struct arena *a = rq->arena;
    struct effort_list_funds f;
    enum status st = effort_list_money(&f, rq->db, p->place->code, 0);
    if (st != OK || f.year_count == 0) return st;
    struct str title = STR("各年度项目预算，到今天");
    struct view_figure_table *t = table(a, title, "年度", heads, f.year_count);
    struct chart_item *items = ARENA_ARRAY(a, struct chart_item, f.year_count);
    for (size_t i = 0; i < f.year_count; i++) {
        struct str label = year_words(a, f.years[i].year);
        struct str budget = money(a, f.years[i].budget);
        items[i] = (struct chart_item){label, budget, f.years[i].budget};
        struct view_figure_row *r = add_row(a, t, number(a, f.years[i].year, ""));
        struct link_filter of = {.region = p->place->code, .year = number(a, f.years[i].year, "")};
        r->self = link_efforts(a, "project", &of, false);
        add_cell(t, r, budget, number(a, f.years[i].projects, "个项目"));
        add_cell(t, r, money(a, f.years[i].paid), STR(""));
    }
    add_part(v, title, chart_new(a, "projects", title, items, f.year_count), t);
    return OK;
}

static struct str lead(const struct request *rq, const struct figure_page *p) {
    struct arena *a = rq->arena;
    struct str words[sizeof moved / sizeof *moved];
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        const struct row_figure *f = figure_at(p->own, p->own_count, p->place->code, p->year,
                                               moved[i], "");
        words[i] = str_format(a, STR_FMT STR_FMT, STR_ARG(households(a, f)), STR_ARG(people(a, f)));
    }
    return str_format(a, "%lld年底在册 " STR_FMT "；当年脱贫 " STR_FMT "，返贫 " STR_FMT "。",
                      (long long)p->year, STR_ARG(words[0]), STR_ARG(words[1]), STR_ARG(words[2]));
}

static struct str note(const struct request *rq, const struct figure_page *p) {
    int64_t counted = MOMENT_NONE;
    for (size_t i = 0; i < p->year_count; i++) {
        if (p->years[i].year == p->year) counted = p->years[i].counted_at;
    }
    return str_format(rq->arena,
                      STR_FMT "统计，之后不再改。为了不让人认出是哪一家，1 到 4 户（人）的数字，"
                              "和能推算出它们的数字，都写“" HIDDEN "”。没有列出的是 0。",
                      STR_ARG(date_text(rq->arena, date_day(counted))));
}

/* Years, places, causes, measures, paid, projects. */
#define PARTS 6

static enum status fill(struct view_figures_page *v, const struct request *rq,
                        const struct figure_page *p) {
    struct str year = number(rq->arena, p->year, "年");
    struct row_region *up;
    v->lead = lead(rq, p);
    v->note = note(rq, p);
    v->csv = link_figures(
        rq->arena,
        &(struct link_filter){.region = p->place->code, .year = number(rq->arena, p->year, "")},
        true);
    v->parts = ARENA_ARRAY(rq->arena, struct view_figure_part, PARTS);
    add_years(v, rq, p);
    add_places(v, rq, p);
    add_kinds(v, rq, p, "registered", figure_causes,
              str_format(rq->arena, STR_FMT "底在册的，主要原因", STR_ARG(year)), "原因");
    add_kinds(v, rq, p, "measure", label_areas,
              str_format(rq->arena, STR_FMT "开始的帮扶措施", STR_ARG(year)), "措施");
    add_paid(v, rq, p);
    enum status st = add_projects(v, rq, p);
    if (st != OK || str_is(p->place->code, rq->conf->county)) return st;
    st = region_find(&up, rq->db, p->place->parent);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    v->up_label = up->name;
    v->up = link(rq, p, up->code, p->year);
    return OK;
}

enum status public_figures(struct request *rq, struct response *rs) {
    struct figure_page p;
    enum status st = figure_page_read(&p, rq);
    if (st != OK) return st;
    struct str heading = str_format(rq->arena, STR_FMT "的数据", STR_ARG(p.place->name));
    struct view_figures_page v = {
        .frame = frame_new(rq, heading, "figures"),
        .heading = heading,
        .projects = link_efforts(rq->arena, "project", &link_everything, false),
    };
    if (p.year) st = fill(&v, rq, &p);
    if (st == OK) view_figures_page(&rs->body, &v);
    return st;
}

/* -- the file ------------------------------------------------------------------------------------
 */

enum status public_figures_csv(struct request *rq, struct response *rs) {
    static const char *const heads[] = {"行政区划代码", "地方", "年份",       "表",   "项目",
                                        "户数",         "人数", "金额（元）", "说明", NULL};
    struct figure_page p;
    struct csv_page t;
    struct arena *a = rq->arena;
    enum status st = figure_page_read(&p, rq);
    if (st != OK) return st;
    const struct row_figure **rows = ARENA_ARRAY(a, const struct row_figure *,
                                                 p.own_count + p.part_count);
    size_t count = figure_page_rows(rows, &p, figure_page_whole(rq));
    csv_page_begin(&t, rs, a, STR("figures.csv"), heads);
    for (size_t i = 0; i < count; i++) {
        const struct row_figure *r = rows[i];
        csv_page_text(&t, r->region);
        csv_page_text(&t, r->name);
        csv_page_int(&t, r->year);
        csv_page_text(&t, label_text(figure_themes, r->theme));
        csv_page_text(&t, figure_words(r->theme, r->code));
        csv_page_int(&t, r->households);
        csv_page_int(&t, r->people);
        csv_page_money(&t, r->amount);
        csv_page_text(&t, r->hidden ? STR(HIDDEN) : STR(""));
        csv_page_end(&t);
    }
    return OK;
}
