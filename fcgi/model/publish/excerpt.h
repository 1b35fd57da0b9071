/*
 * What a found text looks like in a list: a few dozen characters round what was asked for, cut into
 * what is a hit and what is not. Pure, no I/O.
 */
#ifndef MODEL_PUBLISH_EXCERPT_H
#define MODEL_PUBLISH_EXCERPT_H

#include "model/publish/token.h"

#define EXCERPT_TOKENS 64              /* of a cut: two lines on a phone, some more on a screen */
#define EXCERPT_READ   ((size_t)20000) /* bytes of a text that are looked at */

struct excerpt_piece {
    struct str text; /* borrowed from the text, or static */
    bool hit;
};

/* excerpt_plain(a, markdown): its words without what is markup, addresses and rules of tables;
 * lines stay lines. In ${a}. */
struct str excerpt_plain(struct arena *a, struct str markdown);

/* excerpt_mark(out, a, s, words, count): all of ${s}, what the words found marked; pieces. */
size_t excerpt_mark(struct excerpt_piece **out, struct arena *a, struct str s,
                    const struct token_word *words, size_t count);

/* excerpt_cut(out, a, s, words, count): the same of the part with the most hits, the first if there
 * are several; "…" stands for what was left out. Without a hit: how it begins. */
size_t excerpt_cut(struct excerpt_piece **out, struct arena *a, struct str s,
                   const struct token_word *words, size_t count);

/* excerpt_has(a, s, words, count): every quoted one of the words stands in ${s} as it is. */
bool excerpt_has(struct arena *a, struct str s, const struct token_word *words, size_t count);

#endif
