/*
 * Writing the index: whoever publishes notes what; at the end of the unit the old text is taken out
 * and the new one put in. The row of search_state is locked first, so that numbers follow the order
 * of publishing and no two units meet in a block.
 */
#include "model/publish/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/log.h"
#include "db/db.h"
#include "model/publish/label.h"
#include "query.h"

#define LOT_MAX ((size_t)512 << 20) /* the terms of a block while it is made */

/* --- the terms of a text --- */

/* A term of one text. */
struct entry {
    struct str term;
    uint16_t at; /* in its block */
    bool title;
};

/* The terms of one or more texts of a block. */
struct lot {
    struct arena *arena;
    struct entry *list;
    size_t count, cap;
};

static void put(struct lot *lot, struct str term, int64_t number, bool title) {
    if (lot->count == lot->cap) {
        size_t cap = lot->cap ? 2 * lot->cap : 1024;
        lot->list = arena_grow(lot->arena, lot->list, lot->cap * sizeof *lot->list,
                               cap * sizeof *lot->list);
        lot->cap = cap;
    }
    lot->list[lot->count++] = (struct entry){term, (uint16_t)(number % SEARCH_BLOCK), title};
}

static void put_text(struct lot *lot, struct str text, int64_t number, bool title) {
    struct str *terms;
    size_t count = token_terms(&terms, lot->arena, text);
    for (size_t i = 0; i < count; i++) put(lot, terms[i], number, title);
}

struct str search_narrow(struct arena *a, char letter, struct str value) {
    return str_format(a, ":%c" STR_FMT, letter, STR_ARG(value));
}

static void put_filter(struct lot *lot, char letter, struct str value, int64_t number) {
    if (value.n) put(lot, search_narrow(lot->arena, letter, value), number, false);
}

struct str search_body(struct arena *a, const struct row_posting_source *row) {
    struct str plain = excerpt_plain(a, row->body);
    if (row->more.n == 0) return plain;
    return str_format(a, STR_FMT "\n" STR_FMT, STR_ARG(row->more), STR_ARG(plain));
}

/* The year a list has it under. */
static int64_t year_of(const struct row_posting_source *row) {
    if (row->year != INT64_MIN) return row->year;
    return date_ymd(row->on_day != DAY_NONE ? row->on_day : date_day(row->published_at)).year;
}

static void put_all(struct lot *lot, const struct row_posting_source *row, int64_t number,
                    bool bare) {
    struct arena *a = lot->arena;
    static const size_t digits[] = {6, 9, 12};
    put_text(
        lot,
        str_format(a, STR_FMT "\n" STR_FMT, STR_ARG(row->title), STR_ARG(row->document_number)),
        number, true);
    put_filter(lot, 'k', row->kind, number);
    put_filter(lot, 'a', row->area, number);
    put_filter(lot, 'y', str_format(a, "%lld", (long long)year_of(row)), number);
    for (size_t i = 0; i < sizeof digits / sizeof *digits; i++) {
        if (row->region.n >= digits[i]) {
            put_filter(lot, 'r', str_slice(row->region, 0, digits[i]), number);
        }
    }
    if (bare) return;
    put_text(lot,
             str_format(a, STR_FMT "\n" STR_FMT STR_FMT "\n" STR_FMT "\n" STR_FMT,
                        STR_ARG(search_body(a, row)), STR_ARG(row->above), STR_ARG(row->place),
                        STR_ARG(row->area.n ? label_text(label_areas, row->area) : STR("")),
                        STR_ARG(row->type.n ? label_text(label_types, row->type) : STR(""))),
             number, false);
}

/* --- into the tables --- */

static int by_term(const void *pa, const void *pb) {
    const struct entry *a = pa, *b = pb;
    int order = str_compare(a->term, b->term);
    if (order != 0) return order;
    if (a->title != b->title) return a->title ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

/* Places [from, to) of the list as bytes; a list of both kinds when texts are taken out. */
static struct str places(const struct lot *lot, size_t from, size_t to, bool title) {
    unsigned char *p = arena_alloc(lot->arena, 2 * (to - from) + 1);
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        if (lot->list[i].title != title) continue;
        p[n++] = (unsigned char)(0x80 | (lot->list[i].at >> 5));
        p[n++] = (unsigned char)(lot->list[i].at & 31);
    }
    return (struct str){(const char *)p, n};
}

static struct str turned(struct arena *a, struct str word) {
    char *p = arena_alloc(a, 6);
    memcpy(p, word.p + 3, 3);
    memcpy(p + 3, word.p, 3);
    return (struct str){p, 6};
}

/* All of the lot into a block, or out of it. */
static enum status flush(struct lot *lot, struct db *db, int64_t block, bool out) {
    struct q_posting_add *rows = ARENA_ARRAY(lot->arena, struct q_posting_add, lot->count + 1);
    struct q_posting_word_add *words = ARENA_ARRAY(lot->arena, struct q_posting_word_add,
                                                   lot->count + 1);
    size_t n = 0, word_count = 0;
    qsort(lot->list, lot->count, sizeof *lot->list, by_term);
    for (size_t i = 0, k; i < lot->count; i = k) {
        struct str term = lot->list[i].term;
        for (k = i; k < lot->count && str_eq(lot->list[k].term, term);) k++;
        struct str titles = places(lot, i, k, true), bodies = places(lot, i, k, false);
        rows[n++] = (struct q_posting_add){
            .term = term, .block = block, .titles = titles, .bodies = bodies};
        if (titles.n == 0 || !token_is_pair(term)) continue;
        int64_t count = (int64_t)(titles.n / 2);
        words[word_count++] = (struct q_posting_word_add){
            .word = term, .turned = turned(lot->arena, term), .titles = out ? -count : count};
    }
    enum status st = db_insert(db, out ? Q_posting_drop : Q_posting_add, rows, n, sizeof *rows);
    if (st == OK) st = db_insert(db, Q_posting_word_add, words, word_count, sizeof *words);
    lot->list = NULL;
    lot->count = lot->cap = 0;
    return st;
}

/* --- one text --- */

static enum status read_source(struct row_posting_source **row, struct db *db, struct str kind,
                               int64_t id, int64_t edition) {
    if (str_is(kind, SEARCH_DOCUMENT)) return q_posting_edition(row, db, edition);
    if (str_is(kind, SEARCH_EFFORT)) return q_posting_effort(row, db, id, edition);
    return q_posting_question_kept(row, db, id);
}

static enum status live(int64_t *edition, struct db *db, struct str kind, int64_t id) {
    struct row_posting_live_edition *e;
    struct row_posting_live_effort *f;
    enum status st = OK;
    *edition = 0;
    if (str_is(kind, SEARCH_DOCUMENT)) {
        st = q_posting_live_edition(&e, db, id);
        if (st == OK) *edition = e->edition;
    } else if (str_is(kind, SEARCH_EFFORT)) {
        st = q_posting_live_effort(&f, db, id);
        if (st == OK) *edition = f->edition;
    }
    return st;
}

static enum status take_out(struct db *db, struct str kind, int64_t id) {
    struct row_posting_document *was;
    struct row_posting_source *row;
    struct lot lot = {.arena = db_arena(db)};
    enum status st = q_posting_indexed(&was, db, kind, id);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    st = read_source(&row, db, kind, id, was->edition);
    if (st == OK) {
        put_all(&lot, row, was->number, was->bare);
        st = flush(&lot, db, was->number / SEARCH_BLOCK, true);
    }
    if (st == NOT_FOUND) st = OK;
    return st == OK ? q_posting_document_drop(db, was->number) : st;
}

/* NOT_FOUND: it is not to be found. */
static enum status put_in(struct lot *lot, struct db *db, struct str kind, int64_t id,
                          int64_t edition, int64_t number) {
    struct row_posting_source *row;
    enum status st = read_source(&row, db, kind, id, edition);
    if (st == OK && str_is(row->state, "hidden")) st = NOT_FOUND;
    if (st != OK) return st;
    bool bare = str_is(row->state, "withdrawn");
    put_all(lot, row, number, bare);
    return q_posting_document_add(db, number, kind, id, edition, bare);
}

static enum status renew(struct db *db, struct str kind, int64_t id, int64_t *last) {
    int64_t edition;
    struct lot lot = {.arena = db_arena(db)};
    enum status st = take_out(db, kind, id);
    if (st == OK) st = live(&edition, db, kind, id);
    if (st == OK) st = put_in(&lot, db, kind, id, edition, *last + 1);
    if (st == OK) st = flush(&lot, db, ++*last / SEARCH_BLOCK, false);
    return st == NOT_FOUND ? OK : st;
}

/* --- at the end of the unit --- */

struct noted {
    const char *kind;
    int64_t id;
    struct noted *next;
};

struct work {
    struct noted *first;
};

/* What whoever asked has taken back since: the lookup pool, which hides it, cannot write here. */
static enum status sweep(struct db *db) {
    struct row_posting_taken_back *rows;
    size_t count;
    enum status st = q_posting_taken_back(&rows, &count, db);
    for (size_t i = 0; st == OK && i < count; i++) {
        st = take_out(db, STR(SEARCH_QUESTION), rows[i].id);
    }
    return st;
}

/* Texts are long, and a unit may publish fifty: each has the memory to itself. */
static enum status renew_all(struct db *db, const struct work *work, int64_t *last) {
    struct arena *a = arena_new(LOT_MAX), *was = db_rows_to(db, a);
    enum status st = sweep(db);
    for (const struct noted *n = work->first; st == OK && n; n = n->next) {
        arena_reset(a);
        st = renew(db, str_from(n->kind), n->id, last);
    }
    db_rows_to(db, was);
    arena_free(a);
    return st;
}

static enum status finish(struct db *db, void *arg) {
    struct row_posting_state *state;
    enum status st = q_posting_hold(&state, db);
    if (st != OK) return st == NOT_FOUND ? FAILED : st;
    int64_t last = state->last;
    st = renew_all(db, arg, &last);
    if (st == OK) st = q_posting_move(db, last, state->rules);
    return st == CONFLICT ? FAILED : st;
}

enum status search_note(struct db *db, const char *kind, int64_t id) {
    static const struct db_finish how = {0, sizeof(struct work), finish, NULL};
    struct work *work = db_finish(db, &how);
    struct noted **end = &work->first;
    for (; *end; end = &(*end)->next) {
        if ((*end)->id == id && strcmp((*end)->kind, kind) == 0) return OK;
    }
    *end = ARENA_NEW(db_finish_arena(db), struct noted);
    **end = (struct noted){kind, id, NULL};
    return OK;
}

/* --- all of it --- */

static enum status forget(struct db *db) {
    enum status st = q_posting_forget_documents(db);
    if (st == OK) st = q_posting_forget_postings(db);
    return st == OK ? q_posting_forget_words(db) : st;
}

static enum status fill(int64_t *last, struct db *db, struct arena *a,
                        const struct row_posting_found *rows, size_t count) {
    struct lot lot = {.arena = a};
    enum status st = OK;
    for (size_t i = 0; st == OK && i < count; i++) {
        int64_t next = *last + 1;
        if (next % SEARCH_BLOCK == 0 && lot.count > 0) {
            st = flush(&lot, db, *last / SEARCH_BLOCK, false);
            arena_reset(a);
        }
        if (st == OK) st = put_in(&lot, db, rows[i].kind, rows[i].ref_id, rows[i].edition, next);
        if (st == OK) *last = next;
        if (st == NOT_FOUND) st = OK;
    }
    return st == OK && lot.count > 0 ? flush(&lot, db, *last / SEARCH_BLOCK, false) : st;
}

enum status search_rebuild(int64_t *count, struct db *db) {
    struct row_posting_state *state;
    struct row_posting_found *rows;
    size_t n;
    *count = 0;
    enum status st = q_posting_hold(&state, db);
    if (st == OK) st = forget(db);
    if (st == OK) st = q_posting_everything(&rows, &n, db);
    if (st != OK) return st;
    struct arena *a = arena_new(LOT_MAX), *was = db_rows_to(db, a);
    st = fill(count, db, a, rows, n);
    db_rows_to(db, was);
    arena_free(a);
    return st == OK ? q_posting_move(db, *count, TOKEN_RULES) : st;
}

enum status search_adopt(int64_t *count, struct db *db) {
    struct row_posting_state *state;
    *count = 0;
    enum status st = q_posting_hold(&state, db);
    if (st != OK || state->rules == TOKEN_RULES) return st;
    return search_rebuild(count, db);
}
