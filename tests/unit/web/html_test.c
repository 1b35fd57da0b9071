/* Text becomes HTML that says the same text: nothing in it can begin a tag, a reference or leave an
 * attribute. */
#include "../base/fixture.h"

#include "web/html.h"

static struct str escaped(struct str s) {
    struct buf b = buf_new(arena, 1 << 20);
    html_text(&b, s);
    return buf_str(&b);
}

static void test_references(void **state) {
    (void)state;
    assert_text(escaped(STR("<a href=\"x\" title='y'>&amp;</a>")),
                "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
    assert_text(escaped(STR("&")), "&amp;");
    assert_text(escaped(STR("<<")), "&lt;&lt;");
    assert_text(escaped(STR("")), "");
    assert_text(escaped(STR_NONE), "");
    assert_text(escaped(STR("张三 13%")), "张三 13%");
    assert_text(escaped(STR("𠮷\n\t")), "𠮷\n\t");
}

/* Every ASCII character that a page may hold, but for the five, stands for itself. */
static void test_every_character(void **state) {
    (void)state;
    for (int c = 1; c < 128; c++) {
        char one = (char)c;
        struct str out = escaped((struct str){&one, 1});
        if (strchr("&<>\"'", c)) {
            assert_true(out.n >= 4 && out.p[0] == '&' && out.p[out.n - 1] == ';');
        } else if (c < ' ' && !strchr("\t\n\r", c)) {
            assert_text(out, "\uFFFD");
        } else {
            assert_true(out.n == 1 && out.p[0] == one);
        }
    }
}

/* A byte that is no UTF-8 becomes U+FFFD, and cannot swallow what comes after it. */
static void test_broken_bytes(void **state) {
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"\xff", "\uFFFD"},
        {"a\x01"
         "b\x1f<",
         "a\uFFFD"
         "b\uFFFD&lt;"}, /* what XML forbids */
        {"\xef\xbf\xbez", "\uFFFDz"},
        {"a\tb\nc\rd", "a\tb\nc\rd"},
        {"a\x80z", "a\uFFFDz"},
        {"\xe5\xbc<", "\uFFFD\uFFFD&lt;"},
        {"\xe5<", "\uFFFD&lt;"},
        {"\xf0\x9f\x98\"", "\uFFFD\uFFFD\uFFFD&quot;"},
        {"\xc0\xbc", "\uFFFD\uFFFD"}, /* an overlong '<' */
        {"\xe0\x80\xbc", "\uFFFD\uFFFD\uFFFD"},
        {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"}, /* a surrogate */
        {"\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},
        {"\xe5\xbc\xa0", "张"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        size_t n = strlen(cases[i].in);
        char *exact = malloc(n); /* so that a byte too far shows */
        assert_non_null(exact);
        memcpy(exact, cases[i].in, n);
        assert_text(escaped((struct str){exact, n}), cases[i].out);
        free(exact);
    }
}

/* JSON in a script element keeps its meaning and has nothing that could end the element. */
static void test_data(void **state) {
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"", ""},
        {"{\"a\":\"张三 1/2\"}", "{\"a\":\"张三 1/2\"}"},
        {"[\"</script><!--\"]", "[\"\\u003c/script\\u003e\\u003c!--\"]"},
        {"\"&lt;<\"", "\"\\u0026lt;\\u003c\""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf b = buf_new(arena, 1 << 10);
        html_data(&b, (struct data){str_from(cases[i].in)});
        assert_text(buf_str(&b), cases[i].out);
    }
}

/* What does not fit leaves the buffer full, never a half. */
static void test_full(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 10);
    html_text(&b, STR("1234567<"));
    assert_true(b.full);
    assert_int_equal(buf_str(&b).n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_references), TEST(test_every_character), TEST(test_broken_bytes), TEST(test_data),
        TEST(test_full),
    };
    return cmocka_run_group_tests_name("web/html", tests, NULL, NULL);
}
