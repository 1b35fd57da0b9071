/*
 * The body of one view, turned into C: view_html.c follows the HTML, this file handles what
 * stands in braces, and refuses a value where its type does not belong. Second step of gen_view;
 * this is where "HTML by type" is kept.
 */
#include <ctype.h>
#include <string.h>

#include "gen/view.h"
#include "gen/view_html.h"

#define BLOCKS_MAX 32

/* An open {if} or {each}. */
struct block {
    struct str directive;
    struct html_place place; /* at its beginning */
    bool glued, any_glued;
    bool is_each, has_else;
    struct str name; /* of the variable of an {each} */
    struct type type;
    bool used;
};

struct emitter {
    struct arena *arena;
    struct view *view;
    struct str rest; /* of the body */
    struct html html;
    struct buf code;
    bool content; /* {content} was seen */
    struct block blocks[BLOCKS_MAX];
    size_t depth;
};

/* What a path like row.name stands for. */
struct value {
    struct type type;
    const char *c;   /* as a C expression */
    bool never_null; /* a VIEW that is a loop variable */
};

#define FAIL(e, at, ...) source_fail((e)->view->src, (at), __VA_ARGS__)

/* --- output --- */

static void indent(struct emitter *e) {
    for (size_t i = 0; i <= e->depth; i++) BUF_LIT(&e->code, "  ");
}

static void flush_literal(struct emitter *e) {
    if (e->html.literal.n == 0) return;
    indent(e);
    BUF_LIT(&e->code, "buf_put(out, STR(");
    source_quote(&e->code, buf_str(&e->html.literal));
    BUF_LIT(&e->code, "));\n");
    e->html.literal.n = 0;
}

/* The code, ready for one statement. */
static struct buf *statement(struct emitter *e) {
    flush_literal(e);
    indent(e);
    return &e->code;
}

/* --- values --- */

static struct block *variable(struct emitter *e, struct str name) {
    for (size_t i = e->depth; i-- > 0;)
        if (e->blocks[i].is_each && str_eq(e->blocks[i].name, name)) return &e->blocks[i];
    return NULL;
}

static const char *type_text(struct emitter *e, struct type t) {
    const char *name = t.kind == VIEW ? "view" : kind_names[t.kind].name;
    return str_format(e->arena, "%s%s", t.list ? "list of " : "", name).p;
}

static struct value resolve(struct emitter *e, struct str *rest) {
    struct str name = source_token(rest);
    struct block *b = variable(e, name);
    struct field *f = b ? NULL : view_field(e->view, name);
    struct value v;
    if (b) {
        b->used = true;
        v = (struct value){b->type, str_cstr(e->arena, name), true};
    } else if (f) {
        f->used = true;
        v = (struct value){f->type, str_format(e->arena, "v->" STR_FMT, STR_ARG(name)).p, false};
    } else {
        FAIL(e, name.p, "view " STR_FMT " has no field '" STR_FMT "'", STR_ARG(e->view->name),
             STR_ARG(name));
    }
    while (str_starts(*rest, STR("."))) {
        source_token(rest);
        if (v.type.kind != VIEW || v.type.list)
            FAIL(e, name.p, "'" STR_FMT "' is %s and has no fields", STR_ARG(name),
                 type_text(e, v.type));
        name = source_token(rest);
        f = view_field(v.type.view, name);
        if (!f)
            FAIL(e, name.p, "view " STR_FMT " has no field '" STR_FMT "'",
                 STR_ARG(v.type.view->name), STR_ARG(name));
        f->used = true;
        v = (struct value){f->type, str_format(e->arena, "%s->" STR_FMT, v.c, STR_ARG(name)).p,
                           false};
    }
    return v;
}

static void expect_end(struct emitter *e, struct str rest) {
    struct str t = source_token(&rest);
    if (t.n > 0) FAIL(e, t.p, "unexpected '" STR_FMT "' in a directive", STR_ARG(t));
}

/* Whether a value of this kind may stand here; the heart of the matter. */
static void check_value(struct emitter *e, const char *at, struct type t) {
    const struct html_place *p = &e->html.place;
    if (t.list || t.kind == VIEW || t.kind == BOOL)
        FAIL(e, at, "%s cannot be written out", type_text(e, t));
    if (p->data != (t.kind == DATA) || (p->data && p->at != IN_TEXT))
        FAIL(e, at, "data, and nothing else, belongs in <script type=\"application/ld+json\">");
    if (p->at == IN_TEXT) {
        if (t.kind == URL) FAIL(e, at, "a url belongs in an attribute, not in text");
    } else if (html_wants_url(&e->html)) {
        if (t.kind != URL)
            FAIL(e, at, "attribute " STR_FMT " takes a url or {asset}, not %s",
                 STR_ARG(p->attribute), type_text(e, t));
    } else if (t.kind == MARKUP) {
        FAIL(e, at, "markup belongs in text, not in an attribute");
    }
}

static void put_value(struct emitter *e, struct str rest) {
    const char *at = rest.p;
    struct value v = resolve(e, &rest);
    struct str form = STR_NONE;
    if (str_starts(rest, STR(":"))) {
        source_token(&rest);
        form = source_token(&rest);
    }
    expect_end(e, rest);
    check_value(e, at, v.type);
    bool iso = str_is(form, "iso") && (v.type.kind == DAY || v.type.kind == MOMENT);
    bool day = str_is(form, "day") && v.type.kind == MOMENT;
    if (form.p && !iso && !day)
        FAIL(e, form.p, "%s has no form '" STR_FMT "'", type_text(e, v.type), STR_ARG(form));
    if (e->html.place.at == IN_TEXT) html_settle(&e->html, false);
    struct buf *out = statement(e);
    switch (v.type.kind) {
    case TEXT: buf_format(out, "html_text(out, %s);\n", v.c); break;
    case URL: buf_format(out, "html_text(out, %s.text);\n", v.c); break;
    case MARKUP: buf_format(out, "buf_put(out, %s.html);\n", v.c); break;
    case DATA: buf_format(out, "html_data(out, %s);\n", v.c); break;
    case INT: buf_format(out, "buf_int(out, %s);\n", v.c); break;
    case MONEY: buf_format(out, "buf_put(out, money_text(out->arena, %s));\n", v.c); break;
    case DAY:
        buf_format(out, "buf_put(out, %s(out->arena, %s));\n", iso ? "date_iso" : "date_text", v.c);
        break;
    case MOMENT:
        if (day)
            buf_format(out,
                       "buf_put(out, date_text(out->arena, %s == MOMENT_NONE ? DAY_NONE : "
                       "date_day(%s)));\n",
                       v.c, v.c);
        else
            buf_format(out, "buf_put(out, %s(out->arena, %s));\n",
                       iso ? "moment_iso" : "moment_text", v.c);
        break;
    case BOOL:
    case VIEW:
    case KINDS: break; /* refused by check_value */
    }
}

/* --- directives --- */

static const char *truth(struct emitter *e, struct value v) {
    static const char *const forms[KINDS] = {[TEXT] = "%s.n > 0",
                                             [MARKUP] = "%s.html.n > 0",
                                             [URL] = "%s.text.n > 0",
                                             [DATA] = "%s.json.n > 0",
                                             [BOOL] = "%s",
                                             [INT] = "%s != 0",
                                             [MONEY] = "%s != MONEY_NONE",
                                             [DAY] = "%s != DAY_NONE",
                                             [MOMENT] = "%s != MOMENT_NONE",
                                             [VIEW] = "%s != NULL"};
    const char *form = v.type.list ? "%s_count > 0" : forms[v.type.kind];
    struct str after = str_from(strstr(form, "%s") + 2);
    return str_format(e->arena, "%s" STR_FMT, v.c, STR_ARG(after)).p;
}

/* What follows {if or {else if, as a C expression. */
static const char *condition(struct emitter *e, struct str rest) {
    struct str peek = rest;
    bool negate = str_is(source_token(&peek), "not");
    if (negate) rest = peek;
    const char *at = rest.p;
    struct value v = resolve(e, &rest);
    struct str is_word = source_token(&rest);
    if (is_word.n == 0) {
        const char *t = truth(e, v);
        return negate ? str_format(e->arena, "!(%s)", t).p : t;
    }
    if (negate || !str_is(is_word, "is")) expect_end(e, (struct str){is_word.p, is_word.n});
    if (v.type.list || v.type.kind != TEXT)
        FAIL(e, at, "'is' compares a text, not %s", type_text(e, v.type));
    peek = rest;
    if (str_is(source_token(&peek), "not")) {
        negate = true;
        rest = peek;
    }
    struct str word = str_trim(rest);
    if (word.n == 0) FAIL(e, is_word.p, "'is' needs a word");
    for (size_t i = 0; i < word.n; i++)
        if (isspace((unsigned char)word.p[i])) FAIL(e, word.p, "'is' compares with one word");
    struct buf b = buf_new(e->arena, OUTPUT_MAX);
    buf_format(&b, "%sstr_is(%s, ", negate ? "!" : "", v.c);
    source_quote(&b, word);
    BUF_LIT(&b, ")");
    return str_cstr(e->arena, buf_str(&b));
}

static struct block *push(struct emitter *e, struct str directive) {
    if (e->depth == BLOCKS_MAX) FAIL(e, directive.p, "blocks are nested too deeply");
    struct block *b = &e->blocks[e->depth++];
    *b = (struct block){.directive = directive, .place = e->html.place, .glued = e->html.glued};
    return b;
}

static void put_if(struct emitter *e, struct str directive, struct str rest) {
    buf_format(statement(e), "if (%s) {\n", condition(e, rest));
    push(e, directive);
}

/* The innermost block, one branch of which ends here. */
static struct block *end_branch(struct emitter *e, struct str directive) {
    if (e->depth == 0)
        FAIL(e, directive.p, "{" STR_FMT "} without {if} or {each}", STR_ARG(directive));
    struct block *b = &e->blocks[e->depth - 1];
    if (!html_same_place(&b->place, &e->html.place))
        FAIL(e, directive.p,
             "the block {" STR_FMT "} ends in another place of the HTML than it began",
             STR_ARG(b->directive));
    b->any_glued |= e->html.glued;
    flush_literal(e);
    return b;
}

static void put_else(struct emitter *e, struct str directive, struct str rest) {
    struct block *b = end_branch(e, directive);
    if (b->is_each || b->has_else) FAIL(e, directive.p, "{else} without {if}");
    struct str peek = rest;
    const char *test = NULL;
    if (str_is(source_token(&peek), "if")) {
        test = condition(e, peek);
    } else {
        expect_end(e, rest);
        b->has_else = true;
    }
    e->html.glued = b->glued;
    e->depth--;
    if (test)
        buf_format(statement(e), "} else if (%s) {\n", test);
    else
        BUF_LIT(statement(e), "} else {\n");
    e->depth++;
}

static void put_end(struct emitter *e, struct str directive, struct str rest) {
    struct block *b = end_branch(e, directive);
    expect_end(e, rest);
    if (b->is_each && !b->used)
        FAIL(e, b->name.p, "variable " STR_FMT " is never used", STR_ARG(b->name));
    e->html.glued = b->any_glued || (!b->has_else && b->glued);
    e->depth--;
    BUF_LIT(statement(e), "}\n");
}

static void put_each(struct emitter *e, struct str directive, struct str rest) {
    struct str name = source_token(&rest);
    if (!source_is_name(name) || str_is(name, "out") || str_is(name, "v"))
        FAIL(e, name.p, "'" STR_FMT "' cannot be the name of a variable", STR_ARG(name));
    if (view_field(e->view, name) || variable(e, name))
        FAIL(e, name.p, "variable " STR_FMT " hides another of that name", STR_ARG(name));
    if (!str_is(source_token(&rest), "in")) FAIL(e, name.p, "write {each <name> in <list>}");
    const char *at = rest.p;
    struct value v = resolve(e, &rest);
    expect_end(e, rest);
    if (!v.type.list) FAIL(e, at, "{each} needs a list, not %s", type_text(e, v.type));
    const char *n = str_cstr(e->arena, name);
    buf_format(statement(e), "for (size_t %s_i = 0; %s_i < %s_count; %s_i++) {\n", n, n, v.c, n);
    struct block *b = push(e, directive);
    b->is_each = true;
    b->name = name;
    b->type = v.type;
    b->type.list = false;
    if (v.type.kind == VIEW)
        buf_format(statement(e), "const struct view_" STR_FMT " *%s = &%s[%s_i];\n",
                   STR_ARG(v.type.view->name), n, v.c, n);
    else
        buf_format(statement(e), "const %s%s = %s[%s_i];\n", kind_names[v.type.kind].c, n, v.c, n);
}

static void put_show(struct emitter *e, struct str rest) {
    const char *at = rest.p;
    struct value v = resolve(e, &rest);
    expect_end(e, rest);
    if (e->html.place.at != IN_TEXT) FAIL(e, at, "{show} belongs in text");
    if (v.type.kind != VIEW || v.type.list)
        FAIL(e, at, "{show} needs a view, not %s", type_text(e, v.type));
    struct str name = v.type.view->name;
    if (v.type.view->is_layout) FAIL(e, at, STR_FMT " is a layout: use {inside}", STR_ARG(name));
    struct buf *out = statement(e);
    if (!v.never_null) buf_format(out, "if (%s != NULL) ", v.c);
    buf_format(out, "view_" STR_FMT "(out, %s);\n", STR_ARG(name), v.c);
}

/* What build/gen/asset.h has of a file. */
static void put_macro(struct emitter *e, const char *prefix, struct str path) {
    struct buf *out = statement(e);
    buf_format(out, "buf_put(out, STR(%s", prefix);
    for (size_t i = 0; i < path.n; i++)
        buf_byte(out, isalnum((unsigned char)path.p[i]) ? path.p[i] : '_');
    BUF_LIT(out, "));\n");
}

static void put_asset(struct emitter *e, struct str rest) {
    struct str path = str_trim(rest);
    if (e->html.place.at != IN_VALUE) FAIL(e, rest.p, "{asset} belongs in an attribute");
    if (path.n == 0) FAIL(e, rest.p, "{asset} needs a file under static/");
    put_macro(e, "ASSET_", path);
}

static void put_inline(struct emitter *e, struct str rest) {
    struct str path = str_trim(rest);
    bool image = str_ends(path, STR(".svg")); /* an address, the rest is text */
    if (image && e->html.place.at != IN_VALUE)
        FAIL(e, rest.p, "{inline} of an image belongs in an attribute");
    if (!image && !e->html.place.file) FAIL(e, rest.p, "{inline} belongs in <style> or <script>");
    if (path.n == 0) FAIL(e, rest.p, "{inline} needs a file under static/");
    if (!image) html_settle(&e->html, false);
    put_macro(e, "INLINE_", path);
}

static void put_content(struct emitter *e, struct str directive, struct str rest) {
    expect_end(e, rest);
    if (!e->view->is_layout) FAIL(e, directive.p, "{content} in a view that nothing is inside of");
    if (e->content) FAIL(e, directive.p, "{content} stands here for the second time");
    if (e->depth > 0 || e->html.place.at != IN_TEXT)
        FAIL(e, directive.p, "{content} belongs in text, outside all blocks");
    flush_literal(e);
    e->content = true;
    e->view->code = buf_str(&e->code);
    e->code = buf_new(e->arena, OUTPUT_MAX);
    e->html.begun = false;
}

/* A directive, which e->rest begins with. */
static void directive(struct emitter *e) {
    struct str here = e->rest;
    size_t n = str_find(here, STR("}"));
    if (n == here.n) FAIL(e, here.p, "'{' without '}' (write {{ for the sign itself)");
    struct str d = str_slice(here, 1, n), rest = d;
    struct str word = source_token(&rest);
    e->rest = str_slice(here, n + 1, here.n);

    html_directive(&e->html, d.p);
    const struct html_place *p = &e->html.place;
    bool is_if = str_is(word, "if"), is_else = str_is(word, "else"), is_end = str_is(word, "end");
    if (p->at == IN_TAG && !is_if && !is_else && !is_end)
        FAIL(e, d.p, "in a tag, outside quotes, only {if}, {else} and {end} may stand");
    bool is_each = str_is(word, "each"), is_show = str_is(word, "show");
    bool is_content = str_is(word, "content");
    if (p->data && (is_if || is_else || is_end || is_each || is_show || is_content))
        FAIL(e, d.p, "in <script> only one field of type data may stand");
    if (p->file && !str_is(word, "inline"))
        FAIL(e, d.p, "in <style> and <script> only {inline} may stand");
    if (p->at == IN_TEXT && (is_if || is_else || is_end || is_each || is_show || is_content))
        html_settle(&e->html, true);

    if (is_if)
        put_if(e, d, rest);
    else if (is_else)
        put_else(e, d, rest);
    else if (is_end)
        put_end(e, d, rest);
    else if (is_each)
        put_each(e, d, rest);
    else if (is_show)
        put_show(e, rest);
    else if (is_content)
        put_content(e, d, rest);
    else if (str_is(word, "asset"))
        put_asset(e, rest);
    else if (str_is(word, "inline"))
        put_inline(e, rest);
    else if (str_is(word, "inside"))
        FAIL(e, d.p, "{inside} stands first in a body, once");
    else
        put_value(e, (struct str){word.p, (size_t)(d.p + d.n - word.p)});
}

void view_emit(struct arena *a, struct view *v) {
    struct emitter *e = ARENA_NEW(a, struct emitter);
    e->arena = a;
    e->view = v;
    e->rest = v->body;
    e->html.src = v->src;
    e->html.edge = true;
    e->html.literal = buf_new(a, OUTPUT_MAX);
    e->code = buf_new(a, OUTPUT_MAX);
    while (e->rest.n > 0) {
        struct str here = e->rest;
        size_t n = 0;
        if (str_starts(here, STR("{{")) || str_starts(here, STR("}}")))
            n = 1 + html_byte(&e->html, str_slice(here, 1, here.n));
        else if (e->html.place.at == IN_TEXT && str_starts(here, STR("<!--")))
            n = str_find(here, STR("-->")) + 3;
        else if (here.p[0] == '}')
            FAIL(e, here.p, "'}' without '{' (write }} for the sign itself)");
        else if (here.p[0] != '{')
            n = html_byte(&e->html, here);
        if (n > 0)
            e->rest = str_slice(here, n, here.n);
        else
            directive(e);
    }
    if (e->depth > 0) {
        struct str open = e->blocks[e->depth - 1].directive;
        FAIL(e, open.p, "{" STR_FMT "} has no {end}", STR_ARG(open));
    }
    html_end(&e->html);
    if (v->is_layout && !e->content)
        FAIL(e, v->name.p, "views are inside " STR_FMT ", which has no {content}",
             STR_ARG(v->name));
    flush_literal(e);
    *(v->is_layout ? &v->code_after : &v->code) = buf_str(&e->code);
}
