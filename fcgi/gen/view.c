/*
 * gen_view OUT.h OUT.c FILE.html...: typed HTML templates as C. A template declares what it is
 * given (`{view notice title text …}`) and is otherwise the page; each view becomes a struct and
 * a function that writes it. view_parse.c reads, view_emit.c checks and translates, this file
 * puts the results together.
 */
#include <stdio.h>

#include "gen/view.h"

static void put_struct(struct buf *b, const struct view *v) {
    buf_format(b, "\nstruct view_" STR_FMT " {\n", STR_ARG(v->name));
    if (!v->fields) BUF_LIT(b, "    char nothing;\n");
    for (const struct field *f = v->fields; f; f = f->next) {
        if (f->type.kind == VIEW)
            buf_format(b, "    struct view_" STR_FMT " *", STR_ARG(f->type_name));
        else
            buf_format(b, "    %s%s", kind_names[f->type.kind].c, f->type.list ? "*" : "");
        buf_format(b, STR_FMT ";\n", STR_ARG(f->name));
        if (f->type.list) buf_format(b, "    size_t " STR_FMT "_count;\n", STR_ARG(f->name));
    }
    BUF_LIT(b, "};\n");
}

static void put_prototype(struct buf *b, const struct view *v, const char *part) {
    buf_format(b, "void view_" STR_FMT "%s(struct buf *out, const struct view_" STR_FMT " *v)",
               STR_ARG(v->name), part, STR_ARG(v->name));
}

static void put_header(struct buf *b, const struct view *views) {
    BUF_LIT(b, "/* Made by gen_view from fcgi/view/: change the templates, not this. */\n"
               "#ifndef GEN_VIEWS_H\n#define GEN_VIEWS_H\n\n#include \"base/buf.h\"\n"
               "#include \"base/date.h\"\n#include \"web/html.h\"\n\n");
    for (const struct view *v = views; v; v = v->next)
        buf_format(b, "struct view_" STR_FMT ";\n", STR_ARG(v->name));
    for (const struct view *v = views; v; v = v->next) {
        put_struct(b, v);
        if (v->is_layout) continue;
        put_prototype(b, v, "");
        BUF_LIT(b, ";\n");
    }
    BUF_LIT(b, "\n#endif\n");
}

static void put_function(struct buf *b, const struct view *v, const char *part, struct str code) {
    BUF_LIT(b, "\n");
    if (v->is_layout) BUF_LIT(b, "static ");
    put_prototype(b, v, part);
    BUF_LIT(b, "\n{\n  (void)out, (void)v;\n");
    if (v->layout)
        buf_format(b, "  view_" STR_FMT "_before(out, v->" STR_FMT ");\n", STR_ARG(v->inside),
                   STR_ARG(v->inside_field));
    buf_put(b, code);
    if (v->layout)
        buf_format(b, "  view_" STR_FMT "_after(out, v->" STR_FMT ");\n", STR_ARG(v->inside),
                   STR_ARG(v->inside_field));
    BUF_LIT(b, "}\n");
}

/* Layouts come first, as the others call their two halves. */
static void put_code(struct buf *b, const struct view *views) {
    BUF_LIT(b, "/* Made by gen_view from fcgi/view/: change the templates, not this. */\n"
               "#include \"view.h\"\n\n#include \"asset.h\"\n#include \"base/money.h\"\n");
    for (const struct view *v = views; v; v = v->next) {
        if (!v->is_layout) continue;
        put_function(b, v, "_before", v->code);
        put_function(b, v, "_after", v->code_after);
    }
    for (const struct view *v = views; v; v = v->next)
        if (!v->is_layout) put_function(b, v, "", v->code);
}

static void check_unused(const struct view *views) {
    for (const struct view *v = views; v; v = v->next)
        for (const struct field *f = v->fields; f; f = f->next)
            if (!f->used)
                source_fail(v->src, f->name.p,
                            "field " STR_FMT " of view " STR_FMT " is never used", STR_ARG(f->name),
                            STR_ARG(v->name));
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "usage: gen_view OUT.h OUT.c FILE.html...\n");
        return 2;
    }
    struct arena *a = arena_new(SOURCE_MEMORY);
    struct view *views = NULL, **end = &views;
    for (int i = 3; i < argc; i++) {
        struct source *src = ARENA_NEW(a, struct source);
        *src = source_read(a, argv[i]);
        end = view_parse(a, src, &views, end);
    }
    view_resolve(views);
    for (struct view *v = views; v; v = v->next) view_emit(a, v);
    check_unused(views);
    struct output outs[2] = {{argv[1], buf_new(a, OUTPUT_MAX)}, {argv[2], buf_new(a, OUTPUT_MAX)}};
    put_header(&outs[0].text, views);
    put_code(&outs[1].text, views);
    source_write(outs, 2);
    arena_free(a);
    return 0;
}
