/* Markdown of whoever writes: what goes out has no tag, attribute or address but those we make. */
#include "fuzz.h"

#include "view/markdown.h"

static const char *const tags[] = {"p",   "h2", "h3",  "h4",    "h5",     "h6",         "ul",
                                   "ol",  "li", "a",   "em",    "strong", "blockquote", "code",
                                   "pre", "br", "hr",  "table", "thead",  "tbody",      "tr",
                                   "th",  "td", "div", "del",   NULL};

static bool is_ours(struct str name) {
    for (size_t i = 0; tags[i]; i++) {
        if (str_is(name, tags[i])) return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct str html = markdown_html(a, text_of(a, data, size), 2).html;
    for (size_t i = 0; i < html.n; i++) {
        if (html.p[i] != '<') continue;
        size_t from = i + 1 + (i + 1 < html.n && html.p[i + 1] == '/'), to = from;
        while (to < html.n && ((html.p[to] >= 'a' && html.p[to] <= 'z') ||
                               (html.p[to] >= '0' && html.p[to] <= '9'))) {
            to++;
        }
        must(is_ours(str_slice(html, from, to)));
        size_t end = to;
        while (end < html.n && html.p[end] != '>') must(html.p[end++] != '<');
        must(end < html.n);
        struct str inside = str_slice(html, to, end);
        must(str_find(inside, STR(" on")) == inside.n || str_starts(inside, STR(" href=\"")) ||
             str_starts(inside, STR(" class=\"")));
        if (str_starts(inside, STR(" href=\""))) {
            struct str to_where = str_slice(inside, 7, inside.n);
            must(str_starts(to_where, STR("http://")) || str_starts(to_where, STR("https://")) ||
                 str_starts(to_where, STR("tel:")) || str_starts(to_where, STR("/")) ||
                 str_starts(to_where, STR("#")));
        }
        i = end;
    }
    return 0;
}
