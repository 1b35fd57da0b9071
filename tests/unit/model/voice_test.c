/*
 * A household's pass and what it carries along: good for half an hour, for the one household, under
 * keys in use, and for nothing else.
 */
#include "../base/fixture.h"

#include "base/seal.h"
#include "model/register/voice.h"

#define NOW    1800000000
#define HEX(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c

static struct seal_keys *keys_from(const char *text) {
    struct seal_keys *keys;
    const char *path = fixture_file(text, strlen(text), 0600);
    assert_int_equal(seal_keys_load(&keys, path), OK);
    unlink(path);
    return keys;
}

static struct seal_keys *keys, *rotated, *other;

static int make_keys(void **state) {
    (void)state;
    keys = keys_from("1 index " HEX("a1") "\n1 seal " HEX("b1") "\n");
    rotated = keys_from("1 index " HEX("a1") "\n1 seal " HEX("b1") "\n2 index " HEX(
        "a2") "\n2 seal " HEX("b2") "\n");
    other = keys_from("1 index " HEX("c1") "\n1 seal " HEX("d1") "\n");
    return 0;
}

/* A pass says whose household it is and how that was proved, until its time is over. */
static void test_pass(void **state) {
    (void)state;
    static const struct voice_who people[] = {{1, false}, {4361, true}, {INT64_MAX, false}};
    for (size_t i = 0; i < COUNT(people); i++) {
        struct voice_who who;
        struct str pass = voice_pass(arena, keys, &people[i], NOW);
        assert_int_equal(voice_admit(&who, arena, keys, pass, NOW), VOICE_FINE);
        assert_true(who.household_id == people[i].household_id);
        assert_int_equal(who.by_code, people[i].by_code);
        assert_int_equal(voice_admit(&who, arena, rotated, pass, NOW), VOICE_FINE);
        assert_int_equal(voice_admit(&who, arena, keys, pass, NOW + VOICE_LIFE - 61), VOICE_FINE);
        assert_int_equal(voice_admit(&who, arena, keys, pass, NOW + VOICE_LIFE), VOICE_LATE);
        assert_true(who.household_id == people[i].household_id);
        assert_int_equal(voice_admit(&who, arena, other, pass, NOW), VOICE_FORGED);
        assert_int_equal(who.household_id, 0);
    }
}

/* What is no pass opens nothing: another thing of ours least of all. */
static void test_forged(void **state) {
    (void)state;
    struct voice_who who;
    struct voice_words words = {.visit_id = INT64_MIN, .wrong = STR("少一个人")};
    struct str kept = voice_keep(arena, keys, 7, &words);
    struct str table[] = {STR_NONE, STR("7n99999999"), kept,
                          seal_wrap(arena, keys, STR("voice"), STR("7")),
                          seal_wrap(arena, keys, STR("voice"), STR("xn99999999"))};
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_int_equal(voice_admit(&who, arena, keys, table[i], NOW), VOICE_FORGED);
    }
}

/* Words that came too late wait for their household, clipped to what a form takes. */
static void test_kept(void **state) {
    (void)state;
    struct voice_words words = {
        12, STR("没有来过"), STR("people"), STR("少一个人\n小孙子"), STR("5 口"), STR("139")};
    struct str kept = voice_keep(arena, keys, 7, &words);
    struct voice_words back = voice_kept(arena, keys, 7, kept);
    assert_int_equal(back.visit_id, 12);
    assert_true(str_eq(back.note, words.note));
    assert_true(str_eq(back.about, words.about));
    assert_true(str_eq(back.wrong, words.wrong));
    assert_true(str_eq(back.right, words.right));
    assert_true(str_eq(back.phone, words.phone));
    assert_int_equal(voice_kept(arena, keys, 8, kept).wrong.n, 0);
    assert_int_equal(voice_kept(arena, other, 7, kept).wrong.n, 0);
    assert_int_equal(voice_kept(arena, keys, 7, STR("x")).wrong.n, 0);

    struct voice_words nothing = {.visit_id = INT64_MIN};
    assert_int_equal(voice_keep(arena, keys, 7, &nothing).n, 0);

    char long_text[3 * 5000];
    for (size_t i = 0; i < sizeof long_text; i += 3) memcpy(long_text + i, "长", 3);
    words.wrong = words.right = words.note = (struct str){long_text, sizeof long_text};
    kept = voice_keep(arena, keys, 7, &words);
    assert_true(kept.n < 3000);
    assert_int_equal(voice_kept(arena, keys, 7, kept).wrong.n, 3 * VOICE_TEXT);
}

int main(void) {
    assert_int_equal(seal_start(), OK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pass, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_forged, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(test_kept, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests(tests, make_keys, NULL);
}
