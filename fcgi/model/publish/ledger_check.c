/*
 * `mingbai verify`, the published part. What a leaf should be is made again from the rows as they
 * are; whatever differs is told with its page, and the walk goes on.
 */
#include "model/publish/ledger_check.h"

#include <string.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/seal_sign.h"
#include "db/db.h"
#include "model/publish/ledger.h"
#include "model/publish/ledger_effort.h"
#include "query.h"

#define BATCH 100

static void tell(const struct ledger_check *c, const struct row_ledger_kept *leaf,
                 const char *sentence) {
    struct ledger_finding f = {STR(""), 0, 0, str_from(sentence)};
    if (leaf) {
        /* A stage or a payment has no edition. */
        bool deed = str_is(leaf->what, LEDGER_EFFORT_STEP) ||
                    str_is(leaf->what, LEDGER_EFFORT_PAYMENT);
        f.kind = leaf->kind, f.document_id = leaf->document_id;
        f.number = deed ? 0 : leaf->number;
    }
    c->tell(c->arg, &f);
}

static void tell_tree(const struct ledger_check *c, struct str sentence) {
    c->tell(c->arg, &(struct ledger_finding){STR(""), 0, 0, sentence});
}

static bool same(struct str s, const uint8_t *bytes, size_t n) {
    return s.n == n && memcmp(s.p, bytes, n) == 0;
}

/* --- one leaf --- */

/* The state its leaves say it has. */
static enum status state_of(struct str *out, struct ledger_check *c,
                            const struct row_ledger_kept *leaf,
                            const struct row_ledger_edition *e) {
    struct row_ledger_latest *latest;
    enum status st = q_ledger_latest(&latest, c->db, leaf->document_id, STR(LEDGER_EDITION));
    if (st != OK) return st;
    *out = e->number < latest->number       ? STR("corrected")
           : e->withdrawn_at != MOMENT_NONE ? STR("withdrawn")
                                            : STR("published");
    return OK;
}

static enum status check_rest(struct ledger_check *c, const struct row_ledger_kept *leaf,
                              const struct row_ledger_edition *e,
                              const struct row_ledger_inside *hidden) {
    struct str state;
    enum status st = state_of(&state, c, leaf, e);
    if (st != OK) return st;
    if (!str_eq(e->state, state)) tell(c, leaf, "its state is not what the ledger says");
    if (e->withdrawn_at == MOMENT_NONE && e->withdrawn_reason.n) {
        tell(c, leaf, "has a reason for being withdrawn and was not");
    }
    if (hidden->updated_at != e->published_at && hidden->updated_at != e->withdrawn_at) {
        tell(c, leaf, "was touched after it was published");
    }
    return OK;
}

static struct str text_of(struct ledger_check *c, const struct row_ledger_kept *leaf,
                          const struct ledger_record *r, struct str of) {
    struct arena *a = db_arena(c->db);
    if (str_is(leaf->what, LEDGER_EDITION)) return ledger_text_edition(a, r, leaf->inside);
    if (str_is(leaf->what, LEDGER_WITHDRAWAL)) {
        return ledger_text_withdrawal(a, r->edition, of, leaf->inside);
    }
    return ledger_text_succession(a, r->edition, of, leaf->inside);
}

static const char *changed(struct str what) {
    return str_is(what, LEDGER_EFFORT) ? "is not what was published: something was changed"
           : str_is(what, LEDGER_EFFORT_OUT)
               ? "its withdrawal, the reason or the moment, was changed"
           : str_is(what, LEDGER_EFFORT_STEP) ? "one of its stages was changed"
                                              : "one of its payments was changed";
}

static enum status check_effort(struct ledger_check *c, const struct row_ledger_kept *leaf) {
    struct ledger_effort e;
    struct row_ledger_latest *latest;
    struct row_ledger_hash *of = NULL;
    struct merkle_hash hash;
    uint8_t inside[32];
    struct arena *a = db_arena(c->db);
    enum status st = ledger_effort_read(&e, c->db, leaf->what, leaf->edition_id);
    if (st == OK && str_is(leaf->what, LEDGER_EFFORT_OUT)) {
        st = q_ledger_edition_leaf(&of, c->db, leaf->edition_id, STR(LEDGER_EFFORT));
    }
    if (st == NOT_FOUND) {
        tell(c, leaf, "is in the ledger and is not there any more");
        return OK;
    }
    if (st == OK) st = q_ledger_latest(&latest, c->db, leaf->document_id, STR(LEDGER_EFFORT));
    if (st != OK) return st;
    const char *wrong = ledger_effort_wrong(&e, leaf, latest->number);
    if (wrong) tell(c, leaf, wrong);
    ledger_text_inside(inside, a, e.hidden, leaf->salt);
    if (!same(leaf->inside, inside, sizeof inside)) {
        tell(c, leaf, "who entered or published it, or when, was changed");
    }
    merkle_leaf(&hash,
                ledger_effort_text(a, leaf->what, &e, of ? of->hash : STR_NONE, leaf->inside));
    if (!same(leaf->hash, hash.bytes, sizeof hash.bytes)) tell(c, leaf, changed(leaf->what));
    return OK;
}

static enum status check_document(struct ledger_check *c, const struct row_ledger_kept *leaf) {
    struct ledger_record r;
    struct row_ledger_inside *hidden = NULL;
    struct row_ledger_hash *of = NULL;
    struct merkle_hash hash;
    uint8_t inside[32];
    bool edition = str_is(leaf->what, LEDGER_EDITION);
    enum status st = ledger_record(&r, c->db, leaf->edition_id);
    if (st == OK) st = q_ledger_inside(&hidden, c->db, leaf->edition_id);
    if (st == OK && !edition)
        st = q_ledger_edition_leaf(&of, c->db, leaf->edition_id, STR(LEDGER_EDITION));
    if (st == NOT_FOUND) {
        tell(c, leaf, "is in the ledger and is not there any more");
        return OK;
    }
    if (st != OK) return st;
    const struct row_ledger_edition *e = r.edition;
    if (!str_eq(e->kind, leaf->kind) || e->document_id != leaf->document_id ||
        e->number != leaf->number || !str_eq(hidden->document_kind, e->kind) ||
        !str_eq(hidden->document_region, e->region)) {
        tell(c, leaf, "is not the document and edition the ledger says");
    }
    ledger_text_inside(inside, db_arena(c->db), hidden, leaf->salt);
    if (!same(leaf->inside, inside, sizeof inside)) {
        tell(c, leaf, "who wrote or published it, its version or its document was changed");
    }
    merkle_leaf(&hash, text_of(c, leaf, &r, of ? of->hash : STR_NONE));
    if (!same(leaf->hash, hash.bytes, sizeof hash.bytes)) {
        tell(c, leaf,
             edition ? "is not what was published: its text, list or files were changed"
             : str_is(leaf->what, LEDGER_WITHDRAWAL)
                 ? "its withdrawal, the reason or the moment, was changed"
                 : "the document that takes its place was changed");
    }
    return edition ? check_rest(c, leaf, e, hidden) : OK;
}

static enum status check_leaf(struct ledger_check *c, const struct row_ledger_kept *leaf) {
    return ledger_effort_is(leaf->what) ? check_effort(c, leaf) : check_document(c, leaf);
}

/* --- the tree, made anew from the leaves as they are stored --- */

static enum status read_node(struct merkle_hash *out, void *arg, int level, uint64_t position) {
    const struct ledger_check *c = arg;
    if (position >= c->counts[level]) return FAILED;
    *out = c->levels[level][position];
    return OK;
}

static enum status write_node(void *arg, int level, uint64_t position,
                              const struct merkle_hash *hash) {
    struct ledger_check *c = arg;
    (void)position; /* they come in order */
    if (c->counts[level] == c->rooms[level]) {
        uint64_t room = c->rooms[level] ? 2 * c->rooms[level] : 64;
        c->levels[level] = arena_grow(c->arena, c->levels[level], c->rooms[level] * sizeof *hash,
                                      room * sizeof *hash);
        c->rooms[level] = room;
    }
    c->levels[level][c->counts[level]++] = *hash;
    return OK;
}

enum status ledger_check_leaves(bool *more, struct ledger_check *c) {
    const struct merkle_nodes nodes = {read_node, c};
    struct row_ledger_kept *rows;
    struct merkle_hash hash = {{0}};
    size_t count;
    enum status st = q_ledger_leaves(&rows, &count, c->db, c->done, BATCH);
    *more = st == OK && count == BATCH;
    for (size_t i = 0; st == OK && i < count; i++) {
        if (rows[i].position != c->done) {
            tell(c, &rows[i], "leaves before it are missing from the ledger");
            c->done = rows[i].position;
        }
        if (rows[i].hash.n == MERKLE_BYTES) memcpy(hash.bytes, rows[i].hash.p, MERKLE_BYTES);
        st = merkle_append(&nodes, write_node, c->counts[0], &hash);
        if (st == OK) st = check_leaf(c, &rows[i]);
        c->done++;
    }
    return st;
}

static enum status check_missing(struct ledger_check *c) {
    struct row_ledger_missing *rows;
    size_t count;
    enum status st = q_ledger_missing(&rows, &count, c->db);
    for (size_t i = 0; st == OK && i < count; i++) {
        struct row_ledger_kept page = {
            .kind = rows[i].kind, .document_id = rows[i].document_id, .number = rows[i].number};
        tell(c, &page,
             str_is(rows[i].what, LEDGER_EDITION)      ? "is out and is not in the ledger"
             : str_is(rows[i].what, LEDGER_WITHDRAWAL) ? "its withdrawal is not in the ledger"
             : str_is(rows[i].what, LEDGER_SUCCESSION) ? "its successor is not in the ledger"
             : str_is(rows[i].what, "step")            ? "one of its stages is not in the ledger"
                                            : "one of its payments is not in the ledger");
    }
    return st;
}

/* What lists and pages show of a project's money is counted by triggers. */
static enum status check_sums(struct ledger_check *c) {
    struct row_ledger_effort_sums *rows;
    size_t count;
    enum status st = q_ledger_effort_sums(&rows, &count, c->db);
    for (size_t i = 0; st == OK && i < count; i++) {
        struct row_ledger_kept page = {.kind = rows[i].kind, .document_id = rows[i].id};
        tell(c, &page, "its sums are not those of its budget, payments and stages");
    }
    return st;
}

static enum status check_nodes(struct ledger_check *c) {
    struct row_ledger_nodes *rows;
    size_t count = 1;
    int64_t level = 1, position = -1, seen = 0, wanted = 0;
    struct arena *a = db_arena(c->db);
    enum status st = OK;
    for (int i = 1; i < 64; i++) wanted += (int64_t)c->counts[i];
    while (st == OK && count > 0) {
        st = q_ledger_nodes(&rows, &count, c->db, level, position, 1000);
        for (size_t i = 0; st == OK && i < count; i++) {
            level = rows[i].level, position = rows[i].position;
            bool there = level > 0 && level < 64 && position >= 0 &&
                         (uint64_t)position < c->counts[level];
            seen += there;
            if (there && same(rows[i].hash, c->levels[level][position].bytes, MERKLE_BYTES)) {
                continue;
            }
            tell_tree(c, str_format(a,
                                    "the node %lld of level %lld, over the publications from "
                                    "number %lld on, is not theirs",
                                    (long long)position, (long long)level,
                                    (long long)((uint64_t)position << (level & 63))));
        }
    }
    if (st == OK && seen != wanted) tell_tree(c, STR("nodes of the tree are missing"));
    return st;
}

static enum status check_head(struct ledger_check *c, const struct row_ledger_head *head) {
    const struct merkle_nodes nodes = {read_node, c};
    struct arena *a = db_arena(c->db);
    struct merkle_hash root;
    struct str when = moment_text(a, head->signed_at);
    const char *wrong = NULL;
    const uint8_t *key = (const uint8_t *)head->public_key.p;
    if (head->public_key.n != SEAL_SIGN_PUBLIC_BYTES ||
        head->signature.n != SEAL_SIGN_SIGNATURE_BYTES || head->root.n != MERKLE_BYTES) {
        return FAILED; /* the columns have these sizes */
    }
    if (!seal_sign_check((const uint8_t *)head->signature.p, key, ledger_head_text(a, head))) {
        wrong = "its signature is wrong";
    } else if (c->keys && !seal_sign_is_ours(c->keys, key)) {
        wrong = "it was signed with a key that is not in the key file";
    } else if (head->size < 0 || (uint64_t)head->size > c->counts[0]) {
        wrong = "publications it counted are gone from the ledger";
    } else {
        enum status st = merkle_root(&root, &nodes, (uint64_t)head->size);
        if (st != OK) return st;
        if (!same(head->root, root.bytes, MERKLE_BYTES)) {
            wrong = "one of the publications up to then was changed together with its leaf";
        }
    }
    if (wrong) {
        tell_tree(c, str_format(a, "the tree head %lld of " STR_FMT ", %lld publications: %s",
                                (long long)head->id, STR_ARG(when), (long long)head->size, wrong));
    }
    return OK;
}

static enum status check_heads(struct ledger_check *c) {
    struct row_ledger_head *rows;
    size_t count = 1;
    int64_t id = 0;
    enum status st = OK;
    while (st == OK && count > 0) {
        st = q_ledger_heads(&rows, &count, c->db, id, 1000);
        for (size_t i = 0; st == OK && i < count; i++) {
            id = rows[i].id;
            st = check_head(c, &rows[i]);
        }
    }
    return st;
}

enum status ledger_check_tree(struct ledger_check *c) {
    struct row_ledger_tree *tree;
    enum status st = q_ledger_size(&tree, c->db);
    if (st == NOT_FOUND || (st == OK && (uint64_t)tree->size != c->counts[0])) {
        tell_tree(c, STR("the ledger does not have the size it was counted to"));
    }
    if (st == OK || st == NOT_FOUND) st = check_missing(c);
    if (st == OK) st = check_sums(c);
    if (st == OK) st = check_nodes(c);
    return st == OK ? check_heads(c) : st;
}

enum status ledger_check_document(struct ledger_check *c, const char *kind, int64_t id) {
    struct row_ledger_kept *rows;
    size_t count;
    enum status st = q_ledger_leaves_of(&rows, &count, c->db, id, str_from(kind));
    if (st == OK && count == 0) return NOT_FOUND;
    for (size_t i = 0; st == OK && i < count; i++) st = check_leaf(c, &rows[i]);
    c->done = (int64_t)count;
    return st;
}
