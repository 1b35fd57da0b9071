/*
 * Feeds a file to libcsv in chunks and gathers each row in one buffer. Used by the commands that
 * take tables.
 */
#include "base/csv.h"

#include <csv.h>
#include <stdio.h>
#include <string.h>

#define CHUNK     65536
#define ROW_MOST  65536
#define CELL_MOST ((size_t)ROW_MOST + CHUNK) /* bytes libcsv may hold of one */

struct reading {
    enum status (*row)(void *arg, const struct str *cells, size_t count);
    void *arg;
    enum status st;
    char text[ROW_MOST];
    size_t used;
    struct str cells[CSV_CELLS];
    size_t count;
    bool filled; /* some cell of the row is not empty */
};

static void on_cell(void *p, size_t n, void *arg) {
    struct reading *r = arg;
    if (r->st != OK) return;
    if (r->count == CSV_CELLS || n > ROW_MOST - r->used) {
        r->st = INVALID;
        return;
    }
    if (n) memcpy(r->text + r->used, p, n);
    r->cells[r->count++] = (struct str){r->text + r->used, n};
    r->used += n;
    r->filled = r->filled || n > 0;
}

static void on_row(int end, void *arg) {
    struct reading *r = arg;
    (void)end;
    if (r->st == OK && r->filled) r->st = r->row(r->arg, r->cells, r->count);
    r->used = r->count = 0;
    r->filled = false;
}

static enum status feed(struct reading *r, struct csv_parser *parser, FILE *f) {
    char chunk[CHUNK];
    size_t n;
    bool first = true;
    while (r->st == OK && (n = fread(chunk, 1, sizeof chunk, f)) > 0) {
        size_t skip = first && n >= 3 && memcmp(chunk, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        first = false;
        size_t taken = csv_parse(parser, chunk + skip, n - skip, on_cell, on_row, r);
        if (r->st != OK) break; /* what comes after the end does not count */
        /* A quote that is never closed would gather the rest of the file. */
        if (taken != n - skip || csv_get_buffer_size(parser) > CELL_MOST) return INVALID;
    }
    if (r->st == OK && ferror(f)) return FAILED;
    if (r->st == OK && csv_fini(parser, on_cell, on_row, r) != 0) return INVALID;
    return r->st;
}

enum status csv_read(const char *path,
                     enum status (*row)(void *arg, const struct str *cells, size_t count),
                     void *arg) {
    static struct reading r; /* too large for a stack; commands read one file at a time */
    struct csv_parser parser;
    FILE *f = fopen(path, "rb");
    if (!f) return NOT_FOUND;
    r = (struct reading){.row = row, .arg = arg};
    enum status st = FAILED;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_EMPTY_IS_NULL) == 0) {
        st = feed(&r, &parser, f);
        csv_free(&parser);
    }
    fclose(f);
    return st;
}
