/*
 * The declarations of a template file: `{view name field type …}` with the body behind it, and
 * `{inside layout field}` at the body's beginning. First step of gen_view; types are settled when
 * all files are read, so that views may speak of each other in any order.
 */
#include <string.h>

#include "gen/view.h"

const struct kind_name kind_names[KINDS] = {
    [TEXT] = {"text", "struct str "},  [MARKUP] = {"markup", "struct markup "},
    [URL] = {"url", "struct url "},    [DATA] = {"data", "struct data "},
    [BOOL] = {"bool", "bool "},        [INT] = {"int", "int64_t "},
    [MONEY] = {"money", "int64_t "},   [DAY] = {"day", "int32_t "},
    [MOMENT] = {"moment", "int64_t "}, [VIEW] = {"", ""},
};

/* Words that begin a directive or join its parts; a field so called could not be shown. */
static bool is_directive(struct str s) {
    static const char *const words[] = {"if",   "else",  "end",    "each",    "in",     "is",
                                        "show", "asset", "inline", "content", "inside", "not"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_is(s, words[i])) return true;
    return false;
}

static enum kind kind_find(struct str name) {
    enum kind k = 0;
    while (k < VIEW && !str_is(name, kind_names[k].name)) k++;
    return k;
}

struct field *view_field(const struct view *v, struct str name) {
    struct field *f = v->fields;
    while (f && !str_eq(f->name, name)) f = f->next;
    return f;
}

/* The next token of a declaration; a comment runs from "--" to the end of the line. */
static struct str token(struct str *rest) {
    for (;;) {
        struct str t = source_token(rest);
        if (!str_is(t, "-") || rest->n == 0 || rest->p[0] != '-') return t;
        *rest = str_slice(*rest, str_find(*rest, STR("\n")), rest->n);
    }
}

static void read_fields(struct arena *a, struct view *v, struct str *rest) {
    for (;;) {
        struct str name = token(rest);
        if (str_is(name, "}")) return;
        if (name.n == 0) source_fail(v->src, v->name.p, "the declaration has no '}'");
        if (!source_is_name(name) || is_directive(name))
            source_fail(v->src, name.p, "'" STR_FMT "' cannot be the name of a field",
                        STR_ARG(name));
        if (view_field(v, name))
            source_fail(v->src, name.p, "field " STR_FMT " is declared twice", STR_ARG(name));
        struct field *f = ARENA_NEW(a, struct field);
        struct str type = token(rest);
        if (str_is(type, "list")) {
            f->type.list = true;
            type = token(rest);
        }
        if (!source_is_name(type) && kind_find(type) == VIEW)
            source_fail(v->src, type.p, "field " STR_FMT " needs a type", STR_ARG(name));
        f->name = name;
        f->type_name = type;
        *v->fields_end = f;
        v->fields_end = &f->next;
    }
}

/* White space and comments at the beginning. */
static struct str skip_comments(const struct source *src, struct str s) {
    for (;;) {
        struct str peek = s;
        struct str t = source_token(&peek);
        s = (struct str){t.p, (size_t)(s.p + s.n - t.p)};
        if (!str_starts(s, STR("<!--"))) return s;
        size_t n = str_find(s, STR("-->"));
        if (n == s.n) source_fail(src, s.p, "the comment is never closed");
        s = str_slice(s, n + 3, s.n);
    }
}

/* How much of ${s} is one view's body: up to the next {view or the end. */
static size_t body_length(const struct source *src, struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        struct str here = str_slice(s, i, s.n);
        if (str_starts(here, STR("<!--"))) {
            size_t n = str_find(here, STR("-->"));
            if (n == here.n) source_fail(src, here.p, "the comment is never closed");
            i += n + 2;
        } else if (str_starts(here, STR("{{"))) {
            i++;
        } else if (str_starts(here, STR("{view "))) {
            return i;
        }
    }
    return s.n;
}

static void read_inside(struct view *v) {
    struct str body = skip_comments(v->src, v->body);
    if (!str_starts(body, STR("{inside "))) return;
    struct str rest = str_slice(body, strlen("{inside "), body.n);
    v->inside = token(&rest);
    v->inside_field = token(&rest);
    if (!str_is(token(&rest), "}")) source_fail(v->src, body.p, "write {inside <layout> <field>}");
    v->body = rest;
}

struct view **view_parse(struct arena *a, const struct source *src, struct view **first,
                         struct view **end) {
    if (!str_starts(str_trim(src->text), STR("<!--")))
        source_fail(src, src->text.p, "a template begins with a comment on what it is for");
    struct str rest = skip_comments(src, src->text);
    while (rest.n > 0) {
        if (!str_starts(rest, STR("{view "))) source_fail(src, rest.p, "expected {view <name> …}");
        rest = str_slice(rest, strlen("{view "), rest.n);
        struct view *v = ARENA_NEW(a, struct view);
        v->src = src;
        v->fields_end = &v->fields;
        v->name = token(&rest);
        if (!source_is_name(v->name) || kind_find(v->name) != VIEW || str_is(v->name, "list"))
            source_fail(src, v->name.p, "'" STR_FMT "' cannot be the name of a view",
                        STR_ARG(v->name));
        for (struct view *o = *first; o; o = o->next)
            if (str_eq(o->name, v->name))
                source_fail(src, v->name.p, "view " STR_FMT " is declared twice", STR_ARG(v->name));
        read_fields(a, v, &rest);
        size_t n = body_length(src, rest);
        v->body = str_slice(rest, 0, n);
        rest = str_slice(rest, n, rest.n);
        read_inside(v);
        *end = v;
        end = &v->next;
    }
    return end;
}

static struct view *view_find(struct view *views, struct str name) {
    while (views && !str_eq(views->name, name)) views = views->next;
    return views;
}

void view_resolve(struct view *views) {
    for (struct view *v = views; v; v = v->next) {
        for (struct field *f = v->fields; f; f = f->next) {
            f->type.kind = kind_find(f->type_name);
            if (f->type.kind != VIEW) continue;
            f->type.view = view_find(views, f->type_name);
            if (!f->type.view)
                source_fail(v->src, f->type_name.p, "unknown type '" STR_FMT "'",
                            STR_ARG(f->type_name));
        }
    }
    for (struct view *v = views; v; v = v->next) {
        if (!v->inside.p) continue;
        v->layout = view_find(views, v->inside);
        if (!v->layout)
            source_fail(v->src, v->inside.p, "there is no view '" STR_FMT "'", STR_ARG(v->inside));
        if (v->layout->inside.p)
            source_fail(v->src, v->inside.p, STR_FMT " is itself inside another view",
                        STR_ARG(v->inside));
        struct field *f = view_field(v, v->inside_field);
        if (!f || f->type.list || f->type.view != v->layout)
            source_fail(v->src, v->inside.p,
                        "{inside} needs a field '" STR_FMT "' of type " STR_FMT,
                        STR_ARG(v->inside_field), STR_ARG(v->inside));
        f->used = true;
        v->layout->is_layout = true;
    }
}
