/*
 * Reading JSON: a body fills the same pairs as a form, or says what is wrong with it.
 */

#include "../base/fixture.h"

#include "web/json.h"

static const struct field fields[] = {
    {.name = "name", .label = "姓名", .kind = FIELD_TEXT, .max = 100},
    {.name = "number", .label = "号码", .kind = FIELD_TEXT, .max = 100},
};
static const struct form form = {fields, 2, 2 * sizeof(struct str)};

static enum status taken(struct sent *sent, struct problems *problems, struct str text) {
    *problems = (struct problems){0};
    return json_pairs(sent, problems, arena, text, &form);
}

/* Texts become pairs; null, and what no field asks for, is as if it were not there. */
static void test_pairs(void **state) {
    (void)state;
    static const struct {
        struct str text;
        const char *name, *number;
    } table[] = {
        {STR_INIT("{}"), NULL, NULL},
        {STR_INIT(" \r\n{\"name\" : \"张三\"}\t\n "), "张三", NULL},
        {STR_INIT("{\"number\":\"1\",\"name\":\"a\"}"), "a", "1"},
        {STR_INIT("{\"name\":null,\"number\":\"\"}"), NULL, ""},
        {STR_INIT("{\"name\":\"\\u5f20\\t\\\"\\\\{[\"}"), "张\t\"\\{[", NULL},
        {STR_INIT("{\"name\":\"\\\\u0000\"}"), "\\u0000", NULL},
        {STR_INIT("{\"NAME\":\"a\",\"other\":1,\"other\":[{\"x\":2}]}"), NULL, NULL},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct sent sent;
        struct problems problems;
        assert_int_equal(taken(&sent, &problems, table[i].text), OK);
        assert_int_equal(problems.count, 0);
        struct str name = form_sent(&sent, "name"), number = form_sent(&sent, "number");
        assert_true(str_eq(name, str_from(table[i].name)) && !name.p == !table[i].name);
        assert_true(str_eq(number, str_from(table[i].number)) && !number.p == !table[i].number);
    }
}

/* A member of the wrong kind is a problem of its field, and the others are read all the same. */
static void test_wrong_members(void **state) {
    (void)state;
    static const struct {
        struct str text;
        const char *says;
    } table[] = {
        {STR_INIT("{\"number\":110101199003071234,\"name\":\"a\"}"), "引号"},
        {STR_INIT("{\"number\":1e400,\"name\":\"a\"}"), "引号"},
        {STR_INIT("{\"number\":true,\"name\":\"a\"}"), "只能是文字"},
        {STR_INIT("{\"number\":[\"1\"],\"name\":\"a\"}"), "只能是文字"},
        {STR_INIT("{\"name\":\"a\",\"number\":{}}"), "只能是文字"},
        {STR_INIT("{\"number\":\"1\",\"name\":\"a\",\"number\":\"2\"}"), "写了两次"},
        {STR_INIT("{\"number\":\"1\",\"name\":\"a\",\"number\":null}"), "写了两次"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct sent sent;
        struct problems problems;
        assert_int_equal(taken(&sent, &problems, table[i].text), OK);
        assert_int_equal(problems.count, 1);
        assert_string_equal(problems.list[0].field, "number");
        struct str text = problems.list[0].text;
        assert_true(str_find(text, str_from(table[i].says)) < text.n);
        assert_null(form_sent(&sent, "number").p);
        assert_true(str_is(form_sent(&sent, "name"), "a"));
    }
}

/* What is no object at all: one sentence, of no field. */
static void test_no_object(void **state) {
    (void)state;
    static const struct str table[] = {
        STR_INIT(""),
        STR_INIT(" "),
        STR_INIT("name=a&number=1"),
        STR_INIT("[]"),
        STR_INIT("\"a\""),
        STR_INIT("null"),
        STR_INIT("{"),
        STR_INIT("{\"name\":\"a\""),
        STR_INIT("{\"name\":\"a\"}}"),
        STR_INIT("{\"name\":\"a\"} x"),
        STR_INIT("{\"name\":\"a\"}\0"),
        STR_INIT("{\"name\":\"a\0b\"}"),
        STR_INIT("{\"name\":\"a\\u0000b\"}"),
        STR_INIT("{\"name\":\"\\ud800\"}"),
        STR_INIT("{'name':'a'}"),
        STR_INIT("{name:\"a\"}"),
        STR_INIT("{\"x\":[[[[1]]]]}"),
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct sent sent;
        struct problems problems;
        assert_int_equal(taken(&sent, &problems, table[i]), INVALID);
        assert_int_equal(problems.count, 1);
        assert_null(problems.list[0].field);
        assert_int_equal(sent.count, 0);
    }
}

/* Four kilobytes of brackets do not recurse. */
static void test_deep(void **state) {
    (void)state;
    char text[4096];
    struct sent sent;
    struct problems problems;
    memset(text, '[', sizeof text);
    assert_int_equal(taken(&sent, &problems, (struct str){text, sizeof text}), INVALID);
    memcpy(text, "{\"a\":", 5);
    assert_int_equal(taken(&sent, &problems, (struct str){text, sizeof text}), INVALID);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_wrong_members),
        cmocka_unit_test(test_no_object),
        cmocka_unit_test(test_deep),
    };
    return cmocka_run_group_tests(tests, fixture_open, fixture_close);
}
