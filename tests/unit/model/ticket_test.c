/* Codes that catch a slip of the finger, files told by their content, words that give their writer
 * away, and who may handle a complaint about whom. */
#include "../base/fixture.h"

#include "base/seal.h"
#include "model/casework/answer.h"
#include "model/casework/evidence.h"
#include "model/casework/receipt.h"
#include "model/casework/ticket.h"
#include "model/county/account.h"

/* Any one wrong digit is caught, and nearly every pair that changed places. */
static void test_digits(void **state) {
    (void)state;
    size_t swaps = 0, missed = 0;
    assert_int_equal(seal_start(), OK);
    for (int round = 0; round < 200; round++) {
        struct str n = receipt_number(arena);
        assert_true(receipt_is(n, RECEIPT_NUMBER) && n.p[0] != '0');
        assert_false(receipt_is(n, RECEIPT_SECRET));
        for (size_t i = 0; i < n.n; i++) {
            char *wrong = (char *)str_copy(arena, n).p;
            for (int k = 1; k < 10; k++) {
                wrong[i] = (char)('0' + (n.p[i] - '0' + k) % 10);
                assert_false(receipt_is((struct str){wrong, n.n}, RECEIPT_NUMBER));
            }
            if (i + 1 == n.n || n.p[i] == n.p[i + 1]) continue;
            wrong[i] = n.p[i + 1];
            wrong[i + 1] = n.p[i];
            swaps++;
            missed += receipt_is((struct str){wrong, n.n}, RECEIPT_NUMBER);
        }
    }
    assert_true(missed * 20 < swaps);
}

/* A vector of ISO 7064, MOD 11,10: 0794 has the check digit 5. */
static void test_vector(void **state) {
    (void)state;
    assert_true(receipt_is(STR("07945"), 5));
    assert_false(receipt_is(STR("07940"), 5) || receipt_is(STR("0794x"), 5) ||
                 receipt_is(STR(""), 0));
    assert_text(receipt_grouped(arena, STR("123456789012")), "1234 5678 9012");
}

static void test_evidence(void **state) {
    (void)state;
    struct str docx = STR("PK\x03\x04....[Content_Types].xml....word/document.xml...");
    assert_string_equal(evidence_kind(STR("%PDF-1.7\n…")), "pdf");
    assert_string_equal(evidence_kind(STR("\xff\xd8\xff\xe0....JFIF")), "jpg");
    assert_string_equal(evidence_kind(STR("\x89PNG\r\n\x1a\n....")), "png");
    assert_string_equal(evidence_kind(docx), "docx");
    static const char *const others[] = {
        "",          "%PDF",     "GIF89a",  "MZ...",    "<html>", "PK\x03\x04.xl/workbook.xml",
        " %PDF-1.4", "\xff\xd8", "\x89PNG", "#!/bin/sh"};
    for (size_t i = 0; i < COUNT(others); i++) assert_null(evidence_kind(str_from(others[i])));
}

/* The name, the phone or anybody's number, however it is spaced or written wide. */
static void test_tells(void **state) {
    (void)state;
    struct str name = STR("张小英"), phone = STR("139-0000-1234");
    static const char *const tell[] = {"我是张小英", "我叫张 小英。", "打13900001234",
                                       "１３９ ００００ １２３４", "手机 138 1234 5678"};
    static const char *const fine[] = {"他家有小轿车", "3 月 5 日 14 点", "2026 年发了 1390 元",
                                       ""};
    for (size_t i = 0; i < COUNT(tell); i++)
        assert_true(ticket_tells(arena, str_from(tell[i]), name, phone));
    for (size_t i = 0; i < COUNT(fine); i++)
        assert_false(ticket_tells(arena, str_from(fine[i]), name, phone));
    assert_false(ticket_tells(arena, STR("张家有车"), STR("张"), STR("")));
    assert_false(ticket_tells(arena, STR("什么都没有"), STR(""), STR("")));
}

/* Never the level complained about, nor one below it, nor another place; about the county itself
 * the county, which is told no names. */
static void test_levels(void **state) {
    (void)state;
    static const struct {
        const char *actor, *region;
        bool guarded, handles;
    } all[] = {
        {"990123102201", "990123102201", true, false},
        {"990123102201", "990123102201", false, true},
        {"990123102", "990123102201", true, true},
        {"990123", "990123102201", true, true},
        {"990123102", "990123102", true, false},
        {"990123102201", "990123102", true, false},
        {"990123102201", "990123102", false, false},
        {"990123", "990123102", true, true},
        {"990123105", "990123102", true, false},
        {"990123105", "990123102", false, false},
        {"990123", "990123", true, true},
        {"990123102", "990123", true, false},
        {"9901", "990123", true, true},
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        struct actor actor = {.region = str_from(all[i].actor)};
        bool handles = answer_handles(&actor, str_from(all[i].region), all[i].guarded);
        if (handles != all[i].handles) fail_msg("%s about %s", all[i].actor, all[i].region);
    }
    assert_true(ticket_guards(STR("objection"), true, STR("990123")));
    assert_true(ticket_guards(STR("question"), true, STR("990123102")));
    assert_false(ticket_guards(STR("question"), true, STR("990123")));
    assert_false(ticket_guards(STR("question"), false, STR("990123102")));
    assert_false(ticket_takes_names(STR("objection"), true, STR("990123")));
    assert_true(ticket_takes_names(STR("objection"), true, STR("990123102")));
    assert_true(ticket_takes_names(STR("praise"), false, STR("990123")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_digits), TEST(test_vector), TEST(test_evidence),
        TEST(test_tells),  TEST(test_levels),
    };
    return cmocka_run_group_tests_name("model/ticket", tests, NULL, NULL);
}
