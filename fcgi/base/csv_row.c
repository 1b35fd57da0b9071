/*
 * Rows that go out as an answer; what csv.c does for files.
 */
#include "base/csv_row.h"

#include <string.h>

static void put_cell(struct buf *b, struct str s) {
    bool quotes = s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
    for (size_t i = 0; i < s.n; i++) quotes = quotes || strchr("\",\r\n", s.p[i]);
    if (quotes) buf_byte(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_byte(b, '"');
        buf_byte(b, s.p[i]);
    }
    if (quotes) buf_byte(b, '"');
}

void csv_row(struct buf *b, const struct str *cells, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (i > 0) buf_byte(b, ',');
        put_cell(b, cells[i]);
    }
    BUF_LIT(b, "\r\n");
}
