/*
 * gen_files OUT.c NAME FILE...: text files as a C table, see base/embedded.h. Each line of a file
 * is one line of the generated literal.
 */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "gen/source.h"

static void embed(struct buf *out, struct source file) {
    const char *slash = strrchr(file.path, '/');
    BUF_LIT(out, "    {");
    source_quote(out, str_from(slash ? slash + 1 : file.path));
    BUF_LIT(out, ", STR_INIT(");
    struct str rest = file.text;
    if (rest.n == 0) BUF_LIT(out, "\"\"");
    while (rest.n > 0) {
        size_t line = str_find(rest, STR("\n"));
        if (line < rest.n) line++;
        BUF_LIT(out, "\n        ");
        source_quote(out, str_slice(rest, 0, line));
        rest = str_slice(rest, line, rest.n);
    }
    BUF_LIT(out, ")},\n");
}

int main(int argc, char **argv) {
    if (argc < 4 || !source_is_name(str_from(argv[2]))) {
        fprintf(stderr, "usage: gen_files OUT.c NAME FILE...\n");
        return 2;
    }
    struct arena *a = arena_new(SOURCE_MEMORY);
    struct output out = {argv[1], buf_new(a, OUTPUT_MAX)};
    BUF_LIT(&out.text, "/* Made by gen_files: change the files, not this. */\n"
                       "#include \"base/embedded.h\"\n\n");
    buf_format(&out.text, "EMBEDDED(%s);\n\nconst struct embedded %s[] = {\n", argv[2], argv[2]);
    for (int i = 3; i < argc; i++) embed(&out.text, source_read(a, argv[i]));
    buf_format(&out.text, "};\n\nconst size_t %s_count = %d;\n", argv[2], argc - 3);
    source_write(&out, 1);
    arena_free(a);
    return 0;
}
