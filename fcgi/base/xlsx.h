/*
 * xlsx files: the first sheet read row by row, and one sheet written. Room of libzip, expat and
 * libxlsxwriter. Reading knows shared and inline strings, numbers, and dates of both epochs; it
 * evaluates nothing and follows no link. For files that people send, only within base/table.c.
 */
#ifndef BASE_XLSX_H
#define BASE_XLSX_H

#include <stdio.h>

#include "base/table.h"

/* xlsx_scan(f, sink): as csv_scan. Reads ${f} by its descriptor and leaves it open. */
enum status xlsx_scan(FILE *f, const struct table_sink *sink);

struct xlsx;

/* xlsx_new(path, sheet): a new workbook with one sheet, written in constant memory. NULL if that
 * cannot be. */
struct xlsx *xlsx_new(const char *path, const char *sheet);

/* xlsx_row(x, cells, count): a row of texts after the rows before; every cell is a text cell, so
 * that no long number loses digits. At most 1,048,576 rows. */
void xlsx_row(struct xlsx *x, const struct str *cells, size_t count);

/* xlsx_finish(x): writes and closes it. FAILED if that failed. */
enum status xlsx_finish(struct xlsx *x);

#endif
