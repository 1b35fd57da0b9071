/*
 * Word and Excel files (ECMA-376), in the reader's process. Every part of the archive is read, in
 * whatever place it lies and whether or not anything refers to it: what Word and Excel do not show
 * goes out with the file all the same. Word splits a number into runs as it likes; they are joined
 * again to paragraphs. Room of libzip and expat, with xlsx.c, which reads the first sheet of a
 * register file and nothing else.
 *
 * Who wrote it, in docProps, is replaced by nothing; so is what cameras wrote into pictures.
 */
#include <expat.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/sift_part.h"

#define CHUNK         65536
#define PARTS_MOST    5000
#define UNPACKED_MOST ((uint64_t)192 << 20)
#define DEPTH_MOST    200
#define NEST          6                 /* paragraphs within paragraphs: text boxes */
#define GATHER_MOST   ((size_t)1 << 20) /* bytes of one paragraph or cell; more is told in pieces */
#define NAME_MOST     256
#define SHEETS_MOST   1000
#define COLUMNS_MOST  64 /* hidden ranges of a sheet */
#define BOXES         40 /* digits, one a cell */

struct gather {
    char *p;
    size_t n, room;
    uint32_t number; /* of the paragraph */
};

struct sheet {
    char name[NAME_MOST], relation[NAME_MOST], part[NAME_MOST];
    bool hidden;
};

struct office {
    zip_t *zip;
    uint64_t unpacked;
    bool replaced; /* something: there is a cleaned file */
    /* of the workbook */
    struct sheet *sheets;
    size_t sheet_count;
    char *strings; /* shared ones, one after another, each with its end */
    size_t strings_n, strings_room;
    size_t *string_at;
    bool *string_used;
    size_t string_count, string_room;
    /* of the part being read */
    XML_Parser parser;
    const struct reading *how;
    struct sift_place place;
    int depth;
    struct gather texts[NEST];
    int nest;
    uint32_t paragraphs;
    bool in_text;
    bool personal; /* in the name of a person or firm */
    char boxes[BOXES], box;
    size_t box_count, box_chars;
    /* of the sheet */
    const struct sheet *sheet;
    uint32_t row, column;
    bool in_cell, hidden_row, row_told, column_told;
    char type[12];
    struct {
        uint32_t from, to;
    } columns[COLUMNS_MOST];
    size_t column_count;
};

/* How to read one kind of part. */
struct reading {
    void (*begin)(struct office *o, const char *name, const char **attributes);
    void (*end)(struct office *o, const char *name);
    bool all; /* every text in it, not only that of text elements */
};

/* -- small things ----------------------------------------------------------------------------- */

static const char *local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static bool is(const char *name, const char *what) {
    return strcmp(name, what) == 0;
}

static bool is_one_of(const char *name, const char *const *list) {
    for (; *list; list++) {
        if (is(name, *list)) return true;
    }
    return false;
}

static const char *attribute(const char **list, const char *name) {
    for (size_t i = 0; list[i]; i += 2) {
        if (is(local(list[i]), name)) return list[i + 1];
    }
    return NULL;
}

static bool is_true(const char *value) {
    return value && (is(value, "1") || is(value, "true"));
}

static bool starts(const char *s, const char *with) {
    return strncmp(s, with, strlen(with)) == 0;
}

static bool ends(const char *s, const char *with) {
    size_t n = strlen(s), m = strlen(with);
    return n >= m && strcasecmp(s + n - m, with) == 0;
}

static uint32_t number_of(const char *text) {
    return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

static void *grown(void *p, size_t n) {
    p = realloc(p, n);
    if (!p) sift_stop(SIFT_SLOW);
    return p;
}

/* -- gathering text --------------------------------------------------------------------------- */

static struct gather *gathering(struct office *o) {
    return &o->texts[o->nest];
}

static void append(struct gather *g, const char *s, size_t n) {
    if (g->n + n > g->room) {
        g->room = (g->n + n) * 2;
        g->p = grown(g->p, g->room);
    }
    memcpy(g->p + g->n, s, n);
    g->n += n;
}

static void tell(struct office *o, struct gather *g) {
    struct sift_place place = o->place;
    if (o->sheet) {
        place.a = o->in_cell ? o->row : 0;
        place.b = o->in_cell ? o->column : 0;
    } else {
        place.a = g->number;
    }
    if (g->n) sift_say_text(&place, g->p, g->n);
    g->n = 0;
}

static void gather(struct office *o, const char *s, size_t n) {
    struct gather *g = gathering(o);
    if (g->n + n > GATHER_MOST) tell(o, g);
    append(g, s, n);
}

static void found(struct office *o, enum sift_finding what) {
    struct sift_place place = o->place;
    if (!o->sheet) place.a = gathering(o)->number;
    sift_say_found(what, &place);
}

/* A digit in a cell of its own, as forms have it; anything else ends the row of them. */
static void boxes_end(struct office *o) {
    struct sift_place place = o->place;
    place.boxes = true;
    place.a = o->sheet ? o->row : o->paragraphs;
    place.b = o->sheet ? o->column : 0;
    if (o->box_count >= 11) sift_say_text(&place, o->boxes, o->box_count);
    o->box_count = 0;
}

static void boxes_cell(struct office *o) {
    if (o->box_chars != 1) {
        boxes_end(o);
    } else if (o->box_count < BOXES) {
        o->boxes[o->box_count++] = o->box;
    }
    o->box_chars = 0;
}

static void boxes_text(struct office *o, const char *s, size_t n) {
    for (size_t i = 0; i < n && o->box_chars < 2; i++) {
        if (strchr(" \t\r\n", s[i])) continue;
        o->box = s[i];
        o->box_chars += (s[i] >= '0' && s[i] <= '9') || s[i] == 'X' || s[i] == 'x' ? 1 : 2;
    }
}

/* -- a part of XML ---------------------------------------------------------------------------- */

static void XMLCALL on_begin(void *arg, const char *name, const char **attributes) {
    static const char *const told[] = {"descr",   "title",  "alt",         "val",   "value",
                                       "v",       "name",   "Target",      "text",  "displayText",
                                       "tooltip", "prompt", "promptTitle", "error", NULL};
    struct office *o = arg;
    if (++o->depth > DEPTH_MOST) sift_stop(SIFT_BOMB);
    for (size_t i = 0; attributes[i]; i += 2) {
        if (!is_one_of(local(attributes[i]), told)) continue;
        sift_say_text(&o->place, attributes[i + 1], strlen(attributes[i + 1]));
    }
    if (o->how->begin) o->how->begin(o, local(name), attributes);
}

static void XMLCALL on_end(void *arg, const char *name) {
    struct office *o = arg;
    o->depth--;
    if (o->how->end) o->how->end(o, local(name));
    if (o->how->all) gather(o, ";", 1); /* what no number reaches over */
}

static void XMLCALL on_text(void *arg, const char *s, int n) {
    struct office *o = arg;
    if (!o->in_text && !o->how->all) return;
    gather(o, s, (size_t)n);
    boxes_text(o, s, (size_t)n);
}

static void XMLCALL on_doctype(void *arg, const char *name, const char *system, const char *public,
                               int internal) {
    (void)arg, (void)name, (void)system, (void)public, (void)internal;
    sift_stop(SIFT_DAMAGED);
}

static zip_file_t *open_part(struct office *o, zip_uint64_t i) {
    zip_stat_t stat;
    zip_file_t *file = zip_fopen_index(o->zip, i, 0);
    if (file) return file;
    bool locked = zip_stat_index(o->zip, i, 0, &stat) == 0 &&
                  (stat.valid & ZIP_STAT_ENCRYPTION_METHOD) &&
                  stat.encryption_method != ZIP_EM_NONE;
    sift_stop(locked ? SIFT_LOCKED : SIFT_DAMAGED);
}

static size_t read_part(struct office *o, zip_file_t *file, void *to, size_t n) {
    zip_int64_t got = zip_fread(file, to, n);
    if (got < 0) sift_stop(SIFT_DAMAGED);
    o->unpacked += (uint64_t)got;
    if (o->unpacked > UNPACKED_MOST) sift_stop(SIFT_BOMB);
    return (size_t)got;
}

static void read_xml(struct office *o, zip_uint64_t i, const struct reading *how,
                     struct sift_place place, bool lenient) {
    zip_file_t *file = open_part(o, i);
    o->parser = XML_ParserCreate(NULL);
    if (!o->parser) sift_stop(SIFT_SLOW);
    o->how = how;
    o->place = place;
    o->depth = o->nest = 0;
    o->paragraphs = 0;
    o->in_text = o->in_cell = o->personal = false;
    o->box_count = o->box_chars = 0;
    for (int k = 0; k < NEST; k++) o->texts[k].n = o->texts[k].number = 0;
    XML_SetUserData(o->parser, o);
    XML_SetElementHandler(o->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(o->parser, on_text);
    XML_SetStartDoctypeDeclHandler(o->parser, on_doctype);
    for (size_t n = 1; n > 0;) {
        void *room = XML_GetBuffer(o->parser, CHUNK);
        if (!room) sift_stop(SIFT_SLOW);
        n = read_part(o, file, room, CHUNK);
        if (XML_ParseBuffer(o->parser, (int)n, n == 0) == XML_STATUS_OK) continue;
        if (!lenient) sift_stop(SIFT_DAMAGED);
        break;
    }
    boxes_end(o);
    tell(o, gathering(o));
    XML_ParserFree(o->parser);
    o->parser = NULL;
    zip_fclose(file);
}

/* -- text in paragraphs: Word, drawings ------------------------------------------------------- */

static const char *const text_elements[] = {"t", "delText", "instrText", "delInstrText", NULL};

static void words_begin(struct office *o, const char *name, const char **attributes) {
    if (is(name, "p")) {
        if (o->nest < NEST - 1) o->nest++;
        gathering(o)->number = ++o->paragraphs;
    } else if (is_one_of(name, text_elements)) {
        o->in_text = true;
    } else if (is(name, "tab")) {
        gather(o, " ", 1);
    } else if (is(name, "br") || is(name, "cr")) {
        gather(o, "\n", 1);
    } else if (is(name, "noBreakHyphen")) {
        gather(o, "-", 1);
    } else if (is(name, "tc")) {
        o->box_chars = 0;
    } else if (is(name, "comment")) {
        found(o, SIFT_COMMENT);
    } else if (attribute(attributes, "author") && o->place.part != SIFT_ELSEWHERE) {
        found(o, SIFT_CHANGE);
    } else if (is(name, "vanish") && o->place.part != SIFT_ELSEWHERE) {
        const char *value = attribute(attributes, "val");
        if (!value || is_true(value) || is(value, "on")) found(o, SIFT_HIDDEN_TEXT);
    }
}

static void words_end(struct office *o, const char *name) {
    if (is(name, "p")) {
        tell(o, gathering(o));
        if (o->nest > 0) o->nest--;
    } else if (is_one_of(name, text_elements)) {
        o->in_text = false;
    } else if (is(name, "tc")) {
        boxes_cell(o);
    } else if (is(name, "tr")) {
        boxes_end(o);
    }
}

static const struct reading words = {words_begin, words_end, false};
static const struct reading everything = {NULL, NULL, true};

/* -- workbooks -------------------------------------------------------------------------------- */

static void book_begin(struct office *o, const char *name, const char **attributes) {
    const char *label = attribute(attributes, "name"), *state = attribute(attributes, "state");
    if (!is(name, "sheet") || !label) return;
    if (o->sheet_count == SHEETS_MOST) sift_stop(SIFT_BOMB);
    o->sheets = grown(o->sheets, (o->sheet_count + 1) * sizeof *o->sheets);
    struct sheet *s = &o->sheets[o->sheet_count++];
    *s = (struct sheet){.hidden = state && !is(state, "visible")};
    snprintf(s->name, sizeof s->name, "%s", label);
    for (size_t i = 0; attributes[i]; i += 2) {
        if (strchr(attributes[i], ':') && is(local(attributes[i]), "id")) {
            snprintf(s->relation, sizeof s->relation, "%s", attributes[i + 1]);
        }
    }
    if (!s->hidden) return;
    struct sift_place place = {.part = SIFT_CELL, .name = str_from(s->name)};
    sift_say_found(SIFT_HIDDEN_SHEET, &place);
}

static void relation_begin(struct office *o, const char *name, const char **attributes) {
    const char *id = attribute(attributes, "Id"), *target = attribute(attributes, "Target");
    if (!is(name, "Relationship") || !id || !target) return;
    for (size_t i = 0; i < o->sheet_count; i++) {
        struct sheet *s = &o->sheets[i];
        if (!is(s->relation, id)) continue;
        snprintf(s->part, sizeof s->part, "%s%s", target[0] == '/' ? "" : "xl/",
                 target[0] == '/' ? target + 1 : target);
    }
}

static void string_begin(struct office *o, const char *name, const char **attributes) {
    (void)attributes;
    if (is(name, "t")) o->in_text = true;
    if (is(name, "rPh")) gather(o, ";", 1);
}

static void string_end(struct office *o, const char *name) {
    struct gather *g = gathering(o);
    if (is(name, "t")) o->in_text = false;
    if (!is(name, "si")) return;
    if (o->string_count == o->string_room) {
        o->string_room = o->string_room ? o->string_room * 2 : 4096;
        o->string_at = grown(o->string_at, o->string_room * sizeof *o->string_at);
        o->string_used = grown(o->string_used, o->string_room * sizeof *o->string_used);
    }
    if (o->strings_n + g->n + 1 > o->strings_room) {
        o->strings_room = (o->strings_n + g->n + 1) * 2;
        o->strings = grown(o->strings, o->strings_room);
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
    const char *ref = attribute(attributes, "r");
    uint32_t row, column;
    if (is(name, "col") && o->column_count < COLUMNS_MOST &&
        (is_true(attribute(attributes, "hidden")) || is_nothing(attribute(attributes, "width")))) {
        o->columns[o->column_count].from = number_of(attribute(attributes, "min"));
        o->columns[o->column_count++].to = number_of(attribute(attributes, "max"));
    } else if (is(name, "row")) {
        o->row = ref ? number_of(ref) : o->row + 1;
        o->column = 0;
        o->hidden_row = is_true(attribute(attributes, "hidden")) ||
                        is_nothing(attribute(attributes, "ht"));
    } else if (is(name, "c")) {
        const char *type = attribute(attributes, "t");
        if (ref && reference(&row, &column, ref)) {
            if (column != o->column + 1) boxes_end(o);
            o->column = column;
        } else {
            o->column++;
        }
        tell(o, gathering(o));
        snprintf(o->type, sizeof o->type, "%s", type ? type : "n");
        o->in_cell = true;
        o->box_chars = 0;
    } else if (is(name, "f") && o->in_cell) {
        o->in_text = true;
    } else if ((is(name, "v") || is(name, "t")) && o->in_cell) {
        tell(o, gathering(o));
        o->in_text = true;
        o->box_chars = 0;
    } else if (!o->in_cell) {
        o->in_text = true; /* headers, footers, lists to choose from */
    }
}

/* A number as the sheet shows it: 1.3900000001E10 is a telephone number. */
static void number_text(struct gather *g) {
    char text[64];
    append(g, "", 1);
    double value = strtod(g->p, NULL);
    g->n--;
    if (!isfinite(value) || floor(value) != value || fabs(value) >= 1e20) return;
    g->n = 0;
    append(g, text, (size_t)snprintf(text, sizeof text, "%.0f", value));
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
    struct gather *g = gathering(o);
    o->in_text = false;
    if (g->n) hidden_cell(o);
    if (is(o->type, "s")) {
        append(g, "", 1);
        size_t i = strtoul(g->p, NULL, 10);
        g->n = 0;
        if (i >= o->string_count) sift_stop(SIFT_DAMAGED);
        const char *text = o->strings + o->string_at[i];
        o->string_used[i] = true;
        append(g, text, strlen(text));
        o->box_chars = 0;
        boxes_text(o, text, strlen(text));
    } else if (is(o->type, "n") && g->n) {
        number_text(g);
    }
}

static void sheet_end(struct office *o, const char *name) {
    if (o->in_cell && is(name, "v")) {
        value_end(o);
    } else if (o->in_cell && is(name, "t")) {
        if (gathering(o)->n) hidden_cell(o);
        o->in_text = false;
    } else if (is(name, "f")) {
        o->in_text = false;
    } else if (is(name, "c") && o->in_cell) {
        tell(o, gathering(o));
        boxes_cell(o);
        o->in_cell = false;
    } else if (is(name, "row")) {
        boxes_end(o);
    } else if (!o->in_cell) {
        tell(o, gathering(o));
        o->in_text = false;
    }
}

/* The runs of a remark are joined; threaded ones have none. */
static void remark_begin(struct office *o, const char *name, const char **attributes) {
    (void)attributes;
    if (is(name, "t") || is(name, "text")) o->in_text = true;
    if (is(name, "comment") || is(name, "threadedComment")) found(o, SIFT_COMMENT);
}

static void remark_end(struct office *o, const char *name) {
    if (is(name, "t") || is(name, "text")) o->in_text = false;
    if (is(name, "comment") || is(name, "threadedComment")) tell(o, gathering(o));
}

static const struct reading book = {book_begin, NULL, true};
static const struct reading relation = {relation_begin, NULL, true};
static const struct reading string = {string_begin, string_end, false};
static const struct reading sheet = {sheet_begin, sheet_end, false};
static const struct reading remark = {remark_begin, remark_end, false};

/* -- who wrote it ----------------------------------------------------------------------------- */

static const char *const personal[] = {"creator",       "lastModifiedBy", "Company", "Manager",
                                       "HyperlinkBase", "lpwstr",         "person",  NULL};

static void property_begin(struct office *o, const char *name, const char **attributes) {
    const char *who = attribute(attributes, "author");
    if (!who) who = attribute(attributes, "displayName");
    o->personal = is_one_of(name, personal);
    gathering(o)->n = 0;
    if (who && *who) found(o, SIFT_AUTHOR);
}

static void property_end(struct office *o, const char *name) {
    if (o->personal && is_one_of(name, personal) && gathering(o)->n) found(o, SIFT_AUTHOR);
    o->personal = false;
    gathering(o)->n = 0; /* it will not go out */
}

static const struct reading property = {property_begin, property_end, true};

static const struct {
    const char *part, *instead;
} replaced[] = {
    {"docProps/core.xml", "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/"
                          "2006/metadata/core-properties\"/>"},
    {"docProps/app.xml",
     "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/"
     "extended-properties\"/>"},
    {"docProps/custom.xml", "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/"
                            "2006/custom-properties\"/>"},
    {"word/people.xml",
     "<w15:people xmlns:w15=\"http://schemas.microsoft.com/office/word/2012/wordml\"/>"},
    {"xl/persons/person.xml",
     "<personList xmlns=\"http://schemas.microsoft.com/office/spreadsheetml"
     "/2018/threadedcomments\"/>"},
};

static void replace(struct office *o, zip_uint64_t i, const void *bytes, size_t n, bool owned) {
    zip_source_t *source = zip_source_buffer(o->zip, bytes, n, owned);
    if (!source || zip_file_replace(o->zip, i, source, 0) != 0) sift_stop(SIFT_SLOW);
    zip_file_set_mtime(o->zip, i, 315532800, 0);
    o->replaced = true;
}

static bool is_property(struct office *o, zip_uint64_t i, const char *name) {
    for (size_t k = 0; k < sizeof replaced / sizeof replaced[0]; k++) {
        const char *instead = replaced[k].instead;
        if (strcasecmp(name, replaced[k].part) != 0) continue;
        read_xml(o, i, &property, (struct sift_place){.part = SIFT_PROPERTY}, false);
        replace(o, i, instead, strlen(instead), false);
        return true;
    }
    return false;
}

static void picture(struct office *o, zip_uint64_t i, enum sift_media media) {
    unsigned char *bytes = NULL, *clean;
    size_t n = 0, room = 0, got;
    bool fine, told;
    zip_file_t *file = open_part(o, i);
    do {
        if (room - n < CHUNK) bytes = grown(bytes, room = (room + CHUNK) * 2);
        got = read_part(o, file, bytes + n, CHUNK);
        n += got;
    } while (got > 0);
    zip_fclose(file);
    size_t size = sift_image_clean(&clean, &fine, &told, bytes, n, media);
    free(bytes);
    if (!clean) return;
    found(o, SIFT_CAMERA);
    replace(o, i, clean, size, true);
}

/* -- the archive ------------------------------------------------------------------------------ */

/* Where the text of a part stands, by the part's name. */
static enum sift_part part_of(const char *name) {
    static const struct {
        const char *prefix;
        enum sift_part part;
    } parts[] = {
        {"word/document", SIFT_PARAGRAPH}, {"word/header", SIFT_HEADER},
        {"word/footer", SIFT_FOOTER},      {"word/footnotes", SIFT_NOTE},
        {"word/endnotes", SIFT_NOTE},      {"word/comments", SIFT_REMARK},
        {"xl/comments", SIFT_REMARK},      {"xl/threadedComments/", SIFT_REMARK},
        {"word/charts/", SIFT_DRAWING},    {"word/diagrams/", SIFT_DRAWING},
        {"xl/drawings/", SIFT_DRAWING},    {"xl/charts/", SIFT_DRAWING},
        {"xl/diagrams/", SIFT_DRAWING},
    };
    if (ends(name, ".rels")) return SIFT_LINK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (starts(name, parts[i].prefix)) return parts[i].part;
    }
    return SIFT_ELSEWHERE;
}

static bool is_sheet(struct office *o, zip_uint64_t i, const char *name) {
    static const struct sheet lost = {.name = ""};
    if (!starts(name, "xl/worksheets/") && !starts(name, "xl/chartsheets/")) return false;
    if (!ends(name, ".xml")) return false;
    o->sheet = &lost; /* one that the workbook does not know goes out too */
    for (size_t k = 0; k < o->sheet_count; k++) {
        if (is(o->sheets[k].part, name)) o->sheet = &o->sheets[k];
    }
    o->row = o->column = 0;
    o->column_count = 0;
    o->hidden_row = o->row_told = o->column_told = false;
    read_xml(o, i, &sheet, (struct sift_place){.part = SIFT_CELL, .name = str_from(o->sheet->name)},
             false);
    o->sheet = NULL;
    return true;
}

static void read_part_of_any_kind(struct office *o, zip_uint64_t i, const char *name) {
    static const char *const shown[] = {".gif", ".bmp",   ".tif", ".tiff",    ".emf",
                                        ".wmf", ".odttf", ".ttf", ".fntdata", NULL};
    struct sift_place place = {.part = part_of(name)};
    o->place = place;
    if (ends(name, "/") || is_property(o, i, name) || is_sheet(o, i, name)) return;
    if (is(name, "xl/sharedStrings.xml") || is(name, "xl/workbook.xml")) return; /* were read */
    if (ends(name, ".xml") || ends(name, ".rels") || ends(name, ".vml") || ends(name, ".svg")) {
        bool in_runs = (starts(name, "word/") && !ends(name, ".rels")) ||
                       starts(name, "xl/drawings/") || starts(name, "xl/diagrams/");
        const struct reading *how = place.part == SIFT_REMARK && starts(name, "xl/") ? &remark
                                    : in_runs && !strstr(name, "/charts/")           ? &words
                                                                                     : &everything;
        if (starts(name, "xl/externalLinks/ext") || is(name, "xl/connections.xml")) {
            found(o, SIFT_OUTSIDE);
        }
        if (starts(name, "xl/pivotCache/pivotCacheRecords")) found(o, SIFT_SOURCE);
        read_xml(o, i, how, place, ends(name, ".vml")); /* Excel's own are not always XML */
        return;
    }
    if (ends(name, ".jpg") || ends(name, ".jpeg") || ends(name, ".png")) {
        picture(o, i, ends(name, ".png") ? SIFT_PNG : SIFT_JPEG);
        return;
    }
    for (size_t k = 0; shown[k]; k++) {
        if (ends(name, shown[k])) return;
    }
    if (strstr(name, "printerSettings")) return;
    found(o, ends(name, "vbaProject.bin") ? SIFT_MACRO : SIFT_INSIDE);
}

static void read_named(struct office *o, const char *name, const struct reading *how) {
    zip_int64_t i = zip_name_locate(o->zip, name, ZIP_FL_NOCASE);
    const struct sift_place place = {.part = SIFT_ELSEWHERE};
    if (i >= 0) read_xml(o, (zip_uint64_t)i, how, place, false);
}

/* Strings that no cell shows any more. */
static void left_strings(struct office *o) {
    const struct sift_place place = {.part = SIFT_ELSEWHERE};
    for (size_t i = 0; i < o->string_count; i++) {
        const char *text = o->strings + o->string_at[i];
        if (!o->string_used[i]) sift_say_text(&place, text, strlen(text));
    }
}

static enum sift_media media_of(struct office *o) {
    zip_int64_t count = zip_get_num_entries(o->zip, 0);
    uint64_t sum = 0;
    enum sift_media media = SIFT_OTHER;
    bool types = false;
    if (count > PARTS_MOST) sift_stop(SIFT_BOMB);
    for (zip_uint64_t i = 0; i < (zip_uint64_t)count; i++) {
        zip_stat_t stat;
        if (zip_stat_index(o->zip, i, 0, &stat) != 0) sift_stop(SIFT_DAMAGED);
        if (stat.valid & ZIP_STAT_SIZE) sum += stat.size;
        if (sum > UNPACKED_MOST || ((stat.valid & ZIP_STAT_SIZE) && stat.size > UNPACKED_MOST)) {
            sift_stop(SIFT_BOMB);
        }
        if (is(stat.name, "[Content_Types].xml")) types = true;
        if (starts(stat.name, "word/document")) media = SIFT_DOCX;
        if (is(stat.name, "xl/workbook.xml")) media = SIFT_XLSX;
    }
    return types ? media : SIFT_OTHER;
}

/* What was replaced, written into memory. */
static void say_clean(struct office *o, zip_source_t *source) {
    static char piece[CHUNK];
    zip_int64_t n;
    if (zip_close(o->zip) != 0 || zip_source_open(source) != 0) sift_stop(SIFT_SLOW);
    while ((n = zip_source_read(source, piece, sizeof piece)) > 0) {
        sift_say_clean(piece, (size_t)n);
    }
    if (n < 0) sift_stop(SIFT_SLOW);
    zip_source_close(source);
}

void sift_office(void *bytes, size_t n) {
    static struct office o; /* ends with the process */
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, n, 1, &error);
    if (!source) sift_stop(SIFT_SLOW);
    zip_source_keep(source);
    o.zip = zip_open_from_source(source, 0, &error);
    if (!o.zip) sift_stop(SIFT_DAMAGED);
    enum sift_media media = media_of(&o);
    if (media == SIFT_OTHER) sift_stop(SIFT_NOT_ALLOWED);
    sift_say_media(media);
    read_named(&o, "xl/workbook.xml", &book);
    read_named(&o, "xl/_rels/workbook.xml.rels", &relation);
    read_named(&o, "xl/sharedStrings.xml", &string);
    zip_int64_t count = zip_get_num_entries(o.zip, 0);
    for (zip_uint64_t i = 0; i < (zip_uint64_t)count; i++) {
        read_part_of_any_kind(&o, i, zip_get_name(o.zip, i, 0));
    }
    left_strings(&o);
    if (o.replaced) say_clean(&o, source);
}
