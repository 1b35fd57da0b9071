/*
 * Answers for /verify and the API: the leaf, the edition behind it as it is shown today, and
 * whether the two still agree.
 */
#include "model/publish/ledger_find.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "db/db.h"
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

/* Whether what is shown now still has the hash of the leaf. */
static enum status compare(bool *same, struct ledger_found *f, struct db *db) {
    struct ledger_record r;
    struct merkle_hash hash;
    enum status st = ledger_record_shown(&r, db, f->leaf->edition_id);
    *same = false;
    if (st != OK) return st == NOT_FOUND ? OK : st;
    f->text = ledger_text_edition(db_arena(db), &r, f->leaf->inside);
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

enum status ledger_find(struct ledger_found *out, struct db *db, struct str digits) {
    bool same = true;
    *out = (struct ledger_found){0};
    enum status st = find_leaf(&out->leaf, db, digits);
    if (st != OK) return st;
    st = article_find(&out->article, db, str_cstr(db_arena(db), out->leaf->kind),
                      out->leaf->document_id, out->leaf->number);
    if (st != OK) return st;
    const struct row_article *e = out->article.edition;
    bool withdrawn = str_is(e->state, "withdrawn");
    find_next(out);
    out->entries = (int64_t)out->article.entry_count;
    if (!str_is(out->leaf->what, LEDGER_EDITION)) {
        out->verdict = VERDICT_EVENT;
        return OK;
    }
    st = compare(&same, out, db);
    out->verdict = !same                          ? VERDICT_ALTERED
                   : withdrawn                    ? VERDICT_WITHDRAWN
                   : out->replaced_by             ? VERDICT_CORRECTED
                   : e->successor_id != INT64_MIN ? VERDICT_SUPERSEDED
                                                  : VERDICT_CURRENT;
    /* What had to go is not found one address further on. */
    if (withdrawn) out->text = STR("");
    return st;
}

enum status ledger_find_short(struct str *out, struct db *db, int64_t edition_id) {
    struct row_ledger_leaf *leaf;
    enum status st = q_ledger_leaf_of(&leaf, db, edition_id, STR(LEDGER_EDITION));
    *out = st == OK ? str_hex(db_arena(db), leaf->hash.p, LEDGER_SHORT / 2) : STR("");
    return st == NOT_FOUND ? OK : st;
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
