/*
 * Reading a workbook, part by part, in the order in which one part is needed for the next:
 *
 *     workbook.xml (first sheet, epoch, hidden sheets) -> its relations (the sheet's file)
 *     -> styles.xml (which numbers are dates) -> sharedStrings.xml -> the sheet, row by row
 *
 * Each part goes through expat in chunks; what does not belong to a limit of base/table.h ends it.
 */
#include "base/xlsx.h"

#include <errno.h>
#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/date.h"

#define CHUNK       65536
#define DEPTH_MOST  24
#define NAME_MOST   256
#define STYLES_MOST 65536
#define STRINGS_HELD                                                                               \
    ((size_t)12 << 20) /* bytes of shared strings in memory; the rest in a file                    \
                        */
#define STRINGS_MOST 20000000
#define ROW_MOST     (TABLE_CELLS * (size_t)TABLE_CELL)

/* Shared strings: the first ones, which are the frequent ones, in memory; the others in a file
 * without a name. ${at[i]} is where string i begins in both taken together. */
struct strings {
    uint64_t *at;
    size_t count, room;
    char *held;
    FILE *spilt;
    uint64_t end;
};

struct book {
    const struct table_sink *sink;
    zip_t *zip;
    uint64_t unpacked;
    XML_Parser parser;
    enum status st;
    int depth;
    /* of the workbook */
    char relation[NAME_MOST], sheet[NAME_MOST];
    size_t sheets;
    bool epoch_1904;
    /* of the styles */
    bool *date_style;
    size_t style_count;
    unsigned char custom_date[STYLES_MOST / 8]; /* a bit for each number format's id */
    bool in_xfs;
    struct strings strings;
    /* of the text being gathered, in a shared or an inline string or a value */
    bool in_text, in_phonetic;
    char text[TABLE_CELL + 1];
    size_t text_n;
    bool long_text;
    /* of the sheet */
    size_t row, last_row, column, last_column;
    bool in_cell, in_row, formula;
    char type[12];
    size_t style;
    struct table_cell cells[TABLE_CELLS];
    size_t cell_count;
    char *row_text;
    size_t row_used;
    bool filled;
};

static void fault(struct book *b, enum table_fault what, size_t row, size_t column) {
    b->sink->fault(b->sink->arg, what, row, column);
    if (!table_is_note(what)) b->st = INVALID;
}

/* A fault after which nothing more can be read. */
static void fatal(struct book *b, enum table_fault what, size_t row, size_t column) {
    fault(b, what, row, column);
    if (b->parser) XML_StopParser(b->parser, XML_FALSE);
}

/* The name without its namespace prefix. */
static const char *local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is(const char *name, const char *what) {
    return strcmp(local(name), what) == 0;
}

static const char *attribute(const char **list, const char *name) {
    for (size_t i = 0; list[i]; i += 2) {
        if (strcmp(local(list[i]), name) == 0) return list[i + 1];
    }
    return NULL;
}

static bool is_true(const char *value) {
    return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static size_t number_of(const char *text) {
    return text ? (size_t)strtoul(text, NULL, 10) : 0;
}

/* -- parts ----------------------------------------------------------------------------------------
 */

struct handlers {
    void (*begin)(struct book *b, const char *name, const char **attributes);
    void (*end)(struct book *b, const char *name);
};

struct walk {
    struct book *book;
    const struct handlers *with;
};

static void XMLCALL on_begin(void *arg, const char *name, const char **attributes) {
    struct walk *w = arg;
    if (++w->book->depth > DEPTH_MOST) {
        fatal(w->book, TABLE_DEEP, 0, 0);
        return;
    }
    w->with->begin(w->book, local(name), attributes);
}

static void XMLCALL on_end(void *arg, const char *name) {
    struct walk *w = arg;
    w->book->depth--;
    if (w->with->end) w->with->end(w->book, local(name));
}

static void XMLCALL on_text(void *arg, const char *s, int n) {
    struct book *b = ((struct walk *)arg)->book;
    if (!b->in_text || b->in_phonetic) return;
    if ((size_t)n > TABLE_CELL - b->text_n) {
        b->long_text = true;
        return;
    }
    memcpy(b->text + b->text_n, s, (size_t)n);
    b->text_n += (size_t)n;
}

static void XMLCALL on_doctype(void *arg, const char *name, const char *system, const char *public,
                               int internal) {
    (void)name, (void)system, (void)public, (void)internal;
    fatal(((struct walk *)arg)->book, TABLE_DOCTYPE, 0, 0);
}

static void feed(struct book *b, zip_file_t *file) {
    for (zip_int64_t n = 1; n > 0;) {
        void *room = XML_GetBuffer(b->parser, CHUNK);
        if (!room) abort();
        n = zip_fread(file, room, CHUNK);
        if (n < 0) {
            fault(b, TABLE_ZIP, 0, 0);
            return;
        }
        b->unpacked += (uint64_t)n;
        if (b->unpacked > TABLE_UNPACKED) {
            fault(b, TABLE_BOMB, 0, 0);
            return;
        }
        if (XML_ParseBuffer(b->parser, (int)n, n == 0) == XML_STATUS_ERROR) {
            if (XML_GetErrorCode(b->parser) != XML_ERROR_ABORTED) fault(b, TABLE_XML, 0, 0);
            return;
        }
    }
}

/* Walks through one part. One that is missing is a fault only if it must be there. */
static void part(struct book *b, const char *name, const struct handlers *with, bool must) {
    struct walk walk = {b, with};
    zip_stat_t stat;
    if (b->st != OK) return;
    if (zip_stat(b->zip, name, ZIP_FL_NOCASE, &stat) != 0) {
        if (must) fault(b, TABLE_PART, 0, 0);
        return;
    }
    if ((stat.valid & ZIP_STAT_SIZE) && stat.size > TABLE_UNPACKED) {
        fault(b, TABLE_BOMB, 0, 0);
        return;
    }
    zip_file_t *file = zip_fopen_index(b->zip, stat.index, 0);
    if (!file) {
        fault(b,
              (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE
                  ? TABLE_OLD_OR_LOCKED
                  : TABLE_ZIP,
              0, 0);
        return;
    }
    b->parser = XML_ParserCreate(NULL);
    if (!b->parser) abort();
    b->depth = 0;
    XML_SetUserData(b->parser, &walk);
    XML_SetElementHandler(b->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(b->parser, on_text);
    XML_SetStartDoctypeDeclHandler(b->parser, on_doctype);
    feed(b, file);
    XML_ParserFree(b->parser);
    b->parser = NULL;
    zip_fclose(file);
}

/* -- workbook and relations
 * ------------------------------------------------------------------------ */

static void book_begin(struct book *b, const char *name, const char **attributes) {
    if (is(name, "workbookPr")) b->epoch_1904 = is_true(attribute(attributes, "date1904"));
    if (!is(name, "sheet")) return;
    const char *state = attribute(attributes, "state");
    bool hidden = state && strcmp(state, "visible") != 0;
    if (b->sheets++ == 0) {
        const char *id = NULL; /* r:id, not id */
        for (size_t i = 0; attributes[i]; i += 2) {
            if (strchr(attributes[i], ':') && is(attributes[i], "id")) id = attributes[i + 1];
        }
        if (id) snprintf(b->relation, sizeof b->relation, "%s", id);
    } else if (b->sheets == 2) {
        fault(b, TABLE_MORE_SHEETS, 0, 0);
    }
    if (hidden) fault(b, TABLE_HIDDEN_SHEET, 0, b->sheets);
}

static void relation_begin(struct book *b, const char *name, const char **attributes) {
    const char *id = attribute(attributes, "Id"), *target = attribute(attributes, "Target");
    if (!is(name, "Relationship") || !id || !target || strcmp(id, b->relation) != 0) return;
    /* Relative to xl/, or from the root. */
    snprintf(b->sheet, sizeof b->sheet, "%s%s", target[0] == '/' ? "" : "xl/",
             target[0] == '/' ? target + 1 : target);
}

/* -- styles: which cells are dates
 * ------------------------------------------------------------------ */

static bool is_date_format(size_t id) {
    return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

/* A format that shows a year or a day; what stands in quotes or brackets does not count. */
static bool shows_date(const char *code) {
    bool quoted = false, bracket = false;
    for (; *code; code++) {
        if (*code == '"') quoted = !quoted;
        if (*code == '[') bracket = true;
        if (*code == ']') bracket = false;
        if (*code == '\\' && code[1]) {
            code++;
            continue;
        }
        if (!quoted && !bracket && strchr("yYdD", *code)) return true;
    }
    return false;
}

static void style_begin(struct book *b, const char *name, const char **attributes) {
    size_t id = number_of(attribute(attributes, "numFmtId"));
    if (is(name, "numFmt")) {
        const char *code = attribute(attributes, "formatCode");
        if (code && id < STYLES_MOST && shows_date(code)) {
            b->custom_date[id / 8] |= (unsigned char)(1u << (id % 8));
        }
    } else if (is(name, "cellXfs")) {
        b->in_xfs = true;
    } else if (b->in_xfs && is(name, "xf") && b->style_count < STYLES_MOST) {
        bool custom = id < STYLES_MOST && (b->custom_date[id / 8] >> (id % 8) & 1);
        b->date_style[b->style_count++] = custom || is_date_format(id);
    }
}

static void style_end(struct book *b, const char *name) {
    if (is(name, "cellXfs")) b->in_xfs = false;
}

/* -- strings
 * --------------------------------------------------------------------------------------- */

static void strings_add(struct book *b) {
    struct strings *s = &b->strings;
    if (s->count == STRINGS_MOST) {
        fatal(b, TABLE_BOMB, 0, 0);
        return;
    }
    if (s->count + 1 >= s->room) {
        s->room = s->room ? s->room * 2 : 1024;
        s->at = realloc(s->at, s->room * sizeof *s->at);
        if (!s->at) abort();
    }
    if (!s->held && !(s->held = malloc(STRINGS_HELD))) abort();
    s->at[s->count++] = s->end;
    if (!s->spilt && s->end + b->text_n > STRINGS_HELD) {
        s->spilt = tmpfile();
        /* From here on all is in the file, at its place less what is held. */
        if (!s->spilt) abort();
        s->at[s->count - 1] = s->end = STRINGS_HELD;
    }
    if (!s->spilt) {
        memcpy(s->held + s->end, b->text, b->text_n);
    } else if (fwrite(b->text, 1, b->text_n, s->spilt) != b->text_n) {
        abort();
    }
    s->end += b->text_n;
    s->at[s->count] = s->end;
}

/* String ${i} into the text of the book; false if there is none. */
static bool strings_get(struct book *b, size_t i) {
    struct strings *s = &b->strings;
    if (i >= s->count) return false;
    uint64_t from = s->at[i], to = s->at[i + 1];
    if (from < STRINGS_HELD && to > STRINGS_HELD) to = from; /* never: strings do not straddle */
    b->text_n = (size_t)(to - from);
    if (b->text_n > TABLE_CELL) return false;
    if (from < STRINGS_HELD) {
        memcpy(b->text, s->held + from, b->text_n);
        return true;
    }
    ssize_t n = pread(fileno(s->spilt), b->text, b->text_n, (off_t)(from - STRINGS_HELD));
    return n == (ssize_t)b->text_n;
}

static void text_begin(struct book *b) {
    b->text_n = 0;
    b->long_text = false;
}

static void string_begin(struct book *b, const char *name, const char **attributes) {
    (void)attributes;
    if (is(name, "si")) text_begin(b);
    if (is(name, "t")) b->in_text = true;
    if (is(name, "rPh")) b->in_phonetic = true; /* how it is read aloud: not the text */
}

static void string_end(struct book *b, const char *name) {
    if (is(name, "t")) b->in_text = false;
    if (is(name, "rPh")) b->in_phonetic = false;
    if (!is(name, "si")) return;
    if (b->long_text) {
        fatal(b, TABLE_LONG, 0, 0);
    } else {
        strings_add(b);
    }
}

/* -- the sheet
 * -------------------------------------------------------------------------------------- */

/* "C12": row and column from 1; false if it is none. */
static bool reference(size_t *row, size_t *column, const char *at) {
    *row = *column = 0;
    for (; *at >= 'A' && *at <= 'Z' && *column < 100000; at++) {
        *column = *column * 26 + (size_t)(*at - 'A' + 1);
    }
    for (; *at >= '0' && *at <= '9' && *row < 100000000; at++) {
        *row = *row * 10 + (size_t)(*at - '0');
    }
    return *row > 0 && *column > 0;
}

static void row_begin(struct book *b, const char **attributes) {
    const char *r = attribute(attributes, "r");
    b->row = r ? number_of(r) : b->last_row + 1;
    if (b->row <= b->last_row) {
        fatal(b, TABLE_ORDER, b->row, 0);
    } else if (b->row > TABLE_ROWS + 1) {
        fatal(b, TABLE_MANY, b->row, 0);
    }
    if (is_true(attribute(attributes, "hidden"))) fault(b, TABLE_HIDDEN_ROW, b->row, 0);
    b->last_row = b->row;
    b->last_column = b->cell_count = b->row_used = 0;
    b->filled = false;
    b->in_row = true;
}

static void row_end(struct book *b) {
    b->in_row = false;
    if (!b->filled) return;
    enum status st = b->sink->row(b->sink->arg, b->row, b->cells, b->cell_count);
    if (st == OK) return;
    b->st = st;
    XML_StopParser(b->parser, XML_FALSE);
}

static void cell_begin(struct book *b, const char **attributes) {
    const char *r = attribute(attributes, "r"), *type = attribute(attributes, "t");
    size_t row;
    if (!r || !reference(&row, &b->column, r)) b->column = b->last_column + 1;
    if (b->column <= b->last_column) {
        fatal(b, TABLE_ORDER, b->row, b->column);
        return;
    }
    b->last_column = b->column;
    snprintf(b->type, sizeof b->type, "%s", type ? type : "n");
    b->style = number_of(attribute(attributes, "s"));
    b->formula = false;
    b->in_cell = true;
    text_begin(b);
}

/* A serial number as a day: 1 is 1900-01-01, and 60, a day that never was, is refused as a date;
 * with the other epoch 0 is 1904-01-01. */
static bool date_of(struct book *b, double serial) {
    int32_t first;
    if (serial < 0 || serial > 401000) return false;
    int32_t days = (int32_t)floor(serial);
    if (b->epoch_1904) {
        date_from_ymd(&first, 1904, 1, 1);
        days += first;
    } else {
        if (days < 1 || days == 60) return false;
        date_from_ymd(&first, 1900, 1, 1);
        days += first - (days > 60 ? 2 : 1);
    }
    struct ymd d = date_ymd(days);
    b->text_n = (size_t)snprintf(b->text, sizeof b->text, "%04d-%02d-%02d", d.year, d.month, d.day);
    return true;
}

/* The text of a numeric cell: a date, a whole number in full as long as it is exact, or as it is.
 */
static bool number_text(struct book *b) {
    char *end;
    b->text[b->text_n] = '\0';
    double value = strtod(b->text, &end);
    if (end == b->text || !isfinite(value)) return true;
    if (b->style < b->style_count && b->date_style[b->style] && date_of(b, value)) return false;
    if (floor(value) == value && fabs(value) < 1e15) {
        b->text_n = (size_t)snprintf(b->text, sizeof b->text, "%.0f", value);
    }
    return true;
}

static void cell_put(struct book *b, bool number) {
    if (b->column > TABLE_CELLS) {
        fatal(b, TABLE_WIDE, b->row, b->column);
        return;
    }
    while (b->cell_count < b->column - 1) b->cells[b->cell_count++] = (struct table_cell){0};
    char *at = b->row_text + b->row_used;
    memcpy(at, b->text, b->text_n);
    b->row_used += b->text_n;
    b->cells[b->cell_count++] = (struct table_cell){{at, b->text_n}, number};
    b->filled = true;
}

static void cell_end(struct book *b) {
    bool number = false;
    b->in_cell = false;
    if (b->formula) {
        fault(b, TABLE_FORMULA, b->row, b->column);
        b->text_n = 0;
    } else if (b->long_text) {
        fatal(b, TABLE_LONG, b->row, b->column);
        return;
    }
    if (b->text_n == 0) return;
    if (strcmp(b->type, "s") == 0) {
        b->text[b->text_n] = '\0';
        if (!strings_get(b, number_of(b->text))) {
            fatal(b, TABLE_XML, b->row, b->column);
            return;
        }
    } else if (strcmp(b->type, "e") == 0) {
        fault(b, TABLE_ERROR_VALUE, b->row, b->column);
        return;
    } else if (strcmp(b->type, "d") == 0) {
        b->text_n = b->text_n > 10 ? 10 : b->text_n; /* ISO 8601; the day is enough */
    } else if (strcmp(b->type, "n") == 0) {
        number = number_text(b);
    }
    if (b->text_n) cell_put(b, number);
}

static void sheet_begin(struct book *b, const char *name, const char **attributes) {
    size_t row, column;
    if (is(name, "row")) {
        row_begin(b, attributes);
    } else if (is(name, "c") && b->in_row) {
        cell_begin(b, attributes);
    } else if (b->in_cell && (is(name, "v") || is(name, "t"))) {
        b->in_text = true;
    } else if (b->in_cell && is(name, "rPh")) {
        b->in_phonetic = true;
    } else if (b->in_cell && is(name, "f")) {
        b->formula = true;
    } else if (is(name, "col") && is_true(attribute(attributes, "hidden"))) {
        fault(b, TABLE_HIDDEN_COLUMN, 0, number_of(attribute(attributes, "min")));
    } else if (is(name, "mergeCell")) {
        const char *ref = attribute(attributes, "ref");
        if (!ref || !reference(&row, &column, ref)) row = column = 0;
        fault(b, TABLE_MERGED, row, column);
    }
}

static void sheet_end(struct book *b, const char *name) {
    if (is(name, "row")) {
        row_end(b);
    } else if (is(name, "v") || is(name, "t")) {
        b->in_text = false;
    } else if (is(name, "rPh")) {
        b->in_phonetic = false;
    } else if (is(name, "c") && b->in_cell) {
        cell_end(b);
    }
}

/* Cell faults do not stop the sheet, so the state of the parts before must not either. */
static void parts(struct book *b) {
    static const struct handlers book = {book_begin, NULL}, relation = {relation_begin, NULL},
                                 style = {style_begin, style_end},
                                 string = {string_begin, string_end},
                                 sheet = {sheet_begin, sheet_end};
    part(b, "xl/workbook.xml", &book, true);
    if (b->st == OK && b->sheets == 0) fault(b, TABLE_PART, 0, 0);
    part(b, "xl/_rels/workbook.xml.rels", &relation, true);
    part(b, "xl/styles.xml", &style, false);
    part(b, "xl/sharedStrings.xml", &string, false);
    part(b, b->sheet, &sheet, true);
}

static void book_free(struct book *b) {
    if (b->strings.spilt) fclose(b->strings.spilt);
    free(b->strings.at);
    free(b->strings.held);
    free(b->date_style);
    free(b->row_text);
    free(b);
}

enum status xlsx_scan(FILE *f, const struct table_sink *sink) {
    int error = 0, fd = dup(fileno(f));
    struct book *b = calloc(1, sizeof *b);
    if (!b) abort();
    *b = (struct book){.sink = sink};
    b->date_style = calloc(STYLES_MOST, sizeof *b->date_style);
    b->row_text = malloc(ROW_MOST);
    if (!b->date_style || !b->row_text) abort();
    b->zip = fd < 0 ? NULL : zip_fdopen(fd, 0, &error);
    if (b->zip) {
        parts(b);
        zip_discard(b->zip);
    } else {
        fault(b, TABLE_ZIP, 0, 0);
    }
    enum status st = b->st;
    book_free(b);
    return st;
}
