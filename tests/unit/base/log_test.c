/* Whatever a value holds, a log entry stays one line, one write, one JSON object. */
#define _GNU_SOURCE 1 /* pipe2 */
#include "fixture.h"

#include <errno.h>

#include "base/log.h"

/* The line without its time, which is of this second or so. */
static struct str logged(void) {
    struct str line = stderr_caught();
    static const char start[] = "{\"time\":\"20";
    assert_true(str_starts(line, str_from(start)));
    assert_int_equal(line.p[33], '"');
    assert_int_equal(line.p[32], 'Z');
    return str_slice(line, 34, line.n);
}

/* A line holds time, level, program, request, event and the pairs, in this order. */
static void test_line(void **state) {
    (void)state;
    log_start("public", LOG_INFO);
    log_request(STR("r-1"));
    stderr_catch();
    log_event(LOG_WARN, "db_lost", "statement", "notice_by_id", "error", "gone away", NULL);
    assert_text(logged(), ",\"level\":\"warn\",\"program\":\"public\",\"request\":\"r-1\","
                          "\"event\":\"db_lost\",\"statement\":\"notice_by_id\","
                          "\"error\":\"gone away\"}\n");
    log_request(STR_NONE);
    stderr_catch();
    log_event(LOG_ERROR, "stopped", NULL);
    assert_text(logged(), ",\"level\":\"error\",\"program\":\"public\",\"event\":\"stopped\"}\n");
}

/* Only what is at least as grave as asked for is written. */
static void test_level(void **state) {
    (void)state;
    log_start("public", LOG_WARN);
    stderr_catch();
    log_event(LOG_DEBUG, "a", NULL);
    log_event(LOG_INFO, "b", NULL);
    assert_int_equal(stderr_caught().n, 0);
    stderr_catch();
    log_event(LOG_WARN, "c", NULL);
    log_event(LOG_ERROR, "d", NULL);
    struct str lines = stderr_caught();
    assert_text(str_slice(lines, lines.n - 2, lines.n), "}\n");
    assert_true(str_find(lines, STR("\"event\":\"c\"")) < str_find(lines, STR("\"event\":\"d\"")));
    log_start("public", LOG_DEBUG);
    stderr_catch();
    log_event(LOG_DEBUG, "a", NULL);
    assert_true(stderr_caught().n > 0);
}

static struct str value_logged(const char *value) {
    log_start(NULL, LOG_INFO);
    log_request(STR_NONE);
    stderr_catch();
    log_event(LOG_INFO, "e", "v", value, NULL);
    struct str line = logged();
    struct str before = STR(",\"level\":\"info\",\"event\":\"e\",\"v\":");
    assert_true(str_starts(line, before));
    assert_true(str_ends(line, STR("}\n")));
    assert_int_equal(str_find(line, STR("\n")), line.n - 1);
    return str_slice(line, before.n, line.n - 2);
}

/* Quotes, controls and bytes that are no text cannot break a line, or a terminal that shows it. */
static void test_escapes(void **state) {
    (void)state;
    assert_text(value_logged("a\"b\\c/d"), "\"a\\\"b\\\\c/d\"");
    assert_text(value_logged("1\n2\r3\t4\v"), "\"1\\u000a2\\u000d3\\u00094\\u000b\"");
    assert_text(value_logged("\x1B[31m\x01\x1F\x7F"), "\"\\u001b[31m\\u0001\\u001f\\u007f\"");
    assert_text(value_logged("\xC2\x9B\u2028\u2029"), "\"\\u009b\\u2028\\u2029\"");
    assert_text(value_logged("\xFF村\xE6\x9D"), "\"\\ufffd村\\ufffd\\ufffd\"");
    assert_text(value_logged(""), "\"\"");
    assert_text(value_logged("\"}\n{\"x\":\"y"), "\"\\\"}\\u000a{\\\"x\\\":\\\"y\"");
}

/* A value is clipped at 300 bytes, and never within a character. */
static void test_clip(void **state) {
    (void)state;
    char value[400];
    memset(value, 'x', sizeof value);
    value[300] = '\0';
    assert_int_equal(value_logged(value).n, 302);
    value[300] = 'x';
    value[399] = '\0';
    assert_int_equal(value_logged(value).n, 302);

    for (size_t before = 296; before <= 300; before++) {
        static const char character[] = "𠮷";
        memset(value, 'x', sizeof value - 1);
        memcpy(value + before, character, 4);
        struct str said = value_logged(value);
        assert_int_equal(str_find(said, STR("ufffd")), said.n);
        assert_int_equal(str_find(said, STR("𠮷")), before == 296 ? 297 : said.n);
        assert_int_equal(said.n, 2 + (before == 296 ? 300 : before));
    }
}

/* Bytes that are no text keep being shown as such right before the clip. */
static void test_clip_of_no_text(void **state) {
    (void)state;
    char value[400];
    memset(value, 'x', sizeof value - 1);
    value[399] = '\0';
    value[299] = (char)0xFF;
    struct str said = value_logged(value);
    assert_text(str_slice(said, said.n - 7, said.n), "\\ufffd\"");
}

/* A line ends within 2 KiB and stays whole: the pairs that do not fit are left out. */
static void test_long_line(void **state) {
    (void)state;
    char wide[300];
    memset(wide, '\x01', sizeof wide - 1); /* six bytes each when escaped */
    wide[299] = '\0';
    log_start("public", LOG_INFO);
    stderr_catch();
    log_event(LOG_INFO, "e", "a", wide, "b", wide, "c", "short", "d", wide, NULL);
    struct str line = logged();
    assert_true(line.n + 34 <= 2048);
    assert_true(str_find(line, STR("\"a\":\"\\u0001")) < line.n);
    assert_int_equal(str_find(line, STR("\"b\"")), line.n);
    assert_true(str_find(line, STR("\"c\":\"short\"}\n")) < line.n);
    assert_int_equal(str_find(line, STR("\n")), line.n - 1);
}

/* A value that is missing is null, and nothing after it is read. */
static void test_missing_value(void **state) {
    (void)state;
    const char *volatile missing = NULL;
    log_start("public", LOG_INFO);
    stderr_catch();
    log_event(LOG_INFO, "e", "a", "1", "b", missing, NULL);
    struct str line = logged();
    assert_true(str_ends(line, STR("\"a\":\"1\",\"b\":null}\n")));
}

/* Each line leaves by one write. */
static void test_one_write(void **state) {
    (void)state;
    int ends[2];
    char bytes[4096];
    assert_int_equal(pipe2(ends, O_DIRECT | O_NONBLOCK), 0); /* a read gives what one write gave */
    int kept = dup(STDERR_FILENO);
    dup2(ends[1], STDERR_FILENO);
    log_start("public", LOG_INFO);
    for (int i = 0; i < 2; i++) log_event(LOG_INFO, "e", "n", log_number(i), NULL);
    dup2(kept, STDERR_FILENO);
    for (int i = 0; i < 2; i++) {
        ssize_t n = read(ends[0], bytes, sizeof bytes);
        assert_true(n > 0);
        assert_int_equal(bytes[0], '{');
        assert_memory_equal(bytes + n - 2, "}\n", 2);
        assert_ptr_equal(memchr(bytes, '\n', (size_t)n), bytes + n - 1);
    }
    assert_true(read(ends[0], bytes, sizeof bytes) < 0);
    close(kept);
    close(ends[0]);
    close(ends[1]);
}

/* Logging leaves errno to whoever is about to report it. */
static void test_errno(void **state) {
    (void)state;
    int kept = dup(STDERR_FILENO);
    close(STDERR_FILENO);
    errno = ENOENT;
    log_event(LOG_ERROR, "e", NULL);
    int after = errno;
    dup2(kept, STDERR_FILENO);
    close(kept);
    assert_int_equal(after, ENOENT);
}

/* Eight numbers may be used in one call. */
static void test_number(void **state) {
    (void)state;
    const char *first = log_number(INT64_MIN);
    for (int i = 0; i < 6; i++) log_number(i);
    assert_string_equal(log_number(INT64_MAX), "9223372036854775807");
    assert_string_equal(first, "-9223372036854775808");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_line),          TEST(test_level),           TEST(test_escapes),
        TEST(test_clip),          TEST(test_clip_of_no_text), TEST(test_long_line),
        TEST(test_missing_value), TEST(test_one_write),       TEST(test_errno),
        TEST(test_number),
    };
    return cmocka_run_group_tests_name("base/log", tests, NULL, NULL);
}
