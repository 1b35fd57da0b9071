/*
 * Figures for everybody: of each place, year by year, how many households are in a register, were
 * lifted out and came back, why they are there, what was begun for them, and what they were paid.
 *
 * The public account cannot read the register. The office's job counts a year there, township by
 * township, keeps back the cells of 1 to 4 with what would reveal them (suppress.h), and writes
 * only what is left for the public to read; the table takes no smaller number. What is not done:
 *   - A year is counted once, from 1 February of the next, and stays: nobody can compare what was
 *     told of it before and after one household came or went. So figures are never of this year.
 *   - The only numbers told of two moments are those registered at the ends of years. Where two
 *     that follow each other would differ by 1 to 4, the later one is kept back like a small one:
 *     the difference would say how many left.
 *   - What flows from year to year does not close: who came in, was removed, died or moved is not
 *     told. Where it does close all the same, a number of registered kept back takes that of those
 *     who left, in its year and the next, with it.
 *   - No total runs over years, and none over measures, of which a household may have several.
 *   - A column that would hold all of a place's households says of each of them what is wrong
 * there; some other column of that place is kept back so that it might not. Nothing is counted
 * before the setting figures_since names the first year: somebody decides that the register is
 * complete enough to be told of.
 */
#ifndef MODEL_REGISTER_FIGURE_H
#define MODEL_REGISTER_FIGURE_H

#include "base/status.h"
#include "model/publish/label.h"
#include "rows.h"

struct db;

/* figure_refresh(db, county, now): for the office's job. Counts and publishes a part of what is
 * due, for about FIGURE_MS, and commits. NOT_FOUND when nothing is due. */
#define FIGURE_MS 400
enum status figure_refresh(struct db *db, struct str county, int64_t now);

/* figure_due(now): the last year that may be counted. */
int64_t figure_due(int64_t now);

/* What there is, in the order of pages. theme: registered left relapsed measure paid; code of
 * registered: the main cause; of measure: the policy area; empty: all. */
extern const struct label figure_themes[], figure_causes[];
struct str figure_words(struct str theme, struct str code);

/* A place in a year: what was published of it and of the places directly below. */
struct figure_page {
    struct row_region *place;
    struct row_region *below;
    size_t below_count;
    struct row_figure_year *years; /* what there is, the earliest first */
    size_t year_count;
    int64_t year;           /* 0: there is none yet, and no rows */
    struct row_figure *own; /* of all years */
    size_t own_count;
    struct row_figure *parts; /* of the places below, in the year */
    size_t part_count;
};

/* figure_read(out, db, county, region, year): ${region} empty: the county; ${year} 0: the last
 * there is. NOT_FOUND for a place outside, or a year that is not out. */
enum status figure_read(struct figure_page *out, struct db *db, struct str county,
                        struct str region, int64_t year);

/* figure_at(rows, count, region, year, theme, code): one cell; NULL: nought. */
const struct row_figure *figure_at(const struct row_figure *rows, size_t count, struct str region,
                                   int64_t year, const char *theme, const char *code);

#endif
