/* Whatever an editor types becomes clean HTML: tags of ours alone, balanced, and links that lead
 * only to http, https, tel or this site. */
#include "../base/fixture.h"

#include <time.h>

#include "view/markdown.h"

static struct str html(const char *text) {
    return markdown_html(arena, str_from(text), 2).html;
}

static bool holds(struct str s, const char *part) {
    return str_find(s, str_from(part)) < s.n;
}

static void test_blocks(void **state) {
    (void)state;
    assert_text(html("一\n二\n\n三"), "<p>一\n二</p>\n<p>三</p>\n");
    assert_text(html("一  \n二\\\n三"), "<p>一<br>\n二<br>\n三</p>\n");
    assert_text(html("- 一\n- 二\n"), "<ul><li>一</li>\n<li>二</li>\n</ul>\n");
    assert_text(html("1. 一\n2. 二\n"), "<ol><li>一</li>\n<li>二</li>\n</ol>\n");
    assert_text(html("3. 一\n"), "<ol start=\"3\"><li>一</li>\n</ol>\n");
    assert_text(html("> 一"), "<blockquote><p>一</p>\n</blockquote>\n");
    assert_text(html("---"), "<hr>\n");
    assert_text(html("```sh\n<a>\n```"), "<pre>&lt;a&gt;\n</pre>\n");
    assert_text(html("    一"), "<p>一</p>\n"); /* people indent paragraphs */
    assert_text(html(""), "");
    assert_int_equal(markdown_html(arena, STR_NONE, 2).html.n, 0);
}

/* The page's title is h1; a text begins below it, and never ends below h6. */
static void test_headings(void **state) {
    (void)state;
    assert_text(html("# 一\n## 二\n### 三\n#### 四\n##### 五\n###### 六"),
                "<h2>一</h2>\n<h2>二</h2>\n<h3>三</h3>\n<h4>四</h4>\n<h5>五</h5>\n<h6>六</h6>\n");
    assert_text(html("一\n===\n二\n---"), "<h2>一</h2>\n<h2>二</h2>\n");
    assert_text(markdown_html(arena, STR("# 一\n###### 六"), 4).html, "<h4>一</h4>\n<h6>六</h6>\n");
    assert_text(html("####### 七"), "<p>####### 七</p>\n");
}

static void test_spans(void **state) {
    (void)state;
    assert_text(html("*一* **二** `三` ~~四~~"),
                "<p><em>一</em> <strong>二</strong> <code>三</code> <del>四</del></p>\n");
    assert_text(html("***一** 二*"), "<p><em><strong>一</strong> 二</em></p>\n");
    assert_text(html("**一 *二 **三** 四* 五**"),
                "<p><strong>一 <em>二 <strong>三</strong> 四</em> 五</strong></p>\n");
    assert_text(html("政发_2016_2_号"), "<p>政发_2016_2_号</p>\n");
    assert_text(html("2\\*3 \\<b>"), "<p>2*3 &lt;b&gt;</p>\n");
}

/* What is begun and not ended is text. */
static void test_unterminated(void **state) {
    (void)state;
    assert_text(html("**一"), "<p>**一</p>\n");
    assert_text(html("*一 _二"), "<p>*一 _二</p>\n");
    assert_text(html("`一"), "<p>`一</p>\n");
    assert_text(html("[一](/二"), "<p>[一](/二</p>\n");
    assert_text(html("[一"), "<p>[一</p>\n");
    assert_text(html("<b"), "<p>&lt;b</p>\n");
    assert_text(html("```\n<b>"), "<pre>&lt;b&gt;\n</pre>\n");
    assert_text(html("一\\"), "<p>一\\</p>\n");
}

static void test_tables(void **state) {
    (void)state;
    assert_text(html("| 项目 | 金额 |\n|---|---:|\n| <b> | 1 |\n| 只有一格 |\n| a | b | c |\n"),
                "<div class=\"scroll\" role=\"group\" aria-label=\"表格\" tabindex=\"0\"><table>"
                "<thead><tr><th scope=\"col\">项目</th>\n<th scope=\"col\">金额</th>\n</tr>\n"
                "</thead>\n<tbody><tr><td>&lt;b&gt;</td>\n<td>1</td>\n</tr>\n"
                "<tr><td>只有一格</td>\n<td></td>\n</tr>\n<tr><td>a</td>\n<td>b</td>\n</tr>\n"
                "</tbody>\n</table></div>\n");
    assert_true(holds(html("| a |\n|---|\n"), "<thead>"));
    assert_true(holds(html("> | a |\n> |---|\n> | [x](javascript:1) |\n"), "<td>x</td>"));
}

/* Raw HTML and entities are shown as they were typed. */
static void test_raw_html(void **state) {
    (void)state;
    static const char *const texts[] = {
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=x>b</b>",
        "<div>\n\n*x*\n\n</div>",
        "<!-- x -->",
        "<?php x ?>",
        "<![CDATA[x]]>",
        "<svg/onload=alert(1)>",
        "<a href=\"javascript:x\">y</a>",
        "- <iframe src=x>",
        "> <style>x</style>",
        "# <h1>",
        "| <td> |\n|---|\n| <td> |",
        "```\n</pre><script>\n```",
        "`</code><script>`",
        "<script\n>x</script\n>",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct str out = html(texts[i]);
        static const char *const live[] = {"<script", "<img",   "<b ",  "<div>",
                                           "<!",      "<?",     "<svg", "<a",
                                           "<iframe", "<style", "<h1>", "</script"};
        for (size_t k = 0; k < COUNT(live); k++) {
            if (holds(out, live[k])) fail_msg("%s gives %s", texts[i], str_cstr(arena, out));
        }
    }
    assert_text(html("&lt;b&gt; &#60;b&#62; &amp; &nbsp; &"),
                "<p>&amp;lt;b&amp;gt; &amp;#60;b&amp;#62; &amp;amp; &amp;nbsp; &amp;</p>\n");
}

/* A link keeps its target when that is safe, and keeps its words in any case. */
static void test_links(void **state) {
    (void)state;
    static const char *const safe[] = {
        "/policies/3",
        "/policies?area=health",
        "https://heyuan.example/a",
        "http://heyuan.example",
        "tel:0990-1234567",
        "/",
        "/公示",
    };
    for (size_t i = 0; i < COUNT(safe); i++) {
        struct str out = html(str_cstr(arena, str_format(arena, "[x](%s)", safe[i])));
        assert_text(out,
                    str_cstr(arena, str_format(arena, "<p><a href=\"%s\">x</a></p>\n", safe[i])));
    }
    static const char *const unsafe[] = {
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "javascript&#58;alert(1)",
        "&#106;avascript:x",
        "java\\script:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "mailto:a@b.example",
        "blob:x",
        "ftp://x",
        "http:evil",
        "https:/evil",
        "x/y",
        "#top",
        "?a=1",
        "",
        "</a b>",
        "</a\"b>",
        "about:blank",
        "%6Aavascript:x",
        "\x01javascript:x",
        "</a\tb>",
    };
    for (size_t i = 0; i < COUNT(unsafe); i++) {
        struct str out = html(str_cstr(arena, str_format(arena, "[x](%s)", unsafe[i])));
        if (holds(out, "<a")) fail_msg("%s gives %s", unsafe[i], str_cstr(arena, out));
        assert_true(holds(out, "x"));
    }
    assert_text(html("[a](/x&y=\")"), "<p>a</p>\n");
    assert_text(html("[a](/x?b=1&c=2 \"ti\\\"t<le\")"),
                "<p><a href=\"/x?b=1&amp;c=2\">a</a></p>\n");
    assert_text(html("[a](/x&#34;onclick=1)"), "<p><a href=\"/x&amp;#34;onclick=1\">a</a></p>\n");
    assert_text(html("[a][b]\n\n[b]: javascript:x\n"), "<p>a</p>\n");
    assert_text(html("[a][b]\n\n[b]: /x\n"), "<p><a href=\"/x\">a</a></p>\n");
    assert_text(html("<javascript:alert(1)> <https://a.example/?b&c>"),
                "<p>javascript:alert(1) "
                "<a href=\"https://a.example/?b&amp;c\">https://a.example/?b&amp;c</a></p>\n");
    assert_text(html("[a <https://b.example> c](/x) d"),
                "<p><a href=\"/x\">a https://b.example c</a> d</p>\n");
    assert_text(html("[a <https://b.example> c](javascript:x)"),
                "<p>a <a href=\"https://b.example\">https://b.example</a> c</p>\n");
    assert_text(html("[*a* [b](/y)](/x)"), "<p>[<em>a</em> <a href=\"/y\">b</a>](/x)</p>\n");
    assert_text(html("[a](javascript:x) [b](/b)"), "<p>a <a href=\"/b\">b</a></p>\n");
}

/* A target of a thousand bytes is kept, a longer one is not. */
static void test_long_targets(void **state) {
    (void)state;
    char *target = arena_alloc(arena, 1002);
    memset(target, 'a', 1001);
    target[0] = '/';
    struct str out = html(str_cstr(arena, str_format(arena, "[x](%.1000s)", target)));
    assert_true(holds(out, "<a href="));
    out = html(str_cstr(arena, str_format(arena, "[x](%.1001s)", target)));
    assert_text(out, "<p>x</p>\n");
}

/* A picture becomes its words, also in a link, and with anything in it. */
static void test_pictures(void **state) {
    (void)state;
    assert_text(html("![一 *二* [三](/x)](http://a.example/b.png)"), "<p>一 二 三</p>\n");
    assert_text(html("[![一](a.png)](/x) 二"), "<p><a href=\"/x\">一</a> 二</p>\n");
    assert_text(html("![一 ![二](b)](c) [三](/y)"), "<p>一 二 <a href=\"/y\">三</a></p>\n");
}

/* Zero bytes and bytes that are no UTF-8 become U+FFFD. */
static void test_broken_bytes(void **state) {
    (void)state;
    assert_text(markdown_html(arena,
                              STR("a\0b\xff"
                                  "c\xe5\xbc<"),
                              2)
                    .html,
                "<p>a\uFFFDb\uFFFDc\uFFFD\uFFFD&lt;</p>\n");
    assert_false(holds(html("[a](/\xff)"), "href"));
}

/* Every tag that is opened is closed, in order, and no other is made. */
static void assert_balanced(struct str s, const char *text) {
    static const char *const known[] = {"p",    "ul",  "ol",     "li",    "blockquote", "pre",
                                        "h2",   "h3",  "h4",     "h5",    "h6",         "em",
                                        "code", "del", "strong", "table", "thead",      "tbody",
                                        "tr",   "th",  "td",     "div",   "a"};
    size_t open[4000], depth = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] != '<') continue;
        bool closes = i + 1 < s.n && s.p[i + 1] == '/';
        size_t from = i + 1 + closes, to = from, k = 0;
        while (to < s.n && s.p[to] != '>' && s.p[to] != ' ') to++;
        struct str name = str_slice(s, from, to);
        if (str_is(name, "br") || str_is(name, "hr")) continue;
        while (k < COUNT(known) && !str_is(name, known[k])) k++;
        if (k == COUNT(known)) fail_msg("<%s> from %s", str_cstr(arena, name), text);
        if (closes) {
            if (depth == 0 || open[--depth] != k) fail_msg("not balanced: %s", text);
        } else {
            assert_true(depth < COUNT(open));
            open[depth++] = k;
        }
    }
    if (depth) fail_msg("left open: %s", text);
}

static void test_balance(void **state) {
    (void)state;
    static const char *const parts[] = {"*",
                                        "**",
                                        "_",
                                        "`",
                                        "~~",
                                        "[",
                                        "](/x)",
                                        "](javascript:x)",
                                        "![",
                                        "<b>",
                                        "\n",
                                        "\n\n",
                                        "- ",
                                        "> ",
                                        "1. ",
                                        "| a | b |\n|---|---|\n",
                                        "# ",
                                        "```\n",
                                        "字",
                                        " ",
                                        "\\",
                                        "&",
                                        "\t",
                                        "|",
                                        "<http://a.example>"};
    uint32_t x = 42;
    for (int round = 0; round < 3000; round++) {
        struct buf b = buf_new(arena, 4096);
        for (int i = 0; i < 30; i++) {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            buf_put(&b, str_from(parts[x % COUNT(parts)]));
        }
        struct str text = buf_str(&b);
        assert_balanced(markdown_html(arena, text, 2).html, str_cstr(arena, text));
        if (round % 100 == 0) arena_reset(arena);
    }
}

/* A megabyte of anything takes a moment; what would grow beyond all measure gives nothing. */
static void test_speed(void **state) {
    (void)state;
    static const char *const units[] = {"[",    "![", "*",  "*_",   "a**b", "`a``b", "[a](",
                                        "> ",   "- ", "<",  "|",    "&",    "~~a",   "[a]: b\n",
                                        "<!--", "\\", "](", "[x][", "\n"};
    const size_t size = (size_t)1 << 20;
    for (size_t i = 0; i < COUNT(units); i++) {
        arena_reset(arena);
        struct buf b = buf_new(arena, size);
        while (b.n + strlen(units[i]) <= size) buf_put(&b, str_from(units[i]));
        clock_t began = clock();
        stderr_catch();
        markdown_html(arena, buf_str(&b), 2);
        stderr_caught();
        if (clock() - began > 5 * CLOCKS_PER_SEC) fail_msg("a megabyte of %s", units[i]);
    }
}

/* A table of many columns and many short rows is filled up with empty cells: the work ends with
 * the room for it. */
static void test_wide_table(void **state) {
    (void)state;
    struct buf b = buf_new(arena, 1 << 20);
    for (int i = 0; i < 10000; i++) BUF_LIT(&b, "|a");
    BUF_LIT(&b, "\n");
    for (int i = 0; i < 10000; i++) BUF_LIT(&b, "|---");
    BUF_LIT(&b, "\n");
    for (int i = 0; i < 40000; i++) BUF_LIT(&b, "|\n");
    clock_t began = clock();
    stderr_catch();
    struct markup m = markdown_html(arena, buf_str(&b), 2);
    struct str log = stderr_caught();
    assert_true(clock() - began < 5 * CLOCKS_PER_SEC);
    assert_int_equal(m.html.n, 0);
    assert_true(holds(log, "markdown_failed"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_blocks),     TEST(test_headings),     TEST(test_spans),   TEST(test_unterminated),
        TEST(test_tables),     TEST(test_raw_html),     TEST(test_links),   TEST(test_long_targets),
        TEST(test_pictures),   TEST(test_broken_bytes), TEST(test_balance), TEST(test_speed),
        TEST(test_wide_table),
    };
    return cmocka_run_group_tests_name("view/markdown", tests, NULL, NULL);
}
