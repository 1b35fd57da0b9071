/*
 * An archive of XML parts (docx, xlsx) in the reader's process: what its readers share. sift_xml.c
 * walks a part and gathers its text; how a kind of part is to be read a struct reading says:
 * sift_docx.c has those of Word and of drawings, sift_xlsx.c those of workbooks. sift_office.c goes
 * over the archive. Whatever cannot be read ends the process with the reason (sift_stop).
 */
#ifndef BASE_SIFT_XML_H
#define BASE_SIFT_XML_H

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/sift_part.h"

#define SIFT_NEST     6   /* paragraphs within paragraphs: text boxes */
#define SIFT_NAME     256 /* bytes of a sheet's name, or a part's */
#define SIFT_COLUMNS  64  /* hidden ranges of a sheet */
#define SIFT_BOXES    40  /* digits, one a cell */
#define SIFT_CHUNK    65536
#define SIFT_UNPACKED ((uint64_t)192 << 20) /* bytes of an archive, unpacked */

struct gather {
    char *p;
    size_t n, room;
    uint32_t number; /* of the paragraph */
};

struct sheet {
    char name[SIFT_NAME], relation[SIFT_NAME], part[SIFT_NAME];
    bool hidden;
};

struct office {
    zip_t *zip;
    uint64_t unpacked;
    bool replaced; /* something: there is a cleaned file */
    bool pictured; /* that there are pictures was said */
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
    struct gather texts[SIFT_NEST];
    int nest;
    uint32_t paragraphs;
    bool in_text;
    bool personal; /* in the name of a person or firm */
    char boxes[SIFT_BOXES], box;
    size_t box_count, box_chars;
    /* of the sheet */
    const struct sheet *sheet;
    uint32_t row, column;
    bool in_cell, hidden_row, row_told, column_told;
    char type[12];
    struct {
        uint32_t from, to;
    } columns[SIFT_COLUMNS];
    size_t column_count;
};

/* How to read one kind of part. */
struct reading {
    void (*begin)(struct office *o, const char *name, const char **attributes);
    void (*end)(struct office *o, const char *name);
    bool all; /* every text in it, not only that of text elements */
};
/* -- names and attributes */

static inline const char *sift_local(const char *name) {
    const char *colon = strrchr(name, ':');
    return colon ? colon + 1 : name;
}

static inline bool sift_is(const char *name, const char *what) {
    return strcmp(name, what) == 0;
}

static inline bool sift_is_one_of(const char *name, const char *const *list) {
    for (; *list; list++) {
        if (sift_is(name, *list)) return true;
    }
    return false;
}

static inline const char *sift_attribute(const char **list, const char *name) {
    for (size_t i = 0; list[i]; i += 2) {
        if (sift_is(sift_local(list[i]), name)) return list[i + 1];
    }
    return NULL;
}

static inline bool sift_is_true(const char *value) {
    return value && (sift_is(value, "1") || sift_is(value, "true"));
}

static inline bool sift_starts(const char *s, const char *with) {
    return strncmp(s, with, strlen(with)) == 0;
}

static inline bool sift_ends(const char *s, const char *with) {
    size_t n = strlen(s), m = strlen(with);
    return n >= m && strcasecmp(s + n - m, with) == 0;
}

static inline uint32_t sift_number(const char *text) {
    return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

static inline void *sift_grown(void *p, size_t n) {
    p = realloc(p, n);
    if (!p) sift_stop(SIFT_SLOW);
    return p;
}

/* -- walking: sift_xml.c */

/* sift_xml(o, i, how, place, lenient): reads the part number ${i}; its texts stand at ${place}.
 * ${lenient}: what is no XML from some point on is left there. */
void sift_xml(struct office *o, zip_uint64_t i, const struct reading *how, struct sift_place place,
              bool lenient);

/* sift_open, sift_read: the bytes of a part, counted against what an archive may unpack to. */
zip_file_t *sift_open(struct office *o, zip_uint64_t i);
size_t sift_read(struct office *o, zip_file_t *file, void *to, size_t n);

/* sift_gathering(o): the text being gathered; sift_append, sift_gather: more of it, the latter
 * tells what grows too long; sift_tell: all there is of it, at its place. */
struct gather *sift_gathering(struct office *o);
void sift_append(struct gather *g, const char *s, size_t n);
void sift_gather(struct office *o, const char *s, size_t n);
void sift_tell(struct office *o, struct gather *g);
void sift_xml_found(struct office *o, enum sift_finding what);

/* Digits in a cell each, as forms have them: a cell's text, its end, the end of such a row. */
void sift_boxes_text(struct office *o, const char *s, size_t n);
void sift_boxes_cell(struct office *o);
void sift_boxes_end(struct office *o);

/* -- what is read how: sift_docx.c, sift_xlsx.c */

extern const struct reading sift_words;      /* runs joined to paragraphs; changes, hidden text */
extern const struct reading sift_everything; /* every text there is */
extern const struct reading sift_remarks;    /* a workbook's comments */

/* sift_book(o): what a workbook says of its sheets, and the strings they share; before its parts.
 * sift_sheet(o, i, name): true if that part was a sheet, and is read. sift_left_strings(o): those
 * that no cell shows any more. */
void sift_book(struct office *o);
bool sift_sheet(struct office *o, zip_uint64_t i, const char *name);
void sift_left_strings(struct office *o);

#endif
