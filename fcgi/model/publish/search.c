/*
 * Answering a query: for each term a row of bits, one for each text; what a page shows is what they
 * have in common, counted down from the newest. Reading a term costs a hundred rows of an index for
 * a hundred thousand texts, whatever the term, so there is no slow query and none that is cut
 * short.
 */
#include "model/publish/search.h"

#include "base/arena.h"
#include "base/bits.h"
#include "db/db.h"
#include "model/publish/said.h"
#include "query.h"

#define TERMS       16 /* of a query that are looked up */
#define FILTERS     4
#define CACHE       64
#define RANKS       3
#define LOTS        6 /* of texts read for one page: some are hidden since, or no phrase after all */
#define TITLE       3 /* times what a term in the text is worth, for near hits */
#define SCRATCH_MAX ((size_t)256 << 20)

const char *const search_kinds[] = {"policy", "notice", "project", "job", "question", NULL};

/* --- terms --- */

/* A row of bits for every text there is, to the end of the last block. */
static struct bits every(struct arena *a, int64_t last) {
    return bits_new(a, (size_t)(last / SEARCH_BLOCK + 1) * SEARCH_BLOCK);
}

static void add_places(struct bits *b, int64_t block, struct str places) {
    int64_t base = block * SEARCH_BLOCK;
    if (block < 0 || (uint64_t)(base + SEARCH_BLOCK) > b->n * 64) return; /* newer than the query */
    for (size_t i = 0; i + 1 < places.n; i += 2) {
        int64_t at = base + ((places.p[i] & 31) << 5) + (places.p[i + 1] & 31);
        bits_set(b, at);
    }
}

struct term {
    struct bits titles, any; /* any: titles or bodies */
    int64_t found;           /* texts it is in */
};

/* What was read for this answer: guesses at what was meant ask for the same again and again. */
struct cache {
    struct str key[CACHE];
    struct term term[CACHE];
    size_t count;
};

struct look {
    struct db *db;
    struct arena *arena;
    struct arena *scratch; /* rows of one term, one text that may be no hit */
    int64_t last;
    struct bits within; /* what the filters let through */
    struct cache *cache;
};

/* (The bits are the cache's: not to be changed.) */
static enum status read_term(struct term *out, const struct look *l, struct str key) {
    struct row_posting *rows;
    struct cache *c = l->cache;
    size_t count;
    for (size_t i = 0; i < c->count; i++) {
        if (!str_eq(c->key[i], key)) continue;
        *out = c->term[i];
        return OK;
    }
    arena_reset(l->scratch);
    db_rows_to(l->db, l->scratch);
    enum status st = q_posting_of(&rows, &count, l->db, key);
    db_rows_to(l->db, l->arena);
    out->titles = every(l->arena, l->last);
    out->any = every(l->arena, l->last);
    for (size_t i = 0; st == OK && i < count; i++) {
        add_places(&out->titles, rows[i].block, rows[i].titles);
        add_places(&out->any, rows[i].block, rows[i].bodies);
    }
    bits_or(&out->any, &out->titles);
    out->found = bits_count(&out->any);
    if (st == OK && c->count < CACHE) {
        c->key[c->count] = str_copy(l->arena, key);
        c->term[c->count++] = *out;
    }
    return st;
}

/* Where the filters point; all texts without any. */
static enum status read_filters(struct look *l, const struct search_filter *f) {
    const struct {
        char letter;
        struct str value;
    } all[FILTERS] = {
        {'k', f->kind},
        {'a', f->area},
        {'r', f->region},
        {'y', f->year ? str_format(l->arena, "%lld", (long long)f->year) : STR_NONE},
    };
    enum status st = OK;
    l->within = every(l->arena, l->last);
    bits_fill(&l->within);
    for (size_t i = 0; st == OK && i < FILTERS; i++) {
        struct term t;
        if (all[i].value.n == 0) continue;
        st = read_term(&t, l, search_narrow(l->arena, all[i].letter, all[i].value));
        bits_and(&l->within, &t.any);
    }
    return st;
}

/* A query with its terms read. */
struct query {
    struct token_word *words;
    size_t count;
    struct term terms[TERMS];
    const struct token_word *of[TERMS]; /* the word of a term */
    size_t term_count;
};

static enum status read_query(struct query *q, const struct look *l, struct str text) {
    enum status st = OK;
    *q = (struct query){0};
    q->count = token_query(&q->words, l->arena, text);
    for (size_t i = 0; i < q->count; i++) {
        for (size_t k = 0; k < q->words[i].key_count && q->term_count < TERMS; k++) {
            st = read_term(&q->terms[q->term_count], l, q->words[i].keys[k]);
            if (st != OK) return st;
            q->of[q->term_count++] = &q->words[i];
        }
    }
    return st;
}

/* Texts with all words, by their rank. */
static void rank(struct bits out[RANKS], const struct look *l, const struct query *q) {
    for (int i = 0; i < RANKS; i++) out[i] = every(l->arena, l->last);
    for (int i = 0; i < RANKS; i += 2) bits_or(&out[i], &l->within);
    for (size_t i = 0; i < q->term_count;) {
        struct bits word = every(l->arena, l->last);
        const struct token_word *of = q->of[i];
        bits_fill(&word);
        for (; i < q->term_count && q->of[i] == of; i++) {
            bits_and(&out[0], &q->terms[i].titles);
            bits_and(&out[2], &q->terms[i].any);
            bits_and(&word, &q->terms[i].titles);
        }
        bits_or(&out[1], &word);
    }
    bits_and(&out[1], &out[2]);
    bits_without(&out[2], &out[1]);
    bits_without(&out[1], &out[0]);
}

/* --- hits --- */

/* Some numbers, and the row of each as it may be seen now; NULL: it may not. */
#define LOT 10
struct lot {
    int64_t rank[LOT], number[LOT];
    struct row_posting_source *row[LOT];
    size_t count;
};

static void take(struct lot *lot, size_t *found, struct row_posting_source *rows, size_t count) {
    for (size_t i = 0; i < lot->count; i++) {
        for (size_t k = 0; !lot->row[i] && k < count; k++) {
            if (rows[k].number == lot->number[i]) lot->row[i] = &rows[k], ++*found;
        }
    }
}

#define NUMBERS(n) n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]

/* One trip for most, three where there are some of each kind. */
static enum status read_lot(struct lot *lot, const struct look *l) {
    struct row_posting_source *rows;
    const int64_t *n = lot->number;
    size_t count, found = 0;
    arena_reset(l->scratch);
    db_rows_to(l->db, l->scratch);
    enum status st = q_posting_shown_editions(&rows, &count, l->db, NUMBERS(n));
    if (st == OK) take(lot, &found, rows, count);
    if (st == OK && found < lot->count) {
        st = q_posting_shown_efforts(&rows, &count, l->db, NUMBERS(n));
        if (st == OK) take(lot, &found, rows, count);
    }
    if (st == OK && found < lot->count) {
        st = q_posting_shown_questions(&rows, &count, l->db, NUMBERS(n));
        if (st == OK) take(lot, &found, rows, count);
    }
    db_rows_to(l->db, l->arena);
    return st;
}

static void show(struct search_hit *hit, struct arena *a, const struct row_posting_source *row,
                 struct str body, const struct token_word *words, size_t count) {
    hit->kind = str_copy(a, row->kind);
    hit->id = row->ref_id;
    hit->region = str_copy(a, row->region);
    hit->place = str_copy(a, row->place);
    hit->above = str_copy(a, row->above);
    hit->area = str_copy(a, row->area);
    hit->type = str_copy(a, row->type);
    hit->title_text = str_copy(a, row->title);
    hit->published_at = row->published_at;
    hit->withdrawn = str_is(row->state, "withdrawn");
    hit->from_day = row->from_day;
    hit->until_day = row->until_day;
    hit->successor_id = row->successor_id;
    hit->title_count = excerpt_mark(&hit->title, a, hit->title_text, words, count);
    hit->text_count = excerpt_cut(&hit->text, a, str_copy(a, str_slice(body, 0, EXCERPT_READ)),
                                  words, count);
}

/* The texts of a lot as hits, as far as they are some, until there are ${most}. */
static enum status add_hits(struct search_found *out, const struct look *l, struct lot *lot,
                            const struct query *q, size_t most) {
    struct arena *a = l->scratch;
    enum status st = read_lot(lot, l);
    for (size_t i = 0; st == OK && i < lot->count && out->count < most; i++) {
        const struct row_posting_source *row = lot->row[i];
        struct str body = STR("");
        if (!row) continue;
        if (!str_is(row->state, "withdrawn")) {
            body = str_format(a, STR_FMT "\n" STR_FMT, STR_ARG(row->document_number),
                              STR_ARG(search_body(a, row)));
        }
        struct str both = str_format(a, STR_FMT "\n" STR_FMT, STR_ARG(row->title), STR_ARG(body));
        if (!excerpt_has(a, both, q->words, q->count)) continue;
        struct search_hit *hit = &out->hits[out->count++];
        hit->rank = lot->rank[i];
        hit->number = lot->number[i];
        show(hit, l->arena, row, body, q->words, q->count);
    }
    return st;
}

/* The next ten after *rank, *number. */
static void next_lot(struct lot *lot, const struct bits *ranks, int64_t *rank, int64_t *number) {
    *lot = (struct lot){0};
    while (lot->count < LOT && *rank < RANKS) {
        *number = bits_below(&ranks[*rank], *number);
        if (*number < 0) {
            ++*rank;
            *number = INT64_MAX;
            continue;
        }
        lot->rank[lot->count] = *rank;
        lot->number[lot->count++] = *number;
    }
}

static enum status page(struct search_found *out, const struct look *l, const struct query *q,
                        const struct bits *ranks, const struct search_filter *f) {
    int64_t number = f->number ? f->number : INT64_MAX, i = f->number ? f->rank : 0;
    struct lot lot;
    enum status st = OK;
    if (i < 0 || i >= RANKS) return OK;
    out->hits = ARENA_ARRAY(l->arena, struct search_hit, (size_t)f->most);
    for (int lots = 0; st == OK && lots < LOTS && out->count < (size_t)f->most; lots++) {
        next_lot(&lot, ranks, &i, &number);
        if (lot.count == 0) break;
        st = add_hits(out, l, &lot, q, (size_t)f->most);
    }
    if (st != OK || out->count < (size_t)f->most) return st;
    const struct search_hit *last = &out->hits[out->count - 1];
    i = last->rank, number = last->number;
    next_lot(&lot, ranks, &i, &number);
    out->more = lot.count > 0;
    return OK;
}

/* --- when nothing holds all words --- */

/* Worth of a term: the rarer, the more. */
static int worth(const struct term *t, int64_t last) {
    int w = 1;
    for (int64_t n = t->found; n > 0 && n <= last; n *= 2) w++;
    return t->found ? w : 0;
}

/* The number with the highest score, taken off the list; -1 when what is left is worth little. */
static int64_t best(int *score, int64_t last, int all) {
    int64_t at = last;
    for (int64_t n = last; n >= 0; n--) {
        if (score[n] > score[at]) at = n;
    }
    if (score[at] == 0 || 2 * score[at] < all) return -1;
    score[at] = 0;
    return at;
}

/* The texts that hold most of it. */
static enum status near(struct search_found *out, const struct look *l, const struct query *q) {
    struct query pairs = {0};
    struct lot lot = {0};
    int *score = ARENA_ARRAY(l->arena, int, (size_t)l->last + 1), all = 0;
    pairs.count = token_pairs(&pairs.words, l->arena, q->words, q->count);
    for (size_t i = 0; i < q->term_count; i++) {
        int w = worth(&q->terms[i], l->last);
        struct bits here = every(l->arena, l->last);
        all += w;
        bits_or(&here, &q->terms[i].any);
        bits_and(&here, &l->within);
        for (int64_t n = bits_below(&here, INT64_MAX); n >= 0; n = bits_below(&here, n)) {
            if (n <= l->last) score[n] += bits_has(&q->terms[i].titles, n) ? TITLE * w : w;
        }
    }
    out->hits = ARENA_ARRAY(l->arena, struct search_hit, LOT);
    for (; lot.count < LOT; lot.count++) {
        lot.number[lot.count] = best(score, l->last, all);
        if (lot.number[lot.count] < 0) break;
    }
    return lot.count > 0 ? add_hits(out, l, &lot, &pairs, LOT) : OK;
}

/* --- what may have been meant --- */

/* ${s} with ${by} in the place of the first ${word}; the same if there is none. */
static struct str replaced(struct arena *a, struct str s, struct str word, struct str by) {
    size_t at = str_find(s, word);
    if (at == s.n) return s;
    return str_format(a, STR_FMT STR_FMT STR_FMT, STR_ARG(str_slice(s, 0, at)), STR_ARG(by),
                      STR_ARG(str_slice(s, at + word.n, s.n)));
}

/* ${q} with ${word} in the place of ${pair}, if some text has all of that. */
static enum status try_word(struct search_found *out, const struct look *l, struct str q,
                            struct str pair, struct str word) {
    struct query other;
    struct bits ranks[RANKS];
    struct str text = replaced(l->arena, q, pair, word);
    if (text.p == q.p) return OK;
    enum status st = read_query(&other, l, text);
    if (st != OK) return st;
    rank(ranks, l, &other);
    bool some = bits_below(&ranks[0], INT64_MAX) >= 0 || bits_below(&ranks[1], INT64_MAX) >= 0 ||
                bits_below(&ranks[2], INT64_MAX) >= 0;
    for (size_t i = 0; i < out->meant_count; i++) some = some && !str_eq(out->meant[i], text);
    if (some) out->meant[out->meant_count++] = text;
    return OK;
}

/* The character after the last that begins as ${s} does, for a range. */
static struct str beyond(struct arena *a, struct str s) {
    struct str copy = str_copy(a, s);
    char *last = (char *)(uintptr_t)copy.p + copy.n - 1;
    *last = (char)(*last + 1); /* of UTF-8: never 0xFF */
    return copy;
}

/* One hanzi of a word nobody wrote may be wrong: words of titles with the other one. */
static enum status meant_pair(struct search_found *out, const struct look *l, struct str q,
                              struct str pair) {
    struct row_posting_word *rows[2];
    size_t count[2];
    struct str first = str_slice(pair, 0, 3), second = str_slice(pair, 3, 6);
    enum status st = q_posting_words(&rows[0], &count[0], l->db, first, beyond(l->arena, first));
    if (st == OK) {
        st = q_posting_turned(&rows[1], &count[1], l->db, second, beyond(l->arena, second));
    }
    for (size_t i = 0; st == OK && i < count[0] + count[1]; i++) {
        const struct row_posting_word *w = i < count[0] ? &rows[0][i] : &rows[1][i - count[0]];
        if (out->meant_count == SEARCH_MEANT) break;
        st = try_word(out, l, q, pair, w->word);
    }
    return st;
}

static enum status meant(struct search_found *out, const struct look *l, const struct query *q,
                         struct str text) {
    struct str written = text;
    enum status st = OK;
    for (const struct said *s = said_all; s->said && out->meant_count < SEARCH_MEANT; s++) {
        if (str_find(written, str_from(s->said)) == written.n) continue;
        st = try_word(out, l, written, str_from(s->said), str_from(s->written));
        if (st != OK) return st;
        written = replaced(l->arena, written, str_from(s->said), str_from(s->written));
    }
    for (size_t i = 0, t = 0; i < q->count; i++) {
        for (size_t k = 0; k < q->words[i].key_count && t < q->term_count; k++, t++) {
            struct str pair = q->words[i].keys[k];
            if (q->terms[t].found > 0 || !token_is_pair(pair)) continue;
            if (st == OK && out->meant_count < SEARCH_MEANT) st = meant_pair(out, l, text, pair);
            if (out->meant_count > 0 || st != OK) return st;
        }
    }
    return st;
}

/* --- one answer --- */

static bool has_phrase(const struct query *q) {
    for (size_t i = 0; i < q->count; i++) {
        if (q->words[i].quoted) return true;
    }
    return false;
}

/* A question without the words round what it is about. */
static struct str about(struct arena *a, struct str q) {
    for (const char *const *w = said_round; *w; w++) {
        while (str_find(q, str_from(*w)) < q.n) q = replaced(a, q, str_from(*w), STR(" "));
    }
    return q;
}

/* Nothing holds all words: first without those that only ask, then what holds most of them. */
static enum status come_near(struct search_found *out, const struct look *l,
                             const struct search_filter *f) {
    struct query *q = ARENA_NEW(l->arena, struct query);
    struct bits ranks[RANKS];
    struct str text = about(l->arena, f->q);
    enum status st = read_query(q, l, text);
    if (st != OK || q->count == 0) return st;
    rank(ranks, l, q);
    out->near = true;
    if (text.p != f->q.p) st = page(out, l, q, ranks, f);
    out->more = false;
    if (st != OK || out->count > 0) return st;
    st = meant(out, l, q, text);
    return st == OK ? near(out, l, q) : st;
}

static enum status answer(struct search_found *out, struct look *l, const struct search_filter *f) {
    struct query *q = ARENA_NEW(l->arena, struct query);
    struct bits ranks[RANKS];
    enum status st = read_filters(l, f);
    if (st == OK) st = read_query(q, l, f->q);
    out->asked = st == OK && q->count > 0;
    if (st != OK || !out->asked) return st;
    rank(ranks, l, q);
    out->all = has_phrase(q) ? -1 : 0;
    for (int i = 0; i < RANKS && out->all >= 0; i++) out->all += bits_count(&ranks[i]);
    st = page(out, l, q, ranks, f);
    if (st != OK || out->count > 0 || f->number > 0) return st;
    return come_near(out, l, f);
}

enum status search_find(struct search_found *out, struct db *db, const struct search_filter *f) {
    struct row_posting_last *state;
    *out = (struct search_found){0};
    enum status st = q_posting_last(&state, db);
    if (st != OK) return st == NOT_FOUND ? FAILED : st;
    struct look l = {.cache = ARENA_NEW(db_arena(db), struct cache),
                     .db = db,
                     .arena = db_arena(db),
                     .scratch = arena_new(SCRATCH_MAX),
                     .last = state->last};
    st = answer(out, &l, f);
    arena_free(l.scratch);
    return st;
}
