/*
 * A workbook that is being read, as the files behind xlsx_scan share it: xlsx.c goes from part to
 * part, xlsx_part.c takes one out of the archive and through expat, xlsx_sheet.c makes rows of the
 * sheet. Nobody else includes this.
 */
#ifndef BASE_XLSX_BOOK_H
#define BASE_XLSX_BOOK_H

#include <expat.h>
#include <string.h>
#include <zip.h>

#include "base/xlsx.h"

#define NAME_MOST   256
#define STYLES_MOST 65536
#define ROW_MOST    (TABLE_CELLS * (size_t)TABLE_CELL)

/* Shared strings: the first ones, which are the frequent ones, in memory; the others in a file
 * without a name. ${at[i]} is where string i begins in both taken together. */
struct xlsx_strings {
    uint64_t *at;
    size_t count, room;
    char *held;
    size_t held_n, held_room;
    FILE *spilt;
    uint64_t end;
};

struct xlsx_book {
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
    size_t style_count;
    unsigned char date_style[STYLES_MOST / 8];  /* a bit for each style */
    unsigned char custom_date[STYLES_MOST / 8]; /* a bit for each number format's id */
    bool in_xfs;
    struct xlsx_strings strings;
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

/* xlsx_fault(b, what, row, column): told to the sink; what can go on does. xlsx_fatal: nothing more
 * can be read. */
void xlsx_fault(struct xlsx_book *b, enum table_fault what, size_t row, size_t column);
void xlsx_fatal(struct xlsx_book *b, enum table_fault what, size_t row, size_t column);

/* Of one element: its name without a prefix, its attributes in pairs. */
bool xlsx_is(const char *name, const char *what);
const char *xlsx_attribute(const char **list, const char *name); /* NULL: not there */
bool xlsx_is_true(const char *value);
size_t xlsx_number_of(const char *text); /* 0 for none */

struct xlsx_handlers {
    void (*begin)(struct xlsx_book *b, const char *name, const char **attributes);
    void (*end)(struct xlsx_book *b, const char *name);
};

/* xlsx_part(b, name, with, must): walks through one part. One that is missing is a fault only if it
 * must be there. */
void xlsx_part(struct xlsx_book *b, const char *name, const struct xlsx_handlers *with, bool must);

/* xlsx_text_begin(b): the text of the book is empty. xlsx_string(b, i): shared string ${i} is in
 * it; false if there is none. */
void xlsx_text_begin(struct xlsx_book *b);
bool xlsx_string(struct xlsx_book *b, size_t i);

/* xlsx_is_date(b, style): whether numbers in that style are dates. */
bool xlsx_is_date(const struct xlsx_book *b, size_t style);

/* The sheet's handlers. */
void xlsx_sheet_begin(struct xlsx_book *b, const char *name, const char **attributes);
void xlsx_sheet_end(struct xlsx_book *b, const char *name);

#endif
