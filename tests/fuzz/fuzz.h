/*
 * What the fuzz targets share. A target is one file with one function: it hands the bytes to one
 * parser and checks what must hold of whatever comes out. `make fuzz` builds each with libFuzzer
 * and the sanitizers; what once broke one lies in tests/fuzz/seeds/TARGET and is tried first.
 */
#ifndef TEST_FUZZ_FUZZ_H
#define TEST_FUZZ_FUZZ_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* must(true or the end): what is printed names the place. */
#define must(what)                                                                                 \
    do {                                                                                           \
        if (!(what)) {                                                                             \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #what);                     \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* An arena, empty at each call. */
static inline struct arena *fresh(void) {
    static struct arena *a;
    if (!a) a = arena_new((size_t)256 << 20);
    arena_reset(a);
    return a;
}

/* The bytes as a text; a copy as long as they are, so that reading on is seen. */
static inline struct str text_of(struct arena *a, const uint8_t *data, size_t size) {
    return str_copy(a, (struct str){(const char *)data, size});
}

/* Takes bytes off the front. */
struct feed {
    const uint8_t *p;
    size_t n;
};
static inline uint64_t number_of(struct feed *f, size_t bytes) {
    uint64_t v = 0;
    for (; bytes > 0 && f->n > 0; bytes--, f->n--) v = v << 8 | *f->p++;
    return v;
}

#endif
