/* Proofs (RFC 9162): every honest one holds; one with a bit turned over, for another leaf or
 * another size, never does; one of any bytes does not either. */
#include "fuzz.h"

#include "base/merkle.h"

#define LEAVES 40
static struct merkle_hash nodes[8][LEAVES];

static enum status get(struct merkle_hash *out, void *arg, int level, uint64_t position) {
    (void)arg;
    must(level < 8 && position < LEAVES);
    *out = nodes[level][position];
    return OK;
}
static enum status put(void *arg, int level, uint64_t position, const struct merkle_hash *hash) {
    (void)arg;
    must(level < 8 && position < LEAVES);
    nodes[level][position] = *hash;
    return OK;
}
static const struct merkle_nodes tree = {get, NULL};

static void grow(void) {
    static bool grown;
    for (uint64_t i = 0; !grown && i < LEAVES; i++) {
        struct merkle_hash leaf;
        merkle_leaf(&leaf, (struct str){(const char *)&i, sizeof i});
        must(merkle_append(&tree, put, i, &leaf) == OK);
    }
    grown = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct feed f = {data, size};
    struct merkle_path path, free_path = {0};
    struct merkle_hash root, old;
    grow();
    uint64_t n = number_of(&f, 1) % LEAVES + 1, index = number_of(&f, 1) % n;
    uint64_t from = number_of(&f, 1) % n + 1;
    const struct merkle_hash *leaf = &nodes[0][index];
    must(merkle_root(&root, &tree, n) == OK && merkle_root(&old, &tree, from) == OK);
    must(merkle_inclusion(&path, &tree, index, n) == OK);
    must(merkle_includes(&path, index, n, leaf, &root));
    uint64_t bit = number_of(&f, 2);
    if (path.count > 0) {
        path.nodes[bit / 256 % path.count].bytes[bit / 8 % 32] ^= (uint8_t)(1 << bit % 8);
        must(!merkle_includes(&path, index, n, leaf, &root));
    }
    must(merkle_consistency(&path, &tree, from, n) == OK);
    must(merkle_agrees(&path, from, n, &old, &root));
    if (path.count > 0) {
        path.nodes[bit / 256 % path.count].bytes[bit / 8 % 32] ^= (uint8_t)(1 << bit % 8);
        must(!merkle_agrees(&path, from, n, &old, &root));
    }
    free_path.count = number_of(&f, 1) % (MERKLE_PATH + 1);
    for (size_t i = 0; i < free_path.count; i++) {
        for (size_t k = 0; k < MERKLE_BYTES; k++)
            free_path.nodes[i].bytes[k] = (uint8_t)number_of(&f, 1);
    }
    uint64_t claimed = number_of(&f, 8), of = number_of(&f, 8);
    must(n == 1 || free_path.count == 0 || !merkle_includes(&free_path, claimed, of, leaf, &root));
    must(from == n || !merkle_agrees(&free_path, claimed, of, &old, &root));
    return 0;
}
