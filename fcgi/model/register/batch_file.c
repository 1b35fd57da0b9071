/*
 * Files for the office to hand out: the report of a batch, and the register itself. Written to a
 * path in the spool, row by row; rows from the database go to memory of their own, which is given
 * back as it goes, while the request's stays as it is.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/xlsx.h"
#include "db/db.h"
#include "model/register/batch.h"
#include "model/register/extract.h"
#include "query.h"

#define AT_ONCE 1000
#define ROOM    ((size_t)32 << 20)

static FILE *begin_csv(const char *path) {
    FILE *out = fopen(path, "wb");
    if (out) fputs("\xEF\xBB\xBF", out); /* or spreadsheet programs take it for GB18030 */
    return out;
}

/* -- the report
 * ----------------------------------------------------------------------------------- */

static enum status said(FILE *out, struct db *db, int64_t id) {
    const struct str heading[] = {STR("行"), STR("列"), STR("类别"), STR("问题"), STR("怎么办")};
    struct row_batch_said *rows;
    struct arena *a = db_arena(db);
    size_t count = AT_ONCE;
    int64_t after = 0;
    enum status st = OK;
    csv_put(out, heading, 5);
    while (st == OK && count == AT_ONCE) {
        arena_reset(a);
        st = q_batch_said(&rows, &count, db, id, after, AT_ONCE);
        for (size_t i = 0; st == OK && i < count; i++) {
            const struct row_batch_said *s = &rows[i];
            const struct str cells[] = {s->line ? str_format(a, "%lld", (long long)s->line)
                                                : STR_NONE,
                                        s->heading, s->is_note ? STR("提示") : STR("错误"),
                                        intake_guard(a, s->what), intake_guard(a, s->todo)};
            csv_put(out, cells, 5);
            after = s->number;
        }
    }
    return st;
}

enum status batch_report_file(const char *path, struct db *db, int64_t id) {
    FILE *out = begin_csv(path);
    if (!out) return BUSY;
    struct arena *rows = arena_new(ROOM), *old = db_rows_to(db, rows);
    enum status st = said(out, db, id);
    db_rows_to(db, old);
    arena_free(rows);
    return fclose(out) == 0 ? st : BUSY;
}

/* -- the register
 * --------------------------------------------------------------------------------- */

struct writing {
    FILE *csv;
    struct xlsx *xlsx;
    size_t rows;
};

static enum status put(void *arg, const struct str *cells) {
    struct writing *w = arg;
    if (w->rows++ > BATCH_EXPORT_MOST) return INVALID;
    if (w->xlsx) {
        xlsx_row(w->xlsx, cells, INTAKE_COLUMNS);
    } else {
        csv_put(w->csv, cells, INTAKE_COLUMNS);
    }
    return OK;
}

enum status batch_register_file(const char *path, bool xlsx, struct db *db,
                                const struct seal_keys *keys, struct str region, bool full,
                                int64_t now) {
    struct writing w = {.csv = NULL};
    struct str heading[INTAKE_COLUMNS];
    for (size_t i = 0; i < INTAKE_COLUMNS; i++) heading[i] = str_from(intake_headings[i]);
    if (xlsx) {
        w.xlsx = xlsx_new(path, "登记表");
    } else {
        w.csv = begin_csv(path);
    }
    if (!w.xlsx && !w.csv) return BUSY;
    struct arena *rows = arena_new(ROOM), *old = db_rows_to(db, rows);
    put(&w, heading);
    enum status st = extract_rows(db, keys, region, full, put, &w, now);
    db_rows_to(db, old);
    arena_free(rows);
    if (w.xlsx && xlsx_finish(w.xlsx) != OK && st == OK) st = BUSY;
    if (w.csv && fclose(w.csv) != 0 && st == OK) st = BUSY;
    return st;
}
