/*
 * What is in a file that somebody wants to publish: its kind, told by its content; every text with
 * the place where it stands, hidden ones too; what else it carries that a reader does not see; and,
 * where something of that can simply be left out, the file without it.
 *
 *     sift_file -> this program anew (main calls sift_reader), apart: kind, text, pictures, office
 *                  files; sift_office.c sift_image.c
 *               -> for a pdf: pdftotext (each page) and qpdf (comments, forms, attachments, who
 *                  wrote it), apart too; sift_pdf.c
 *
 * Nothing is run in the caller's process but the reading of what those write.
 */
#ifndef BASE_SIFT_H
#define BASE_SIFT_H

#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "base/str.h"

enum sift_media {
    SIFT_OTHER,
    SIFT_PDF,
    SIFT_DOCX,
    SIFT_XLSX,
    SIFT_CSV, /* text; that it is a table only its name tells */
    SIFT_TEXT,
    SIFT_JPEG,
    SIFT_PNG,
};

/* Where in a file. ${a} and ${b} count from 1, 0: nowhere in particular. */
enum sift_part {
    SIFT_WHOLE,
    SIFT_PARAGRAPH, /* a: which */
    SIFT_HEADER,
    SIFT_FOOTER,
    SIFT_NOTE, /* foot and end notes */
    SIFT_REMARK,
    SIFT_CELL,     /* name: the sheet; a: row, b: column; 0: the whole column, row */
    SIFT_PAGE,     /* a: which */
    SIFT_LINE,     /* a: which */
    SIFT_PROPERTY, /* name: of the property */
    SIFT_LINK,
    SIFT_DRAWING, /* text boxes, charts */
    SIFT_ELSEWHERE,
};

struct sift_place {
    enum sift_part part;
    uint32_t a, b;
    struct str name;
    bool boxes; /* the digits stand in a cell each */
};

/* What a reader does not see, or we do not. */
enum sift_finding {
    SIFT_FINE,
    /* it ends the reading: nothing more is known of the file */
    SIFT_NOT_ALLOWED, /* none of the kinds above */
    SIFT_EMPTY,
    SIFT_LOCKED,  /* with a password, or its text may not be copied */
    SIFT_DAMAGED, /* it is not what it says it is */
    SIFT_BOMB,    /* it unpacks to more than anybody reads */
    SIFT_SLOW,    /* over its time or memory, or it broke the reader */
    /* it must be taken out by hand */
    SIFT_HIDDEN_SHEET,
    SIFT_HIDDEN_ROW,
    SIFT_HIDDEN_COLUMN,
    SIFT_HIDDEN_TEXT,
    SIFT_COMMENT,
    SIFT_CHANGE, /* tracked */
    SIFT_INSIDE, /* another file in it */
    SIFT_MACRO,
    SIFT_OUTSIDE, /* copies of what another workbook holds */
    SIFT_SOURCE,  /* the data a summary was made from */
    /* somebody must look at it, for a program cannot read it */
    SIFT_PICTURE, /* it is one, or this page of it has no text */
    SIFT_IMAGES,  /* it holds some beside its text */
    /* it was left out */
    SIFT_AUTHOR,
    SIFT_CAMERA,
};
#define SIFT_LAST SIFT_CAMERA

bool sift_is_end(enum sift_finding f);    /* nothing more is known */
bool sift_is_hidden(enum sift_finding f); /* it must be taken out by hand */

struct sift_sink {
    /* A text with eleven digits or more (shorter ones hold nobody's number), UTF-8. */
    void (*text)(void *arg, const struct sift_place *place, struct str text);
    void (*found)(void *arg, enum sift_finding what, const struct sift_place *place);
    void *arg;
};

#define SIFT_TEXT_MOST ((size_t)32 << 20) /* bytes of text of a file */
#define SIFT_FILE_MOST ((size_t)16 << 20) /* bytes of a file */

/* sift_file(media, path, clean, sink, ms): ${clean}, an empty file open for reading and writing,
 * gets the file as it may go out, if that differs from what lies at ${path}; otherwise it stays
 * empty. Takes no longer than about ${ms} milliseconds. OK also when sink->found was told that the
 * file cannot be read; BUSY if no process could be started. */
enum status sift_file(enum sift_media *media, const char *path, int clean,
                      const struct sift_sink *sink, int64_t ms);

/* sift_reader(argc, argv): returns at once unless the program was started as a reader. */
void sift_reader(int argc, char **argv);

/* sift_type(media): the media type to deliver it under, static. sift_suffix: how its name ends. */
const char *sift_type(enum sift_media media);
const char *sift_suffix(enum sift_media media);

#endif
