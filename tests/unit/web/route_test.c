/* A path finds the first row of its pool that fits it whole; a {…} is one segment, never empty. */
#include "../base/fixture.h"

#include "web/request.h"

static const struct route table[] = {
    {.pool = PUBLIC, .method = GET, .path = "/"},
    {.pool = PUBLIC, .method = GET, .path = "/notices"},
    {.pool = PUBLIC, .method = GET, .path = "/notices/new"},
    {.pool = PUBLIC, .method = GET, .path = "/notices/{id}"},
    {.pool = PUBLIC, .method = GET, .path = "/notices/{id}/editions/{n}"},
    {.pool = PUBLIC, .method = GET, .path = "/a/{x}/{y}/{z}"},
    {.pool = LOOKUP, .method = GET, .path = "/status"},
    {.pool = LOOKUP, .method = POST, .path = "/status"},
    {.pool = OFFICE, .method = POST, .path = "/office/new"},
    {.pool = OFFICE, .method = GET, .path = "/office/{id}"},
};

static struct str args[ROUTE_ARGS];

static enum status find(const struct route **row, enum pool pool, int method, const char *path) {
    for (size_t i = 0; i < ROUTE_ARGS; i++) args[i] = STR_NONE;
    *row = NULL;
    return route_find(row, args, table, COUNT(table), pool, method, str_from(path));
}

static void assert_row(const char *path, const char *expected) {
    const struct route *row;
    assert_int_equal(find(&row, PUBLIC, GET, path), OK);
    assert_string_equal(row->path, expected);
}

static void test_rows(void **state) {
    (void)state;
    assert_row("/", "/");
    assert_row("/notices", "/notices");
    assert_row("/notices/new", "/notices/new");
    assert_row("/notices/7", "/notices/{id}");
    assert_text(args[0], "7");
    assert_row("/notices/newer", "/notices/{id}");
    assert_text(args[0], "newer");
    assert_row("/notices/7/editions/12", "/notices/{id}/editions/{n}");
    assert_text(args[0], "7");
    assert_text(args[1], "12");
    assert_row("/a/1/张/%2F", "/a/{x}/{y}/{z}");
    assert_text(args[1], "张");
    assert_text(args[2], "%2F");
    assert_row("/notices/{id}", "/notices/{id}");
    assert_text(args[0], "{id}");
}

static void test_not_found(void **state) {
    (void)state;
    static const char *const paths[] = {
        "",
        "notices",
        "/notices/",
        "/Notices",
        "/notices/7/",
        "//",
        "/notices//editions/1",
        "/notices/7/editions/",
        "/notices/7/editions/1/",
        "/notices/7/editions",
        "/a/1/2",
        "/a/1/2/",
        "/a/1/2/3/4",
        "/notice",
        "/noticesx",
        "/status",
        "/office/1",
        "/a//2/3",
        "/{id}",
    };
    for (size_t i = 0; i < COUNT(paths); i++) {
        const struct route *row;
        if (find(&row, PUBLIC, GET, paths[i]) != NOT_FOUND) fail_msg("%s", paths[i]);
        assert_null(row);
    }
    const struct route *row;
    assert_int_equal(route_find(&row, args, table, COUNT(table), PUBLIC, GET, STR_NONE), NOT_FOUND);
    assert_int_equal(route_find(&row, args, table, 0, PUBLIC, GET, STR("/")), NOT_FOUND);
    assert_int_equal(route_find(&row, args, table, COUNT(table), PUBLIC, GET, STR("/\0")),
                     NOT_FOUND);
}

/* The wrong method is refused; a row of another pool is not there at all. */
static void test_methods_and_pools(void **state) {
    (void)state;
    const struct route *row;
    assert_int_equal(find(&row, LOOKUP, POST, "/status"), OK);
    assert_int_equal(row->method, POST);
    assert_int_equal(find(&row, LOOKUP, GET, "/status"), OK);
    assert_int_equal(row->method, GET);
    assert_int_equal(find(&row, PUBLIC, POST, "/notices"), DENIED);
    assert_int_equal(row->method, GET); /* the one there is */
    assert_int_equal(find(&row, PUBLIC, 0, "/notices"), DENIED);
    assert_int_equal(find(&row, LOOKUP, GET, "/notices"), NOT_FOUND);
    /* A row for another method does not hide one below it. */
    assert_int_equal(find(&row, OFFICE, GET, "/office/new"), OK);
    assert_string_equal(row->path, "/office/{id}");
    assert_text(args[0], "new");
}

/* More {…} than there is room for match nothing. */
static void test_too_many_args(void **state) {
    (void)state;
    assert_true(route_matches("/{a}/{b}/{c}", args, STR("/1/2/3")));
    assert_false(route_matches("/{a}/{b}/{c}/{d}", args, STR("/1/2/3/4")));
    assert_true(route_matches("/{a}.csv/x", args, STR("/a.csv/x")) == false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_rows),
        TEST(test_not_found),
        TEST(test_methods_and_pools),
        TEST(test_too_many_args),
    };
    return cmocka_run_group_tests_name("web/route", tests, NULL, NULL);
}
