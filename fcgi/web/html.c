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

/* What neither HTML nor XML 1.0 may hold, however it is spelt. */
static bool forbidden(uint32_t code) {
    bool space = code == '\t' || code == '\n' || code == '\r';
    return (code < 0x20 && !space) || code == 0xFFFE || code == 0xFFFF;
}

void html_text(struct buf *b, struct str s) {
    size_t plain = 0, i = 0;
    while (i < s.n) {
        const char *ref = reference(s.p[i]);
        uint32_t code = 0;
        size_t length = ref ? 1 : str_char(&code, str_slice(s, i, s.n));
        if (!ref && length && !forbidden(code)) {
            i += length;
            continue;
        }
        buf_put(b, str_slice(s, plain, i));
        buf_put(b, ref ? str_from(ref) : STR("\xEF\xBF\xBD"));
        i += length ? length : 1;
        plain = i;
    }
    buf_put(b, str_slice(s, plain, s.n));
}

void html_data(struct buf *b, struct data d) {
    size_t plain = 0;
    for (size_t i = 0; i < d.json.n; i++) {
        char c = d.json.p[i];
        if (c != '<' && c != '>' && c != '&') continue;
        buf_put(b, str_slice(d.json, plain, i));
        buf_format(b, "\\u%04x", (unsigned)c);
        plain = i + 1;
    }
    buf_put(b, str_slice(d.json, plain, d.json.n));
}
