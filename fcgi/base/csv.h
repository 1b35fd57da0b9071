/*
 * CSV files, row by row, in memory that does not grow with the file. Room of libcsv. UTF-8, with
 * or without a byte order mark, or GB18030; LF or CRLF; quoted cells may hold line ends (RFC 4180).
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdio.h>

#include "base/encoding.h"
#include "base/table.h"

#define CSV_CELLS TABLE_CELLS /* cells of a row; a longer row is INVALID */

/* csv_read(path, row, arg): calls row(arg, cells, count) for each row that is not blank; the cells
 * are valid during the call. Whatever ${row} returns but OK ends the reading and is returned.
 * NOT_FOUND if the file cannot be opened, INVALID if it is no CSV or has a row or cell over the
 * limits of base/table.h, FAILED on a read error. For files of ours; what others send is read by
 * base/table.h. */
enum status csv_read(const char *path,
                     enum status (*row)(void *arg, const struct str *cells, size_t count),
                     void *arg);

/* csv_scan(f, encoding, sink): the same of an open file, for base/table.c; faults go to ${sink}. */
enum status csv_scan(FILE *f, enum encoding encoding, const struct table_sink *sink);

/* csv_put(f, cells, count): a row with CR LF; cells in quotes where they need them. */
void csv_put(FILE *f, const struct str *cells, size_t count);

#endif
