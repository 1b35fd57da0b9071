/*
 * CSV for an answer: rows into a buffer (RFC 4180, CR LF). Files are csv.h's.
 */
#ifndef BASE_CSV_ROW_H
#define BASE_CSV_ROW_H

#include "base/buf.h"

/* csv_row(b, cells, count): one row; cells in quotes where they need them. */
void csv_row(struct buf *b, const struct str *cells, size_t count);

#endif
