/*
 * Reading a workbook, part by part, in the order in which one part is needed for the next:
 *
 *     workbook.xml (first sheet, epoch, hidden sheets) -> its relations (the sheet's file)
 *     -> styles.xml (which numbers are dates) -> sharedStrings.xml -> the sheet, row by row
 *
 * Each part goes through expat in chunks; what does not belong to a limit of base/table.h ends it.
 */
#include "base/xlsx_book.h"

#include <stdlib.h>
#include <unistd.h>

#define STRINGS_HELD                                                                               \
    ((size_t)12 << 20) /* bytes of shared strings in memory; the rest in a file                    \
                        */
#define STRINGS_FIRST ((size_t)16 << 10)
#define STRINGS_MOST  20000000

/* -- workbook and relations
 * ------------------------------------------------------------------------ */

static void book_begin(struct xlsx_book *b, const char *name, const char **attributes) {
    if (xlsx_is(name, "workbookPr"))
        b->epoch_1904 = xlsx_is_true(xlsx_attribute(attributes, "date1904"));
    if (!xlsx_is(name, "sheet")) return;
    const char *state = xlsx_attribute(attributes, "state");
    bool hidden = state && strcmp(state, "visible") != 0;
    if (b->sheets++ == 0) {
        const char *id = NULL; /* r:id, not id */
        for (size_t i = 0; attributes[i]; i += 2) {
            if (strchr(attributes[i], ':') && xlsx_is(attributes[i], "id")) id = attributes[i + 1];
        }
        if (id) snprintf(b->relation, sizeof b->relation, "%s", id);
    } else if (b->sheets == 2) {
        xlsx_fault(b, TABLE_MORE_SHEETS, 0, 0);
    }
    if (hidden) xlsx_fault(b, TABLE_HIDDEN_SHEET, 0, b->sheets);
}

static void relation_begin(struct xlsx_book *b, const char *name, const char **attributes) {
    const char *id = xlsx_attribute(attributes, "Id"),
               *target = xlsx_attribute(attributes, "Target");
    if (!xlsx_is(name, "Relationship") || !id || !target || strcmp(id, b->relation) != 0) return;
    /* Relative to xl/, or from the root. */
    snprintf(b->sheet, sizeof b->sheet, "%s%s", target[0] == '/' ? "" : "xl/",
             target[0] == '/' ? target + 1 : target);
}

/* -- styles: which cells are dates
 * ------------------------------------------------------------------ */

static void set_bit(unsigned char *bits, size_t i) {
    bits[i / 8] |= (unsigned char)(1u << (i % 8));
}
static bool has_bit(const unsigned char *bits, size_t i) {
    return bits[i / 8] >> (i % 8) & 1;
}

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

static void style_begin(struct xlsx_book *b, const char *name, const char **attributes) {
    size_t id = xlsx_number_of(xlsx_attribute(attributes, "numFmtId"));
    if (xlsx_is(name, "numFmt")) {
        const char *code = xlsx_attribute(attributes, "formatCode");
        if (code && id < STYLES_MOST && shows_date(code)) {
            set_bit(b->custom_date, id);
        }
    } else if (xlsx_is(name, "cellXfs")) {
        b->in_xfs = true;
    } else if (b->in_xfs && xlsx_is(name, "xf") && b->style_count < STYLES_MOST) {
        bool custom = id < STYLES_MOST && has_bit(b->custom_date, id);
        if (custom || is_date_format(id)) set_bit(b->date_style, b->style_count);
        b->style_count++;
    }
}

bool xlsx_is_date(const struct xlsx_book *b, size_t style) {
    return style < b->style_count && has_bit(b->date_style, style);
}

static void style_end(struct xlsx_book *b, const char *name) {
    if (xlsx_is(name, "cellXfs")) b->in_xfs = false;
}

/* -- strings
 * --------------------------------------------------------------------------------------- */

/* Room for ${n} more bytes of what is held; never beyond STRINGS_HELD. */
static void strings_hold(struct xlsx_strings *s, size_t n) {
    if (s->held && s->held_room - s->end >= n) return;
    do {
        s->held_room = s->held_room ? s->held_room * 2 : STRINGS_FIRST;
    } while (s->held_room - s->end < n);
    if (s->held_room > STRINGS_HELD) s->held_room = STRINGS_HELD;
    s->held = realloc(s->held, s->held_room);
    if (!s->held) abort();
}

static void strings_add(struct xlsx_book *b) {
    struct xlsx_strings *s = &b->strings;
    if (s->count == STRINGS_MOST) {
        xlsx_fatal(b, TABLE_BOMB, 0, 0);
        return;
    }
    if (s->count + 1 >= s->room) {
        s->room = s->room ? s->room * 2 : 1024;
        s->at = realloc(s->at, s->room * sizeof *s->at);
        if (!s->at) abort();
    }
    s->at[s->count++] = s->end;
    if (!s->spilt && s->end + b->text_n > STRINGS_HELD) {
        s->spilt = tmpfile();
        /* From here on all is in the file, at its place less what is held. */
        if (!s->spilt) abort();
    }
    if (!s->spilt) {
        strings_hold(s, b->text_n);
        memcpy(s->held + s->end, b->text, b->text_n);
        s->held_n += b->text_n;
    } else if (fwrite(b->text, 1, b->text_n, s->spilt) != b->text_n) {
        abort();
    }
    s->end += b->text_n;
    s->at[s->count] = s->end;
}

bool xlsx_string(struct xlsx_book *b, size_t i) {
    struct xlsx_strings *s = &b->strings;
    if (i >= s->count) return false;
    uint64_t from = s->at[i], to = s->at[i + 1];
    b->text_n = (size_t)(to - from);
    if (to <= s->held_n) {
        memcpy(b->text, s->held + from, b->text_n);
        return true;
    }
    /* (Parts are read one after another: nothing is added to the file any more.) */
    if (fflush(s->spilt) != 0) abort();
    ssize_t n = pread(fileno(s->spilt), b->text, b->text_n, (off_t)(from - s->held_n));
    return n == (ssize_t)b->text_n;
}

void xlsx_text_begin(struct xlsx_book *b) {
    b->text_n = 0;
    b->long_text = false;
}

static void string_begin(struct xlsx_book *b, const char *name, const char **attributes) {
    (void)attributes;
    if (xlsx_is(name, "si")) xlsx_text_begin(b);
    if (xlsx_is(name, "t")) b->in_text = true;
    if (xlsx_is(name, "rPh")) b->in_phonetic = true; /* how it is read aloud: not the text */
}

static void string_end(struct xlsx_book *b, const char *name) {
    if (xlsx_is(name, "t")) b->in_text = false;
    if (xlsx_is(name, "rPh")) b->in_phonetic = false;
    if (!xlsx_is(name, "si")) return;
    if (b->long_text) {
        xlsx_fatal(b, TABLE_LONG, 0, 0);
    } else {
        strings_add(b);
    }
}

/* Cell faults do not stop the sheet, so the state of the parts before must not either. */
static void parts(struct xlsx_book *b) {
    static const struct xlsx_handlers book = {book_begin, NULL}, relation = {relation_begin, NULL},
                                      style = {style_begin, style_end},
                                      string = {string_begin, string_end},
                                      sheet = {xlsx_sheet_begin, xlsx_sheet_end};
    xlsx_part(b, "xl/workbook.xml", &book, true);
    if (b->st == OK && b->sheets == 0) xlsx_fault(b, TABLE_PART, 0, 0);
    xlsx_part(b, "xl/_rels/workbook.xml.rels", &relation, true);
    xlsx_part(b, "xl/styles.xml", &style, false);
    xlsx_part(b, "xl/sharedStrings.xml", &string, false);
    xlsx_part(b, b->sheet, &sheet, true);
}

static void book_free(struct xlsx_book *b) {
    if (b->strings.spilt) fclose(b->strings.spilt);
    free(b->strings.at);
    free(b->strings.held);
    free(b->row_text);
    free(b);
}

enum status xlsx_scan(FILE *f, const struct table_sink *sink) {
    int error = 0, fd = dup(fileno(f));
    struct xlsx_book *b = calloc(1, sizeof *b);
    if (!b) abort();
    *b = (struct xlsx_book){.sink = sink};
    b->row_text = malloc(ROW_MOST);
    if (!b->row_text) abort();
    b->zip = fd < 0 ? NULL : zip_fdopen(fd, 0, &error);
    if (b->zip) {
        parts(b);
        zip_discard(b->zip);
    } else {
        xlsx_fault(b, TABLE_ZIP, 0, 0);
    }
    enum status st = b->st;
    book_free(b);
    return st;
}
