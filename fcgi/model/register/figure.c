/*
 * Figures as everybody reads them; asked by public/figures.c and api/figures.c. figure_count.c
 * makes them.
 */
#include "model/register/figure.h"

#include "base/date.h"
#include "db/db.h"
#include "model/county/region.h"
#include "query.h"

const struct label figure_themes[] = {
    {"registered", "年底在册"},        {"left", "当年脱贫"},           {"relapsed", "当年返贫"},
    {"measure", "当年开始的帮扶措施"}, {"paid", "当年到账的补助资金"}, {NULL, NULL},
};

/* lifecycle_causes, and those nobody wrote down. */
const struct label figure_causes[] = {
    {"illness", "因病"},          {"disability", "因残"},
    {"schooling", "因学"},        {"disaster", "因灾"},
    {"land", "缺土地"},           {"water", "缺水"},
    {"skill", "缺技术"},          {"labour", "缺劳力"},
    {"funds", "缺资金"},          {"roads", "交通不便"},
    {"will", "自身发展动力不足"}, {"other", "其他原因"},
    {"unknown", "未填写"},        {NULL, NULL},
};

struct str figure_words(struct str theme, struct str code) {
    if (code.n == 0) return STR("合计");
    return label_text(str_is(theme, "measure") ? label_areas : figure_causes, code);
}

int64_t figure_due(int64_t now) {
    struct ymd today = date_ymd(date_day(now));
    return today.year - (today.month >= 2 ? 1 : 2);
}

static bool has_year(const struct figure_page *p) {
    for (size_t i = 0; i < p->year_count; i++) {
        if (p->years[i].year == p->year) return true;
    }
    return false;
}

enum status figure_read(struct figure_page *out, struct db *db, struct str county,
                        struct str region, int64_t year) {
    struct str code = region.n ? region : county;
    *out = (struct figure_page){.year = year};
    if (!region_covers(county, code)) return NOT_FOUND;
    enum status st = region_find(&out->place, db, code);
    if (st == OK) st = region_below(&out->below, &out->below_count, db, code);
    if (st == OK) st = q_figure_years(&out->years, &out->year_count, db);
    if (st != OK) return st;
    if (!year && out->year_count) out->year = out->years[out->year_count - 1].year;
    if (!out->year) return OK;
    if (!has_year(out)) return NOT_FOUND;
    st = q_figure_of(&out->own, &out->own_count, db, code);
    if (st == OK) st = q_figure_below(&out->parts, &out->part_count, db, code, out->year);
    return st;
}

const struct row_figure *figure_at(const struct row_figure *rows, size_t count, struct str region,
                                   int64_t year, const char *theme, const char *code) {
    for (size_t i = 0; i < count; i++) {
        const struct row_figure *r = &rows[i];
        if (r->year == year && str_eq(r->region, region) && str_is(r->theme, theme) &&
            str_is(r->code, code)) {
            return r;
        }
    }
    return NULL;
}
