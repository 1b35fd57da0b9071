/*
 * Output under construction: grows in an arena up to a cap, and is sticky. Appends return
 * nothing; the first one that does not fit sets `full`, the rest do nothing, and whoever sends
 * the buffer asks once, at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *p;
    size_t n;   /* bytes written */
    size_t cap; /* bytes there is room for now */
    size_t max; /* bytes it may ever hold */
    bool full;  /* an append did not fit: the content is not to be used */
};

/* buf_new(a, max): an empty buffer in ${a}. */
struct buf buf_new(struct arena *a, size_t max);

void buf_put(struct buf *b, struct str s);
void buf_byte(struct buf *b, char c);
void buf_int(struct buf *b, int64_t n);
void buf_format(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* BUF_LIT(b, "literal"): appends a literal. */
#define BUF_LIT(b, literal) buf_put((b), STR(literal))

/* buf_room(b, n): a place for ${n} bytes at the end, or NULL once full; the caller writes there
 * and then adds to b->n what it wrote. */
char *buf_room(struct buf *b, size_t n);

/* buf_str(b): what has been written, borrowed until the next append; empty when full. */
struct str buf_str(const struct buf *b);

#endif
