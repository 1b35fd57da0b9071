/*
 * Numbers and codes as people type them: what is the same, what is wrong, and how it is said.
 * All numbers are made up; their place 990123 does not exist.
 */

#include "../base/fixture.h"

#include "base/date.h"
#include "base/seal.h"
#include "model/register/identity.h"

static int32_t today;

static struct str number(const char *typed) {
    return identity_number(arena, str_from(typed));
}

static enum identity_fault fault(const char *typed) {
    return identity_check(number(typed), today);
}

/* A whole number from its first 17 digits. */
static const char *whole(const char *first) {
    return str_cstr(arena, str_format(arena, "%s%c", first, identity_check_digit(first)));
}

static void assert_says(const char *typed, const char *part) {
    struct str n = number(typed);
    struct str said = identity_explain(arena, identity_check(n, today), n);
    if (str_find(said, str_from(part)) == said.n) fail_msg("%s: %s", typed, str_cstr(arena, said));
}

/* The last character follows from the 17 before it: both examples in GB 11643 itself, and one of
 * ours worked by hand. */
static void check_digit(void **state) {
    (void)state;
    assert_int_equal(identity_check_digit("11010519491231002"), 'X');
    assert_int_equal(identity_check_digit("44052418800101001"), '4');
    assert_int_equal(identity_check_digit("99012319500101001"), '9');
    assert_int_equal(identity_check_digit("00000000000000000"), '1');
    assert_int_equal(fault(whole("99012319500101001")), IDENTITY_FINE);
}

/* Changing any one digit, or swapping two neighbours that differ, is noticed. */
static void one_slip_is_noticed(void **state) {
    (void)state;
    char n[19];
    snprintf(n, sizeof n, "%s", whole("99012319480229123"));
    assert_int_equal(fault(n), IDENTITY_FINE);
    for (int i = 0; i < 17; i++) {
        char right = n[i];
        for (char c = '0'; c <= '9'; c++) {
            n[i] = c;
            if (c != right) assert_int_not_equal(fault(n), IDENTITY_FINE);
        }
        n[i] = right;
    }
    for (int i = 0; i < 16; i++) {
        char swapped[19];
        memcpy(swapped, n, sizeof swapped);
        swapped[i] = n[i + 1];
        swapped[i + 1] = n[i];
        if (n[i] != n[i + 1]) assert_int_not_equal(fault(swapped), IDENTITY_FINE);
    }
}

/* Spaces, hyphens, dots, full width and a lower-case x are no mistakes. */
static void spellings_are_one(void **state) {
    (void)state;
    const char *right = NULL;
    char first[18];
    for (int i = 0; !right; i++) { /* one that ends in X */
        snprintf(first, sizeof first, "99012319500101%03d", i);
        if (identity_check_digit(first) == 'X') right = whole(first);
    }
    assert_non_null(right);
    static const char *const ends[] = {"X", "x", "Ｘ", "ｘ", " x ", "×", "\u200bX", "-X"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct str typed = str_format(arena, "　%.6s %.8s-%.3s%s", first, first + 6, first + 14,
                                      ends[i]);
        assert_text(identity_number(arena, typed), right);
    }
    struct str wide = STR("");
    for (int i = 0; i < 17; i++) {
        static const char *const digits[] = {"０", "１", "２", "３", "４",
                                             "５", "６", "７", "８", "９"};
        wide = str_format(arena, STR_FMT "%s", STR_ARG(wide), digits[first[i] - '0']);
    }
    assert_text(identity_number(arena, str_format(arena, STR_FMT "ｘ", STR_ARG(wide))), right);
    assert_int_equal(fault(right), IDENTITY_FINE);
}

/* The message says which place, or how many digits, and never a digit of the number. */
static void mistakes_are_explained(void **state) {
    (void)state;
    assert_int_equal(fault(""), IDENTITY_LENGTH);
    assert_int_equal(fault("99012319500101001"), IDENTITY_LENGTH);
    assert_says("99012319500101001", "您填了 17 位");
    assert_says("99012319500101001", "补齐");
    assert_says("9901231950010100157", "您填了 19 位");
    assert_says("9901231950010100157", "去掉");
    assert_says("990123500101001", "老号码");
    assert_says("99012319500101001543", "前 18 位");
    assert_int_equal(fault("990123195O01010015"), IDENTITY_LETTER);
    assert_says("990123195O01010015", "第 10 位不是数字");
    assert_says("9901X3195001010015", "第 5 位不是数字");
    assert_says("九九01231950010100", "您填了 16 位");
    assert_says("九901231950010100175"
                "" /* 19 characters */,
                "您填了");
    assert_says("99012319500101001A", "第 18 位不是数字");
    assert_says(whole("99012319501301001"), "出生日期");
    assert_says(whole("99012319500230001"), "出生日期");
    assert_says(whole("99012320240230001"), "出生日期");
    assert_says("990123195001010014", "一位一位核对");
    struct str said = identity_explain(arena, IDENTITY_CHECK, number("990123195001010014"));
    assert_int_equal(str_find(said, STR("1950")), said.n);
    assert_int_equal(identity_explain(arena, IDENTITY_FINE, STR("")).n, 0);
}

/* Somebody born today has a number, somebody born tomorrow has not. */
static void birthdays_to_come(void **state) {
    (void)state;
    assert_true(date_from_ymd(&today, 2024, 2, 29));
    assert_int_equal(fault(whole("99012320240229001")), IDENTITY_FINE);
    assert_int_equal(fault(whole("99012320240301001")), IDENTITY_DATE);
    today--;
    assert_int_equal(fault(whole("99012320240229001")), IDENTITY_DATE);
    assert_true(date_from_ymd(&today, 2025, 3, 5));
}

/* Bytes that are no UTF-8, or far too long, are only wrong. */
static void hostile_numbers(void **state) {
    (void)state;
    assert_int_equal(fault("99012319500101\xe5"
                           "010"),
                     IDENTITY_LETTER); /* half a character */
    assert_int_not_equal(fault("\xff\xfe\x80"), IDENTITY_FINE);
    assert_int_not_equal(fault("99012319500101001\xc3"), IDENTITY_FINE);
    char *many = arena_alloc(arena, 5001);
    memset(many, '9', 5000);
    assert_int_equal(fault(many), IDENTITY_LENGTH);
}

/* Guesses at the last digits count together; so do guesses at the name. */
static void kin(void **state) {
    (void)state;
    assert_text(identity_kin(STR("990123195001010015")), "99012319500101");
    assert_text(identity_kin(STR("990")), "990");
}

static void names_and_codes(void **state) {
    (void)state;
    struct str plain = identity_name_key(arena, STR("阿依古丽买买提"));
    assert_true(str_eq(identity_name_key(arena, STR("阿依古丽·买买提")), plain));
    assert_true(str_eq(identity_name_key(arena, STR("阿依古丽 . 买买提")), plain));
    assert_true(str_eq(identity_name_key(arena, STR(" 张　英 ")), STR("张英")));
    assert_false(str_eq(identity_name_key(arena, STR("张瑛")), STR("张英")));
    assert_text(identity_code(arena, STR(" hy-0012 ａ3")), "HY0012A3");
    assert_true(identity_is_code(STR("HY0012A3")));
    assert_false(identity_is_code(STR("")));
    assert_false(identity_is_code(STR("HY户")));
    assert_false(identity_is_code(STR("123456789012345678901234567890123")));
}

/* An index is bound to its purpose, and a query code to its household. */
static void indexes(void **state) {
    (void)state;
    char path[] = "/tmp/mingbai-identity-XXXXXX";
    struct seal_keys *keys;
    assert_int_equal(seal_start(), OK);
    assert_non_null(mkdtemp(path));
    const char *file = str_cstr(arena, str_format(arena, "%s/keys", path));
    assert_int_equal(seal_keys_write(file), OK);
    assert_int_equal(seal_keys_load(&keys, file), OK);
    remove(file);
    remove(path);
    struct str one = identity_index(arena, keys, STR("990123195001010015"));
    assert_int_equal(one.n, SEAL_INDEX_BYTES);
    assert_true(str_eq(one, identity_index(arena, keys, number("990123 19500101 0015"))));
    assert_false(str_eq(one, identity_index(arena, keys, STR("990123195001010023"))));
    /* One name and one birthday are alike, whatever else is in the number. */
    struct str alike = identity_alike(arena, keys, STR("张三"), STR("990123195001010015"));
    assert_int_equal(alike.n, IDENTITY_ALIKE);
    assert_true(str_eq(alike, identity_alike(arena, keys, STR("张三"), STR("990124195001010023"))));
    assert_false(
        str_eq(alike, identity_alike(arena, keys, STR("张四"), STR("990123195001010015"))));
    assert_false(
        str_eq(alike, identity_alike(arena, keys, STR("张三"), STR("990123195001020015"))));
    assert_null(identity_alike(arena, keys, STR("张三"), STR("军字第1234567号")).p);
    struct str code = identity_query_index(arena, keys, STR("HY1"), STR("ABC"));
    assert_false(str_eq(code, identity_query_index(arena, keys, STR("HY2"), STR("ABC"))));
    assert_false(str_eq(code, identity_index(arena, keys, STR("HY1:ABC"))));
}

/* A query code fits its digest under any key in use, and through every layer that was laid over it;
 * a number has an index under each key. */
static void keys_that_change(void **state) {
    (void)state;
    char path[] = "/tmp/mingbai_test_XXXXXX";
    struct seal_keys *before, *after;
    struct str indexes[IDENTITY_INDEXES];
    int64_t id;
    close(mkstemp(path));
    unlink(path);
    assert_int_equal(seal_start(), OK);
    assert_int_equal(seal_keys_write(path), OK);
    assert_int_equal(seal_keys_load(&before, path), OK);
    struct str number = STR("11010119900307123X"), home = STR("HY1"), code = STR("ABC");
    struct str old = identity_index(arena, before, number);
    struct str digest = identity_query_index(arena, before, home, code);
    struct str chain = identity_chain(arena, before);
    assert_int_equal(seal_keys_rotate(path, &id), OK);
    assert_int_equal(seal_keys_load(&after, path), OK);

    identity_indexes(indexes, arena, after, number);
    assert_true(str_eq(indexes[0], identity_index(arena, after, number)));
    assert_true(str_eq(indexes[1], old) && !str_eq(indexes[0], old));
    assert_int_equal(identity_index_key(before), 1);
    assert_int_equal(identity_index_key(after), 2);

    struct str again = identity_query_again(arena, after, digest);
    struct str longer = str_format(arena, STR_FMT STR_FMT, STR_ARG(chain),
                                   STR_ARG(identity_chain(arena, after)));
    for (int round = 0; round < 2; round++) { /* the second time with the first key worn */
        assert_true(identity_query_fits(arena, after, home, code, digest, chain));
        assert_true(identity_query_fits(arena, after, home, code, again, longer));
        assert_false(identity_query_fits(arena, after, home, STR("ABD"), again, longer));
        assert_false(identity_query_fits(arena, after, home, code, again, chain));
        assert_false(identity_query_fits(arena, after, home, code, digest, longer));
        assert_int_equal(identity_query_fits(arena, after, home, code, digest, STR_NONE),
                         round == 0);
        assert_false(identity_query_fits(arena, after, home, code, STR_NONE, STR_NONE));
        assert_int_equal(seal_keys_retire(path, 1, true), round == 0 ? OK : NOT_FOUND);
        assert_int_equal(seal_keys_load(&after, path), OK);
    }
    unlink(path);
}

static const char *kind(const char *typed, enum identity_fault expected) {
    struct identity_document d;
    identity_document(&d, arena, str_from(typed), today);
    if (d.fault != expected) fail_msg("%s: fault %d, not %d", typed, (int)d.fault, (int)expected);
    return d.kind;
}

/* What document it is follows from the shape; only what holds a resident's number can be wrong. */
static void documents_have_kinds(void **state) {
    (void)state;
    const char *n = whole("99012319500101001");
    static const struct {
        const char *typed, *kind;
    } others[] = {
        {"E12345678", "passport"},
        {"ea1234567", "passport"},
        {"Ｇ１２３４５６７８", "passport"},
        {"H12345678", "permit"},
        {"m 1234567890", "permit"},
        {"81234567", "permit"},
        {"南字第1234567号", "military"},
        {"ABC-1234567890-XY", "other"},
        {"12345A", "other"},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        assert_string_equal(kind(others[i].typed, IDENTITY_FINE), others[i].kind);
    }
    assert_string_equal(kind(n, IDENTITY_FINE), "resident");
    assert_string_equal(kind("19800101", IDENTITY_LENGTH), "resident"); /* a birthday */
    assert_string_equal(kind("123456789012345", IDENTITY_LENGTH), "resident");
    assert_string_equal(kind("9901231950010100X", IDENTITY_LENGTH), "resident"); /* one too few */
    assert_string_equal(kind("A12", IDENTITY_LENGTH), "resident");
    assert_string_equal(kind("", IDENTITY_LENGTH), "resident");
    assert_string_equal(kind("A2345678901234567890123456789012", IDENTITY_LENGTH), "resident");
}

/* A disability certificate is found by the number in it, and is as wrong as that. */
static void disability_certificates(void **state) {
    (void)state;
    struct identity_document d;
    const char *n = whole("99012319500101001");
    const char *typed = str_cstr(arena, str_format(arena, " %s 4 3 ", n));
    identity_document(&d, arena, str_from(typed), today);
    assert_string_equal(d.kind, "disability");
    assert_int_equal(d.number.n, 20);
    assert_text(d.lookup, n);
    assert_int_equal(d.fault, IDENTITY_FINE);
    assert_string_equal(kind("9901231950010100 1843", IDENTITY_CHECK), "disability");
    assert_string_equal(kind(str_cstr(arena, str_format(arena, "%s99", n)), IDENTITY_LENGTH),
                        "resident");
}

/* One name however it is written: every middle dot, width, space and case (as spreadsheets and
 * phones produce them), and not one more. */
static void names_compare(void **state) {
    (void)state;
    static const char *const same[] = {
        "阿卜杜拉·买买提", "阿卜杜拉•买买提",   "阿卜杜拉‧买买提",  "阿卜杜拉・买买提",
        "阿卜杜拉･买买提", "阿卜杜拉 · 买买提", "阿卜杜拉　买买提",
    };
    struct str first = identity_name_key(arena, str_from(same[0]));
    for (size_t i = 1; i < sizeof same / sizeof same[0]; i++) {
        assert_true(str_eq(identity_name_key(arena, str_from(same[i])), first));
    }
    assert_true(str_eq(identity_name_key(arena, STR("Ｗang　Ａ")),
                       identity_name_key(arena, STR("WANG a"))));
    assert_true(str_eq(identity_name_key(arena, STR(" 张 小英 ")),
                       identity_name_key(arena, STR("张小英"))));
    assert_false(
        str_eq(identity_name_key(arena, STR("张小英")), identity_name_key(arena, STR("张晓英"))));
}

static int set_up(void **state) {
    fixture_open(state);
    return date_from_ymd(&today, 2025, 3, 5) ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(documents_have_kinds),   cmocka_unit_test(disability_certificates),
        cmocka_unit_test(names_compare),          cmocka_unit_test(check_digit),
        cmocka_unit_test(one_slip_is_noticed),    cmocka_unit_test(spellings_are_one),
        cmocka_unit_test(mistakes_are_explained), cmocka_unit_test(birthdays_to_come),
        cmocka_unit_test(hostile_numbers),        cmocka_unit_test(kin),
        cmocka_unit_test(names_and_codes),        cmocka_unit_test(indexes),
        cmocka_unit_test(keys_that_change),
    };
    return cmocka_run_group_tests_name("model/identity", tests, set_up, fixture_close);
}
