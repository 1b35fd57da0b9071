/*
 * The step before a query: an answer that is right works at once, patience works too, and nothing
 * that was made for another form, under another key, or too long ago.
 */
#include "../base/fixture.h"

#include "base/seal.h"
#include "model/casework/proof.h"

#define NOW    1800000000
#define HEX(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c

static struct seal_keys *keys_from(const char *text) {
    struct seal_keys *keys;
    const char *path = fixture_file(text, strlen(text), 0600);
    assert_int_equal(seal_keys_load(&keys, path), OK);
    unlink(path);
    return keys;
}

/* As a visitor's script does. */
static struct str solve(const struct proof *p) {
    for (int n = 0; n < PROOF_MOST; n++) {
        uint8_t digest[32];
        seal_digest(digest, str_format(arena, STR_FMT ":%d", STR_ARG(p->token), n));
        if (str_eq(str_hex(arena, digest, sizeof digest), p->goal)) {
            return str_format(arena, "%d", n);
        }
    }
    fail();
    return STR_NONE;
}

static void test_answers(void **state) {
    (void)state;
    struct seal_keys *keys = keys_from("1 index " HEX("a1") "\n1 seal " HEX("b1") "\n");
    struct seal_keys *rotated = keys_from("1 index " HEX("a1") "\n1 seal " HEX(
        "b1") "\n2 index " HEX("a2") "\n2 seal " HEX("b2") "\n");
    struct seal_keys *other = keys_from("1 index " HEX("c1") "\n1 seal " HEX("b1") "\n");
    struct proof p = proof_new(arena, keys, "status", NOW),
                 q = proof_new(arena, keys, "status", NOW);
    struct str right = solve(&p), none = STR("");
    assert_false(str_eq(p.token, q.token));

    const struct {
        struct seal_keys *keys;
        const char *form;
        struct str token, answer;
        int64_t at;
        bool fine;
    } table[] = {
        {keys, "status", p.token, right, NOW, true},
        {keys, "status", p.token, right, NOW + PROOF_LIFE - 1, true},
        {keys, "status", p.token, right, NOW + PROOF_LIFE, false},
        {keys, "status", p.token, right, NOW - 1, false},
        {keys, "status", p.token, none, NOW + PROOF_WAIT - 1, false},
        {keys, "status", p.token, none, NOW + PROOF_WAIT, true},
        {keys, "status", p.token, STR("99999"), NOW, false},
        {keys, "status", p.token, STR("x"), NOW, false},
        {keys, "ticket", p.token, right, NOW, false},
        {keys, "ticket", p.token, none, NOW + PROOF_WAIT, false},
        {rotated, "status", p.token, right, NOW, true},
        {other, "status", p.token, right, NOW + PROOF_WAIT, false},
        {keys, "status", none, none, NOW, false},
        {keys, "status", STR(".."), none, NOW, false},
        {keys, "status", str_slice(p.token, 1, p.token.n), right, NOW + PROOF_WAIT, false},
        {keys, "status", str_slice(p.token, 0, p.token.n - 1), right, NOW + PROOF_WAIT, false},
        {keys, "status", str_format(arena, "1" STR_FMT, STR_ARG(p.token)), right, NOW, false},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        bool fine = proof_is_right(arena, table[i].keys, table[i].form, table[i].token,
                                   table[i].answer, table[i].at);
        assert_int_equal(fine, table[i].fine);
    }
}

int main(void) {
    assert_int_equal(seal_start(), OK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_answers, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
