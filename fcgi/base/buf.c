/*
 * Where every page, feed and statement is put together before anything is sent, so that a failure
 * half way still becomes a clean answer.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

#define FIRST_BYTES ((size_t)512)

struct buf buf_new(struct arena *a, size_t max) {
    return (struct buf){.arena = a, .max = max};
}

char *buf_room(struct buf *b, size_t n) {
    if (b->full || n > b->max - b->n) {
        b->full = true;
        return NULL;
    }
    if (!b->p || n > b->cap - b->n) {
        size_t cap = b->cap < FIRST_BYTES ? FIRST_BYTES : b->cap;
        while (cap < b->max && cap - b->n < n) cap = cap < b->max / 2 ? cap * 2 : b->max;
        if (cap > b->max) cap = b->max;
        b->p = arena_grow(b->arena, b->p, b->cap, cap);
        b->cap = cap;
    }
    return b->p + b->n;
}

void buf_put(struct buf *b, struct str s) {
    if (s.n == 0) return;
    char *p = buf_room(b, s.n);
    if (!p) return;
    memcpy(p, s.p, s.n);
    b->n += s.n;
}

void buf_byte(struct buf *b, char c) {
    buf_put(b, (struct str){&c, 1});
}

void buf_int(struct buf *b, int64_t n) {
    char digits[20]; /* of the largest, with its sign */
    size_t at = sizeof digits;
    uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
    do digits[--at] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (n < 0) digits[--at] = '-';
    buf_put(b, (struct str){digits + at, sizeof digits - at});
}

void buf_format(struct buf *b, const char *fmt, ...) {
    char small[256]; /* printf needs room for a final 0, which the buffer may not have */
    if (b->full) return;

    va_list args;
    va_start(args, fmt);
    int printed = vsnprintf(small, sizeof small, fmt, args);
    va_end(args);
    if (printed < 0) {
        b->full = true;
        return;
    }
    size_t n = (size_t)printed;
    if (n < sizeof small) {
        buf_put(b, (struct str){small, n});
        return;
    }
    if (!buf_room(b, n)) return; /* before spending memory on what cannot fit */
    char *large = arena_alloc(b->arena, n + 1);
    va_start(args, fmt);
    vsnprintf(large, n + 1, fmt, args);
    va_end(args);
    buf_put(b, (struct str){large, n});
}

struct str buf_str(const struct buf *b) {
    return b->full || !b->p ? STR("") : (struct str){b->p, b->n};
}
