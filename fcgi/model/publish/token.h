/*
 * Text in pieces small enough to look up: what the index of /search is made of, and what a query
 * asks it for. Pure rules, no I/O. Chinese has no spaces, and neither server cuts it the same way
 * (MariaDB has no n-gram parser, MySQL's drops pairs that hold a stop word), so it is done here.
 *
 * A token is one hanzi (or any letter that is not Latin), or a run of Latin letters and digits;
 * full width and capitals are as good as plain ones. Brackets, quotes, middle dots and the marks of
 * Markdown stand between tokens as if they were not there, so that 〔2016〕2号, [2016]2号 and
 * （2016）2号 are the same; other marks part them. What is looked up, a term, is a token, or two
 * tokens that stand together, at least one of them no Latin run.
 */
#ifndef MODEL_PUBLISH_TOKEN_H
#define MODEL_PUBLISH_TOKEN_H

#include "base/str.h"

struct arena;

/* The way terms are made. Another number: `mingbai migrate` makes the index anew. */
#define TOKEN_RULES 1

#define TOKEN_RUN   24 /* bytes of a Latin run that count */
#define TOKEN_TERM  64 /* bytes a term may have */
#define TOKEN_WORDS 8  /* words of a query that count */

struct token {
    struct str text; /* as it is compared; borrowed, or in the arena */
    size_t from, to; /* its bytes in the text it was read from */
    bool joined;     /* stands together with the one before it */
};

/* token_read(out, a, s): the tokens of ${s}, in order; how many. Bytes that are no UTF-8 part
 * tokens, as a space between two Latin runs does. */
size_t token_read(struct token **out, struct arena *a, struct str s);

/* token_terms(out, a, s): what ${s} is found by, each once, in the order of bytes; how many. */
size_t token_terms(struct str **out, struct arena *a, struct str s);

/* token_is_pair(term): two tokens that are three bytes each: a word somebody may have meant. */
bool token_is_pair(struct str term);

/* A word of a query: what stands between blanks, or between quotes. */
struct token_word {
    struct token *tokens;
    size_t count;     /* never 0 */
    struct str *keys; /* what is looked up: all of them have to be there */
    size_t key_count;
    bool quoted; /* wanted as it stands */
};

/* token_query(out, a, q): the words of a query, at most TOKEN_WORDS; 0 if there is none in it.
 * Nothing in ${q} is a mistake: quotes of any kind, paired or not, have their say; all other marks
 * part words or do nothing. */
size_t token_query(struct token_word **out, struct arena *a, struct str q);

/* token_pairs(out, a, words, count): the same with every key as a word of its own. */
size_t token_pairs(struct token_word **out, struct arena *a, const struct token_word *words,
                   size_t count);

/* token_at(t, left, w): the word stands at ${t}, of which ${left} are left. */
bool token_at(const struct token *t, size_t left, const struct token_word *w);

#endif
