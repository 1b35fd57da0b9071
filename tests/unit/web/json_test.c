/* JSON that any reader takes: what is missing is null, whole numbers stay whole, text is escaped.
 */
#include "../base/fixture.h"

#include <cjson/cJSON.h>

#include "base/date.h"
#include "web/json.h"

static struct str printed(struct json *o) {
    struct buf b = buf_new(arena, 1 << 20);
    json_put(&b, o);
    return buf_str(&b);
}

static void test_shapes(void **state) {
    (void)state;
    struct json *o = json_object();
    struct json *list = json_list(o, "items");
    json_text(json_item(list), "a", STR("1"));
    json_item(list);
    json_bool(json_member(o, "m"), "yes", true);
    json_list(o, "none");
    json_bool(o, "no", false);
    assert_text(printed(o),
                "{\"items\":[{\"a\":\"1\"},{}],\"m\":{\"yes\":true},\"none\":[],\"no\":false}");
    assert_text(printed(json_object()), "{}");
}

/* 64 bits, never through a double. */
static void test_numbers(void **state) {
    (void)state;
    struct json *o = json_object();
    json_int(o, "a", INT64_MAX);
    json_int(o, "b", INT64_MIN + 1);
    json_int(o, "c", 9007199254740993);
    json_int(o, "d", 0);
    json_int(o, "e", INT64_MIN);
    assert_text(printed(o), "{\"a\":9223372036854775807,\"b\":-9223372036854775807,"
                            "\"c\":9007199254740993,\"d\":0,\"e\":null}");
}

static void test_missing(void **state) {
    (void)state;
    struct json *o = json_object();
    json_text(o, "text", STR_NONE);
    json_text(o, "empty", STR(""));
    json_day(o, arena, "day", DAY_NONE);
    json_moment(o, arena, "moment", MOMENT_NONE);
    assert_text(printed(o), "{\"text\":null,\"empty\":\"\",\"day\":null,\"moment\":null}");
}

static void test_times(void **state) {
    (void)state;
    int32_t day;
    assert_true(date_from_ymd(&day, 2026, 3, 5));
    struct json *o = json_object();
    json_day(o, arena, "day", day);
    json_moment(o, arena, "last", date_end(day) - 1);
    json_moment(o, arena, "end", date_end(day));
    json_moment(o, arena, "epoch", 0);
    assert_text(printed(o), "{\"day\":\"2026-03-05\",\"last\":\"2026-03-05T23:59:59+08:00\","
                            "\"end\":\"2026-03-06T00:00:00+08:00\","
                            "\"epoch\":\"1970-01-01T08:00:00+08:00\"}");
}

/* A slice is not read past its end, and reads back as it was. */
static void test_texts(void **state) {
    (void)state;
    static const char nasty[] = "\"\\/\b\f\n\r\t\x01\x1f\x7f</script>张𠮷\u2028";
    struct json *o = json_object();
    json_text(o, "k", str_from(nasty));
    json_text(o, "\"key\"", STR("v"));
    struct str out = printed(o);
    for (size_t i = 0; i < out.n; i++) assert_true((unsigned char)out.p[i] >= 0x20);
    cJSON *back = cJSON_ParseWithLength(out.p, out.n);
    assert_non_null(back);
    assert_string_equal(cJSON_GetObjectItemCaseSensitive(back, "k")->valuestring, nasty);
    assert_string_equal(cJSON_GetObjectItemCaseSensitive(back, "\"key\"")->valuestring, "v");
    cJSON_Delete(back);

    char *exact = malloc(3);
    assert_non_null(exact);
    memcpy(exact, "abc", 3);
    o = json_object();
    json_text(o, "k", (struct str){exact, 3});
    free(exact);
    assert_text(printed(o), "{\"k\":\"abc\"}");
}

static void test_answers(void **state) {
    (void)state;
    struct response rs;
    response_start(&rs, arena);
    struct json *o = json_object();
    json_send(&rs, o, "application/json");
    assert_string_equal(rs.type, "application/json");
    assert_text(buf_str(&rs.body), "{}");
    assert_int_equal(rs.status, 200);

    response_start(&rs, arena);
    json_problem(&rs, 404, STR("没有"), STR("没有\"这个\"页面"), NULL);
    assert_int_equal(rs.status, 404);
    assert_string_equal(rs.type, "application/problem+json; charset=utf-8");
    assert_text(buf_str(&rs.body), "{\"type\":\"about:blank\",\"title\":\"没有\",\"status\":404,"
                                   "\"detail\":\"没有\\\"这个\\\"页面\"}");
}

/* An answer that is too long is full, not half. */
static void test_too_long(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 8);
    struct json *o = json_object();
    json_text(o, "k", STR("123456789"));
    json_put(&b, o);
    assert_true(b.full);
    assert_int_equal(buf_str(&b).n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_shapes), TEST(test_numbers), TEST(test_missing),  TEST(test_times),
        TEST(test_texts),  TEST(test_answers), TEST(test_too_long),
    };
    return cmocka_run_group_tests_name("web/json", tests, NULL, NULL);
}
