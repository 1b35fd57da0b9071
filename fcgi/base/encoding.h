/*
 * In which bytes a text file holds its characters. Spreadsheets on Chinese Windows write GB18030,
 * everything else UTF-8. Room of iconv.
 */
#ifndef BASE_ENCODING_H
#define BASE_ENCODING_H

#include <stdio.h>

#include "base/status.h"
#include "base/str.h"

enum encoding {
    ENCODING_UTF8,
    ENCODING_GB18030,
    ENCODING_UTF16,
    ENCODING_BINARY, /* zero bytes: no text */
    ENCODING_NONE,   /* neither of the first two */
};

/* encoding_of(f): reads the whole file and goes back to its beginning. */
enum encoding encoding_of(FILE *f);

/* The file again, as UTF-8 without a byte order mark. */
struct encoding_reader;

struct encoding_reader *encoding_open(FILE *f, enum encoding encoding);

/* encoding_read(r, out, n): the next bytes, 0 at the end; n is at least 16. */
size_t encoding_read(struct encoding_reader *r, char *out, size_t n);

void encoding_close(struct encoding_reader *r);

#endif
