/*
 * Money: int64_t fen (1/100 yuan), never a floating-point number.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include "base/str.h"

#define MONEY_NONE INT64_MIN

/* money_text(a, fen): "12,345.60" in ${a}; NONE gives an empty str. */
struct str money_text(struct arena *a, int64_t fen);

/* money_parse(out, s): "12345", "12,345.6", "12345.60", an optional 元 or ¥; at most
 * 1,000,000,000,000.00. False if not one. */
bool money_parse(int64_t *out, struct str s);

#endif
