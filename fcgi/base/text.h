/*
 * Chinese text for comparison and for fitting into columns. The original is always kept for
 * display; these make the key that is compared. Room of utf8proc.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/str.h"

/* text_is_clean(s): valid UTF-8 (RFC 3629), no zero byte, no control character but tab and line
 * feed, no surrogate or noncharacter, no private-use character, no bidirectional override. */
bool text_is_clean(struct str s);

/* text_length(s): characters (code points) of valid UTF-8. */
size_t text_length(struct str s);

/* text_clip(s, max): the longest prefix of at most ${max} characters. */
struct str text_clip(struct str s, size_t max);

/* text_key(a, s): for comparing names: NFKC, no white space of any kind, no zero-width
 * characters, every middle dot (· • ‧ ・ ･) as U+00B7, ASCII letters upper case. In ${a}. */
struct str text_key(struct arena *a, struct str s);

/* text_code(a, s): for numbers and codes typed by people: text_key without hyphens and dashes of
 * any kind, dots and middle dots. In ${a}. */
struct str text_code(struct arena *a, struct str s);

/* text_nfkc(a, s): NFKC and nothing else, in ${a}; what is not UTF-8 stays as it is.
 * text_digits(s): how many digits ${s} has, of any script and shape, at most ${most}. */
struct str text_nfkc(struct arena *a, struct str s);
size_t text_digits(struct str s, size_t most);

/* text_plain(a, s): without the characters that mean something in a pattern of LIKE: % _ \\. */
struct str text_plain(struct arena *a, struct str s);

/* text_mask_name(a, name): a name for a public list. 张小英 -> 张*英, 张英 -> 张*, 欧阳小英 ->
 * 欧阳*英 (compound surnames kept), four or more given characters keep the last one; names with a
 * middle dot keep their first and last character, or only the first if there is no third; one
 * character stays, with a * behind it. White space never counts; what is not clean gives "*".
 * The rule: DOMAIN.md, "What may be shown". */
struct str text_mask_name(struct arena *a, struct str name);

#endif
