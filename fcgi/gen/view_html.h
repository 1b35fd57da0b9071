/*
 * The HTML of one body, followed byte by byte just closely enough to know in which place the next
 * directive stands, and to refuse scripts and styles written there, and loose quoting, wherever
 * they come. Collects what is to be written, with white space folded: a run that holds a newline
 * and lies between two edges (a tag, a block directive) is dropped, any other becomes one space,
 * and within <pre> and <textarea> nothing changes.
 */
#ifndef GEN_VIEW_HTML_H
#define GEN_VIEW_HTML_H

#include "gen/source.h"

/* Where the next byte falls. Names are NONE outside a tag or an attribute. */
struct html_place {
    enum { IN_TEXT, IN_NAME, IN_TAG, IN_ATTRIBUTE, AT_VALUE, IN_VALUE } at;
    struct str tag; /* with the '/' of an end tag */
    struct str attribute;
    char quote;
    bool has_src;    /* the tag has a src attribute */
    struct str kept; /* the open pre, textarea, script or style */
    bool data;       /* that script is <script type="application/ld+json">: no program */
    bool file;       /* that script or style holds a file of static/ and nothing else */
};

struct html {
    const struct source *src;
    struct html_place place;
    bool glued;          /* in a tag: white space is needed before the next attribute */
    bool space, newline; /* in text: white space is waiting, and holds a newline */
    bool edge;           /* in text: an edge came last */
    bool begun;          /* something was written; white space before that is dropped */
    struct buf literal;  /* what was written since the caller last emptied it */
};

/* html_byte(h, rest): takes the first byte of ${rest} as HTML; gives how many it took. */
size_t html_byte(struct html *h, struct str rest);

/* html_directive(h, at): a directive stands ${at} here: ends a name that came before it. The
 * place is then IN_TEXT, IN_TAG or IN_VALUE. */
void html_directive(struct html *h, const char *at);

/* html_settle(h, edge): writes the waiting white space of text, if it counts, before something
 * that is or is not an edge. */
void html_settle(struct html *h, bool edge);

/* html_wants_url(h): the value around is one of href, src and their like. */
bool html_wants_url(const struct html *h);

/* html_end(h): fails if a tag, <pre>, <textarea>, <script> or <style> is still open. */
void html_end(const struct html *h);

bool html_same_place(const struct html_place *a, const struct html_place *b);

#endif
