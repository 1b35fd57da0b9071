/*
 * For the tests of the build tools: a directory of inputs, a run of a tool, and what it said. The
 * tools are looked for in $GEN_DIR, else in the GEN_DIR of the build; tests run in the project's
 * root, because generated C is compiled against the real headers there.
 */
#ifndef TEST_GEN_TOOL_H
#define TEST_GEN_TOOL_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#ifndef GEN_DIR
#define GEN_DIR "build/bin"
#endif

/* What generated C must compile under. */
#define TOOL_CC                                                                                    \
    "cc -std=gnu11 -O1 -Wall -Wextra -Wshadow -Wconversion -Wsign-conversion -Wformat=2 "          \
    "-Wstrict-prototypes -Wmissing-prototypes -Wundef -Werror -Ifcgi -I. -I"

static char tool_dir[64];

static inline int tool_setup(void **state) {
    (void)state;
    strcpy(tool_dir, "/tmp/mingbai-gen-XXXXXX");
    return mkdtemp(tool_dir) ? 0 : -1;
}

/* tool_run(fmt, ...): a command of the shell; gives its exit code. */
__attribute__((format(printf, 1, 2))) static inline int tool_run(const char *fmt, ...) {
    char command[4096];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(command, sizeof command, fmt, args);
    va_end(args);
    assert_in_range(n, 1, sizeof command - 1);
    int rc = system(command);
    return rc < 0 ? rc : rc >> 8;
}

static inline int tool_teardown(void **state) {
    (void)state;
    return tool_run("rm -rf %s", tool_dir);
}

static inline const char *tool_path(const char *name) {
    static char path[4][160];
    static unsigned turn;
    char *p = path[turn++ % 4];
    snprintf(p, sizeof path[0], "%s/%s", tool_dir, name);
    return p;
}

static inline void tool_put(const char *name, const char *text) {
    FILE *f = fopen(tool_path(name), "w");
    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, strlen(text), f), strlen(text));
    assert_int_equal(fclose(f), 0);
}

/* tool_get(name): the text of a file, until the next call. */
static inline const char *tool_get(const char *name) {
    static char text[65536];
    FILE *f = fopen(tool_path(name), "r");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    text[n] = 0;
    return text;
}

/* tool_call(tool, args): runs a tool within the directory; gives its exit code. What it said is
 * then in the file "err". */
static inline int tool_call(const char *tool, const char *args) {
    const char *dir = getenv("GEN_DIR");
    char real[4096];
    assert_non_null(realpath(dir ? dir : GEN_DIR, real));
    return tool_run("cd %s && %s/%s %s 2>err", tool_dir, real, tool, args);
}

/* tool_fails(tool, args, message): the tool refuses with exactly this line, and ${output} is not
 * there. */
static inline void tool_fails(const char *tool, const char *args, const char *output,
                              const char *message) {
    int rc = tool_call(tool, args);
    char line[512];
    snprintf(line, sizeof line, "%s\n", message);
    assert_string_equal(tool_get("err"), line);
    assert_int_equal(rc, 1);
    assert_int_not_equal(access(tool_path(output), F_OK), 0);
}

/* tool_contains(name, part): the file holds ${part}. */
static inline void tool_contains(const char *name, const char *part) {
    const char *text = tool_get(name);
    if (!strstr(text, part)) fail_msg("%s does not hold: %s\nbut is:\n%s", name, part, text);
}

#endif
