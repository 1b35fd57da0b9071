/*
 * A small reader of HTML for the template compiler; see view_html.h. It is stricter than a
 * browser: what it does not know for sure it refuses, so that it can never believe to be in text
 * where a browser is in an attribute.
 */
#include "gen/view_html.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Names of tags and attributes count without regard to case. */
static bool is(struct str s, const char *name) {
    return s.n == strlen(name) && strncasecmp(s.p, name, s.n) == 0;
}

static bool is_space(char c) {
    return isspace((unsigned char)c);
}

static bool is_name_byte(char c) {
    return isalnum((unsigned char)c) || c == '-' || c == '_' || c == ':';
}

void html_settle(struct html *h, bool edge) {
    bool drop = !h->begun || (h->newline && h->edge && edge);
    if (h->space && !drop) buf_byte(&h->literal, ' ');
    h->space = h->newline = false;
    h->edge = edge;
    h->begun = true;
}

bool html_wants_url(const struct html *h) {
    static const char *const names[] = {"href", "src",    "action", "formaction", "poster",
                                        "cite", "srcset", "data",   "ping",       "xlink:href"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (is(h->place.attribute, names[i])) return true;
    return false;
}

bool html_same_place(const struct html_place *a, const struct html_place *b) {
    return a->at == b->at && a->quote == b->quote && a->has_src == b->has_src &&
           a->tag.p == b->tag.p && a->attribute.p == b->attribute.p && a->kept.p == b->kept.p;
}

static void end_name(struct html *h) {
    h->place.at = IN_TAG;
    h->glued = true;
}

/* ${value}: a '=' follows. */
static void end_attribute(struct html *h, bool value) {
    struct str name = h->place.attribute;
    bool event = name.n > 2 && is(str_slice(name, 0, 2), "on");
    if (event || is(name, "style") || is(name, "srcdoc"))
        source_fail(h->src, name.p, "attribute " STR_FMT " is not allowed", STR_ARG(name));
    if (is(name, "src")) h->place.has_src = true;
    h->place.at = value ? AT_VALUE : IN_TAG;
    if (!value) h->place.attribute = STR_NONE;
    h->glued = true;
}

/* The one script without src that may stand in a page: it holds data for other programs. */
#define DATA_TAG "script type=\"application/ld+json\""

/* ${end}: its '>'. */
static void end_tag(struct html *h, const char *end) {
    struct str tag = h->place.tag, kept = h->place.kept;
    bool data = str_is((struct str){tag.p, (size_t)(end - tag.p)}, DATA_TAG);
    bool bare = tag.p + tag.n == end;
    bool file = bare && (is(tag, "style") || is(tag, "script"));
    if (is(tag, "script") && !h->place.has_src && !data && !file)
        source_fail(h->src, tag.p, "<script> without src is not allowed");
    if (is(tag, "style") && !file)
        source_fail(h->src, tag.p, "<style> holds {inline} and has no attributes");
    if (is(tag, "pre") || is(tag, "textarea") || is(tag, "script") || is(tag, "style"))
        kept = tag;
    else if (kept.n > 0 && tag.n == kept.n + 1 && strncasecmp(tag.p + 1, kept.p, kept.n) == 0)
        kept = STR_NONE;
    h->place = (struct html_place){.at = IN_TEXT, .kept = kept, .data = data, .file = file};
    h->edge = true;
}

static void refuse_script(const struct html *h, const char *at) {
    if (is(h->place.kept, "script")) source_fail(h->src, at, "script in a page is not allowed");
    if (is(h->place.kept, "style"))
        source_fail(h->src, at, "a style in a page is not allowed: write it in static/css");
}

static size_t text_byte(struct html *h, struct str rest) {
    char c = rest.p[0];
    bool end = str_starts(rest, STR("</script")) || str_starts(rest, STR("</style"));
    if (!is_space(c) && !end) refuse_script(h, rest.p);
    if (c == '<') {
        char next = rest.n > 1 ? rest.p[1] : 0;
        if (!isalpha((unsigned char)next) && next != '!' &&
            !(next == '/' && rest.n > 2 && isalpha((unsigned char)rest.p[2])))
            source_fail(h->src, rest.p, "write &lt; for a '<' in text");
        if (is(h->place.kept, "textarea") && !str_starts(rest, STR("</textarea")))
            source_fail(h->src, rest.p, "<textarea> holds no tags");
        html_settle(h, true);
        h->place.at = IN_NAME;
        h->place.tag = str_slice(rest, 1, 2);
        buf_put(&h->literal, str_slice(rest, 0, 2));
        return 2;
    }
    if (is_space(c) && h->place.kept.n == 0) {
        h->space = true;
        h->newline |= c == '\n';
    } else {
        html_settle(h, false);
        buf_byte(&h->literal, c);
    }
    return 1;
}

static void tag_byte(struct html *h, struct str rest) {
    struct html_place *p = &h->place;
    char c = rest.p[0];
    if (is_name_byte(c) && p->at == IN_NAME) {
        p->tag.n++;
    } else if (is_name_byte(c) && p->at == IN_ATTRIBUTE) {
        p->attribute.n++;
    } else if (c == '=' && p->at == IN_ATTRIBUTE) {
        end_attribute(h, true);
    } else {
        if (p->at == IN_NAME) end_name(h);
        if (p->at == IN_ATTRIBUTE) end_attribute(h, false);
        if (is_space(c)) {
            if (h->glued) buf_byte(&h->literal, ' ');
            h->glued = false;
            return;
        }
        if (is_name_byte(c)) {
            if (h->glued) source_fail(h->src, rest.p, "an attribute needs a space before it");
            p->at = IN_ATTRIBUTE;
            p->attribute = str_slice(rest, 0, 1);
        } else if (c == '>') {
            end_tag(h, rest.p);
        } else if (!str_starts(rest, STR("/>"))) {
            source_fail(h->src, rest.p, "unexpected '%c' in a tag", c);
        }
    }
    buf_byte(&h->literal, c);
}

static void refuse_unquoted(const struct html *h, const char *at) {
    struct str name = h->place.attribute;
    source_fail(h->src, at, "the value of attribute " STR_FMT " needs quotes", STR_ARG(name));
}

size_t html_byte(struct html *h, struct str rest) {
    struct html_place *p = &h->place;
    char c = rest.p[0];
    switch (p->at) {
    case IN_TEXT: return text_byte(h, rest);
    case IN_NAME:
    case IN_TAG:
    case IN_ATTRIBUTE: tag_byte(h, rest); return 1;
    case AT_VALUE:
        if (c != '"' && c != '\'') refuse_unquoted(h, rest.p);
        p->at = IN_VALUE;
        p->quote = c;
        break;
    case IN_VALUE:
        if (c != p->quote) break;
        p->at = IN_TAG;
        p->quote = 0;
        p->attribute = STR_NONE;
        h->glued = true;
        break;
    }
    buf_byte(&h->literal, c);
    return 1;
}

void html_directive(struct html *h, const char *at) {
    if (!h->place.data && !h->place.file) refuse_script(h, at);
    if (h->place.at == IN_NAME) end_name(h);
    if (h->place.at == IN_ATTRIBUTE) end_attribute(h, false);
    if (h->place.at == AT_VALUE) refuse_unquoted(h, at);
}

void html_end(const struct html *h) {
    const struct html_place *p = &h->place;
    if (p->at != IN_TEXT)
        source_fail(h->src, p->tag.p, "the tag <" STR_FMT "> is never closed", STR_ARG(p->tag));
    if (p->kept.n > 0)
        source_fail(h->src, p->kept.p, "<" STR_FMT "> has no end tag", STR_ARG(p->kept));
}
