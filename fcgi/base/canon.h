/*
 * Canonical text: the bytes a record is hashed as. One field after another, each as
 *
 *     NAME SPACE LENGTH LF VALUE LF          LENGTH: bytes of VALUE, in decimal
 *     NAME SPACE - LF                        no value (an SQL NULL)
 *
 * Names are fixed ASCII words; the order is the caller's and part of his format. Texts are UTF-8 as
 * stored, integers decimal, days YYYY-MM-DD, moments RFC 3339 with +08:00, bytes lower-case
 * hexadecimal. The length makes it unambiguous, whatever a value contains, and a person can read
 * it.
 */
#ifndef BASE_CANON_H
#define BASE_CANON_H

#include "base/buf.h"
#include "base/date.h"

/* Each appends one field. No value: STR_NONE, INT64_MIN, DAY_NONE, MOMENT_NONE. */
void canon_text(struct buf *b, const char *name, struct str value);
void canon_int(struct buf *b, const char *name, int64_t value);
void canon_day(struct buf *b, const char *name, int32_t day);
void canon_moment(struct buf *b, const char *name, int64_t moment);
void canon_bytes(struct buf *b, const char *name, struct str bytes);

#endif
