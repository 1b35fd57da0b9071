/* A cookie is found by its whole name, the first of several; https is a matter of our address. */
#include "../base/fixture.h"

#include "web/request.h"

static struct str cookie(const char *header, const char *name) {
    struct request rq = {.cookies = str_from(header)};
    return request_cookie(&rq, name);
}

static void test_cookies(void **state) {
    (void)state;
    assert_text(cookie("mingbai=abc", "mingbai"), "abc");
    assert_text(cookie("a=1; mingbai=abc; b=2", "mingbai"), "abc");
    assert_text(cookie("a=1;mingbai=abc;", "mingbai"), "abc");
    assert_text(cookie("  ; ;mingbai=abc  ; x", "mingbai"), "abc");
    assert_text(cookie("view=; x=1", "view"), "");
    assert_text(cookie("t=a=b==", "t"), "a=b==");
    assert_text(cookie("view=elder; view=", "view"), "elder");
}

/* A name that only begins or ends alike, or stands in a value, is another cookie. */
static void test_other_cookies(void **state) {
    (void)state;
    static const char *const others[] = {
        "",          "mingbai",          "mingbai2=a",        "xmingbai=a",
        "Mingbai=a", "a=mingbai=b",      "mingbai =a",        "=mingbai",
        ";;;",       "__Host-mingbai=a", "a=\"; mingbai2=b\""};
    for (size_t i = 0; i < COUNT(others); i++) {
        if (cookie(others[i], "mingbai").n) fail_msg("%s", others[i]);
    }
    assert_null(cookie(NULL, "mingbai").p);
    assert_null(cookie("a=1", "mingbai").p);
}

static void test_secure(void **state) {
    (void)state;
    static const struct {
        const char *url;
        bool secure;
    } cases[] = {{"https://heyuan.example", true},
                 {"http://127.0.0.1:8080", false},
                 {"http://https:8080", false},
                 {"httpsx://a", false},
                 {"", false}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct conf conf = {.url = cases[i].url};
        struct request rq = {.conf = &conf};
        assert_int_equal(request_secure(&rq), cases[i].secure);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_cookies),
        TEST(test_other_cookies),
        TEST(test_secure),
    };
    return cmocka_run_group_tests_name("web/request", tests, NULL, NULL);
}
