/*
 * The Merkle tree of RFC 9162 §2.1 (the same as RFC 6962's) over SHA-256: an append-only list of
 * leaves with one root for each size, proofs that a leaf is in it (inclusion) and that a tree is a
 * later state of another (consistency). Pure; where the nodes lie is the caller's affair.
 *
 * A node (level, position) is the hash of the complete subtree over the leaves
 * position * 2^level … (position + 1) * 2^level - 1; level 0 is a leaf. Complete subtrees never
 * change, so they can be stored once and for all.
 */
#ifndef BASE_MERKLE_H
#define BASE_MERKLE_H

#include "base/status.h"
#include "base/str.h"

#define MERKLE_BYTES 32
#define MERKLE_PATH  64 /* nodes a proof may have, for any size */

struct merkle_hash {
    uint8_t bytes[MERKLE_BYTES];
};

/* merkle_leaf(out, data): SHA-256(0x00 || data). merkle_join: SHA-256(0x01 || left || right). */
void merkle_leaf(struct merkle_hash *out, struct str data);
void merkle_join(struct merkle_hash *out, const struct merkle_hash *left,
                 const struct merkle_hash *right);

bool merkle_same(const struct merkle_hash *a, const struct merkle_hash *b);

/* Where nodes come from. ${read} is asked for complete subtrees only; what it returns but OK ends
 * the work and is returned. */
struct merkle_nodes {
    enum status (*read)(struct merkle_hash *out, void *arg, int level, uint64_t position);
    void *arg;
};

/* merkle_append(nodes, write, size, leaf): the tree of ${size} leaves gets another: ${write} is
 * given every subtree that became complete with it, the leaf itself (level 0) first. */
enum status merkle_append(const struct merkle_nodes *nodes,
                          enum status (*write)(void *arg, int level, uint64_t position,
                                               const struct merkle_hash *hash),
                          uint64_t size, const struct merkle_hash *leaf);

/* merkle_root(out, nodes, size): of the first ${size} leaves; of none it is SHA-256(""). */
enum status merkle_root(struct merkle_hash *out, const struct merkle_nodes *nodes, uint64_t size);

struct merkle_path {
    struct merkle_hash nodes[MERKLE_PATH];
    bool left[MERKLE_PATH]; /* inclusion: the node stands to the left of what is known so far */
    size_t count;
};

/* merkle_inclusion(out, nodes, index, size): PATH(index, D[size]), from the leaf up. INVALID unless
 * index < size. merkle_consistency(out, nodes, from, to): PROOF(from, D[to]). INVALID unless
 * 1 <= from <= to; empty for from == to. */
enum status merkle_inclusion(struct merkle_path *out, const struct merkle_nodes *nodes,
                             uint64_t index, uint64_t size);
enum status merkle_consistency(struct merkle_path *out, const struct merkle_nodes *nodes,
                               uint64_t from, uint64_t to);

/* Checking, as in §2.1.3.2 and §2.1.4.2; the left[] of the path are not looked at. */
bool merkle_includes(const struct merkle_path *path, uint64_t index, uint64_t size,
                     const struct merkle_hash *leaf, const struct merkle_hash *root);
bool merkle_agrees(const struct merkle_path *path, uint64_t from, uint64_t to,
                   const struct merkle_hash *from_root, const struct merkle_hash *to_root);

#endif
