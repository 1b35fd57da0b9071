/*
 * Loops over words; the compiler makes the best of them.
 */
#include "base/bits.h"

#include <string.h>

#include "base/arena.h"

struct bits bits_new(struct arena *a, size_t size) {
    size_t n = (size + 63) / 64;
    return (struct bits){ARENA_ARRAY(a, uint64_t, n), n};
}

void bits_set(struct bits *b, int64_t number) {
    b->w[number / 64] |= UINT64_C(1) << (number % 64);
}

void bits_fill(struct bits *b) {
    memset(b->w, 0xFF, b->n * sizeof *b->w);
}

bool bits_has(const struct bits *b, int64_t number) {
    return b->w[number / 64] >> (number % 64) & 1;
}

void bits_and(struct bits *a, const struct bits *b) {
    for (size_t i = 0; i < a->n; i++) a->w[i] &= b->w[i];
}

void bits_or(struct bits *a, const struct bits *b) {
    for (size_t i = 0; i < a->n; i++) a->w[i] |= b->w[i];
}

void bits_without(struct bits *a, const struct bits *b) {
    for (size_t i = 0; i < a->n; i++) a->w[i] &= ~b->w[i];
}

int64_t bits_count(const struct bits *b) {
    int64_t n = 0;
    for (size_t i = 0; i < b->n; i++) n += __builtin_popcountll(b->w[i]);
    return n;
}

int64_t bits_below(const struct bits *b, int64_t below) {
    int64_t most = (int64_t)b->n * 64;
    for (int64_t i = (below < most ? below : most) - 1; i >= 0; i = i / 64 * 64 - 1) {
        uint64_t w = b->w[i / 64] & (UINT64_MAX >> (63 - i % 64));
        if (w) return i / 64 * 64 + 63 - __builtin_clzll(w);
    }
    return -1;
}
