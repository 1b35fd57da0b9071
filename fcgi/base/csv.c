/*
 * Feeds a file to libcsv in chunks and gathers each row in one buffer. Used by the commands that
 * take tables, and by the process that reads what people send.
 */
#include "base/csv.h"

#include <csv.h>
#include <string.h>

#define CHUNK    65536
#define ROW_MOST 65536

struct reading {
    const struct table_sink *sink;
    enum status st;
    char text[ROW_MOST];
    size_t used;
    struct table_cell cells[TABLE_CELLS];
    size_t count;
    size_t row;  /* the one being read, from 1 */
    int ended;   /* the character that ended the row before, while nothing came since */
    bool filled; /* some cell of the row is not empty */
};

static void fault(struct reading *r, enum table_fault what, size_t column) {
    r->st = INVALID;
    r->sink->fault(r->sink->arg, what, r->row, column);
}

static void on_cell(void *p, size_t n, void *arg) {
    struct reading *r = arg;
    r->ended = 0;
    if (r->st != OK) return;
    if (r->count == TABLE_CELLS) {
        fault(r, TABLE_WIDE, 0);
    } else if (n > TABLE_CELL || n > ROW_MOST - r->used) {
        fault(r, TABLE_LONG, r->count + 1);
    } else {
        if (n) memcpy(r->text + r->used, p, n);
        r->cells[r->count++] = (struct table_cell){.text = {r->text + r->used, n}};
        r->used += n;
        r->filled = r->filled || n > 0;
    }
}

/* Every line end comes here, so that blank rows are counted; of CR LF only the first counts. */
static void on_row(int end, void *arg) {
    struct reading *r = arg;
    if (end == '\n' && r->ended == '\r') {
        r->ended = 0;
        return;
    }
    if (end < 0 && r->count == 0) return;
    if (r->st == OK && r->filled) {
        r->st = r->sink->row(r->sink->arg, r->row, r->cells, r->count);
    }
    r->used = r->count = 0;
    r->filled = false;
    r->ended = end;
    r->row++;
    if (r->st == OK && r->row > TABLE_ROWS + 1) fault(r, TABLE_MANY, 0);
}

/* A cell that never ends must not fill the memory before libcsv gives it to us. */
static bool endless(struct reading *r, const struct csv_parser *parser) {
    if (parser->entry_pos <= ROW_MOST) return false;
    fault(r, TABLE_LONG, r->count + 1);
    return true;
}

static void feed(struct reading *r, struct csv_parser *parser, struct encoding_reader *from) {
    static char chunk[CHUNK];
    size_t n;
    while (r->st == OK && (n = encoding_read(from, chunk, sizeof chunk)) > 0) {
        if (csv_parse(parser, chunk, n, on_cell, on_row, r) != n && r->st == OK) {
            fault(r, TABLE_QUOTES, r->count + 1);
        }
        if (r->st == OK && endless(r, parser)) return;
    }
    if (r->st == OK && csv_fini(parser, on_cell, on_row, r) != 0) {
        fault(r, TABLE_QUOTES, r->count + 1);
    }
}

enum status csv_scan(FILE *f, enum encoding encoding, const struct table_sink *sink) {
    static struct reading r; /* too large for a stack; one file is read at a time */
    struct csv_parser parser;
    r = (struct reading){.sink = sink, .row = 1};
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0) return FAILED;
    struct encoding_reader *from = encoding_open(f, encoding);
    feed(&r, &parser, from);
    encoding_close(from);
    csv_free(&parser);
    return r.st == OK && ferror(f) ? FAILED : r.st;
}

struct plain {
    enum status (*row)(void *arg, const struct str *cells, size_t count);
    void *arg;
};

static enum status plain_row(void *arg, size_t row, const struct table_cell *cells, size_t count) {
    const struct plain *p = arg;
    struct str texts[TABLE_CELLS];
    (void)row;
    for (size_t i = 0; i < count; i++) texts[i] = cells[i].text;
    return p->row(p->arg, texts, count);
}

static void plain_fault(void *arg, enum table_fault fault, size_t row, size_t column) {
    (void)arg, (void)fault, (void)row, (void)column; /* INVALID says it */
}

enum status csv_read(const char *path,
                     enum status (*row)(void *arg, const struct str *cells, size_t count),
                     void *arg) {
    struct plain plain = {row, arg};
    const struct table_sink sink = {plain_row, plain_fault, &plain};
    FILE *f = fopen(path, "rb");
    if (!f) return NOT_FOUND;
    enum status st = csv_scan(f, ENCODING_UTF8, &sink);
    fclose(f);
    return st;
}

static bool needs_quotes(struct str s) {
    for (size_t i = 0; i < s.n; i++)
        if (strchr("\",\r\n", s.p[i])) return true;
    return s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void csv_put(FILE *f, const struct str *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct str s = cells[i];
        bool quotes = needs_quotes(s);
        if (i > 0) putc(',', f);
        if (quotes) putc('"', f);
        for (size_t k = 0; k < s.n; k++) {
            if (s.p[k] == '"') putc('"', f);
            putc(s.p[k], f);
        }
        if (quotes) putc('"', f);
    }
    fputs("\r\n", f);
}
