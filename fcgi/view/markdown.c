/*
 * A renderer of our own over md4c's parser: every text goes through html_text, every tag is one of
 * a dozen literals here, and the one attribute that carries a visitor's bytes, href, is checked.
 */
#include "view/markdown.h"

#include <md4c.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/pattern.h"

#define TARGET_MAX 1000 /* bytes of a link */
#define MARKUP_MAX (2u << 20)

struct rendering {
    struct buf out;
    int top;
    int link_depth; /* a bare address may stand within the words of a link */
    int link_shown; /* the depth of the link that is a link on the page; 0 when none is open */
    int in_image;
};

/* Sizes come with the text; nothing here is terminated. */
static struct str piece(const MD_CHAR *p, MD_SIZE n) {
    return (struct str){p, n};
}

static void heading(struct rendering *r, unsigned level, bool open) {
    int shown = r->top + (level > 2 ? (int)level - 2 : 0);
    buf_format(&r->out, open ? "<h%d>" : "</h%d>\n", shown > 6 ? 6 : shown);
}

static void tag(struct rendering *r, const char *name, bool open) {
    buf_format(&r->out, open ? "<%s>" : "</%s>", name);
    if (!open) buf_byte(&r->out, '\n');
}

static void table(struct rendering *r, bool open) {
    /* A wide table scrolls in its own box, which the keyboard can reach. */
    if (open) {
        BUF_LIT(&r->out,
                "<div class=\"scroll\" role=\"group\" aria-label=\"表格\" tabindex=\"0\"><table>");
    } else {
        BUF_LIT(&r->out, "</table></div>\n");
    }
}

static void block(struct rendering *r, MD_BLOCKTYPE type, void *detail, bool open) {
    switch (type) {
    case MD_BLOCK_QUOTE: tag(r, "blockquote", open); break;
    case MD_BLOCK_UL: tag(r, "ul", open); break;
    case MD_BLOCK_OL: {
        unsigned start = ((MD_BLOCK_OL_DETAIL *)detail)->start;
        if (open && start != 1) {
            buf_format(&r->out, "<ol start=\"%u\">", start);
        } else {
            tag(r, "ol", open);
        }
        break;
    }
    case MD_BLOCK_LI: tag(r, "li", open); break;
    case MD_BLOCK_HR:
        if (open) BUF_LIT(&r->out, "<hr>\n");
        break;
    case MD_BLOCK_H: heading(r, ((MD_BLOCK_H_DETAIL *)detail)->level, open); break;
    case MD_BLOCK_CODE: tag(r, "pre", open); break;
    case MD_BLOCK_P: tag(r, "p", open); break;
    case MD_BLOCK_TABLE: table(r, open); break;
    case MD_BLOCK_THEAD: tag(r, "thead", open); break;
    case MD_BLOCK_TBODY: tag(r, "tbody", open); break;
    case MD_BLOCK_TR: tag(r, "tr", open); break;
    case MD_BLOCK_TH:
        if (open) {
            BUF_LIT(&r->out, "<th scope=\"col\">");
        } else {
            tag(r, "th", false);
        }
        break;
    case MD_BLOCK_TD: tag(r, "td", open); break;
    case MD_BLOCK_DOC:
    case MD_BLOCK_HTML: break;
    }
}

/* Whatever a callback returns but 0 ends the parsing: a table of many columns and short rows would
 * go on for millions of cells. */
static int enter_block(MD_BLOCKTYPE type, void *detail, void *arg) {
    struct rendering *r = arg;
    block(r, type, detail, true);
    return r->out.full;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *arg) {
    struct rendering *r = arg;
    block(r, type, detail, false);
    return r->out.full;
}

static bool is_safe_target(struct str t) {
    static struct pattern *safe;
    size_t begin, end;
    if (!safe) safe = pattern_new("\\A(?:https?://|tel:|/(?!/))[^\\x00-\\x20\\x7F\\\\\"<>]*\\z");
    return t.n <= TARGET_MAX && pattern_find(safe, t, 0, &begin, &end);
}

static void link_start(struct rendering *r, const MD_SPAN_A_DETAIL *a) {
    struct str target = piece(a->href.text, a->href.size);
    r->link_depth++;
    if (r->link_shown || !is_safe_target(target)) return;
    r->link_shown = r->link_depth;
    BUF_LIT(&r->out, "<a href=\"");
    html_text(&r->out, target);
    BUF_LIT(&r->out, "\">");
}

static void link_end(struct rendering *r) {
    if (r->link_shown == r->link_depth) {
        BUF_LIT(&r->out, "</a>");
        r->link_shown = 0;
    }
    r->link_depth--;
}

static const char *span_tag(MD_SPANTYPE type) {
    switch (type) {
    case MD_SPAN_EM: return "em";
    case MD_SPAN_STRONG: return "strong";
    case MD_SPAN_CODE: return "code";
    case MD_SPAN_DEL: return "del";
    default: return NULL;
    }
}

static int enter_span(MD_SPANTYPE type, void *detail, void *arg) {
    struct rendering *r = arg;
    const char *name = span_tag(type);
    if (type == MD_SPAN_IMG) r->in_image++;
    if (r->in_image) return 0;
    if (type == MD_SPAN_A) link_start(r, detail);
    if (name) buf_format(&r->out, "<%s>", name);
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *arg) {
    struct rendering *r = arg;
    const char *name = span_tag(type);
    (void)detail;
    if (type == MD_SPAN_IMG) {
        r->in_image--;
        return 0;
    }
    if (r->in_image) return 0;
    if (type == MD_SPAN_A) link_end(r);
    if (name) buf_format(&r->out, "</%s>", name);
    return 0;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *arg) {
    struct rendering *r = arg;
    switch (type) {
    case MD_TEXT_NULLCHAR: BUF_LIT(&r->out, "\xEF\xBF\xBD"); break;
    case MD_TEXT_BR: BUF_LIT(&r->out, "<br>\n"); break;
    case MD_TEXT_SOFTBR: BUF_LIT(&r->out, "\n"); break;
    default: html_text(&r->out, piece(p, n)); /* an entity shows as it was typed */
    }
    return 0;
}

struct markup markdown_html(struct arena *a, struct str source, int top) {
    struct rendering r = {.out = buf_new(a, MARKUP_MAX), .top = top};
    MD_PARSER parser = {
        .flags = MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH |
                 MD_FLAG_COLLAPSEWHITESPACE | MD_FLAG_NOINDENTEDCODEBLOCKS,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = text,
    };
    /* It ends early when our room does, or for want of memory: half a notice must not go out as the
     * whole. */
    if (md_parse(source.p ? source.p : "", (MD_SIZE)source.n, &parser, &r) != 0 && !r.out.full) {
        abort();
    }
    if (r.out.full) {
        log_event(LOG_ERROR, "markdown_failed", NULL);
        return (struct markup){STR("")};
    }
    return (struct markup){buf_str(&r.out)};
}
