/*
 * HTML by type. A struct str is always escaped; markup and URLs have types of their own, so that
 * text cannot reach a place it was not made for.
 */
#ifndef WEB_HTML_H
#define WEB_HTML_H

#include "base/buf.h"

/* HTML that goes out as it is. Made only by view/markdown.c. */
struct markup {
    struct str html;
};

/* A URL of ours, percent-encoded where needed. Made only by view/link.c. */
struct url {
    struct str text;
};

/* JSON for other programs, in a script element that no browser runs. Made only by view/linked.c. */
struct data {
    struct str json;
};

/* html_text(b, s): ${s} escaped for text and for a double-quoted attribute, of HTML or of XML 1.0:
 * & < > " ' become references; bytes that are not valid UTF-8, and characters that XML forbids,
 * become U+FFFD. */
void html_text(struct buf *b, struct str s);

/* html_data(b, d): the same JSON without a < > or &, which only ever stand in its strings: nothing
 * in it ends the element or begins a comment. */
void html_data(struct buf *b, struct data d);

#endif
