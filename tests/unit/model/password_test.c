/* Passwords that are tried first are refused; a phrase of one's own is not. */
#include "../base/fixture.h"

#include "base/seal.h"
#include "model/county/device.h"
#include "model/county/password.h"

static void test_common(void **state) {
    (void)state;
    static const char *const common[] = {
        /* words of the list, with what people hang on them */
        "woaini1314",
        "WoAiNi520",
        "password",
        "Password1!",
        "p@ssword",
        "admin888",
        "zhangwei123",
        "Heyuan2024",
        "woaizhongguo",
        "woaiheyuan1",
        "123woaini",
        "woainiwoaini",
        "fupinban2025",
        "mima12345678",
        "88woaini88",
        "mingbai123",
        "guanliyuan1",
        /* digits: birthdays, telephones, luck */
        "88888888",
        "19880101",
        "13900001234",
        "5201314520",
        "20240101",
        /* the keyboard, the alphabet, one thing again and again */
        "qwertyuiop",
        "qwert12345",
        "1qaz2wsx",
        "1q2w3e4r",
        "zxcvbnm,.",
        "abcdefgh",
        "hgfedcba",
        "aaaaaaaa",
        "abababab",
        "abcabcabc",
        "asdf1234",
        "poiuytrewq",
        "1a1a1a1a",
        /* the login */
        "luoxiao1",
        "luoxiao2024",
        "2024luoxiao",
        "LuoXiao@1",
    };
    for (size_t i = 0; i < COUNT(common); i++) {
        if (!password_fault(STR("luoxiao"), str_from(common[i]))) fail_msg("%s", common[i]);
    }
}

static void test_fine(void **state) {
    (void)state;
    static const char *const fine[] = {
        "long enough",           "colleague-of-the-first",
        "correct horse battery", "柳树下面三只鸭子",
        "tractor-rain-9",        "rhefj8y4hLIMnFv-",
        "k7wq-3hfd-9xpm",        "luoxiao keeps eleven ducks",
        "qwerty in my garden",   "zhangwei eats 4 melons",
        "1a2b! ducks",
    };
    for (size_t i = 0; i < COUNT(fine); i++) {
        if (password_fault(STR("luoxiao"), str_from(fine[i]))) fail_msg("%s", fine[i]);
    }
}

/* Characters are counted, not bytes, and all of 64 may be of four bytes. */
static void test_length(void **state) {
    (void)state;
    struct str wide = STR("");
    assert_non_null(password_fault(STR("wang"), STR("七个汉字的密码")));
    assert_null(password_fault(STR("wang"), STR("八个汉字的好密码")));
    for (int i = 0; i < PASSWORD_MOST; i++) {
        wide = str_format(arena, STR_FMT "%s", STR_ARG(wide), i % 3 ? "𠮷" : "🦆");
    }
    assert_non_null(password_fault(STR("wang"), str_format(arena, STR_FMT "x", STR_ARG(wide))));
    password_fault(STR("wang"), wide); /* fits where it is copied to */
    assert_non_null(password_fault(STR("wang"), STR("")));
    assert_non_null(password_fault(STR("wang"), STR_NONE));
    assert_non_null(password_fault(STR("wang"), STR("long\x01 enough")));
}

/* What we make is taken, is not made twice, and is easy to read out. */
static void test_once(void **state) {
    (void)state;
    struct str last = STR("");
    assert_int_equal(seal_start(), 0);
    for (int i = 0; i < 200; i++) {
        struct str made = password_once(arena);
        assert_null(password_fault(STR("wang"), made));
        assert_int_equal(made.n, 14);
        assert_false(str_eq(made, last));
        for (size_t k = 0; k < made.n; k++) assert_null(strchr("01ilo", made.p[k]));
        last = made;
    }
}

/* A session says where it was begun in words people know, and half of the address. */
static void test_device(void **state) {
    (void)state;
    static const struct {
        const char *agent, *words;
    } table[] = {
        {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/120.0 Safari/537.36",
         "Windows 电脑上的 Chrome"},
        {"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0",
         "Windows 电脑上的 Edge"},
        {"Mozilla/5.0 (Linux; Android 10; K) Chrome/99 Mobile Safari MicroMessenger/8.0",
         "安卓手机上的 微信"},
        {"Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
         "Linux 电脑上的 Firefox"},
        {"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
         "苹果手机上的 Safari"},
        {"curl/7.88", "不认识的设备"},
        {"", "不认识的设备"},
        {"<script>Windows", "Windows 电脑"},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_text(device_words(arena, str_from(table[i].agent)), table[i].words);
    }
    assert_text(device_words(arena, STR_NONE), "不认识的设备");
    assert_text(device_network(arena, STR("10.12.200.7")), "10.12.*.*");
    assert_text(device_network(arena, STR("2408:8000:1::7")), "2408:8000:*");
    assert_text(device_network(arena, STR("unix:")), "");
    assert_text(device_network(arena, STR_NONE), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_common), TEST(test_fine), TEST(test_length), TEST(test_once), TEST(test_device),
    };
    return cmocka_run_group_tests_name("model/password", tests, NULL, NULL);
}
