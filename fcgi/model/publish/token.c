/*
 * Cutting text into tokens, for the index (search_write.c), for queries (search.c) and for marking
 * what was found (excerpt.c): all three see the same text the same way.
 */
#include "model/publish/token.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum kind { PARTS, NOTHING, BLANK, RUN, SIGN };

static bool within(uint32_t c, uint32_t from, uint32_t to) {
    return c >= from && c <= to;
}

/* Full width as plain, capitals as small, and the two circles that stand for 〇. */
static uint32_t plain(uint32_t c) {
    if (within(c, 0xFF01, 0xFF5E)) c -= 0xFEE0;
    if (within(c, 'A', 'Z')) return c + 32;
    return c == 0x25CB || c == 0x25EF ? 0x3007 : c;
}

static bool is_bracket(uint32_t c) {
    return (c < 0x80 && c != 0 && strchr("()[]{}<>*_`~\"'", (int)c)) || within(c, 0x3008, 0x3011) ||
           within(c, 0x3014, 0x301B) || within(c, 0xFE35, 0xFE44) || within(c, 0x2018, 0x201F) ||
           within(c, 0x301D, 0x301F) || c == 0xAB || c == 0xBB;
}

/* Middle dots of names, and what has no width. */
static bool is_thin(uint32_t c) {
    return c == 0xB7 || c == 0x2022 || c == 0x2027 || c == 0x30FB || c == 0xFF65 || c == 0xAD ||
           within(c, 0x200B, 0x200F) || c == 0x2060 || c == 0xFEFF || within(c, 0xFE00, 0xFE0F);
}

static enum kind kind_of(uint32_t c) {
    if (within(c, 'a', 'z') || within(c, '0', '9')) return RUN;
    if (is_bracket(c) || is_thin(c)) return NOTHING;
    if (c == ' ' || c == 0xA0 || c == 0x3000 || within(c, 0x2000, 0x200A)) return BLANK;
    if (within(c, 0xC0, 0x24F)) return c == 0xD7 || c == 0xF7 ? PARTS : RUN;
    if (c < 0xC0 || within(c, 0x2010, 0x2BFF) || within(c, 0x3000, 0x3004) ||
        within(c, 0x3008, 0x3020) || within(c, 0xE000, 0xF8FF) || within(c, 0xFE10, 0xFE6F) ||
        within(c, 0xFF00, 0xFF65) || within(c, 0xFFE0, 0xFFFF) || within(c, 0x1F000, 0x1FAFF)) {
        return PARTS;
    }
    return SIGN;
}

/* The bytes of a character that counts as another one than it is. */
static struct str written(struct arena *a, uint32_t c, struct str was) {
    if (c < 0x80) {
        char *p = arena_alloc(a, 1);
        *p = (char)c;
        return (struct str){p, 1};
    }
    return c == 0x3007 ? STR("〇") : was;
}

/* Both as one; without a copy where they touch. */
static struct str together(struct arena *a, struct str x, struct str y) {
    if (x.p + x.n == y.p) return (struct str){x.p, x.n + y.n};
    char *p = arena_alloc(a, x.n + y.n);
    memcpy(p, x.p, x.n);
    memcpy(p + x.n, y.p, y.n);
    return (struct str){p, x.n + y.n};
}

size_t token_read(struct token **out, struct arena *a, struct str s) {
    struct token *list = ARENA_ARRAY(a, struct token, text_length(s) + 1);
    enum kind last = PARTS, between = PARTS;
    size_t count = 0;
    for (size_t i = 0, length; i < s.n; i += length) {
        uint32_t was, c = 0;
        length = str_char(&was, str_slice(s, i, s.n));
        if (length > 0) c = plain(was);
        enum kind kind = length > 0 ? kind_of(c) : PARTS;
        if (length == 0) length = 1;
        if (kind == PARTS) between = PARTS;
        if (kind == NOTHING && between == RUN) between = NOTHING;
        if (kind == BLANK && between != PARTS) between = BLANK;
        if (kind != RUN && kind != SIGN) continue;
        struct str bytes = str_slice(s, i, i + length);
        if (c != was) bytes = written(a, c, bytes);
        if (kind == RUN && last == RUN && between == RUN) {
            struct token *t = &list[count - 1];
            if (t->text.n + bytes.n <= TOKEN_RUN) t->text = together(a, t->text, bytes);
            t->to = i + length;
        } else {
            bool joined = between != PARTS && !(kind == RUN && last == RUN);
            list[count++] = (struct token){bytes, i, i + length, joined};
        }
        last = kind;
        between = RUN; /* nothing yet */
    }
    *out = list;
    return count;
}

static int by_bytes(const void *a, const void *b) {
    return str_compare(*(const struct str *)a, *(const struct str *)b);
}

size_t token_terms(struct str **out, struct arena *a, struct str s) {
    struct token *tokens;
    size_t count = token_read(&tokens, a, s), n = 0, kept = 0;
    struct str *list = ARENA_ARRAY(a, struct str, 2 * count + 1);
    for (size_t i = 0; i < count; i++) {
        list[n++] = tokens[i].text;
        if (i > 0 && tokens[i].joined) list[n++] = together(a, tokens[i - 1].text, tokens[i].text);
    }
    qsort(list, n, sizeof *list, by_bytes);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || !str_eq(list[kept - 1], list[i])) list[kept++] = list[i];
    }
    *out = list;
    return kept;
}

bool token_is_pair(struct str term) {
    return term.n == 6 && (term.p[0] & 0x80) && (term.p[3] & 0x80) && (term.p[3] & 0x40);
}

/* --- queries --- */

/* 1: opens or closes a phrase. */
static bool is_quote(uint32_t c) {
    return c == '"' || c == 0xFF02 || c == 0x201C || c == 0x201D || c == 0x201E || c == 0x201F ||
           within(c, 0x300C, 0x300F) || within(c, 0x301D, 0x301F);
}

static bool is_blank(struct str s, size_t *length) {
    uint32_t c;
    *length = str_char(&c, s);
    if (*length == 0)
        *length = 1;
    else
        return c < ' ' || kind_of(c) == BLANK;
    return true;
}

/* What to look up of a word: its pairs, and the tokens no pair holds. */
static void set_keys(struct token_word *w, struct arena *a) {
    w->keys = ARENA_ARRAY(a, struct str, w->count);
    for (size_t i = 0; i < w->count; i++) {
        bool before = i > 0 && w->tokens[i].joined;
        bool behind = i + 1 < w->count && w->tokens[i + 1].joined;
        if (behind)
            w->keys[w->key_count++] = together(a, w->tokens[i].text, w->tokens[i + 1].text);
        else if (!before)
            w->keys[w->key_count++] = w->tokens[i].text;
    }
}

static void add_word(struct token_word *list, size_t *count, struct arena *a, struct str s,
                     bool quoted) {
    struct token_word w = {.quoted = quoted};
    w.count = token_read(&w.tokens, a, s);
    if (w.count == 0 || *count == TOKEN_WORDS) return;
    w.tokens[0].joined = false;
    set_keys(&w, a);
    list[(*count)++] = w;
}

size_t token_query(struct token_word **out, struct arena *a, struct str q) {
    struct token_word *list = ARENA_ARRAY(a, struct token_word, TOKEN_WORDS);
    size_t count = 0, from = 0, length, i;
    bool quoted = false;
    for (i = 0; i < q.n; i += length) {
        uint32_t c = 0;
        struct str rest = str_slice(q, i, q.n);
        bool blank = is_blank(rest, &length);
        str_char(&c, rest);
        bool quote = !blank && is_quote(c);
        if (!quote && (!blank || quoted)) continue;
        add_word(list, &count, a, str_slice(q, from, i), quoted && quote);
        from = i + length;
        if (quote) quoted = !quoted;
    }
    /* A quote without its other half is none. */
    while (from < q.n) {
        size_t to = from;
        while (to < q.n && !is_blank(str_slice(q, to, q.n), &length)) to += length;
        add_word(list, &count, a, str_slice(q, from, to), false);
        from = to;
        if (from < q.n && is_blank(str_slice(q, from, q.n), &length)) from += length;
    }
    *out = list;
    return count;
}

size_t token_pairs(struct token_word **out, struct arena *a, const struct token_word *words,
                   size_t count) {
    size_t all = 0, n = 0;
    for (size_t i = 0; i < count; i++) all += words[i].key_count;
    *out = ARENA_ARRAY(a, struct token_word, all);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < words[i].key_count; k++) {
            struct token_word *w = &(*out)[n];
            w->count = token_read(&w->tokens, a, words[i].keys[k]);
            w->keys = &words[i].keys[k];
            w->key_count = 1;
            n += w->count > 0;
        }
    }
    return n;
}

bool token_at(const struct token *t, size_t left, const struct token_word *w) {
    if (left < w->count) return false;
    for (size_t i = 0; i < w->count; i++) {
        if (!str_eq(t[i].text, w->tokens[i].text)) return false;
        if (i > 0 && w->tokens[i].joined && !t[i].joined) return false;
    }
    return true;
}
