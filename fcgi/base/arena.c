/*
 * Under everything: whatever a request or a step of a command builds lives in one arena, and goes
 * with it. Memory comes in blocks; an allocation moves a mark forward in the latest block. The
 * sanitizer build sets the block size to zero, so that every allocation needs a block (a malloc)
 * of its own, exactly as long as was asked for; the rest of the code is the same.
 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef MINGBAI_ASAN
#define BLOCK_BYTES ((size_t)0)
#else
#define BLOCK_BYTES ((size_t)64 * 1024)
#endif

#define EXIT_NO_MEMORY 70 /* EX_SOFTWARE; the parent replaces the worker */

struct block {
    struct block *older;
    size_t size;
    size_t used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    size_t max;
    size_t used;
    struct block *latest;
    unsigned char *last; /* the latest allocation, which alone may grow in place */
};

/* In the form of base/log, which stands on this file and so cannot be asked. */
static _Noreturn void fatal(const char *event, size_t asked, size_t used) {
    dprintf(STDERR_FILENO, "{\"level\":\"error\",\"event\":\"%s\",\"asked\":%zu,\"used\":%zu}\n",
            event, asked, used);
    _exit(EXIT_NO_MEMORY);
}

static struct block *block_new(struct block *older, size_t size) {
    struct block *block = malloc(sizeof(struct block) + size);
    if (!block) fatal("out_of_memory", size, 0);
    block->older = older;
    block->size = size;
    block->used = 0;
    return block;
}

struct arena *arena_new(size_t max) {
    struct arena *a = malloc(sizeof *a);
    if (!a) fatal("out_of_memory", sizeof *a, 0);
    a->max = max < PTRDIFF_MAX / 2 ? max : PTRDIFF_MAX / 2; /* so that no sum below overflows */
    a->used = 0;
    a->latest = block_new(NULL, BLOCK_BYTES);
    a->last = NULL;
    return a;
}

static void charge(struct arena *a, size_t n) {
    if (n > a->max - a->used) fatal("arena_full", n, a->used);
    a->used += n;
}

void *arena_alloc(struct arena *a, size_t n) {
    charge(a, n);
    struct block *block = a->latest;
    size_t at = (block->used + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    if (at > block->size || n > block->size - at) {
        block = a->latest = block_new(block, n > BLOCK_BYTES ? n : BLOCK_BYTES);
        at = 0;
    }
    block->used = at + n;
    a->last = block->bytes + at;
    return memset(a->last, 0, n);
}

void *arena_array(struct arena *a, size_t count, size_t size) {
    size_t n;
    if (__builtin_mul_overflow(count, size, &n)) fatal("arena_overflow", count, a->used);
    return arena_alloc(a, n);
}

void *arena_grow(struct arena *a, void *p, size_t old, size_t n) {
    if (p && n <= old) return p;
    struct block *block = a->latest;
    if (p && p == a->last) {
        size_t at = (size_t)(a->last - block->bytes);
        if (n <= block->size - at) {
            charge(a, n - old);
            memset(a->last + old, 0, n - old);
            block->used = at + n;
            return p;
        }
    }
    void *moved = arena_alloc(a, n);
    if (old) memcpy(moved, p, old);
    return moved;
}

size_t arena_used(const struct arena *a) {
    return a->used;
}

void arena_reset(struct arena *a) {
    while (a->latest->older) {
        struct block *older = a->latest->older;
        free(a->latest);
        a->latest = older;
    }
    a->latest->used = 0;
    a->used = 0;
    a->last = NULL;
}

void arena_free(struct arena *a) {
    if (!a) return;
    arena_reset(a);
    free(a->latest);
    free(a);
}
