/* Who may do what is decided by the role, and where by the place; whatever is not said to be
 * allowed is not. */
#include "../base/fixture.h"

#include "model/county/account.h"

static struct actor of(const char *role) {
    return (struct actor){.id = 1, .role = str_from(role), .region = STR_INIT("990123")};
}

/* Each role and each permission. */
static void test_may(void **state) {
    (void)state;
    static const struct {
        const char *role;
        bool known, reads, keeps, writes, publishes, reveals, exports, manages, audits;
    } table[] = {
        {"clerk", true, true, true, false, false, false, false, false, false},
        {"editor", true, true, true, true, false, false, false, false, false},
        {"publisher", true, true, true, true, true, true, true, false, false},
        {"admin", true, false, false, false, false, false, false, true, false},
        {"auditor", true, true, false, false, false, false, false, false, true},
        {"", false, false, false, false, false, false, false, false, false},
        {"Editor", false, false, false, false, false, false, false, false, false},
        {"editor ", false, false, false, false, false, false, false, false, false},
        {"root", false, false, false, false, false, false, false, false, false},
        {NULL, false, false, false, false, false, false, false, false, false},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct actor a = of(table[i].role);
        assert_true(account_may(&a, ANYONE));
        assert_int_equal(account_may(&a, SIGNED_IN), table[i].known);
        assert_int_equal(account_may(&a, LEAVE), table[i].known);
        assert_int_equal(account_may(&a, SET_PASSWORD), table[i].known);
        assert_int_equal(account_may(&a, MAY_READ), table[i].reads);
        assert_int_equal(account_may(&a, MAY_KEEP), table[i].keeps);
        assert_int_equal(account_may(&a, MAY_WRITE), table[i].writes);
        assert_int_equal(account_may(&a, MAY_PUBLISH), table[i].publishes);
        assert_int_equal(account_may(&a, MAY_REVEAL), table[i].reveals);
        assert_int_equal(account_may(&a, MAY_EXPORT), table[i].exports);
        assert_int_equal(account_may(&a, MAY_MANAGE), table[i].manages);
        assert_int_equal(account_may(&a, MAY_BANNER), table[i].manages);
        assert_int_equal(account_may(&a, MAY_AUDIT), table[i].audits);
    }
}

/* Who has something left to do at the door may do that, leave, and nothing else. */
static void test_due(void **state) {
    (void)state;
    static const struct {
        enum due due;
        int step;
    } table[] = {{DUE_CODE, GIVE_CODE}, {DUE_PASSWORD, SET_PASSWORD}, {DUE_FACTOR, SET_FACTOR}};
    for (size_t i = 0; i < COUNT(table); i++) {
        for (const char *const *role = account_roles; *role; role++) {
            struct actor a = of(*role);
            a.due = table[i].due;
            for (int p = ANYONE; p < PERMISSIONS; p++) {
                bool may = p == ANYONE || p == LEAVE || p == table[i].step;
                if (account_may(&a, p) != may) fail_msg("%s %s", *role, account_permission(p));
            }
        }
    }
}

/* Publishers, administrators and auditors sign in with a second factor; so would a role nobody
 * knows. */
static void test_factor(void **state) {
    (void)state;
    assert_false(account_needs_factor(STR("clerk")));
    assert_false(account_needs_factor(STR("editor")));
    assert_true(account_needs_factor(STR("publisher")));
    assert_true(account_needs_factor(STR("admin")));
    assert_true(account_needs_factor(STR("auditor")));
    assert_true(account_needs_factor(STR("root")));
}

/* Every permission has a word, and the words differ. */
static void test_words(void **state) {
    (void)state;
    for (int p = ANYONE; p < PERMISSIONS; p++) {
        for (int q = ANYONE; q < p; q++) {
            assert_string_not_equal(account_permission(p), account_permission(q));
        }
    }
    assert_string_equal(account_permission(-1), "nobody");
    assert_string_equal(account_permission(PERMISSIONS), "nobody");
}

/* A stranger may see what is for anyone, and no more. */
static void test_stranger(void **state) {
    (void)state;
    assert_true(account_may(NULL, ANYONE));
    assert_false(account_may(NULL, SIGNED_IN));
    assert_false(account_may(NULL, MAY_WRITE));
    assert_false(account_may(NULL, MAY_PUBLISH));
    assert_false(account_may(NULL, MAY_REVEAL));
    assert_false(account_may(NULL, MAY_AUDIT));
    assert_false(account_covers(NULL, STR("990123")));
}

/* A permission that nobody has been given is nobody's. */
static void test_unknown_permission(void **state) {
    (void)state;
    static const int unknown[] = {MAY_PUBLISH + 100, INT32_MAX, -1, INT32_MIN};
    for (size_t i = 0; i < COUNT(unknown); i++) {
        struct actor a = of("publisher");
        assert_false(account_may(&a, unknown[i]));
    }
}

static void test_covers(void **state) {
    (void)state;
    struct actor a = of("publisher");
    assert_true(account_covers(&a, STR("990123")));
    assert_true(account_covers(&a, STR("990123001001")));
    assert_false(account_covers(&a, STR("9901")));
    assert_false(account_covers(&a, STR("990124")));
    assert_false(account_covers(&a, STR_NONE));
    a.region = STR_NONE;
    assert_false(account_covers(&a, STR("990123")));
    assert_false(account_covers(&a, STR("")));
}

static void test_roles(void **state) {
    (void)state;
    assert_true(account_is_role(STR("editor")));
    assert_true(account_is_role(STR("publisher")));
    assert_false(account_is_role(STR("")));
    assert_false(account_is_role(STR_NONE));
    assert_false(account_is_role(STR("root")));
    assert_text(account_role_text(STR("editor")), "编辑");
    assert_text(account_role_text(STR("publisher")), "审核发布");
    assert_text(account_role_text(STR("root")), "root");
}

/* What cannot be right is refused before the database hears of it. */
static void test_add(void **state) {
    (void)state;
    static const struct {
        const char *login, *role, *password;
    } wrong[] = {
        {"", "editor", "long enough"},
        {"a", "editor", "long enough"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "editor", "long enough"},
        {"Wang", "editor", "long enough"},
        {"wang li", "editor", "long enough"},
        {"王丽", "editor", "long enough"},
        {"wang\n", "editor", "long enough"},
        {"wang", "", "long enough"},
        {"wang", "root", "long enough"},
        {"wang", "editor", ""},
        {"wang", "editor", "1234567"},
        {"wang", "editor", "woaini1314"},
        {"wang", "editor", "七个汉字的密码"},
        {"wang", "editor",
         "long\x01"
         "enough"},
        {"wang", "editor", "long enough\xff"},
        {"wang", "editor", "12345678901234567890123456789012345678901234567890123456789012345"},
    };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        enum status st = account_add(NULL, str_from(wrong[i].login), STR("王丽"),
                                     str_from(wrong[i].role), STR("990123"),
                                     str_from(wrong[i].password), INT64_MIN, 0);
        if (st != INVALID) fail_msg("%s %s %s", wrong[i].login, wrong[i].role, wrong[i].password);
    }
    /* An administrator is the county's. */
    assert_int_equal(account_add(NULL, STR("wang"), STR("王丽"), STR("admin"), STR("990123102"),
                                 STR("long enough"), INT64_MIN, 0),
                     INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_may),    TEST(test_due),      TEST(test_factor),
        TEST(test_words),  TEST(test_stranger), TEST(test_unknown_permission),
        TEST(test_covers), TEST(test_roles),    TEST(test_add),
    };
    return cmocka_run_group_tests_name("model/account", tests, NULL, NULL);
}
