/*
 * Hits in a text, for the rows of /search. The tokens are those of the index, so what was found is
 * also what is marked.
 */
#include "model/publish/excerpt.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define LEAD 12 /* tokens shown before the first hit */

/* --- plain text --- */

/* What stands at the beginning of a line and is no word: # > - * + | = : */
static struct str without_head(struct str line) {
    line = str_trim(line);
    while (line.n && strchr("#>-*+|=: ", line.p[0])) line = str_slice(line, 1, line.n);
    return line;
}

/* The address of [words](address), from the parenthesis on; 0 if there is none at ${s}. */
static size_t address(struct str s) {
    if (s.n < 2 || s.p[0] != ']' || s.p[1] != '(') return 0;
    const char *end = memchr(s.p, ')', s.n);
    return end ? (size_t)(end - s.p) + 1 : 0;
}

static void put_line(struct buf *b, struct str line) {
    for (size_t i = 0; i < line.n;) {
        size_t skip = address(str_slice(line, i, line.n));
        char c = line.p[i];
        if (skip > 0) {
            i += skip;
        } else if (c == '*' || c == '`' || c == '[' || c == '\\' ||
                   (c == '!' && i + 1 < line.n && line.p[i + 1] == '[')) {
            i++;
        } else {
            buf_byte(b, c == '|' ? ' ' : c);
            i++;
        }
    }
}

struct str excerpt_plain(struct arena *a, struct str markdown) {
    struct buf b = buf_new(a, markdown.n + 1);
    struct str rest = markdown;
    while (rest.p) {
        struct str line = without_head(str_cut(&rest, '\n'));
        if (line.n == 0) continue;
        if (b.n > 0) buf_byte(&b, '\n');
        put_line(&b, line);
    }
    return buf_str(&b);
}

/* --- hits --- */

/* Which tokens are part of a hit. */
static bool *find(struct arena *a, const struct token *tokens, size_t n,
                  const struct token_word *words, size_t count) {
    bool *hit = ARENA_ARRAY(a, bool, n + 1);
    for (size_t i = 0; i < n; i++) {
        for (size_t w = 0; w < count; w++) {
            if (token_at(&tokens[i], n - i, &words[w])) memset(&hit[i], 1, words[w].count);
        }
    }
    return hit;
}

/* Where the part with the most hits begins. */
static size_t best(const bool *hit, size_t n) {
    size_t now = 0, most = 0, at = 0, first = 0;
    for (size_t i = 0; i < n; i++) {
        now += hit[i];
        if (i >= EXCERPT_TOKENS) now -= hit[i - EXCERPT_TOKENS];
        if (now > most) {
            most = now;
            at = i >= EXCERPT_TOKENS ? i - EXCERPT_TOKENS + 1 : 0;
        }
    }
    if (most == 0) return 0;
    for (first = at; !hit[first];) first++;
    return first > LEAD ? first - LEAD : 0;
}

struct pieces {
    struct excerpt_piece *list;
    size_t count;
};

static void add(struct pieces *p, struct str text, bool hit) {
    if (text.n > 0) p->list[p->count++] = (struct excerpt_piece){text, hit};
}

/* The tokens [from, to) and what stands between them; what stands between two that are joined and
 * both hit is of the hit. */
static void walk(struct pieces *p, struct str s, const struct token *t, const bool *hit,
                 size_t from, size_t to) {
    size_t at = t[from].from;
    for (size_t i = from; i < to;) {
        size_t k = i;
        while (k + 1 < to && hit[k + 1] == hit[i] && (!hit[i] || t[k + 1].joined)) k++;
        if (hit[i]) {
            add(p, str_slice(s, at, t[i].from), false);
            add(p, str_slice(s, t[i].from, t[k].to), true);
            at = t[k].to;
        }
        i = k + 1;
    }
    add(p, str_slice(s, at, t[to - 1].to), false);
}

static size_t cut(struct excerpt_piece **out, struct arena *a, struct str s,
                  const struct token_word *words, size_t count, bool all) {
    struct token *tokens;
    s = str_slice(s, 0, EXCERPT_READ);
    size_t n = token_read(&tokens, a, s);
    bool *hit = find(a, tokens, n, words, count);
    size_t from = all ? 0 : best(hit, n);
    size_t to = all || from + EXCERPT_TOKENS > n ? n : from + EXCERPT_TOKENS;
    struct pieces p = {ARENA_ARRAY(a, struct excerpt_piece, 2 * (to - from) + 4), 0};
    if (all && n == 0) add(&p, s, false);
    if (from > 0) add(&p, STR("…"), false);
    if (all && n > 0) add(&p, str_slice(s, 0, tokens[0].from), false);
    if (n > 0) walk(&p, s, tokens, hit, from, to);
    if (all && n > 0) add(&p, str_slice(s, tokens[n - 1].to, s.n), false);
    if (to < n) add(&p, STR("…"), false);
    *out = p.list;
    return p.count;
}

size_t excerpt_mark(struct excerpt_piece **out, struct arena *a, struct str s,
                    const struct token_word *words, size_t count) {
    return cut(out, a, s, words, count, true);
}

size_t excerpt_cut(struct excerpt_piece **out, struct arena *a, struct str s,
                   const struct token_word *words, size_t count) {
    return cut(out, a, s, words, count, false);
}

bool excerpt_has(struct arena *a, struct str s, const struct token_word *words, size_t count) {
    struct token *tokens = NULL;
    size_t n = 0;
    for (size_t w = 0; w < count; w++) {
        size_t i = 0;
        if (!words[w].quoted) continue;
        if (!tokens) n = token_read(&tokens, a, s);
        while (i < n && !token_at(&tokens[i], n - i, &words[w])) i++;
        if (i == n) return false;
    }
    return true;
}
