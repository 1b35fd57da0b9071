/*
 * Escaping, the one place where text becomes HTML. Called by the code that gen/view.c makes from
 * the templates; a field that is a struct str can reach a page no other way.
 */
#include "web/html.h"

static const char *reference(char c) {
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void html_text(struct buf *b, struct str s) {
    size_t plain = 0, i = 0;
    while (i < s.n) {
        const char *ref = reference(s.p[i]);
        uint32_t code;
        size_t length = ref ? 1 : str_char(&code, str_slice(s, i, s.n));
        if (!ref && length) {
            i += length;
            continue;
        }
        buf_put(b, str_slice(s, plain, i));
        buf_put(b, ref ? str_from(ref) : STR("\xEF\xBF\xBD"));
        plain = ++i;
    }
    buf_put(b, str_slice(s, plain, s.n));
}
