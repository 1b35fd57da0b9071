/*
 * Used by the import for the numbers of a whole file, which memory must not grow with. Eight places
 * for a digest, taken from it by double hashing.
 */
#include "base/bloom.h"

#include <stdlib.h>
#include <string.h>

#define BITS   ((uint64_t)1 << 27)
#define PLACES 8

struct bloom {
    uint64_t words[BITS / 64];
};

struct bloom *bloom_new(void) {
    struct bloom *b = calloc(1, sizeof *b);
    if (!b) abort();
    return b;
}

void bloom_free(struct bloom *b) {
    free(b);
}

bool bloom_add(struct bloom *b, const uint8_t digest[8]) {
    uint32_t half[2];
    bool all = true;
    memcpy(half, digest, sizeof half);
    for (uint64_t i = 0; i < PLACES; i++) {
        uint64_t place = (half[0] + i * (half[1] | 1)) % BITS;
        uint64_t bit = (uint64_t)1 << (place % 64);
        all = all && (b->words[place / 64] & bit);
        b->words[place / 64] |= bit;
    }
    return all;
}
