/*
 * gen_sql ROWS.h QUERY.h QUERY.c FILE.sql...: named statements as typed C functions. A file of
 * sql/query/ holds, as comments above the SQL, what goes in and what comes out:
 *
 *     -- row policy_item: id int, title text
 *     -- statement policy_list(area text, count int) -> many policy_item
 *     -- for public office
 *     SELECT id, title FROM published_policy WHERE area = :area LIMIT :count;
 *
 * This checks what the server cannot (names, types, roles, unused things); the server checks the
 * SQL itself when a process prepares its statements at start. See db/db.h for what is made here.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "gen/source.h"

#define VALUES_MAX 128

static const struct {
    const char *name, *c, *kind;
} types[] = {
    {"int", "int64_t ", "DB_INT"},        {"text", "struct str ", "DB_TEXT"},
    {"bytes", "struct str ", "DB_BYTES"}, {"moment", "int64_t ", "DB_MOMENT"},
    {"day", "int32_t ", "DB_DAY"},        {"money", "int64_t ", "DB_MONEY"},
    {"bool", "bool ", "DB_BOOL"},
};

static const struct {
    const char *name, *c;
} roles[] = {
    {"public", "DB_PUBLIC"}, {"lookup", "DB_LOOKUP"}, {"office", "DB_OFFICE"},
    {"admin", "DB_ADMIN"},   {"jobs", "DB_JOBS"},
};

/* A parameter or a column. */
struct value {
    struct str name;
    size_t type;
    bool used;
};

struct values {
    struct value *at; /* VALUES_MAX of them */
    size_t n;
};

struct row {
    struct row *next;
    const struct source *src;
    struct str name;
    struct values columns;
    bool used;
};

struct statement {
    struct statement *next;
    const struct source *src;
    struct str name, result_name;
    enum { EXEC, ONE, MANY } shape;
    struct row *row; /* NULL for EXEC */
    struct values params;
    struct str roles; /* as C */
    struct buf sql;   /* as the server gets it */
    size_t *marks;    /* for each ? the parameter it stands for */
    size_t marks_count;
};

struct gen {
    struct arena *arena;
    const struct source *src; /* the file being read */
    struct row *rows, **rows_end;
    struct statement *statements, **statements_end;
};

/* --- reading a declaration --- */

/* The next token of a declaration that may run over several comment lines. */
static struct str token(struct str *rest) {
    for (;;) {
        struct str t = source_token(rest);
        if (!str_is(t, "-") || rest->n == 0 || rest->p[0] != '-') return t;
        source_token(rest);
    }
}

static void expect(struct gen *g, struct str *rest, const char *what) {
    struct str t = token(rest);
    if (!str_is(t, what)) source_fail(g->src, t.p, "expected '%s'", what);
}

static struct str read_name(struct gen *g, struct str *rest, const char *what) {
    struct str t = token(rest);
    if (!source_is_name(t))
        source_fail(g->src, t.p, "'" STR_FMT "' cannot be the name of a %s", STR_ARG(t), what);
    return t;
}

static size_t value_find(const struct values *v, struct str name) {
    size_t i = 0;
    while (i < v->n && !str_eq(v->at[i].name, name)) i++;
    return i;
}

/* "name type, name type" up to the end of the declaration or, if ${closed}, to a ')'. */
static struct values read_values(struct gen *g, struct str *rest, bool closed, const char *what) {
    struct values v = {ARENA_ARRAY(g->arena, struct value, VALUES_MAX), 0};
    struct str peek = *rest;
    if (closed && str_is(token(&peek), ")")) {
        *rest = peek;
        return v;
    }
    for (;;) {
        struct str name = read_name(g, rest, what);
        if (value_find(&v, name) < v.n)
            source_fail(g->src, name.p, "%s " STR_FMT " is declared twice", what, STR_ARG(name));
        if (v.n == VALUES_MAX) source_fail(g->src, name.p, "more than %d", VALUES_MAX);
        struct str type = token(rest);
        size_t t = 0;
        while (t < sizeof types / sizeof *types && !str_is(type, types[t].name)) t++;
        if (t == sizeof types / sizeof *types)
            source_fail(g->src, name.p, "%s " STR_FMT ": unknown type '" STR_FMT "'", what,
                        STR_ARG(name), STR_ARG(type));
        v.at[v.n++] = (struct value){name, t, false};
        struct str after = token(rest);
        if (closed ? str_is(after, ")") : after.n == 0) return v;
        if (!str_is(after, ","))
            source_fail(g->src, after.p, "expected ',' or the end after %s " STR_FMT, what,
                        STR_ARG(name));
    }
}

static struct row *row_find(struct gen *g, struct str name) {
    struct row *r = g->rows;
    while (r && !str_eq(r->name, name)) r = r->next;
    return r;
}

static struct row *row_add(struct gen *g, struct str name, struct values columns) {
    if (row_find(g, name))
        source_fail(g->src, name.p, "row " STR_FMT " is declared twice", STR_ARG(name));
    if (columns.n == 0) source_fail(g->src, name.p, "row " STR_FMT " is empty", STR_ARG(name));
    struct row *r = ARENA_NEW(g->arena, struct row);
    *r = (struct row){.src = g->src, .name = name, .columns = columns};
    *g->rows_end = r;
    g->rows_end = &r->next;
    return r;
}

static void read_row(struct gen *g, struct str rest) {
    struct str name = read_name(g, &rest, "row");
    expect(g, &rest, ":");
    row_add(g, name, read_values(g, &rest, false, "column"));
}

static void read_head(struct gen *g, struct statement *s, struct str rest) {
    s->name = read_name(g, &rest, "statement");
    for (struct statement *o = g->statements; o; o = o->next)
        if (str_eq(o->name, s->name))
            source_fail(g->src, s->name.p, "statement " STR_FMT " is declared twice",
                        STR_ARG(s->name));
    expect(g, &rest, "(");
    s->params = read_values(g, &rest, true, "parameter");
    for (size_t i = 0; i < s->params.n; i++)
        if (str_is(s->params.at[i].name, "db"))
            source_fail(g->src, s->params.at[i].name.p, "'db' cannot be the name of a parameter");
    struct str t = token(&rest);
    if (t.n == 0) return; /* gives nothing */
    if (!str_is(t, "-")) source_fail(g->src, t.p, "expected '->' or the end of the line");
    expect(g, &rest, ">");
    t = token(&rest);
    if (!str_is(t, "one") && !str_is(t, "many")) source_fail(g->src, t.p, "expected one or many");
    s->shape = str_is(t, "one") ? ONE : MANY;
    t = token(&rest);
    if (str_is(t, "(")) {
        s->row = row_add(g, s->name, read_values(g, &rest, true, "column"));
        s->row->used = true;
    } else {
        s->result_name = t; /* found when all files are read */
    }
    t = token(&rest);
    if (t.n > 0) source_fail(g->src, t.p, "unexpected '" STR_FMT "'", STR_ARG(t));
}

static void read_roles(struct gen *g, struct statement *s, struct str line) {
    struct buf b = buf_new(g->arena, 256);
    struct str rest = str_slice(line, strlen("-- for "), line.n);
    if (!str_starts(line, STR("-- for ")) || str_trim(rest).n == 0)
        source_fail(g->src, line.p, "statement " STR_FMT " needs a line '-- for <roles>' here",
                    STR_ARG(s->name));
    for (struct str t; (t = source_token(&rest)).n > 0;) {
        size_t i = 0;
        while (i < sizeof roles / sizeof *roles && !str_is(t, roles[i].name)) i++;
        if (i == sizeof roles / sizeof *roles)
            source_fail(g->src, t.p, "unknown role '" STR_FMT "'", STR_ARG(t));
        buf_format(&b, "%s%s", b.n ? " | " : "", roles[i].c);
    }
    s->roles = buf_str(&b);
}

/* --- reading the SQL --- */

static void placeholder(struct gen *g, struct statement *s, struct str name) {
    size_t i = value_find(&s->params, name);
    if (i == s->params.n)
        source_fail(g->src, name.p, "statement " STR_FMT " declares no parameter " STR_FMT,
                    STR_ARG(s->name), STR_ARG(name));
    if (s->marks_count == VALUES_MAX) source_fail(g->src, name.p, "more than %d", VALUES_MAX);
    s->params.at[i].used = true;
    s->marks[s->marks_count++] = i;
    buf_byte(&s->sql, '?');
}

/* The length of the quoted text or the comment that begins at ${sql}, or 0. */
static size_t quoted(struct gen *g, struct str sql) {
    char q = sql.p[0];
    if (q != '\'' && q != '"' && q != '`') return 0;
    for (size_t i = 1; i < sql.n; i++) {
        if (sql.p[i] == '\\' && q != '`')
            i++;
        else if (sql.p[i] == q)
            return i + 1;
    }
    source_fail(g->src, sql.p, "the quote is never closed");
}

static size_t comment(struct gen *g, struct str sql) {
    if (str_starts(sql, STR("/*"))) {
        size_t n = str_find(sql, STR("*/"));
        if (n == sql.n) source_fail(g->src, sql.p, "the comment is never closed");
        return n + 2;
    }
    if (!str_starts(sql, STR("--")) || (sql.n > 2 && !isspace((unsigned char)sql.p[2]))) return 0;
    if (str_starts(sql, STR("-- statement ")) || str_starts(sql, STR("-- row ")))
        source_fail(g->src, sql.p, "the statement before this has no ';'");
    return str_find(sql, STR("\n"));
}

/* Takes the SQL up to its ';' off ${rest}, which begins right behind the roles. */
static void read_sql(struct gen *g, struct statement *s, struct str *rest) {
    bool space = false;
    while (rest->n > 0 && rest->p[0] != ';') {
        char c = rest->p[0];
        size_t n = comment(g, *rest);
        if (n > 0 || isspace((unsigned char)c)) {
            space = true;
            *rest = str_slice(*rest, n > 0 ? n : 1, rest->n);
            continue;
        }
        if (space && s->sql.n > 0) buf_byte(&s->sql, ' ');
        space = false;
        n = quoted(g, *rest);
        if (n == 0 && c == ':' && rest->n > 1 && (islower((unsigned char)rest->p[1]))) {
            struct str tail = str_slice(*rest, 1, rest->n);
            struct str name = source_token(&tail);
            placeholder(g, s, name);
            n = 1 + name.n;
        } else if (n == 0 && c == '?') {
            source_fail(g->src, rest->p, "name the parameter (:name) instead of '?'");
        } else {
            if (n == 0) n = 1;
            buf_put(&s->sql, str_slice(*rest, 0, n));
        }
        *rest = str_slice(*rest, n, rest->n);
    }
    if (rest->n == 0) source_fail(g->src, rest->p, "the last statement has no ';'");
    if (s->sql.n == 0)
        source_fail(g->src, rest->p, "statement " STR_FMT " has no SQL", STR_ARG(s->name));
    *rest = str_slice(*rest, 1, rest->n);
    for (size_t i = 0; i < s->params.n; i++)
        if (!s->params.at[i].used)
            source_fail(g->src, s->params.at[i].name.p, "parameter " STR_FMT " is never used",
                        STR_ARG(s->params.at[i].name));
}

/* A line off ${rest}, without its end. */
static struct str take_line(struct str *rest) {
    size_t n = str_find(*rest, STR("\n"));
    struct str line = str_slice(*rest, 0, n);
    *rest = str_slice(*rest, n + 1, rest->n);
    return line;
}

/* A declaration: its first line and those that continue it ("--" and two or more spaces). */
static struct str take_declaration(struct str *rest) {
    struct str d = take_line(rest);
    while (str_starts(*rest, STR("--  "))) {
        struct str line = take_line(rest);
        d.n = (size_t)(line.p + line.n - d.p);
    }
    return d;
}

static void read_statement(struct gen *g, struct str *rest) {
    struct statement *s = ARENA_NEW(g->arena, struct statement);
    s->src = g->src;
    s->sql = buf_new(g->arena, OUTPUT_MAX);
    s->marks = ARENA_ARRAY(g->arena, size_t, VALUES_MAX);
    struct str head = take_declaration(rest);
    read_head(g, s, str_slice(head, strlen("-- statement "), head.n));
    read_roles(g, s, take_line(rest));
    read_sql(g, s, rest);
    *g->statements_end = s;
    g->statements_end = &s->next;
}

static void read_file(struct gen *g, const struct source *src) {
    g->src = src;
    struct str rest = src->text;
    while (rest.n > 0) {
        if (str_starts(rest, STR("-- row "))) {
            struct str d = take_declaration(&rest);
            read_row(g, str_slice(d, strlen("-- row "), d.n));
        } else if (str_starts(rest, STR("-- statement "))) {
            read_statement(g, &rest);
        } else {
            struct str line = take_line(&rest);
            if (str_trim(line).n > 0 && !str_starts(line, STR("--")))
                source_fail(src, line.p, "SQL outside a statement");
        }
    }
}

static void resolve(struct gen *g) {
    for (struct statement *s = g->statements; s; s = s->next) {
        if (s->shape == EXEC) continue;
        bool named = s->result_name.p != NULL;
        s->row = row_find(g, named ? s->result_name : s->name);
        if (!s->row)
            source_fail(s->src, s->result_name.p, "there is no row '" STR_FMT "'",
                        STR_ARG(s->result_name));
        s->row->used = true;
    }
    for (struct row *r = g->rows; r; r = r->next)
        if (!r->used)
            source_fail(r->src, r->name.p, "row " STR_FMT " is never used", STR_ARG(r->name));
}

/* --- writing C --- */

static void put_fields(struct buf *b, const struct values *v) {
    for (size_t i = 0; i < v->n; i++)
        buf_format(b, "    %s" STR_FMT ";\n", types[v->at[i].type].c, STR_ARG(v->at[i].name));
}

static void put_rows(struct gen *g, struct buf *b) {
    BUF_LIT(b, "/* Made by gen_sql from sql/query/: change those files, not this. */\n"
               "#ifndef GEN_ROWS_H\n#define GEN_ROWS_H\n\n#include \"base/str.h\"\n");
    for (struct row *r = g->rows; r; r = r->next) {
        buf_format(b, "\nstruct row_" STR_FMT " {\n", STR_ARG(r->name));
        put_fields(b, &r->columns);
        BUF_LIT(b, "};\n");
    }
    BUF_LIT(b, "\n#endif\n");
}

/* The out-parameters are called ..._out, which no statement's parameter is likely to be. */
static void put_function(struct buf *b, const struct statement *s) {
    struct str row = s->row ? s->row->name : STR_NONE;
    if (s->params.n > 0) {
        buf_format(b, "\nstruct q_" STR_FMT " {\n", STR_ARG(s->name));
        put_fields(b, &s->params);
        BUF_LIT(b, "};\n");
    }
    buf_format(b, "\nstatic inline enum status q_" STR_FMT "(", STR_ARG(s->name));
    if (s->shape == ONE) buf_format(b, "struct row_" STR_FMT " **row_out, ", STR_ARG(row));
    if (s->shape == MANY)
        buf_format(b, "struct row_" STR_FMT " **rows_out, size_t *count_out, ", STR_ARG(row));
    BUF_LIT(b, "struct db *db");
    for (size_t i = 0; i < s->params.n; i++)
        buf_format(b, ", %s" STR_FMT, types[s->params.at[i].type].c, STR_ARG(s->params.at[i].name));
    BUF_LIT(b, ")\n{\n");

    const char *in = s->params.n > 0 ? "&params_in" : "NULL";
    if (s->params.n > 0) {
        buf_format(b, "    const struct q_" STR_FMT " params_in = {\n", STR_ARG(s->name));
        for (size_t i = 0; i < s->params.n; i++)
            buf_format(b, "        ." STR_FMT " = " STR_FMT ",\n", STR_ARG(s->params.at[i].name),
                       STR_ARG(s->params.at[i].name));
        BUF_LIT(b, "    };\n");
    }
    if (s->shape == EXEC) {
        buf_format(b, "    return db_run_exec(db, Q_" STR_FMT ", %s);\n}\n", STR_ARG(s->name), in);
        return;
    }
    BUF_LIT(b, "    void *found_out = NULL;\n");
    if (s->shape == MANY) BUF_LIT(b, "    *count_out = 0;\n");
    buf_format(b, "    enum status status_out = %s, db, Q_" STR_FMT ", %s);\n",
               s->shape == ONE ? "db_run_one(&found_out" : "db_run_many(&found_out, count_out",
               STR_ARG(s->name), in);
    buf_format(b, "    *%s = found_out;\n    return status_out;\n}\n",
               s->shape == ONE ? "row_out" : "rows_out");
}

static void put_query_header(struct gen *g, struct buf *b) {
    BUF_LIT(b, "/* Made by gen_sql from sql/query/: change those files, not this. */\n"
               "#ifndef GEN_QUERY_H\n#define GEN_QUERY_H\n\n"
               "#include \"db/db.h\"\n#include \"rows.h\"\n\nenum q_id {\n");
    for (struct statement *s = g->statements; s; s = s->next)
        buf_format(b, "    Q_" STR_FMT ",\n", STR_ARG(s->name));
    BUF_LIT(b, "};\n");
    for (struct statement *s = g->statements; s; s = s->next) put_function(b, s);
    BUF_LIT(b, "\n#endif\n");
}

/* One line of a db_value table. */
static void put_value(struct buf *b, const char *prefix, struct str owner, const struct value *v) {
    buf_format(b, "    {%s, offsetof(struct %s" STR_FMT ", " STR_FMT ")},\n", types[v->type].kind,
               prefix, STR_ARG(owner), STR_ARG(v->name));
}

static void put_statement(struct buf *b, const struct statement *s) {
    static const char *const shapes[] = {"DB_EXEC", "DB_ONE", "DB_MANY"};
    buf_format(b, "    {\"" STR_FMT "\",\n     ", STR_ARG(s->name));
    source_quote(b, buf_str(&s->sql));
    buf_format(b, ",\n     " STR_FMT ", %s, ", STR_ARG(s->roles), shapes[s->shape]);
    if (s->marks_count > 0)
        buf_format(b, "params_" STR_FMT ", %zu, ", STR_ARG(s->name), s->marks_count);
    else
        BUF_LIT(b, "NULL, 0, ");
    if (s->row)
        buf_format(b, "columns_" STR_FMT ", %zu, sizeof(struct row_" STR_FMT ")},\n",
                   STR_ARG(s->row->name), s->row->columns.n, STR_ARG(s->row->name));
    else
        BUF_LIT(b, "NULL, 0, 0},\n");
}

static void put_query(struct gen *g, struct buf *b) {
    BUF_LIT(b, "/* Made by gen_sql from sql/query/: change those files, not this. */\n"
               "#include \"query.h\"\n\n#include <stddef.h>\n");
    for (struct row *r = g->rows; r; r = r->next) {
        buf_format(b, "\nstatic const struct db_value columns_" STR_FMT "[] = {\n",
                   STR_ARG(r->name));
        for (size_t i = 0; i < r->columns.n; i++) put_value(b, "row_", r->name, &r->columns.at[i]);
        BUF_LIT(b, "};\n");
    }
    for (struct statement *s = g->statements; s; s = s->next) {
        if (s->marks_count == 0) continue;
        buf_format(b, "\nstatic const struct db_value params_" STR_FMT "[] = {\n",
                   STR_ARG(s->name));
        for (size_t i = 0; i < s->marks_count; i++)
            put_value(b, "q_", s->name, &s->params.at[s->marks[i]]);
        BUF_LIT(b, "};\n");
    }
    BUF_LIT(b, "\nconst struct db_statement db_statements[] = {\n");
    for (struct statement *s = g->statements; s; s = s->next) put_statement(b, s);
    BUF_LIT(b, "};\n\nconst size_t db_statement_count = "
               "sizeof db_statements / sizeof *db_statements;\n");
}

int main(int argc, char **argv) {
    if (argc < 5) {
        fprintf(stderr, "usage: gen_sql ROWS.h QUERY.h QUERY.c FILE.sql...\n");
        return 2;
    }
    struct arena *a = arena_new(SOURCE_MEMORY);
    struct gen g = {.arena = a};
    g.rows_end = &g.rows;
    g.statements_end = &g.statements;
    for (int i = 4; i < argc; i++) {
        struct source *src = ARENA_NEW(a, struct source);
        *src = source_read(a, argv[i]);
        read_file(&g, src);
    }
    resolve(&g);
    if (!g.statements) {
        fprintf(stderr, "gen_sql: the files hold no statement\n");
        arena_free(a);
        return 1;
    }
    struct output outs[3];
    for (int i = 0; i < 3; i++) outs[i] = (struct output){argv[1 + i], buf_new(a, OUTPUT_MAX)};
    put_rows(&g, &outs[0].text);
    put_query_header(&g, &outs[1].text);
    put_query(&g, &outs[2].text);
    source_write(outs, 3);
    arena_free(a);
    return 0;
}
