/*
 * "Was this there before?" in a fixed 16 MiB, however many were: a Bloom filter over digests. It
 * may say yes by mistake (for 2,000,000 of them about once in a million times), never no. Who was
 * told yes looks for the other one.
 */
#ifndef BASE_BLOOM_H
#define BASE_BLOOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bloom;

/* bloom_new(): an empty one; never NULL. bloom_free: NULL is allowed. */
struct bloom *bloom_new(void);
void bloom_free(struct bloom *b);

/* bloom_add(b, digest): adds 8 evenly distributed bytes; whether they were there before. */
bool bloom_add(struct bloom *b, const uint8_t digest[8]);

#endif
