/*
 * Adding to the ledger: edition.c and seed.c say what happened, the end of the unit writes it.
 */
#include "model/publish/ledger.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/log.h"
#include "base/seal_sign.h"
#include "db/db.h"
#include "model/publish/ledger_effort.h"
#include "query.h"

#define LEVELS 63

struct waiting {
    const char *what;
    int64_t edition_id;
    struct waiting *next;
};

/* What the end of the unit has to do. */
struct work {
    struct waiting *first, *last;
    const struct seal_keys *keys; /* NULL: no head is wanted */
    int64_t now;
};

static struct str bytes(const void *p, size_t n) {
    return (struct str){p, n};
}

static struct str hash_str(const struct merkle_hash *h) {
    return bytes(h->bytes, MERKLE_BYTES);
}

/* --- the tree as it is stored --- */

static enum status take(struct merkle_hash *out, enum status st, const struct row_ledger_hash *row,
                        int level, uint64_t position) {
    if (st == OK && row->hash.n != MERKLE_BYTES) st = FAILED;
    if (st == OK) {
        for (size_t i = 0; i < MERKLE_BYTES; i++) out->bytes[i] = (uint8_t)row->hash.p[i];
        return OK;
    }
    if (st != NOT_FOUND) return st;
    log_event(LOG_ERROR, "ledger_node_missing", "level", log_number(level), "position",
              log_number((int64_t)position), NULL);
    return FAILED;
}

static enum status read_shown(struct merkle_hash *out, void *arg, int level, uint64_t position) {
    struct row_ledger_hash *row = NULL;
    enum status st = level == 0 ? q_ledger_leaf_hash(&row, arg, (int64_t)position)
                                : q_ledger_node_hash(&row, arg, level, (int64_t)position);
    return take(out, st, row, level, position);
}

static enum status read_latest(struct merkle_hash *out, void *arg, int level, uint64_t position) {
    struct row_ledger_hash *row = NULL;
    enum status st = level == 0 ? q_ledger_leaf_latest(&row, arg, (int64_t)position)
                                : q_ledger_node_latest(&row, arg, level, (int64_t)position);
    return take(out, st, row, level, position);
}

static enum status write_node(void *arg, int level, uint64_t position,
                              const struct merkle_hash *hash) {
    /* Level 0 is the leaf's own row. */
    return level == 0 ? OK : q_ledger_node_add(arg, level, (int64_t)position, hash_str(hash));
}

struct merkle_nodes ledger_nodes(struct db *db) {
    return (struct merkle_nodes){read_shown, db};
}

/* --- a leaf --- */

enum status ledger_record(struct ledger_record *out, struct db *db, int64_t edition_id) {
    *out = (struct ledger_record){0};
    enum status st = q_ledger_edition(&out->edition, db, edition_id);
    if (st == OK) st = q_ledger_entries(&out->entries, &out->entry_count, db, edition_id);
    if (st == OK) st = q_ledger_files(&out->files, &out->file_count, db, edition_id);
    if (st != OK) return st;
    return q_ledger_conditions(&out->conditions, &out->condition_count, db, edition_id);
}

enum status ledger_record_shown(struct ledger_record *out, struct db *db, int64_t edition_id) {
    *out = (struct ledger_record){0};
    enum status st = q_ledger_edition_shown(&out->edition, db, edition_id);
    if (st == OK) st = q_ledger_entries_shown(&out->entries, &out->entry_count, db, edition_id);
    if (st == OK) st = q_ledger_files_shown(&out->files, &out->file_count, db, edition_id);
    if (st != OK) return st;
    return q_fit_of(&out->conditions, &out->condition_count, db, edition_id);
}

/* The text of what happened to an edition. */
static enum status text_of(struct str *out, struct db *db, const struct ledger_record *r,
                           const char *what, int64_t edition_id, struct str inside) {
    struct row_ledger_hash *of;
    struct arena *a = db_arena(db);
    if (str_is(str_from(what), LEDGER_EDITION)) {
        *out = ledger_text_edition(a, r, inside);
    } else {
        enum status st = q_ledger_leaf_means(&of, db, edition_id, STR(LEDGER_EDITION));
        if (st != OK) return st == NOT_FOUND ? FAILED : st;
        *out = str_is(str_from(what), LEDGER_WITHDRAWAL)
                   ? ledger_text_withdrawal(a, r->edition, of->hash, inside)
                   : ledger_text_succession(a, r->edition, of->hash, inside);
    }
    return out->n > 0 ? OK : FAILED;
}

/* What a leaf says of itself beside its text. */
struct about {
    const char *what;
    int64_t edition_id, document_id, number;
    struct str kind;
    struct str salt, inside;
};

static enum status keep(struct db *db, uint64_t size, const struct about *w, struct str text) {
    struct merkle_hash leaf;
    const struct merkle_nodes nodes = {read_latest, db};
    merkle_leaf(&leaf, text);
    enum status st = q_ledger_leaf_add(db, (int64_t)size, hash_str(&leaf), str_from(w->what),
                                       w->edition_id, w->document_id, w->kind, w->number, w->salt,
                                       w->inside);
    return st == OK ? merkle_append(&nodes, write_node, size, &leaf) : st;
}

/* A fresh salt, and the digest of what is not shown under it. */
static void hide(struct about *w, struct arena *a, const struct row_ledger_inside *hidden) {
    uint8_t *salt = arena_alloc(a, LEDGER_SALT), *inside = arena_alloc(a, 32);
    seal_random(salt, LEDGER_SALT);
    w->salt = bytes(salt, LEDGER_SALT);
    ledger_text_inside(inside, a, hidden, w->salt);
    w->inside = bytes(inside, 32);
}

static enum status add_document(struct db *db, uint64_t size, const char *what,
                                int64_t edition_id) {
    struct ledger_record r;
    struct row_ledger_inside *hidden;
    struct str text;
    enum status st = ledger_record(&r, db, edition_id);
    if (st == OK) st = q_ledger_inside(&hidden, db, edition_id);
    if (st != OK) return st == NOT_FOUND ? FAILED : st;
    struct about w = {.what = what,
                      .edition_id = edition_id,
                      .document_id = r.edition->document_id,
                      .number = r.edition->number,
                      .kind = r.edition->kind};
    hide(&w, db_arena(db), hidden);
    st = text_of(&text, db, &r, what, edition_id, w.inside);
    return st == OK ? keep(db, size, &w, text) : st;
}

static enum status add_effort(struct db *db, uint64_t size, const char *what, int64_t id) {
    struct ledger_effort e;
    struct row_ledger_hash *of = NULL;
    struct arena *a = db_arena(db);
    enum status st = ledger_effort_read(&e, db, str_from(what), id);
    if (st == OK && str_is(str_from(what), LEDGER_EFFORT_OUT)) {
        st = q_ledger_leaf_means(&of, db, id, STR(LEDGER_EFFORT));
    }
    if (st != OK) return st == NOT_FOUND ? FAILED : st;
    struct about w = {.what = what,
                      .edition_id = id,
                      .document_id = e.document_id,
                      .number = e.number,
                      .kind = e.kind};
    hide(&w, a, e.hidden);
    return keep(db, size, &w,
                ledger_effort_text(a, str_from(what), &e, of ? of->hash : STR_NONE, w.inside));
}

/* --- a head --- */

struct str ledger_head_text(struct arena *a, const struct row_ledger_head *head) {
    return str_format(a, "mingbai\n%lld\n" STR_FMT "\n" STR_FMT "\n", (long long)head->size,
                      STR_ARG(seal_sign_base64(a, head->root)),
                      STR_ARG(moment_iso(a, head->signed_at)));
}

enum status ledger_head_last(struct row_ledger_head **out, struct db *db) {
    return q_ledger_head_last(out, db);
}

static enum status sign(struct db *db, uint64_t size, const struct seal_keys *keys, int64_t now) {
    uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES], signature[SEAL_SIGN_SIGNATURE_BYTES];
    struct merkle_hash root;
    const struct merkle_nodes nodes = {read_latest, db};
    enum status st = merkle_root(&root, &nodes, size);
    if (st != OK) return st;
    struct row_ledger_head head = {
        .size = (int64_t)size, .root = hash_str(&root), .signed_at = now};
    st = seal_sign(signature, public_key, keys, ledger_head_text(db_arena(db), &head));
    if (st == NOT_FOUND) {
        log_event(LOG_WARN, "no_signing_key", "do", "mingbai keys sign", NULL);
        return OK;
    }
    return q_ledger_head_add(db, head.size, head.root, now, bytes(public_key, sizeof public_key),
                             bytes(signature, sizeof signature));
}

/* --- at the end of the unit --- */

static enum status finish(struct db *db, void *arg) {
    const struct work *work = arg;
    struct row_ledger_tree *tree;
    enum status st = q_ledger_lock(&tree, db);
    if (st != OK) return st == NOT_FOUND ? FAILED : st;
    uint64_t size = (uint64_t)tree->size;
    for (const struct waiting *w = work->first; st == OK && w; w = w->next) {
        st = ledger_effort_is(str_from(w->what)) ? add_effort(db, size, w->what, w->edition_id)
                                                 : add_document(db, size, w->what, w->edition_id);
        size += st == OK;
    }
    if (st == OK && work->keys) st = sign(db, size, work->keys, work->now);
    return st == CONFLICT ? FAILED : st;
}

static struct work *work_of(struct db *db) {
    static const struct db_finish how = {1, sizeof(struct work), finish, NULL};
    return db_finish(db, &how);
}

enum status ledger_append(struct db *db, const char *what, int64_t edition_id) {
    struct work *work = work_of(db);
    struct waiting *w = ARENA_NEW(db_finish_arena(db), struct waiting);
    *w = (struct waiting){what, edition_id, NULL};
    if (work->last) work->last->next = w;
    if (!work->first) work->first = w;
    work->last = w;
    return OK;
}

enum status ledger_sign_head(struct db *db, const struct seal_keys *keys, int64_t now) {
    struct work *work = work_of(db);
    work->keys = keys;
    work->now = now;
    return OK;
}

enum status ledger_sign_daily(struct db *db, const struct seal_keys *keys, int64_t now) {
    struct row_ledger_tree *tree;
    struct row_ledger_head *last;
    if (!seal_sign_can(keys)) return NOT_FOUND;
    enum status st = q_ledger_lock(&tree, db);
    if (st != OK) return st == NOT_FOUND ? FAILED : st;
    st = ledger_head_last(&last, db);
    if (st == OK && date_day(last->signed_at) >= date_day(now)) return NOT_FOUND;
    return st == OK || st == NOT_FOUND ? ledger_sign_head(db, keys, now) : st;
}

enum status ledger_adopt(int64_t *count, struct db *db) {
    static const char *const words[] = {
        LEDGER_EDITION,    LEDGER_WITHDRAWAL,  LEDGER_SUCCESSION,     LEDGER_EFFORT,
        LEDGER_EFFORT_OUT, LEDGER_EFFORT_STEP, LEDGER_EFFORT_PAYMENT,
    };
    struct row_ledger_tree *tree;
    struct row_ledger_past *rows;
    size_t n;
    *count = 0;
    enum status st = q_ledger_size(&tree, db);
    if (st != OK || tree->size != 0) return st;
    st = q_ledger_past(&rows, &n, db);
    for (size_t i = 0; st == OK && i < n; i++) {
        for (size_t k = 0; st == OK && k < sizeof words / sizeof *words; k++) {
            if (str_is(rows[i].what, words[k]))
                st = ledger_append(db, words[k], rows[i].edition_id);
        }
        ++*count;
    }
    return st;
}
