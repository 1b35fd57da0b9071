/*
 * gen_files: a text file arrives in the program byte by byte, whatever it holds.
 */
#include "tool.h"

/* Quotes, backslashes, trigraphs, control bytes and hanzi survive; names lose their folders. */
static void texts_survive(void **state) {
    (void)state;
    tool_put("001_a.sql", "SELECT \"x\\n\" ?\?= '\t1\r';\n-- 明白\n\n0123 no newline at the end");
    tool_put("empty.txt", "");
    assert_int_equal(tool_call("gen_files", "out.c migrations ./001_a.sql empty.txt"), 0);
    tool_put("main.c", "#include <stdio.h>\n#include <string.h>\n#include \"base/embedded.h\"\n"
                       "EMBEDDED(migrations);\n"
                       "int main(void) {\n"
                       "  if (migrations_count != 2) return 1;\n"
                       "  if (strcmp(migrations[0].name, \"001_a.sql\") != 0) return 2;\n"
                       "  if (strcmp(migrations[1].name, \"empty.txt\") != 0) return 3;\n"
                       "  if (migrations[1].text.n != 0 || !migrations[1].text.p) return 4;\n"
                       "  fwrite(migrations[0].text.p, 1, migrations[0].text.n, stdout);\n"
                       "  return 0;\n}\n");
    const char *d = tool_dir;
    assert_int_equal(tool_run(TOOL_CC "%s -o %s/main %s/main.c %s/out.c", d, d, d, d), 0);
    assert_int_equal(tool_run("%s/main > %s/copy && cmp %s/copy %s/001_a.sql", d, d, d, d), 0);
}

/* A file that is not there is named, and nothing is written. */
static void missing_file(void **state) {
    (void)state;
    tool_put("a.sql", "x");
    tool_fails("gen_files", "none.c t a.sql b.sql", "none.c", "b.sql: No such file or directory");
}

/* An output that cannot be written is an error. */
static void unwritable(void **state) {
    (void)state;
    tool_put("a.sql", "x");
    tool_fails("gen_files", "no/out.c t a.sql", "no/out.c", "no/out.c: No such file or directory");
}

static void wrong_use(void **state) {
    (void)state;
    assert_int_equal(tool_call("gen_files", "out2.c"), 2);
    tool_contains("err", "usage: gen_files");
    assert_int_equal(tool_call("gen_files", "out2.c 9bad a.sql"), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_survive),
        cmocka_unit_test(missing_file),
        cmocka_unit_test(unwritable),
        cmocka_unit_test(wrong_use),
    };
    return cmocka_run_group_tests_name("gen/files", tests, tool_setup, tool_teardown);
}
