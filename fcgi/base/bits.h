/*
 * A set of numbers from 0 on, as bits in an arena: for intersecting long lists. Sets that meet in
 * one call have the same size.
 */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct bits {
    uint64_t *w;
    size_t n; /* words of 64 */
};

/* bits_new(a, size): an empty set of numbers below ${size} or the next multiple of 64. */
struct bits bits_new(struct arena *a, size_t size);

void bits_set(struct bits *b, int64_t number);
void bits_fill(struct bits *b); /* all of them */
bool bits_has(const struct bits *b, int64_t number);

/* *a becomes a and b, a or b, a without b. */
void bits_and(struct bits *a, const struct bits *b);
void bits_or(struct bits *a, const struct bits *b);
void bits_without(struct bits *a, const struct bits *b);

/* bits_count(b): how many are in it. */
int64_t bits_count(const struct bits *b);

/* bits_below(b, below): the highest number in it that is less than ${below}; -1 if there is none.
 * INT64_MAX: the highest of all. */
int64_t bits_below(const struct bits *b, int64_t below);

#endif
