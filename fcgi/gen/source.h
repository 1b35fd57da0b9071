/*
 * What the three build tools share: reading an input, pointing at a mistake in it, taking it
 * apart into words, and writing the outputs, all of them or none. Texts handed around are slices
 * of the file, so that any of them can tell its line.
 */
#ifndef GEN_SOURCE_H
#define GEN_SOURCE_H

#include "base/buf.h"

struct source {
    const char *path; /* as given on the command line */
    struct str text;
};

struct output {
    const char *path;
    struct buf text;
};

/* How much a tool may allocate, and how long an output may become. */
#define SOURCE_MEMORY ((size_t)512 << 20)
#define OUTPUT_MAX    ((size_t)64 << 20)

/* source_read(a, path): the whole file; ends the program if it cannot be read. */
struct source source_read(struct arena *a, const char *path);

/* source_fail(s, at, ...): prints "file:line: message" for the place ${at} in the text of ${s}
 * and ends the program with 1. */
_Noreturn void source_fail(const struct source *s, const char *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* source_token(rest): skips white space and takes one token off ${rest}: a run of letters,
 * digits, '_' and non-ASCII bytes, or any other single byte. Empty at the end. */
struct str source_token(struct str *rest);

/* source_is_name(s): a lower-case C identifier that is not a word of the language. */
bool source_is_name(struct str s);

/* source_quote(b, s): appends ${s} as one C string literal. */
void source_quote(struct buf *b, struct str s);

/* source_write(outs, n): writes every output; ends the program, leaving none, if one fails. */
void source_write(const struct output *outs, size_t n);

#endif
