/*
 * The views of a run of gen_view, as view_parse.c reads them and view_emit.c turns them into C.
 * Everything lives in one arena; every struct str is a slice of a source file.
 */
#ifndef GEN_VIEW_H
#define GEN_VIEW_H

#include "base/arena.h"
#include "gen/source.h"

enum kind { TEXT, MARKUP, URL, DATA, BOOL, INT, MONEY, DAY, MOMENT, VIEW, KINDS };

struct type {
    enum kind kind;
    bool list;
    struct view *view; /* of a VIEW */
};

struct field {
    struct field *next;
    struct str name, type_name;
    struct type type;
    bool used;
};

struct view {
    struct view *next;
    const struct source *src;
    struct str name;
    struct field *fields, **fields_end;
    struct str inside, inside_field; /* {inside inside inside_field}, or NONE */
    struct view *layout;             /* the view of `inside` */
    bool is_layout;                  /* some view is inside this one */
    struct str body;
    struct str code, code_after; /* C; code_after is what follows {content} */
};

/* How a kind is written in a declaration and in C. Indexed by enum kind; VIEW has no names. */
struct kind_name {
    const char *name, *c;
};
extern const struct kind_name kind_names[KINDS];

/* view_parse(a, src, end): appends the views of a file to the list that ends at *${end}; gives
 * its new end. Bodies are not looked into. */
struct view **view_parse(struct arena *a, const struct source *src, struct view **first,
                         struct view **end);

/* view_resolve(views): finds the views that declarations speak of. */
void view_resolve(struct view *views);

/* view_field(v, name): NULL if there is none. */
struct field *view_field(const struct view *v, struct str name);

/* view_emit(a, v): checks the body and fills code and code_after. */
void view_emit(struct arena *a, struct view *v);

#endif
