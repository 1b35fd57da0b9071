/*
 * The ledger as JSON: one publication with its proof, the newest signed head, the leaves, and the
 * proof that a later tree continues an earlier one. For those who watch us.
 */
#include "api/api.h"

#include "base/arena.h"
#include "base/seal_sign.h"
#include "model/publish/ledger_find.h"
#include "page/page.h"
#include "view/link.h"
#include "web/json.h"

#define TYPE        "application/json; charset=utf-8"
#define LEAVES_MOST 1000

static struct str hex_of(const struct request *rq, struct str bytes) {
    return str_hex(rq->arena, bytes.p, bytes.n);
}

static struct str hash_of(const struct request *rq, const struct merkle_hash *h) {
    return str_hex(rq->arena, h->bytes, MERKLE_BYTES);
}

static void put_path(struct json *o, const struct request *rq, const struct merkle_path *path,
                     bool sides) {
    struct json *list = json_list(o, "path");
    for (size_t i = 0; i < path->count; i++) {
        struct json *node = json_item(list);
        if (sides) json_text(node, "side", path->left[i] ? STR("L") : STR("R"));
        json_text(node, "hash", hash_of(rq, &path->nodes[i]));
    }
}

static void put_head(struct json *o, const struct request *rq, const struct row_ledger_head *h) {
    if (!h) {
        json_null(o, "head");
        return;
    }
    struct json *head = json_member(o, "head");
    json_int(head, "size", h->size);
    json_text(head, "root", hex_of(rq, h->root));
    json_moment(head, rq->arena, "signed_at", h->signed_at);
    json_text(head, "text", ledger_head_text(rq->arena, h));
    json_text(head, "signature", seal_sign_base64(rq->arena, h->signature));
    json_text(head, "public_key", seal_sign_pem(rq->arena, (const uint8_t *)h->public_key.p));
}

static void put_found(struct json *o, const struct request *rq, const struct ledger_found *f) {
    static const char *const verdicts[] = {"current",    "corrected", "withdrawn",
                                           "superseded", "event",     "altered"};
    struct arena *a = rq->arena;
    const struct row_article *e = f->article.edition;
    struct str hash = hex_of(rq, f->leaf->hash);
    struct url page = link_edition(a, f->leaf->kind, e->document_id, e->number);
    json_text(o, "hash", hash);
    json_text(o, "what", f->leaf->what);
    json_text(o, "verdict", str_from(verdicts[f->verdict]));
    json_text(o, "kind", f->leaf->kind);
    json_int(o, "id", e->document_id);
    json_int(o, "edition", e->number);
    json_text(o, "title", e->title);
    json_moment(o, a, "published_at", e->published_at);
    json_int(o, "replaced_by", f->replaced_by ? f->replaced_by : INT64_MIN);
    json_moment(o, a, "replaced_at", f->replaced_at);
    json_moment(o, a, "withdrawn_at", e->withdrawn_at);
    json_text(o, "withdrawn_reason",
              e->withdrawn_at == MOMENT_NONE ? STR_NONE : e->withdrawn_reason);
    json_text(o, "url", link_absolute(a, rq->conf->url, page).text);
    json_text(o, "text_url",
              f->text.n ? link_absolute(a, rq->conf->url, link_verify_text(a, hash)).text
                        : STR_NONE);
}

enum status api_verify(struct request *rq, struct response *rs) {
    struct ledger_found f;
    struct ledger_proof p;
    enum status st = ledger_find(&f, rq->db, rq->args[0]);
    if (st == OK) st = ledger_prove(&p, rq->db, f.leaf->position);
    if (st != OK) return st == CONFLICT ? NOT_FOUND : st;
    struct json *o = json_object();
    put_found(o, rq, &f);
    struct json *proof = json_member(o, "proof");
    json_int(proof, "leaf_index", f.leaf->position);
    json_int(proof, "tree_size", p.size);
    json_text(proof, "root", hash_of(rq, &p.root));
    put_path(proof, rq, &p.path, true);
    put_head(o, rq, p.head);
    json_send(rs, o, TYPE);
    return OK;
}

enum status api_ledger(struct request *rq, struct response *rs) {
    struct row_ledger_head *head = NULL;
    int64_t size;
    enum status st = ledger_size(&size, rq->db);
    if (st == OK) st = ledger_head_last(&head, rq->db);
    if (st != OK && st != NOT_FOUND) return st;
    struct json *o = json_object();
    json_int(o, "size", size);
    put_head(o, rq, st == OK ? head : NULL);
    json_send(rs, o, TYPE);
    return OK;
}

/* A place in the tree, from a path: 0 and up. */
static bool place(int64_t *out, struct str text) {
    return str_is_digits(text) && str_int(out, text);
}

enum status api_ledger_leaves(struct request *rq, struct response *rs) {
    struct row_ledger_hash *rows;
    size_t count;
    int64_t from;
    if (!place(&from, rq->args[0])) return INVALID;
    enum status st = ledger_list(&rows, &count, rq->db, from, LEAVES_MOST);
    if (st != OK) return st;
    struct json *o = json_object(), *items = json_list(o, "items");
    for (size_t i = 0; i < count; i++) {
        struct json *leaf = json_item(items);
        json_int(leaf, "leaf_index", from + (int64_t)i);
        json_text(leaf, "hash", hex_of(rq, rows[i].hash));
    }
    json_int(o, "next", count == LEAVES_MOST ? from + (int64_t)count : INT64_MIN);
    json_send(rs, o, TYPE);
    return OK;
}

enum status api_ledger_consistency(struct request *rq, struct response *rs) {
    struct merkle_path path;
    int64_t from, to;
    if (!place(&from, rq->args[0]) || !place(&to, rq->args[1])) return INVALID;
    enum status st = ledger_agree(&path, rq->db, from, to);
    if (st != OK) return st;
    struct json *o = json_object();
    json_int(o, "from", from);
    json_int(o, "to", to);
    put_path(o, rq, &path, false);
    json_send(rs, o, TYPE);
    return OK;
}
