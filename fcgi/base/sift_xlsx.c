/*
 * Workbooks: sheets with their hidden rows and columns, the strings they share, remarks on cells.
 * Each text is told with its cell. (Part of sift_xml.h; the first sheet of a register file is read
 * by xlsx.c, which knows nothing of this.)
 */
#include "base/sift_xml.h"

#include <math.h>

#define SHEETS_MOST 1000

static void book_begin(struct office *o, const char *name, const char **attributes) {
    const char *label = sift_attribute(attributes, "name"),
               *state = sift_attribute(attributes, "state");
    if (!sift_is(name, "sheet") || !label) return;
    if (o->sheet_count == SHEETS_MOST) sift_stop(SIFT_BOMB);
    o->sheets = sift_grown(o->sheets, (o->sheet_count + 1) * sizeof *o->sheets);
    struct sheet *s = &o->sheets[o->sheet_count++];
    *s = (struct sheet){.hidden = state && !sift_is(state, "visible")};
    snprintf(s->name, sizeof s->name, "%s", label);
    for (size_t i = 0; attributes[i]; i += 2) {
        if (strchr(attributes[i], ':') && sift_is(sift_local(attributes[i]), "id")) {
            snprintf(s->relation, sizeof s->relation, "%s", attributes[i + 1]);
        }
    }
    if (!s->hidden) return;
    struct sift_place place = {.part = SIFT_CELL, .name = str_from(s->name)};
    sift_say_found(SIFT_HIDDEN_SHEET, &place);
}

static void relation_begin(struct office *o, const char *name, const char **attributes) {
    const char *id = sift_attribute(attributes, "Id"),
               *target = sift_attribute(attributes, "Target");
    if (!sift_is(name, "Relationship") || !id || !target) return;
    for (size_t i = 0; i < o->sheet_count; i++) {
        struct sheet *s = &o->sheets[i];
        if (!sift_is(s->relation, id)) continue;
        snprintf(s->part, sizeof s->part, "%s%s", target[0] == '/' ? "" : "xl/",
                 target[0] == '/' ? target + 1 : target);
    }
}

static void string_begin(struct office *o, const char *name, const char **attributes) {
    (void)attributes;
    if (sift_is(name, "t")) o->in_text = true;
    if (sift_is(name, "rPh")) sift_gather(o, ";", 1);
}

static void string_end(struct office *o, const char *name) {
    struct gather *g = sift_gathering(o);
    if (sift_is(name, "t")) o->in_text = false;
    if (!sift_is(name, "si")) return;
    if (o->string_count == o->string_room) {
        o->string_room = o->string_room ? o->string_room * 2 : 4096;
        o->string_at = sift_grown(o->string_at, o->string_room * sizeof *o->string_at);
        o->string_used = sift_grown(o->string_used, o->string_room * sizeof *o->string_used);
    }
    if (o->strings_n + g->n + 1 > o->strings_room) {
        o->strings_room = (o->strings_n + g->n + 1) * 2;
        o->strings = sift_grown(o->strings, o->strings_room);
    }
    o->string_used[o->string_count] = false;
    o->string_at[o->string_count++] = o->strings_n;
    if (g->n) memcpy(o->strings + o->strings_n, g->p, g->n);
    o->strings_n += g->n;
    o->strings[o->strings_n++] = '\0';
    g->n = 0;
}

/* AB12: column 28, row 12. */
static bool reference(uint32_t *row, uint32_t *column, const char *ref) {
    *row = *column = 0;
    for (; *ref >= 'A' && *ref <= 'Z' && *column < 20000; ref++) {
        *column = *column * 26 + (uint32_t)(*ref - 'A' + 1);
    }
    for (; *ref >= '0' && *ref <= '9' && *row < 10000000; ref++) {
        *row = *row * 10 + (uint32_t)(*ref - '0');
    }
    return *row > 0 && *column > 0;
}

static bool is_nothing(const char *size) {
    return size && strtod(size, NULL) == 0;
}

static void sheet_begin(struct office *o, const char *name, const char **attributes) {
    const char *ref = sift_attribute(attributes, "r");
    uint32_t row, column;
    if (sift_is(name, "col") && o->column_count < SIFT_COLUMNS &&
        (sift_is_true(sift_attribute(attributes, "hidden")) ||
         is_nothing(sift_attribute(attributes, "width")))) {
        o->columns[o->column_count].from = sift_number(sift_attribute(attributes, "min"));
        o->columns[o->column_count++].to = sift_number(sift_attribute(attributes, "max"));
    } else if (sift_is(name, "row")) {
        o->row = ref ? sift_number(ref) : o->row + 1;
        o->column = 0;
        o->hidden_row = sift_is_true(sift_attribute(attributes, "hidden")) ||
                        is_nothing(sift_attribute(attributes, "ht"));
    } else if (sift_is(name, "c")) {
        const char *type = sift_attribute(attributes, "t");
        if (ref && reference(&row, &column, ref)) {
            if (column != o->column + 1) sift_boxes_end(o);
            o->column = column;
        } else {
            o->column++;
        }
        sift_tell(o, sift_gathering(o));
        snprintf(o->type, sizeof o->type, "%s", type ? type : "n");
        o->in_cell = true;
        o->box_chars = 0;
    } else if (sift_is(name, "f") && o->in_cell) {
        o->in_text = true;
    } else if ((sift_is(name, "v") || sift_is(name, "t")) && o->in_cell) {
        sift_tell(o, sift_gathering(o));
        o->in_text = true;
        o->box_chars = 0;
    } else if (!o->in_cell) {
        o->in_text = true; /* headers, footers, lists to choose from */
    }
}

/* A number as the sheet shows it: 1.3900000001E10 is a telephone number. */
static void number_text(struct gather *g) {
    char text[64];
    sift_append(g, "", 1);
    double value = strtod(g->p, NULL);
    g->n--;
    if (!isfinite(value) || floor(value) != value || fabs(value) >= 1e20) return;
    g->n = 0;
    sift_append(g, text, (size_t)snprintf(text, sizeof text, "%.0f", value));
}

static void hidden_cell(struct office *o) {
    struct sift_place place = o->place;
    if (o->hidden_row && !o->row_told) {
        place.a = o->row;
        sift_say_found(SIFT_HIDDEN_ROW, &place);
        o->row_told = true;
    }
    for (size_t i = 0; i < o->column_count && !o->column_told; i++) {
        if (o->column < o->columns[i].from || o->column > o->columns[i].to) continue;
        place.a = 0;
        place.b = o->column;
        sift_say_found(SIFT_HIDDEN_COLUMN, &place);
        o->column_told = true;
    }
}

static void value_end(struct office *o) {
    struct gather *g = sift_gathering(o);
    o->in_text = false;
    if (g->n) hidden_cell(o);
    if (sift_is(o->type, "s")) {
        sift_append(g, "", 1);
        size_t i = strtoul(g->p, NULL, 10);
        g->n = 0;
        if (i >= o->string_count) sift_stop(SIFT_DAMAGED);
        const char *text = o->strings + o->string_at[i];
        o->string_used[i] = true;
        sift_append(g, text, strlen(text));
        o->box_chars = 0;
        sift_boxes_text(o, text, strlen(text));
    } else if (sift_is(o->type, "n") && g->n) {
        number_text(g);
    }
}

static void sheet_end(struct office *o, const char *name) {
    if (o->in_cell && sift_is(name, "v")) {
        value_end(o);
    } else if (o->in_cell && sift_is(name, "t")) {
        if (sift_gathering(o)->n) hidden_cell(o);
        o->in_text = false;
    } else if (sift_is(name, "f")) {
        o->in_text = false;
    } else if (sift_is(name, "c") && o->in_cell) {
        sift_tell(o, sift_gathering(o));
        sift_boxes_cell(o);
        o->in_cell = false;
    } else if (sift_is(name, "row")) {
        sift_boxes_end(o);
    } else if (!o->in_cell) {
        sift_tell(o, sift_gathering(o));
        o->in_text = false;
    }
}

/* The runs of a remark are joined; threaded ones have none. */
static void remark_begin(struct office *o, const char *name, const char **attributes) {
    (void)attributes;
    if (sift_is(name, "t") || sift_is(name, "text")) o->in_text = true;
    if (sift_is(name, "comment") || sift_is(name, "threadedComment"))
        sift_xml_found(o, SIFT_COMMENT);
}

static void remark_end(struct office *o, const char *name) {
    if (sift_is(name, "t") || sift_is(name, "text")) o->in_text = false;
    if (sift_is(name, "comment") || sift_is(name, "threadedComment"))
        sift_tell(o, sift_gathering(o));
}

static const struct reading book = {book_begin, NULL, true};
static const struct reading relation = {relation_begin, NULL, true};
static const struct reading string = {string_begin, string_end, false};
static const struct reading sheet = {sheet_begin, sheet_end, false};
const struct reading sift_remarks = {remark_begin, remark_end, false};
static void read_named(struct office *o, const char *name, const struct reading *how) {
    zip_int64_t i = zip_name_locate(o->zip, name, ZIP_FL_NOCASE);
    const struct sift_place place = {.part = SIFT_ELSEWHERE};
    if (i >= 0) sift_xml(o, (zip_uint64_t)i, how, place, false);
}

void sift_book(struct office *o) {
    read_named(o, "xl/workbook.xml", &book);
    read_named(o, "xl/_rels/workbook.xml.rels", &relation);
    read_named(o, "xl/sharedStrings.xml", &string);
}

bool sift_sheet(struct office *o, zip_uint64_t i, const char *name) {
    static const struct sheet lost = {.name = ""};
    if (!sift_starts(name, "xl/worksheets/") && !sift_starts(name, "xl/chartsheets/")) return false;
    if (!sift_ends(name, ".xml")) return false;
    o->sheet = &lost; /* one that the workbook does not know goes out too */
    for (size_t k = 0; k < o->sheet_count; k++) {
        if (sift_is(o->sheets[k].part, name)) o->sheet = &o->sheets[k];
    }
    o->row = o->column = 0;
    o->column_count = 0;
    o->hidden_row = o->row_told = o->column_told = false;
    sift_xml(o, i, &sheet, (struct sift_place){.part = SIFT_CELL, .name = str_from(o->sheet->name)},
             false);
    o->sheet = NULL;
    return true;
}

void sift_left_strings(struct office *o) {
    const struct sift_place place = {.part = SIFT_ELSEWHERE};
    for (size_t i = 0; i < o->string_count; i++) {
        const char *text = o->strings + o->string_at[i];
        if (!o->string_used[i]) sift_say_text(&place, text, strlen(text));
    }
}
