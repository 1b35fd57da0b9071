/*
 * `mingbai export register --region CODE [--format csv|xlsx] [--full]`: the register on standard
 * output, in the columns that `mingbai import register` reads. An xlsx file is made beside, because
 * its end is written before its beginning, and then copied.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/date.h"
#include "base/xlsx.h"
#include "cli/cli.h"
#include "model/register/extract.h"

struct exporting {
    struct xlsx *xlsx; /* NULL: csv */
    size_t rows;
};

static enum status put(void *arg, const struct str *cells) {
    struct exporting *ex = arg;
    ex->rows++;
    if (ex->xlsx) {
        xlsx_row(ex->xlsx, cells, INTAKE_COLUMNS);
    } else {
        csv_put(stdout, cells, INTAKE_COLUMNS);
    }
    return ferror(stdout) ? FAILED : OK;
}

static enum status copy_out(const char *path) {
    char chunk[65536];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (!f) return FAILED;
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) fwrite(chunk, 1, n, stdout);
    fclose(f);
    return OK;
}

static enum status export_to(struct exporting *ex, struct cli *c, const char *region, bool full) {
    struct str heading[INTAKE_COLUMNS];
    for (size_t i = 0; i < INTAKE_COLUMNS; i++) heading[i] = str_from(intake_headings[i]);
    if (!ex->xlsx) fputs("\xEF\xBB\xBF", stdout);
    put(ex, heading);
    struct arena *rows = cli_rows();
    db_use(c->db, rows, false);
    enum status st = extract_register(c->db, c->keys, str_from(region), full, cli_who(c->arena),
                                      put, ex, date_now());
    return st == OK ? db_commit(c->db) : st;
}

int cli_export(int argc, char **argv) {
    const char *region = cli_option(argc, argv, "region");
    const char *format = cli_option(argc, argv, "format");
    bool xlsx = format && strcmp(format, "xlsx") == 0;
    char path[] = "/tmp/mingbai.XXXXXX";
    struct exporting ex = {0};
    struct cli c;
    if (argc < 2 || strcmp(argv[1], "register") != 0 || !region ||
        !str_is_digits(str_from(region)) || (format && !xlsx && strcmp(format, "csv") != 0)) {
        fprintf(stderr, "mingbai: export register --region CODE [--format csv|xlsx] [--full]\n");
        return EXIT_USE;
    }
    if (xlsx && isatty(STDOUT_FILENO)) {
        fprintf(stderr, "mingbai: send the xlsx file somewhere: … > register.xlsx\n");
        return EXIT_USE;
    }
    int rc = cli_start(&c, true);
    if (rc != EXIT_DONE) return rc;
    if (xlsx) {
        int fd = mkstemp(path);
        if (fd >= 0) close(fd);
        ex.xlsx = fd < 0 ? NULL : xlsx_new(path, "登记表");
        if (!ex.xlsx) return EXIT_SYSTEM;
    }
    enum status st = export_to(&ex, &c, region, cli_flag(argc, argv, "full"));
    if (ex.xlsx && xlsx_finish(ex.xlsx) != OK && st == OK) st = FAILED;
    if (xlsx && st == OK) st = copy_out(path);
    if (xlsx) unlink(path);
    db_rollback(c.db);
    if (fflush(stdout) != 0 && st == OK) st = FAILED;
    if (st == NOT_FOUND) {
        fprintf(stderr, "mingbai: there is no region %s\n", region);
        return EXIT_USE;
    }
    if (st != OK) {
        fprintf(stderr, "mingbai: the export failed and is not complete\n");
        return EXIT_SYSTEM;
    }
    fprintf(stderr, "%zu 人\n", ex.rows - 1);
    return EXIT_DONE;
}
