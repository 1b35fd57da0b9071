/*
 * Memory of one request (or one step of a command): allocate freely, give all back at once.
 * Running out is fatal for the process, which its parent replaces; inputs are capped at the edge,
 * so a request that is within the rules cannot run out. In the sanitizer build (MINGBAI_ASAN)
 * every allocation is its own malloc, so that an overrun shows.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

/* arena_new(max): an arena that hands out at most ${max} bytes between two resets. Never NULL. */
struct arena *arena_new(size_t max);

/* arena_alloc(a, n): ${n} zeroed bytes, aligned for any type, owned by ${a}. Never NULL. */
void *arena_alloc(struct arena *a, size_t n);

/* arena_array(a, count, size): arena_alloc(count * size), fatal on overflow of the product. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* arena_grow(a, p, old, n): a block of ${n} bytes that begins with the ${old} bytes at ${p};
 * in place where ${p} was the latest allocation. ${p} may be NULL when ${old} is 0. */
void *arena_grow(struct arena *a, void *p, size_t old, size_t n);

/* arena_used(a): bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

/* arena_reset(a): everything handed out is gone; the first block is kept for the next request. */
void arena_reset(struct arena *a);

/* arena_free(a): gives all back. NULL is allowed. */
void arena_free(struct arena *a);

/* ARENA_NEW(a, type): one zeroed ${type}. */
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
/* ARENA_ARRAY(a, type, count): ${count} zeroed ${type}s. */
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))

#endif
