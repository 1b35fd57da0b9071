/* The session cookie is bound to host and https by its name (RFC 6265bis), lasts as long as the
 * browser, and is out of reach of scripts. */
#include "../base/fixture.h"

#include "web/cookie.h"

static const struct conf safe = {.url = "https://heyuan.example"};
static const struct conf plain = {.url = "http://127.0.0.1:8080"};

static struct response rs;

static struct request request(const struct conf *conf) {
    response_start(&rs, arena);
    return (struct request){.conf = conf, .arena = arena};
}

static void test_session(void **state) {
    (void)state;
    struct request rq = request(&safe);
    assert_string_equal(cookie_session(&rq), "__Host-mingbai");
    cookie_session_set(&rs, &rq, STR("token"));
    assert_text(rs.cookies[0], "__Host-mingbai=token; Path=/; SameSite=Lax; HttpOnly; Secure");
    cookie_session_set(&rs, &rq, STR(""));
    assert_text(rs.cookies[1],
                "__Host-mingbai=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly; Secure");
}

/* A browser refuses the prefix over http: there, on the own machine, the name goes without. */
static void test_plain_http(void **state) {
    (void)state;
    struct request rq = request(&plain);
    assert_string_equal(cookie_session(&rq), "mingbai");
    cookie_session_set(&rs, &rq, STR("token"));
    assert_text(rs.cookies[0], "mingbai=token; Path=/; SameSite=Lax; HttpOnly");
}

static void test_login(void **state) {
    (void)state;
    struct request rq = request(&safe);
    cookie_login_set(&rs, &rq, STR("t"));
    assert_text(rs.cookies[0],
                "__Host-mingbai-login=t; Path=/; SameSite=Lax; Max-Age=3600; HttpOnly; Secure");
}

/* What is set is found again under the same name. */
static void test_round_trip(void **state) {
    (void)state;
    static const struct conf *const confs[] = {&safe, &plain};
    for (size_t i = 0; i < COUNT(confs); i++) {
        struct request rq = request(confs[i]);
        cookie_session_set(&rs, &rq, STR("AbC-_123"));
        struct str rest = rs.cookies[0];
        rq.cookies = str_cut(&rest, ';');
        assert_text(request_cookie(&rq, cookie_session(&rq)), "AbC-_123");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_session),
        TEST(test_plain_http),
        TEST(test_login),
        TEST(test_round_trip),
    };
    return cmocka_run_group_tests_name("web/cookie", tests, NULL, NULL);
}
