/* A page of what went wrong says what to do next and whom to ring, and nothing about us. */
#include "../base/fixture.h"

#include <cjson/cJSON.h>

#include "view/error.h"

static struct response rs;

static struct request request(void) {
    response_start(&rs, arena);
    return (struct request){
        .method = GET,
        .path = STR("/x"),
        .id = STR("fedcba9876543210fedcba9876543210"),
        .arena = arena,
        .now = 1700000000,
        .site = {.county = STR_INIT("禾源县"), .phone = STR_INIT("0990-1234567")},
    };
}

static bool says(const char *part) {
    struct str s = buf_str(&rs.body);
    return str_find(s, str_from(part)) < s.n;
}

/* Each status has its own words, a way on and the phone. */
static void test_every_code(void **state) {
    (void)state;
    static const int codes[] = {400, 403, 404, 405, 409, 413, 429, 500, 502, 503};
    struct str before = STR("");
    for (size_t i = 0; i < COUNT(codes); i++) {
        struct request rq = request();
        error_html(&rq, &rs, codes[i]);
        assert_int_equal(rs.status, codes[i]);
        assert_true(says("<h1>"));
        assert_true(says("tel:09901234567"));
        assert_true(says("href=\"/\""));
        assert_true(says("<ol class=\"steps\"><li>"));
        struct str page = buf_str(&rs.body);
        size_t at = str_find(page, STR("<h1>"));
        struct str heading = str_slice(page, at,
                                       at + str_find(str_slice(page, at, page.n), STR("</h1>")));
        assert_false(str_eq(heading, before));
        before = str_copy(arena, heading);
        /* The number to be read out on the phone, only where it was our fault. */
        assert_int_equal(says("fedcba98"), codes[i] >= 500);
        assert_false(says("fedcba9876543210"));
    }
}

/* A status without words of its own is told as our fault, and keeps its number. */
static void test_unknown_code(void **state) {
    (void)state;
    struct request rq = request();
    error_html(&rq, &rs, 418);
    assert_int_equal(rs.status, 418);
    assert_true(says("我们这边出了差错"));
}

static void test_wait(void **state) {
    (void)state;
    static const struct {
        int seconds;
        const char *text;
    } waits[] = {{1, "请等 1 秒再试。"},
                 {59, "请等 59 秒再试。"},
                 {60, "请等 1 分钟再试。"},
                 {61, "请等 2 分钟再试。"},
                 {900, "请等 15 分钟再试。"}};
    for (size_t i = 0; i < COUNT(waits); i++) {
        struct request rq = request();
        rs.retry_after = waits[i].seconds;
        error_html(&rq, &rs, 429);
        assert_true(says(waits[i].text));
        assert_int_equal(rs.retry_after, waits[i].seconds);
    }
    struct request rq = request();
    rs.retry_after = 5;
    error_html(&rq, &rs, 503);
    assert_false(says("请等 5 秒"));
}

/* What was wrong is listed, escaped. */
static void test_problems(void **state) {
    (void)state;
    struct request rq = request();
    problem_add(&rq.problems, arena, "before", "翻页的位置不对。");
    problem_add(&rq.problems, arena, NULL, "<b>&");
    error_html(&rq, &rs, 400);
    assert_true(says("<li>翻页的位置不对。</li>"));
    assert_true(says("&lt;b&gt;&amp;"));
    assert_false(says("<li><b>"));
}

/* Without a phone there is no empty link to ring. */
static void test_no_phone(void **state) {
    (void)state;
    struct request rq = request();
    rq.site.phone = STR("");
    error_html(&rq, &rs, 503);
    assert_false(says("tel:"));
}

static void test_json(void **state) {
    (void)state;
    struct request rq = request();
    error_json(&rq, &rs, 404);
    assert_int_equal(rs.status, 404);
    assert_string_equal(rs.type, "application/problem+json; charset=utf-8");
    cJSON *o = cJSON_Parse(str_cstr(arena, buf_str(&rs.body)));
    assert_non_null(o);
    assert_int_equal(cJSON_GetObjectItem(o, "status")->valueint, 404);
    assert_string_equal(cJSON_GetObjectItem(o, "title")->valuestring, "没有找到这个页面");
    cJSON_Delete(o);

    rq = request();
    problem_add(&rq.problems, arena, "year", "年份\"不对\"");
    error_json(&rq, &rs, 400);
    assert_true(says("\"detail\":\"年份\\\"不对\\\"\""));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_every_code), TEST(test_unknown_code), TEST(test_wait),
        TEST(test_problems),   TEST(test_no_phone),     TEST(test_json),
    };
    return cmocka_run_group_tests_name("view/error", tests, NULL, NULL);
}
