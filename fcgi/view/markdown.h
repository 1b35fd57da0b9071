/*
 * Markdown to clean HTML: the only maker of struct markup. Room of md4c.
 */
#ifndef VIEW_MARKDOWN_H
#define VIEW_MARKDOWN_H

#include "web/html.h"

struct arena;

/* markdown_html(a, text, top): CommonMark with tables. Raw HTML is text, pictures become their
 * words, a link keeps its target only if that is http, https, tel, or a path of this site. The
 * highest heading (## or #) becomes <h${top}>, lower ones follow. In ${a}. */
struct markup markdown_html(struct arena *a, struct str text, int top);

#endif
