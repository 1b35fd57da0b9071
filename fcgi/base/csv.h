/*
 * CSV files, row by row, in memory that does not grow with the file. Room of libcsv. UTF-8, with
 * or without a byte order mark; LF or CRLF; quoted cells may hold line ends (RFC 4180).
 */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/status.h"
#include "base/str.h"

#define CSV_CELLS 64 /* cells of a row; a longer row is INVALID */

/* csv_read(path, row, arg): calls row(arg, cells, count) for each row that is not blank; the cells
 * are valid during the call. Whatever ${row} returns but OK ends the reading and is returned.
 * NOT_FOUND if the file cannot be opened, INVALID if it is no CSV or has a row over the limits
 * (64 cells, 64 KiB), FAILED on a read error. */
enum status csv_read(const char *path,
                     enum status (*row)(void *arg, const struct str *cells, size_t count),
                     void *arg);

#endif
