/*
 * What the tests of base/ share: cmocka, an arena for each test, a comparison of texts, and a
 * look at what a piece of code writes to stderr or how it ends the process.
 */
#ifndef TEST_BASE_FIXTURE_H
#define TEST_BASE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct arena *arena; /* empty at the start of each test */

static inline int fixture_open(void **state) {
    (void)state;
    arena = arena_new((size_t)64 * 1024 * 1024);
    return 0;
}

static inline int fixture_close(void **state) {
    (void)state;
    arena_free(arena);
    arena = NULL;
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_open, fixture_close)

/* The text of ${s} is ${expected}, a terminated string. */
static inline void assert_text(struct str s, const char *expected) {
    assert_string_equal(str_cstr(arena, s), expected);
    assert_int_equal(s.n, strlen(expected));
}

/* A private file of this test with ${n} bytes of ${content}; unlink it. Static. */
static inline const char *fixture_file(const char *content, size_t n, mode_t mode) {
    static char path[64];
    strcpy(path, "/tmp/mingbai_test_XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, n), n);
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
    return path;
}

/* Between these two, stderr goes to a file; the second gives what was written. */
static int fixture_stderr_kept, fixture_stderr_file;

static inline void stderr_catch(void) {
    char path[] = "/tmp/mingbai_test_XXXXXX";
    fflush(stderr);
    fixture_stderr_kept = dup(STDERR_FILENO);
    fixture_stderr_file = mkstemp(path);
    assert_true(fixture_stderr_kept >= 0 && fixture_stderr_file >= 0);
    unlink(path);
    dup2(fixture_stderr_file, STDERR_FILENO);
}

static inline struct str stderr_caught(void) {
    char *text = arena_alloc(arena, 64 * 1024);
    fflush(stderr);
    dup2(fixture_stderr_kept, STDERR_FILENO);
    close(fixture_stderr_kept);
    ssize_t n = pread(fixture_stderr_file, text, 64 * 1024 - 1, 0);
    close(fixture_stderr_file);
    assert_true(n >= 0);
    return (struct str){text, (size_t)n};
}

/* The exit code of a child that runs ${body} with its log silenced; 0 if ${body} returned. */
static inline int exit_code_of(void (*body)(void)) {
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(nowhere, STDERR_FILENO);
        body();
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
