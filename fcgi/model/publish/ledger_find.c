/*
 * Answers for /verify and the API: the leaf, the edition behind it as it is shown today, and
 * whether the two still agree.
 */
#include "model/publish/ledger_find.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "db/db.h"
#include "model/county/region.h"
#include "model/publish/ledger_effort.h"
#include "query.h"

#define HASH_BYTES 32

/* The lowest and the highest hash that begin with ${digits}. */
static bool bounds(uint8_t low[HASH_BYTES], uint8_t high[HASH_BYTES], struct str digits) {
    char text[2][2 * HASH_BYTES];
    if (digits.n < LEDGER_LEAST || digits.n > 2 * HASH_BYTES) return false;
    memset(text[0], '0', sizeof text[0]);
    memset(text[1], 'f', sizeof text[1]);
    memcpy(text[0], digits.p, digits.n);
    memcpy(text[1], digits.p, digits.n);
    return str_unhex(low, HASH_BYTES, (struct str){text[0], sizeof text[0]}) &&
           str_unhex(high, HASH_BYTES, (struct str){text[1], sizeof text[1]});
}

static enum status find_leaf(struct row_ledger_leaf **out, struct db *db, struct str digits) {
    uint8_t low[HASH_BYTES], high[HASH_BYTES];
    struct row_ledger_leaf *rows;
    size_t count;
    if (!bounds(low, high, digits)) return INVALID;
    enum status st = q_ledger_leaf_like(&rows, &count, db, (struct str){(char *)low, HASH_BYTES},
                                        (struct str){(char *)high, HASH_BYTES});
    *out = rows;
    if (st != OK) return st;
    return count == 1 ? OK : count == 0 ? NOT_FOUND : CONFLICT;
}

/* The text of the leaf as it is shown now; empty if it is not shown. */
static enum status shown(struct str *out, struct ledger_found *f, struct db *db) {
    struct ledger_record r;
    struct ledger_effort e;
    enum status st;
    *out = STR("");
    if (ledger_effort_is(f->leaf->what)) {
        st = ledger_effort_shown(&e, db, f->leaf);
        if (st != OK) return st == NOT_FOUND ? OK : st;
        *out = ledger_effort_text(db_arena(db), f->leaf->what, &e, STR_NONE, f->leaf->inside);
        return OK;
    }
    st = ledger_record_shown(&r, db, f->leaf->edition_id);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    *out = ledger_text_edition(db_arena(db), &r, f->leaf->inside);
    return OK;
}

/* Whether what is shown now still has the hash of the leaf. */
static enum status compare(bool *same, struct ledger_found *f, struct db *db) {
    struct merkle_hash hash;
    enum status st = shown(&f->text, f, db);
    *same = false;
    if (st != OK || f->text.n == 0) return st;
    merkle_leaf(&hash, f->text);
    *same = f->leaf->hash.n == HASH_BYTES && memcmp(hash.bytes, f->leaf->hash.p, HASH_BYTES) == 0;
    return OK;
}

/* The edition that came after this one. */
static void find_next(struct ledger_found *f) {
    f->replaced_at = MOMENT_NONE;
    for (size_t i = 0; i < f->article.edition_count; i++) {
        const struct row_edition_mark *e = &f->article.editions[i];
        if (e->number <= f->leaf->number) break; /* newest first */
        f->replaced_by = e->number;
        f->replaced_at = e->published_at;
    }
}

static int64_t number_of(struct ledger_found *f) {
    return str_is(f->leaf->what, LEDGER_EFFORT) ? f->leaf->number : 0;
}

/* A project, job or donation put as an article is, as far as the answer needs it: the edition of
 * the leaf, of a withdrawal, stage or payment the live one. */
static enum status find_effort(struct ledger_found *f, struct db *db) {
    struct row_effort_mark *marks;
    struct row_ledger_effort *e, *live;
    size_t count;
    struct arena *a = db_arena(db);
    struct article *out = &f->article;
    enum status st = q_effort_editions(&marks, &count, db, f->leaf->document_id);
    if (st == OK && count == 0) st = NOT_FOUND;
    if (st == OK) st = q_ledger_effort_shown(&live, db, f->leaf->document_id, marks[0].number);
    int64_t number = st == OK && number_of(f) ? number_of(f) : st == OK ? marks[0].number : 0;
    if (st == OK) st = q_ledger_effort_shown(&e, db, f->leaf->document_id, number);
    if (st == OK) st = region_place(&out->place, db, e->region);
    if (st != OK) return st;
    out->editions = ARENA_ARRAY(a, struct row_edition_mark, count);
    out->edition_count = count;
    for (size_t i = 0; i < count; i++) {
        out->editions[i].number = marks[i].number;
        out->editions[i].published_at = marks[i].published_at;
    }
    /* With the live edition every earlier one is withdrawn, as of an article. */
    const struct row_ledger_effort *gone = e->withdrawn_at != MOMENT_NONE ? e : live;
    bool withdrawn = gone->withdrawn_at != MOMENT_NONE;
    out->edition = ARENA_NEW(a, struct row_article);
    *out->edition = (struct row_article){
        .document_id = e->document_id,
        .state = withdrawn ? STR("withdrawn") : e->state,
        .number = e->number,
        .region = e->region,
        .title = e->title,
        .successor_id = INT64_MIN,
        .published_at = e->published_at,
        .withdrawn_at = gone->withdrawn_at,
        .withdrawn_reason = gone->withdrawn_reason,
    };
    return OK;
}

enum status ledger_find(struct ledger_found *out, struct db *db, struct str digits) {
    bool same = true;
    *out = (struct ledger_found){0};
    enum status st = find_leaf(&out->leaf, db, digits);
    if (st != OK) return st;
    st = ledger_effort_is(out->leaf->what)
             ? find_effort(out, db)
             : article_find(&out->article, db, str_cstr(db_arena(db), out->leaf->kind),
                            out->leaf->document_id, out->leaf->number);
    if (st != OK) return st;
    const struct row_article *e = out->article.edition;
    bool withdrawn = str_is(e->state, "withdrawn");
    find_next(out);
    out->entries = (int64_t)out->article.entry_count;
    bool event = str_is(out->leaf->what, LEDGER_WITHDRAWAL) ||
                 str_is(out->leaf->what, LEDGER_SUCCESSION) ||
                 str_is(out->leaf->what, LEDGER_EFFORT_OUT);
    if (!event) st = compare(&same, out, db);
    event = event || str_is(out->leaf->what, LEDGER_EFFORT_STEP) ||
            str_is(out->leaf->what, LEDGER_EFFORT_PAYMENT);
    out->verdict = !same                          ? VERDICT_ALTERED
                   : event                        ? VERDICT_EVENT
                   : withdrawn                    ? VERDICT_WITHDRAWN
                   : out->replaced_by             ? VERDICT_CORRECTED
                   : e->successor_id != INT64_MIN ? VERDICT_SUPERSEDED
                                                  : VERDICT_CURRENT;
    /* What had to go is not found one address further on. */
    if (withdrawn) out->text = STR("");
    return st;
}

static enum status short_of(struct str *out, struct db *db, const struct row_ledger_leaf *leaf,
                            enum status st) {
    *out = st == OK ? str_hex(db_arena(db), leaf->hash.p, LEDGER_SHORT / 2) : STR("");
    return st == NOT_FOUND ? OK : st;
}

enum status ledger_find_short(struct str *out, struct db *db, int64_t edition_id) {
    struct row_ledger_leaf *leaf = NULL;
    enum status st = q_ledger_leaf_of(&leaf, db, edition_id, STR(LEDGER_EDITION));
    return short_of(out, db, leaf, st);
}

enum status ledger_find_effort(struct str *out, struct db *db, int64_t effort_id, int64_t number) {
    struct row_ledger_leaf *leaf = NULL;
    enum status st = q_ledger_leaf_effort(&leaf, db, effort_id, number);
    return short_of(out, db, leaf, st);
}

enum status ledger_size(int64_t *out, struct db *db) {
    struct row_ledger_tree *tree;
    enum status st = q_ledger_size(&tree, db);
    *out = st == OK ? tree->size : 0;
    return st;
}

enum status ledger_prove(struct ledger_proof *out, struct db *db, int64_t position) {
    const struct merkle_nodes nodes = ledger_nodes(db);
    *out = (struct ledger_proof){0};
    enum status st = ledger_head_last(&out->head, db);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == NOT_FOUND || out->head->size <= position) out->head = NULL;
    st = OK;
    if (out->head) {
        out->size = out->head->size;
    } else {
        st = ledger_size(&out->size, db);
    }
    if (st == OK) st = merkle_root(&out->root, &nodes, (uint64_t)out->size);
    return st == OK ? merkle_inclusion(&out->path, &nodes, (uint64_t)position, (uint64_t)out->size)
                    : st;
}

enum status ledger_agree(struct merkle_path *out, struct db *db, int64_t from, int64_t to) {
    const struct merkle_nodes nodes = ledger_nodes(db);
    int64_t size;
    enum status st = ledger_size(&size, db);
    if (st != OK) return st;
    if (from < 1 || from > to || to > size) return INVALID;
    return merkle_consistency(out, &nodes, (uint64_t)from, (uint64_t)to);
}

enum status ledger_list(struct row_ledger_hash **rows, size_t *count, struct db *db, int64_t from,
                        int64_t most) {
    return q_ledger_leaf_hashes(rows, count, db, from, most);
}
