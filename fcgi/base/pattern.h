/*
 * Regular expressions over text that people wrote. Room of PCRE2: UTF-8, JIT, with match and depth
 * limits, so that no input makes a pattern slow.
 */
#ifndef BASE_PATTERN_H
#define BASE_PATTERN_H

#include "base/str.h"

struct pattern;

/* pattern_new(source): compiles a pattern of ours; fatal if it is wrong (a programming error).
 * Static for the life of the process. */
struct pattern *pattern_new(const char *source);

/* pattern_find(p, text, from, begin, end): the first match at or after byte ${from}; its byte
 * range in *begin, *end. False if none (or a limit was reached, which is logged). */
bool pattern_find(const struct pattern *p, struct str text, size_t from, size_t *begin,
                  size_t *end);

#endif
