/* An answer begins as an empty page and says only what the handler made it say. */
#include "../base/fixture.h"

#include "web/response.h"

static void test_start(void **state) {
    (void)state;
    struct response rs;
    memset(&rs, 0xA5, sizeof rs);
    response_start(&rs, arena);
    assert_int_equal(rs.status, 200);
    assert_string_equal(rs.type, "text/html; charset=utf-8");
    assert_int_equal(buf_str(&rs.body).n, 0);
    assert_int_equal(rs.location.text.n, 0);
    assert_int_equal(rs.filename.n, 0);
    assert_int_equal(rs.stored.n, 0);
    assert_int_equal(rs.cookie_count, 0);
    assert_int_equal(rs.retry_after, 0);
}

/* A body may be as long as the cap, not a byte longer. */
static void test_body_cap(void **state) {
    (void)state;
    struct response rs;
    response_start(&rs, arena);
    char *most = arena_alloc(arena, RESPONSE_MAX);
    buf_put(&rs.body, (struct str){most, RESPONSE_MAX});
    assert_false(rs.body.full);
    buf_byte(&rs.body, 'x');
    assert_true(rs.body.full);
}

static void test_see(void **state) {
    (void)state;
    struct response rs;
    response_start(&rs, arena);
    response_see(&rs, (struct url){STR("/office")});
    assert_int_equal(rs.status, 303);
    assert_text(rs.location.text, "/office");
}

static void test_cookies(void **state) {
    (void)state;
    struct response rs;
    response_start(&rs, arena);
    response_cookie(&rs, arena, "a", STR("1"), true, true, -1);
    response_cookie(&rs, arena, "b", STR("elder"), false, false, 86400);
    response_cookie(&rs, arena, "c", STR(""), true, true, 0);
    response_cookie(&rs, arena, "d", STR_NONE, false, true, 0);
    assert_text(rs.cookies[0], "a=1; Path=/; SameSite=Lax; HttpOnly; Secure");
    assert_text(rs.cookies[1], "b=elder; Path=/; SameSite=Lax; Max-Age=86400");
    assert_text(rs.cookies[2], "c=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly; Secure");
    assert_text(rs.cookies[3], "d=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly");
    response_cookie(&rs, arena, "e", STR("1"), true, true, -1);
    assert_int_equal(rs.cookie_count, RESPONSE_COOKIES);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_start),
        TEST(test_body_cap),
        TEST(test_see),
        TEST(test_cookies),
    };
    return cmocka_run_group_tests_name("web/response", tests, NULL, NULL);
}
