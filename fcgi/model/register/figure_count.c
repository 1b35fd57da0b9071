/*
 * The job that makes figures: a year at a time, in steps short enough that no other job waits for
 * them. A step counts one township, or publishes one table of all places, or closes the year. What
 * is published of a year nobody reads before it is closed.
 */
#include "model/register/figure.h"

#include "base/arena.h"
#include "base/date.h"
#include "db/db.h"
#include "model/county/setting.h"
#include "model/register/suppress.h"
#include "query.h"

#define SMALL_MOST 4
#define COLUMNS    14 /* all, and figure_causes */

/* --- counting --- */

enum { THEMES = 5 };

struct lot {
    const char *theme;
    struct row_figure_tally *rows;
    size_t count;
};

/* All at once: rows go to the server by the hundred. */
static enum status keep(struct db *db, int64_t year, const struct lot lots[THEMES]) {
    size_t count = 0, n = 0;
    for (size_t i = 0; i < THEMES; i++) count += lots[i].count;
    struct q_figure_count_put *out = ARENA_ARRAY(db_arena(db), struct q_figure_count_put, count);
    for (size_t i = 0; i < THEMES; i++) {
        for (size_t k = 0; k < lots[i].count; k++) {
            const struct row_figure_tally *r = &lots[i].rows[k];
            out[n++] = (struct q_figure_count_put){.year = year,
                                                   .theme = str_from(lots[i].theme),
                                                   .code = r->code,
                                                   .region = r->region,
                                                   .households = r->households,
                                                   .people = r->people,
                                                   .amount = r->amount};
        }
    }
    return count ? db_insert(db, Q_figure_count_put, out, count, sizeof *out) : OK;
}

static enum status count_unit(struct db *db, struct str scope, int64_t year) {
    struct lot l[THEMES] = {{.theme = "registered"},
                            {.theme = "left"},
                            {.theme = "relapsed"},
                            {.theme = "measure"},
                            {.theme = "paid"}};
    int32_t from, to;
    if (!date_from_ymd(&from, (int)year, 1, 1) || !date_from_ymd(&to, (int)year + 1, 1, 1)) {
        return INVALID;
    }
    enum status st = q_figure_registered(&l[0].rows, &l[0].count, db, scope, to);
    if (st == OK) st = q_figure_left(&l[1].rows, &l[1].count, db, scope, from, to);
    if (st == OK) st = q_figure_relapsed(&l[2].rows, &l[2].count, db, scope, from, to);
    if (st == OK) st = q_figure_measures(&l[3].rows, &l[3].count, db, scope, from, to);
    if (st == OK) st = q_figure_paid(&l[4].rows, &l[4].count, db, scope, from, to);
    if (st == OK) st = keep(db, year, l);
    return st == OK ? q_figure_unit_put(db, year, scope) : st;
}

/* --- publishing --- */

/* A table of all places, as suppress.h wants it. */
struct sheet {
    struct arena *a;
    struct str theme, code;
    int64_t year;
    struct row_figure_place *places;
    size_t place_count, columns;
    size_t *parent;
    int64_t *households, *people, *amount, *spare, *rise;
    bool *hidden;
};

/* The place with this code, by halves; they are sorted. */
static size_t place_of(const struct sheet *s, struct str code) {
    size_t low = 0, high = s->place_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(s->places[middle].code, code) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < s->place_count && str_eq(s->places[low].code, code) ? low : s->place_count;
}

static int64_t *numbers(const struct sheet *s) {
    return ARENA_ARRAY(s->a, int64_t, s->place_count * s->columns);
}

/* The places there are as a tree: the parent of one whose own is not there is the root. */
static void prepare(struct sheet *s) {
    s->columns = str_is(s->theme, "registered") ? COLUMNS : 1;
    s->parent = ARENA_ARRAY(s->a, size_t, s->place_count);
    for (size_t i = 1; i < s->place_count; i++) {
        size_t parent = place_of(s, s->places[i].parent);
        s->parent[i] = parent < i ? parent : 0;
    }
    s->households = numbers(s), s->people = numbers(s), s->amount = numbers(s);
    s->spare = numbers(s), s->rise = numbers(s);
    s->hidden = ARENA_ARRAY(s->a, bool, s->place_count * s->columns);
}

static size_t column_of(const struct sheet *s, struct str code) {
    if (s->columns == 1) return 0;
    for (size_t i = 0; figure_causes[i].code; i++) {
        if (str_is(code, figure_causes[i].code)) return i + 1;
    }
    return COLUMNS - 1; /* a word that is no longer in use */
}

static void add(struct sheet *s, size_t place, size_t column, const struct row_figure_counted *r) {
    size_t at = place * s->columns + column;
    s->households[at] += r->households;
    s->people[at] += r->people;
    s->amount[at] += r->amount;
}

/* Sums over the columns, and over the places above. */
static void fill(struct sheet *s, const struct row_figure_counted *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        size_t place = place_of(s, rows[i].region), column = column_of(s, rows[i].code);
        if (place == s->place_count) continue;
        for (;; place = s->parent[place]) {
            add(s, place, column, &rows[i]);
            if (column) add(s, place, 0, &rows[i]);
            if (place == 0) break;
        }
    }
}

static bool counts_people(const struct sheet *s) {
    return !str_is(s->theme, "measure") && !str_is(s->theme, "paid");
}

/* How many households, of a person each, might well be elsewhere: whoever is left has one, too. */
static int64_t spare(int64_t households, int64_t people) {
    if (people > households) return households > 0 ? households - 1 : 0;
    return people;
}

static int64_t small(int64_t n) {
    return n >= 1 && n <= SMALL_MOST ? SMALL_MOST + 1 - n : 0;
}

static void want(struct sheet *s, size_t at, int64_t rise) {
    if (rise > s->rise[at]) s->rise[at] = rise;
}

/* All of a place in one column: the largest other one shall be thinkable, too. */
static void want_doubt(struct sheet *s, size_t place) {
    const int64_t *row = s->households + place * s->columns;
    size_t whole = 0, other = 0;
    for (size_t c = 1; c < s->columns; c++) {
        if (row[c] && row[c] == row[0]) whole = c;
    }
    for (size_t c = 1; whole && c < s->columns; c++) {
        if (c != whole && s->households[c] > (other ? s->households[other] : 0)) other = c;
    }
    if (other) want(s, place * s->columns + other, 1);
}

static void want_small(struct sheet *s) {
    bool people = counts_people(s);
    for (size_t at = 0; at < s->place_count * s->columns; at++) {
        int64_t h = s->households[at], p = s->people[at];
        s->spare[at] = people ? spare(h, p) : h;
        want(s, at, small(h));
        if (people) want(s, at, small(p));
    }
    for (size_t i = 0; i < s->place_count && s->columns > 1; i++) want_doubt(s, i);
}

/* Registered at the end of this year and at that of the nearest ones that are shown. */
static enum status want_distance(struct sheet *s, struct db *db) {
    struct row_figure_near *rows;
    size_t count;
    enum status st = q_figure_near(&rows, &count, db, s->places[0].code);
    for (size_t i = 0; st == OK && i < count; i++) {
        bool last = i + 1 == count || !str_eq(rows[i].region, rows[i + 1].region);
        bool first = i == 0 || !str_eq(rows[i].region, rows[i - 1].region);
        bool before = rows[i].year < s->year && (last || rows[i + 1].year > s->year);
        bool behind = rows[i].year > s->year && (first || rows[i - 1].year < s->year);
        size_t place = place_of(s, rows[i].region);
        if ((!before && !behind) || place == s->place_count) continue;
        int64_t more = s->households[place * s->columns] - rows[i].households;
        if (more < 0 && more >= -SMALL_MOST) want(s, place * s->columns, -more);
        want(s, place * s->columns, small(more));
    }
    return st;
}

/* Where nobody else came or went, those registered a year ago less those who left are those
 * registered now: next to one number kept back, those who left would tell it. */
static enum status hide_flow(struct sheet *s, struct db *db) {
    struct row_figure_kept *rows;
    size_t count;
    enum status st = q_figure_kept(&rows, &count, db, s->places[0].code, s->year, s->year - 1);
    for (size_t i = 0; st == OK && i < count; i++) {
        size_t place = place_of(s, rows[i].region);
        if (place < s->place_count) s->hidden[place] = true;
    }
    return st;
}

static struct q_figure_put row(const struct sheet *s, size_t place, size_t column) {
    size_t at = place * s->columns + column;
    bool hidden = s->hidden[at];
    struct q_figure_put r = {
        .region = s->places[place].code,
        .year = s->year,
        .theme = s->theme,
        .code = column ? str_from(figure_causes[column - 1].code) : s->code,
        .hidden = hidden,
        .households = hidden ? INT64_MIN : s->households[at],
        .people = hidden || !counts_people(s) ? INT64_MIN : s->people[at],
        .amount = hidden || !str_is(s->theme, "paid") ? INT64_MIN : s->amount[at],
    };
    return r;
}

static enum status put(const struct sheet *s, struct db *db) {
    size_t cells = s->place_count * s->columns, count = 0;
    struct q_figure_put *rows = ARENA_ARRAY(s->a, struct q_figure_put, cells);
    for (size_t at = 0; at < cells; at++) {
        if (!s->hidden[at] && !s->households[at] && !s->people[at] && !s->amount[at]) continue;
        rows[count++] = row(s, at / s->columns, at % s->columns);
    }
    return count ? db_insert(db, Q_figure_put, rows, count, sizeof *rows) : OK;
}

static enum status publish(struct db *db, struct str county, int64_t year, struct str theme,
                           struct str code) {
    struct row_figure_counted *rows;
    size_t count;
    struct sheet s = {.a = db_arena(db), .theme = theme, .code = code, .year = year};
    bool registered = str_is(theme, "registered");
    if (registered) s.code = STR("");
    struct str which = registered ? STR_NONE : code;
    enum status st = q_figure_places(&s.places, &s.place_count, db, county);
    if (st == OK) st = q_figure_counted(&rows, &count, db, year, theme, which);
    if (st != OK) return st;
    prepare(&s);
    fill(&s, rows, count);
    want_small(&s);
    if (registered) st = want_distance(&s, db);
    if (str_is(theme, "left")) st = hide_flow(&s, db);
    if (st != OK) return st;
    suppress_cells(s.a, &(struct suppress_table){
                            .places = s.place_count,
                            .columns = s.columns,
                            .parent = s.parent,
                            .count = s.households,
                            .spare = s.spare,
                            .rise = s.rise,
                            .hidden = s.hidden,
                        });
    st = put(&s, db);
    return st == OK ? q_figure_count_drop(db, year, theme, which) : st;
}

static enum status close_year(struct db *db, int64_t year, int64_t now) {
    enum status st = q_figure_unit_drop(db, year);
    return st == OK ? q_figure_year_put(db, year, now) : st;
}

/* --- steps --- */

static enum status step(struct db *db, struct str county, int64_t year, bool *closed, int64_t now) {
    struct row_figure_unit_next *unit;
    struct row_figure_table_next *table;
    enum status st = q_figure_unit_next(&unit, db, county, year);
    if (st == OK) return count_unit(db, unit->code, year);
    if (st != NOT_FOUND) return st;
    st = q_figure_table_next(&table, db, year);
    if (st == OK) return publish(db, county, year, table->theme, table->code);
    if (st != NOT_FOUND) return st;
    *closed = true;
    return close_year(db, year, now);
}

/* The first year from ${since} that is not out. */
static int64_t next_year(const struct row_figure_year *years, size_t count, int64_t since) {
    for (size_t i = 0; i < count; i++) {
        if (years[i].year == since) since++;
    }
    return since;
}

enum status figure_refresh(struct db *db, struct str county, int64_t now) {
    struct settings settings;
    struct row_figure_year *years;
    struct row_figure_any *any;
    size_t count;
    bool closed = false;
    int64_t end = date_ticks() / 1000 + FIGURE_MS;
    enum status st = settings_load(&settings, db);
    if (st != OK) return st;
    if (!settings.figures_since) return NOT_FOUND;
    st = q_figure_years(&years, &count, db);
    if (st != OK) return st;
    int64_t year = next_year(years, count, settings.figures_since);
    if (year > figure_due(now)) return NOT_FOUND;
    st = q_figure_any(&any, db, county);
    while (st == OK && !closed) {
        st = step(db, county, year, &closed, now);
        if (date_ticks() / 1000 >= end) break;
    }
    return st == OK ? db_commit(db) : st;
}
