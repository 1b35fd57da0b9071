/*
 * The tree's arithmetic, for model/publish/ledger*.c. Written from the text of RFC 9162 §2.1.
 */
#include "base/merkle.h"

#include <string.h>

#include "base/seal.h"

void merkle_leaf(struct merkle_hash *out, struct str data) {
    struct str parts[] = {{"\0", 1}, data};
    seal_digest_of(out->bytes, parts, 2);
}

void merkle_join(struct merkle_hash *out, const struct merkle_hash *left,
                 const struct merkle_hash *right) {
    struct str parts[] = {{"\1", 1},
                          {(const char *)left->bytes, MERKLE_BYTES},
                          {(const char *)right->bytes, MERKLE_BYTES}};
    seal_digest_of(out->bytes, parts, 3);
}

bool merkle_same(const struct merkle_hash *a, const struct merkle_hash *b) {
    return memcmp(a->bytes, b->bytes, MERKLE_BYTES) == 0;
}

enum status merkle_append(const struct merkle_nodes *nodes,
                          enum status (*write)(void *arg, int level, uint64_t position,
                                               const struct merkle_hash *hash),
                          uint64_t size, const struct merkle_hash *leaf) {
    struct merkle_hash hash = *leaf;
    uint64_t position = size;
    enum status st = write(nodes->arg, 0, position, &hash);
    for (int level = 0; st == OK && position & 1; level++) {
        struct merkle_hash left, right = hash;
        st = nodes->read(&left, nodes->arg, level, position - 1);
        if (st != OK) break;
        merkle_join(&hash, &left, &right);
        position >>= 1;
        st = write(nodes->arg, level + 1, position, &hash);
    }
    return st;
}

/* The largest power of two smaller than ${n}, which is at least 2. */
static uint64_t split(uint64_t n) {
    uint64_t k = 1;
    while (k << 1 < n && k << 1) k <<= 1;
    return k;
}

/* MTH(D[begin:begin + n]), n at least 1; begin is a multiple of a power of two not below n. */
static enum status range(struct merkle_hash *out, const struct merkle_nodes *nodes, uint64_t begin,
                         uint64_t n) {
    if ((n & (n - 1)) == 0) {
        int level = __builtin_ctzll(n);
        return nodes->read(out, nodes->arg, level, begin >> level);
    }
    struct merkle_hash left, right;
    uint64_t k = split(n);
    enum status st = range(&left, nodes, begin, k);
    if (st == OK) st = range(&right, nodes, begin + k, n - k);
    if (st == OK) merkle_join(out, &left, &right);
    return st;
}

enum status merkle_root(struct merkle_hash *out, const struct merkle_nodes *nodes, uint64_t size) {
    if (size > 0) return range(out, nodes, 0, size);
    seal_digest(out->bytes, STR(""));
    return OK;
}

/* Adds MTH(D[begin:begin + n]) to the path. */
static enum status step(struct merkle_path *out, const struct merkle_nodes *nodes, uint64_t begin,
                        uint64_t n, bool left) {
    if (out->count == MERKLE_PATH) return FAILED;
    out->left[out->count] = left;
    return range(&out->nodes[out->count++], nodes, begin, n);
}

/* PATH(index, D[begin:begin + n]) of §2.1.3.1: the deeper nodes come first. */
static enum status path(struct merkle_path *out, const struct merkle_nodes *nodes, uint64_t index,
                        uint64_t begin, uint64_t n) {
    if (n == 1) return OK;
    uint64_t k = split(n);
    bool in_left = index < k;
    enum status st = in_left ? path(out, nodes, index, begin, k)
                             : path(out, nodes, index - k, begin + k, n - k);
    if (st != OK) return st;
    return in_left ? step(out, nodes, begin + k, n - k, false) : step(out, nodes, begin, k, true);
}

enum status merkle_inclusion(struct merkle_path *out, const struct merkle_nodes *nodes,
                             uint64_t index, uint64_t size) {
    out->count = 0;
    return index < size ? path(out, nodes, index, 0, size) : INVALID;
}

/* SUBPROOF(m, D[begin:begin + n], whole) of §2.1.4.1. */
static enum status subproof(struct merkle_path *out, const struct merkle_nodes *nodes, uint64_t m,
                            uint64_t begin, uint64_t n, bool whole) {
    if (m == n) return whole ? OK : step(out, nodes, begin, n, false);
    uint64_t k = split(n);
    enum status st = m <= k ? subproof(out, nodes, m, begin, k, whole)
                            : subproof(out, nodes, m - k, begin + k, n - k, false);
    if (st != OK) return st;
    return m <= k ? step(out, nodes, begin + k, n - k, false) : step(out, nodes, begin, k, true);
}

enum status merkle_consistency(struct merkle_path *out, const struct merkle_nodes *nodes,
                               uint64_t from, uint64_t to) {
    out->count = 0;
    if (from < 1 || from > to) return INVALID;
    return subproof(out, nodes, from, 0, to, true);
}

bool merkle_includes(const struct merkle_path *p, uint64_t index, uint64_t size,
                     const struct merkle_hash *leaf, const struct merkle_hash *root) {
    if (index >= size) return false;
    uint64_t fn = index, sn = size - 1;
    struct merkle_hash r = *leaf;
    for (size_t i = 0; i < p->count; i++) {
        struct merkle_hash was = r;
        if (sn == 0) return false;
        if (fn & 1 || fn == sn) {
            merkle_join(&r, &p->nodes[i], &was);
            while (!(fn & 1) && fn) fn >>= 1, sn >>= 1;
        } else {
            merkle_join(&r, &was, &p->nodes[i]);
        }
        fn >>= 1, sn >>= 1;
    }
    return sn == 0 && merkle_same(&r, root);
}

bool merkle_agrees(const struct merkle_path *p, uint64_t from, uint64_t to,
                   const struct merkle_hash *from_root, const struct merkle_hash *to_root) {
    if (from < 1 || from > to) return false;
    if (from == to) return p->count == 0 && merkle_same(from_root, to_root);
    if (p->count == 0 && (from & (from - 1))) return false;
    uint64_t fn = from - 1, sn = to - 1;
    while (fn & 1) fn >>= 1, sn >>= 1;
    /* A complete tree is its own first node, which the proof leaves out. */
    bool complete = (from & (from - 1)) == 0;
    size_t i = complete ? 0 : 1;
    struct merkle_hash fr = complete ? *from_root : p->nodes[0], sr = fr;
    for (; i < p->count; i++) {
        struct merkle_hash was = sr;
        if (sn == 0) return false;
        if (fn & 1 || fn == sn) {
            struct merkle_hash old = fr;
            merkle_join(&fr, &p->nodes[i], &old);
            merkle_join(&sr, &p->nodes[i], &was);
            while (!(fn & 1) && fn) fn >>= 1, sn >>= 1;
        } else {
            merkle_join(&sr, &was, &p->nodes[i]);
        }
        fn >>= 1, sn >>= 1;
    }
    return sn == 0 && merkle_same(&fr, from_root) && merkle_same(&sr, to_root);
}
