/* The tree of RFC 9162: the values the reference implementation of RFC 6962 publishes, and that
 * every proof of every size holds and no other does. Another implementation looks at our proofs in
 * tests/http/ledger.test.mjs. */
#include "../base/fixture.h"

#include "base/merkle.h"
#include "base/seal.h"

#define LEAVES 200
#define LEVELS 9

/* A tree in memory, as the ledger keeps it in the database. */
struct tree {
    struct merkle_hash nodes[LEVELS][LEAVES];
    uint64_t counts[LEVELS];
};

static enum status read_node(struct merkle_hash *out, void *arg, int level, uint64_t position) {
    const struct tree *t = arg;
    assert_true(level < LEVELS && position < t->counts[level]);
    *out = t->nodes[level][position];
    return OK;
}

static enum status write_node(void *arg, int level, uint64_t position,
                              const struct merkle_hash *hash) {
    struct tree *t = arg;
    assert_int_equal(position, t->counts[level]);
    t->nodes[level][t->counts[level]++] = *hash;
    return OK;
}

static struct merkle_nodes grow(struct tree *t, struct str data) {
    struct merkle_nodes nodes = {read_node, t};
    struct merkle_hash leaf;
    merkle_leaf(&leaf, data);
    assert_int_equal(merkle_append(&nodes, write_node, t->counts[0], &leaf), OK);
    return nodes;
}

static void assert_hash(const struct merkle_hash *h, const char *hex) {
    assert_text(str_hex(arena, h->bytes, sizeof h->bytes), hex);
}

/* The eight leaves of the reference tests, and the root after each. */
static const struct {
    const char *data;
    size_t n;
    const char *root;
} reference[] = {
    {"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
    {"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
    {"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
    {"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
    {"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
    {"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
    {"\x50\x51\x52\x53\x54\x55\x56\x57", 8,
     "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
    {"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
     "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

/* The root at each size is the published one; of nothing it is SHA-256 of nothing. */
static void test_reference_roots(void **state) {
    (void)state;
    struct tree *t = ARENA_NEW(arena, struct tree);
    struct merkle_nodes nodes = {read_node, t};
    struct merkle_hash root;
    assert_int_equal(merkle_root(&root, &nodes, 0), OK);
    assert_hash(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < COUNT(reference); i++) {
        nodes = grow(t, (struct str){reference[i].data, reference[i].n});
        assert_int_equal(merkle_root(&root, &nodes, i + 1), OK);
        assert_hash(&root, reference[i].root);
    }
}

/* The published paths: inclusion (index, size) and consistency (from, to). */
static void test_reference_paths(void **state) {
    (void)state;
    static const struct {
        uint64_t index, size;
        const char *path[3];
    } inclusion[] =
        {
            {0, 1, {NULL}},
            {0,
             8,
             {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
              "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
              "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
            {5,
             8,
             {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
              "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
              "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
            {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
            {1,
             5,
             {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
              "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
              "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
        },
      consistency[] = {
          {1, 1, {NULL}},
          {1,
           8,
           {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
          {6,
           8,
           {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
          {2,
           5,
           {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
      };
    struct tree *t = ARENA_NEW(arena, struct tree);
    struct merkle_nodes nodes = {read_node, t};
    struct merkle_path path;
    for (size_t i = 0; i < COUNT(reference); i++) {
        grow(t, (struct str){reference[i].data, reference[i].n});
    }
    for (size_t i = 0; i < COUNT(inclusion); i++) {
        assert_int_equal(merkle_inclusion(&path, &nodes, inclusion[i].index, inclusion[i].size),
                         OK);
        size_t n = 0;
        while (n < 3 && inclusion[i].path[n]) n++;
        assert_int_equal(path.count, n);
        for (size_t k = 0; k < n; k++) assert_hash(&path.nodes[k], inclusion[i].path[k]);
    }
    for (size_t i = 0; i < COUNT(consistency); i++) {
        assert_int_equal(
            merkle_consistency(&path, &nodes, consistency[i].index, consistency[i].size), OK);
        size_t n = 0;
        while (n < 3 && consistency[i].path[n]) n++;
        assert_int_equal(path.count, n);
        for (size_t k = 0; k < n; k++) assert_hash(&path.nodes[k], consistency[i].path[k]);
    }
}

static struct tree *big(struct merkle_hash roots[LEAVES + 1]) {
    struct tree *t = ARENA_NEW(arena, struct tree);
    struct merkle_nodes nodes = {read_node, t};
    for (int i = 0; i < LEAVES; i++) {
        grow(t, str_format(arena, "leaf %d", i));
        assert_int_equal(merkle_root(&roots[i + 1], &nodes, (uint64_t)i + 1), OK);
    }
    return t;
}

/* Every leaf of every size is proved, its side marks lead to the root too, and neither another
 * leaf, index, size, root nor a longer or shorter path is. */
static void test_every_inclusion(void **state) {
    (void)state;
    struct merkle_hash roots[LEAVES + 1];
    struct tree *t = big(roots);
    struct merkle_nodes nodes = {read_node, t};
    struct merkle_path p;
    for (uint64_t n = 1; n <= LEAVES; n++) {
        for (uint64_t i = 0; i < n; i++) {
            const struct merkle_hash *leaf = &t->nodes[0][i];
            assert_int_equal(merkle_inclusion(&p, &nodes, i, n), OK);
            assert_true(merkle_includes(&p, i, n, leaf, &roots[n]));
            struct merkle_hash up = *leaf;
            for (size_t k = 0; k < p.count; k++) {
                struct merkle_hash was = up;
                if (p.left[k]) {
                    merkle_join(&up, &p.nodes[k], &was);
                } else {
                    merkle_join(&up, &was, &p.nodes[k]);
                }
            }
            assert_true(merkle_same(&up, &roots[n]));
            assert_false(merkle_includes(&p, i, n, &t->nodes[0][(i + 1) % LEAVES], &roots[n]));
            assert_false(merkle_includes(&p, i, n, leaf, &roots[n % LEAVES + 1]));
            assert_false(merkle_includes(&p, n, n, leaf, &roots[n]));
            if (p.count == 0) continue;
            p.nodes[i % p.count].bytes[i % MERKLE_BYTES] ^= 1;
            assert_false(merkle_includes(&p, i, n, leaf, &roots[n]));
            p.nodes[i % p.count].bytes[i % MERKLE_BYTES] ^= 1;
            p.count--;
            assert_false(merkle_includes(&p, i, n, leaf, &roots[n]));
            p.count += 2;
            assert_false(merkle_includes(&p, i, n, leaf, &roots[n]));
        }
        assert_int_equal(merkle_inclusion(&p, &nodes, n, n), INVALID);
    }
}

/* Every earlier size agrees with every later one, and a history that was rewritten does not. */
static void test_every_consistency(void **state) {
    (void)state;
    struct merkle_hash roots[LEAVES + 1];
    struct tree *t = big(roots);
    struct merkle_nodes nodes = {read_node, t};
    struct merkle_path p;
    for (uint64_t n = 1; n <= LEAVES; n++) {
        for (uint64_t m = 1; m <= n; m++) {
            assert_int_equal(merkle_consistency(&p, &nodes, m, n), OK);
            assert_true(merkle_agrees(&p, m, n, &roots[m], &roots[n]));
            struct merkle_hash other = roots[m];
            other.bytes[m % MERKLE_BYTES] ^= 0x80;
            assert_false(merkle_agrees(&p, m, n, &other, &roots[n]));
            if (p.count == 0) continue;
            p.nodes[m % p.count].bytes[n % MERKLE_BYTES] ^= 4;
            assert_false(merkle_agrees(&p, m, n, &roots[m], &roots[n]));
            p.nodes[m % p.count].bytes[n % MERKLE_BYTES] ^= 4;
            p.count--;
            assert_false(merkle_agrees(&p, m, n, &roots[m], &roots[n]));
        }
    }
    assert_int_equal(merkle_consistency(&p, &nodes, 0, 5), INVALID);
    assert_int_equal(merkle_consistency(&p, &nodes, 6, 5), INVALID);
}

/* What claims to lead from one size to another and does not. */
static void test_no_agreement(void **state) {
    (void)state;
    struct merkle_hash roots[LEAVES + 1];
    struct tree *t = big(roots);
    struct merkle_nodes nodes = {read_node, t};
    struct merkle_path p = {.count = 0};
    assert_false(merkle_agrees(&p, 0, 5, &roots[5], &roots[5]));
    assert_false(merkle_agrees(&p, 6, 5, &roots[5], &roots[5]));
    assert_false(merkle_agrees(&p, 5, 5, &roots[4], &roots[5]));
    assert_false(merkle_agrees(&p, 3, 5, &roots[3], &roots[5]));
    p.count = 1;
    assert_false(merkle_agrees(&p, 5, 5, &roots[5], &roots[5]));
    assert_int_equal(merkle_consistency(&p, &nodes, 3, 7), OK);
    p.nodes[p.count] = p.nodes[p.count - 1];
    p.count++;
    assert_false(merkle_agrees(&p, 3, 7, &roots[3], &roots[7]));
}

static struct tree *partly;
static int readable; /* nodes that can still be read or written */

static enum status read_some(struct merkle_hash *out, void *arg, int level, uint64_t position) {
    return readable-- > 0 ? read_node(out, arg, level, position) : BUSY;
}
static enum status write_some(void *arg, int level, uint64_t position,
                              const struct merkle_hash *hash) {
    (void)arg, (void)level, (void)position, (void)hash;
    return readable-- > 0 ? OK : BUSY;
}

static enum status some_root(const struct merkle_nodes *nodes) {
    struct merkle_hash root;
    return merkle_root(&root, nodes, 23);
}
static enum status some_inclusion(const struct merkle_nodes *nodes) {
    struct merkle_path p;
    return merkle_inclusion(&p, nodes, 9, 23);
}
static enum status some_consistency(const struct merkle_nodes *nodes) {
    struct merkle_path p;
    return merkle_consistency(&p, nodes, 13, 23);
}
static enum status some_leaf(const struct merkle_nodes *nodes) {
    return merkle_append(nodes, write_some, 23, &partly->nodes[0][23]);
}

/* Whichever node cannot be read or written: there is no root, no path and no new leaf without it.
 */
static void test_a_node_is_missing(void **state) {
    (void)state;
    static enum status (*const some[])(const struct merkle_nodes *nodes) = {
        some_root, some_inclusion, some_consistency, some_leaf};
    struct merkle_hash roots[LEAVES + 1];
    partly = big(roots);
    const struct merkle_nodes nodes = {read_some, partly};
    for (size_t i = 0; i < COUNT(some); i++) {
        int n = 0;
        for (; n < 99; n++) {
            readable = n;
            enum status st = some[i](&nodes);
            if (st == OK) break;
            assert_int_equal(st, BUSY);
            assert_true(readable < 0);
        }
        assert_in_range(n, 3, 20);
    }
}

/* A leaf cannot be taken for a node: the same bytes hash differently as the one and the other. */
static void test_leaf_is_no_node(void **state) {
    (void)state;
    struct merkle_hash a, b, node, leaf;
    merkle_leaf(&a, STR("a"));
    merkle_leaf(&b, STR("b"));
    merkle_join(&node, &a, &b);
    char both[2 * MERKLE_BYTES];
    memcpy(both, a.bytes, MERKLE_BYTES);
    memcpy(both + MERKLE_BYTES, b.bytes, MERKLE_BYTES);
    merkle_leaf(&leaf, (struct str){both, sizeof both});
    assert_false(merkle_same(&leaf, &node));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_reference_roots),   TEST(test_reference_paths), TEST(test_every_inclusion),
        TEST(test_every_consistency), TEST(test_no_agreement),    TEST(test_a_node_is_missing),
        TEST(test_leaf_is_no_node),
    };
    if (seal_start() != OK) return 1;
    return cmocka_run_group_tests_name("base/merkle", tests, NULL, NULL);
}
