/*
 * `mingbai import calendar FILE.csv --year YEAR --source TEXT`: the working days of a year, as the
 * State Council announces them each autumn: lines of 日期,安排,名称 with 休 (a day off) or 班 (a
 * Saturday or Sunday that is worked), the first line being headings. The year is taken as a whole,
 * in the place of what was there of it; tickets that came in before keep the days they were told.
 */
#include "cli/cli.h"

#include <stdio.h>

#include "base/csv.h"
#include "model/casework/workday.h"

#define RULES 100

struct reading {
    struct arena *arena;
    struct workday_rule rules[RULES];
    size_t count, lines;
};

static enum status row(void *arg, const struct str *cells, size_t count) {
    struct reading *r = arg;
    if (r->lines++ == 0) return OK;
    if (count < 3 || r->count == RULES) return INVALID;
    struct workday_rule *rule = &r->rules[r->count++];
    bool off = str_is(cells[1], "休");
    rule->works = str_is(cells[1], "班");
    rule->name = str_copy(r->arena, cells[2]);
    return (off || rule->works) && date_parse(&rule->on, cells[0]) ? OK : INVALID;
}

int cli_import_calendar(int argc, char **argv) {
    const char *year = cli_option(argc, argv, "year"), *source = cli_option(argc, argv, "source");
    struct cli c;
    int64_t number;
    if (argc < 7 || !year || !source || !str_int(&number, str_from(year)) || number < 2000 ||
        number > 2999) {
        fprintf(stderr, "mingbai: import calendar FILE.csv --year YEAR --source ANNOUNCEMENT\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    struct reading r = {.arena = c.arena};
    enum status st = csv_read(argv[2], row, &r);
    if (st == OK) {
        st = workday_put(c.db, (int)number, str_from(source), r.rules, r.count);
    } else if (st == NOT_FOUND || st == INVALID) {
        fprintf(stderr,
                "mingbai: %s: line %zu: a line is a day (YYYY-MM-DD), 休 or 班, and a name\n",
                argv[2], r.lines);
        return EXIT_USE;
    }
    if (st == INVALID) {
        fprintf(
            stderr,
            "mingbai: %s is not the calendar of %s: 7 to 60 days, all of that year, none twice, "
            "and 班 only on a Saturday or Sunday; nothing was imported\n",
            argv[2], year);
        return EXIT_USE;
    }
    if (st == OK) st = db_commit(c.db);
    if (st != OK) return EXIT_SYSTEM;
    fprintf(stderr, "%zu days of %s taken\n", r.count, year);
    return EXIT_DONE;
}
