/*
 * Text as a pointer and a length: borrowed bytes, usually UTF-8, not terminated. A struct str
 * never owns anything; what it points to lives in an arena, in static data, or in the caller's
 * buffer. p == NULL means "no value" (an SQL NULL, a field that was not sent); n is then 0.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct str {
    const char *p;
    size_t n;
};

/* STR("literal"): a struct str over a literal, an expression. STR_INIT: the same as an initialiser
 * of static data. STR_FMT / STR_ARG: for printf: printf("<" STR_FMT ">", STR_ARG(s)). */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_INIT(literal)                                                                          \
    { "" literal, sizeof(literal) - 1 }
#define STR_NONE   ((struct str){NULL, 0})
#define STR_FMT    "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* str_from(cstr): borrows a terminated string; NULL gives STR_NONE. */
struct str str_from(const char *cstr);

/* str_copy(a, s): a copy in ${a}, terminated for convenience (the 0 is not counted). */
struct str str_copy(struct arena *a, struct str s);

/* str_cstr(a, s): a terminated copy in ${a}; a zero byte within ${s} ends it early. */
const char *str_cstr(struct arena *a, struct str s);

/* str_format(a, fmt, ...): printf into ${a}. */
struct str str_format(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

bool str_eq(struct str a, struct str b);          /* same bytes; NONE equals empty */
bool str_is(struct str s, const char *cstr);      /* the same with a terminated string */
int str_compare(struct str a, struct str b);      /* memcmp order, shorter first */
bool str_starts(struct str s, struct str prefix); /* s begins with prefix */
bool str_ends(struct str s, struct str suffix);

/* str_find(s, needle): offset of the first ${needle} in ${s}, or s.n when there is none. */
size_t str_find(struct str s, struct str needle);

/* str_slice(s, from, to): the bytes [from, to), both clamped to the length. */
struct str str_slice(struct str s, size_t from, size_t to);

/* str_trim(s): without ASCII white space and ideographic spaces (U+3000) at both ends. */
struct str str_trim(struct str s);

/* str_cut(rest, sep): the part of *rest before the first byte ${sep}; *rest becomes what follows
 * it (STR_NONE when there was no ${sep}). Loop: while (rest.p) part = str_cut(&rest, ','). */
struct str str_cut(struct str *rest, char sep);

/* str_int(out, s): a decimal int64 with an optional '-', nothing else; false if not one. */
bool str_int(int64_t *out, struct str s);

/* str_is_digits(s): one or more ASCII digits and nothing else. */
bool str_is_digits(struct str s);

/* str_hex(a, bytes, n): lower-case hexadecimal in ${a}. */
struct str str_hex(struct arena *a, const void *bytes, size_t n);

/* str_unhex(out, n, s): exactly 2n hexadecimal digits into out[n]; false if not that. */
bool str_unhex(void *out, size_t n, struct str s);

/* str_char(out, s): the first character of ${s}: its code point in *out and its length in bytes; 0
 * if ${s} is empty or does not begin with well-formed UTF-8 (RFC 3629). */
size_t str_char(uint32_t *out, struct str s);

#endif
