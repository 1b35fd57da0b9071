/* A table is read row by row as it was written: quotes, line ends and blanks in their places; what
 * is no table, or over the limits, is refused. */
#include "fixture.h"

#include <sys/resource.h>

#include "base/csv.h"

#define LIMIT 65536

struct seen {
    size_t rows, cells; /* cells: of the latest row */
    struct str text;    /* all of it: cells in brackets, rows ended by a line */
    size_t longest;     /* bytes of a row */
    size_t stop_at;     /* 0: never */
    enum status stop_as;
};

static enum status on_row(void *arg, const struct str *cells, size_t count) {
    struct seen *s = arg;
    size_t n = 0;
    s->rows++;
    s->cells = count;
    for (size_t i = 0; i < count; i++) {
        n += cells[i].n;
        if (n > 1000) continue;
        s->text = str_format(arena, STR_FMT "[" STR_FMT "]", STR_ARG(s->text), STR_ARG(cells[i]));
    }
    s->text = str_format(arena, STR_FMT "\n", STR_ARG(s->text));
    if (n > s->longest) s->longest = n;
    return s->rows == s->stop_at ? s->stop_as : OK;
}

static enum status read_bytes(struct seen *s, const char *bytes, size_t n) {
    const char *path = fixture_file(bytes, n, 0600);
    enum status st = csv_read(path, on_row, s);
    unlink(path);
    return st;
}

static void assert_reads(const char *text, const char *expected) {
    struct seen s = {.text = STR("")};
    assert_int_equal(read_bytes(&s, text, strlen(text)), OK);
    assert_text(s.text, expected);
}

static void assert_invalid(const char *text) {
    struct seen s = {.text = STR("")};
    if (read_bytes(&s, text, strlen(text)) != INVALID) fail_msg("%s", text);
}

static void test_rows(void **state) {
    (void)state;
    assert_reads("a,b\nc,d\n", "[a][b]\n[c][d]\n");
    assert_reads("a,b\r\nc,d\r\n", "[a][b]\n[c][d]\n");
    assert_reads("a,b\rc,d", "[a][b]\n[c][d]\n");
    assert_reads("户编号,姓名\n甲1,张英", "[户编号][姓名]\n[甲1][张英]\n");
    assert_reads("a,,c\n,b,\n", "[a][][c]\n[][b][]\n");
    assert_reads(" a b ,\tc\t\n", "[a b][c]\n");
    assert_reads("a", "[a]\n");
}

/* Blank rows are none, however they are blank. */
static void test_blank_rows(void **state) {
    (void)state;
    assert_reads("", "");
    assert_reads("\n\r\n\n", "");
    assert_reads("a\n\n,,,\n  , \nb\n", "[a]\n[b]\n");
    assert_reads("\"\",\"\"\na", "[a]\n");
    assert_reads("\xEF\xBB\xBF", "");
}

/* Only the file's first three bytes are a byte order mark. */
static void test_byte_order_mark(void **state) {
    (void)state;
    assert_reads("\xEF\xBB\xBF"
                 "a,b\n",
                 "[a][b]\n");
    assert_reads("\xEF\xBB\xBF\"a,b\"\n", "[a,b]\n");
    assert_reads("\xEF\xBB", "[\xEF\xBB]\n");
    assert_reads("a\n\xEF\xBB\xBF"
                 "b\n",
                 "[a]\n[\xEF\xBB\xBF"
                 "b]\n");
}

static void test_quotes(void **state) {
    (void)state;
    assert_reads("\"a,b\",\"c\"\"d\",\"e\nf\r\ng\"\n", "[a,b][c\"d][e\nf\r\ng]\n");
    assert_reads("\" a \",b\n", "[ a ][b]\n");
    assert_reads("\"\"\"\"\n", "[\"]\n");
    assert_invalid("a,\"b\n");
    assert_invalid("\"");
    assert_invalid("\"a\"b,c\n");
    assert_invalid("a\"b,c\n");
}

/* 64 cells are a row, 65 are not; so are 64 KiB; a cell has 4 KiB, and no byte more. */
static void test_limits(void **state) {
    (void)state;
    struct seen s = {.text = STR("")};
    char *bytes = arena_alloc(arena, 4 * LIMIT);
    memset(bytes, ',', CSV_CELLS);
    bytes[CSV_CELLS - 1] = 'x';
    assert_int_equal(read_bytes(&s, bytes, CSV_CELLS), OK);
    assert_int_equal(s.cells, CSV_CELLS);
    bytes[CSV_CELLS - 1] = ',';
    bytes[CSV_CELLS] = 'x';
    assert_int_equal(read_bytes(&s, bytes, CSV_CELLS + 1), INVALID);

    memset(bytes, 'x', 2 * LIMIT);
    s = (struct seen){.text = STR("")};
    assert_int_equal(read_bytes(&s, bytes, TABLE_CELL), OK);
    assert_int_equal(s.longest, TABLE_CELL);
    assert_int_equal(read_bytes(&s, bytes, TABLE_CELL + 1), INVALID);
    /* Sixteen of the longest cells fill a row; the commas are not part of a cell. */
    for (size_t i = 1; i < 17; i++) bytes[i * (TABLE_CELL + 1) - 1] = ',';
    assert_int_equal(read_bytes(&s, bytes, 16 * (TABLE_CELL + 1) - 1), OK);
    assert_int_equal(read_bytes(&s, bytes, 16 * (TABLE_CELL + 1) + 1), INVALID);
}

/* Rows and cells are whole wherever the reading is cut into pieces. */
static void test_pieces(void **state) {
    (void)state;
    for (size_t before = LIMIT - 8; before <= LIMIT + 8; before++) {
        arena_reset(arena);
        struct seen s = {.text = STR("")};
        char *bytes = arena_alloc(arena, LIMIT + 64);
        memset(bytes, 'x', before);
        for (size_t i = 999; i < before; i += 1000) bytes[i] = '\n';
        memcpy(bytes + before, "\n\"张\"\"英\",b\r\nc", 16);
        assert_int_equal(read_bytes(&s, bytes, before + 16), OK);
        assert_true(str_ends(s.text, STR("\n[张\"英][b]\n[c]\n")));
    }
}

/* Whatever the row says but OK is the answer, and the last row asked. */
static void test_stopping(void **state) {
    (void)state;
    static const enum status all[] = {NOT_FOUND, DENIED, INVALID, CONFLICT, BUSY, FAILED};
    static const char *const texts[] = {"a\nb\nc\nd\n", "a\nb\nc", "a\nb\n\"c", "a\nb\n\"c\"d,\n",
                                        "a\nb"};
    for (size_t i = 0; i < COUNT(all); i++) {
        for (size_t k = 0; k < COUNT(texts); k++) {
            struct seen s = {.text = STR(""), .stop_at = 2, .stop_as = all[i]};
            assert_int_equal(read_bytes(&s, texts[k], strlen(texts[k])), all[i]);
            assert_int_equal(s.rows, 2);
        }
    }
}

static void test_files(void **state) {
    (void)state;
    struct seen s = {.text = STR("")};
    assert_int_equal(csv_read("/nonexistent/x.csv", on_row, &s), NOT_FOUND);
    assert_int_equal(csv_read("/tmp", on_row, &s), FAILED);
    assert_int_equal(s.rows, 0);
}

/* A quote that is never closed does not gather the file in memory: a file without end is refused.
 */
static void read_endless(void) {
    struct rlimit few = {5, 5}; /* seconds, should it ever be read on */
    struct seen s = {.text = STR_INIT("")};
    char path[] = "/tmp/mingbai_test_XXXXXX";
    if (!mkdtemp(path)) _exit(2);
    const char *file = str_cstr(arena, str_format(arena, "%s/pipe", path));
    if (mkfifo(file, 0600) != 0) _exit(2);
    setrlimit(RLIMIT_CPU, &few);
    pid_t writer = fork();
    if (writer == 0) {
        static char many[65536];
        int fd = open(file, O_WRONLY);
        memset(many, 'x', sizeof many);
        if (write(fd, "\"", 1) != 1) _exit(0);
        while (write(fd, many, sizeof many) > 0) {
        }
        _exit(0);
    }
    enum status st = csv_read(file, on_row, &s);
    waitpid(writer, NULL, 0);
    unlink(file);
    rmdir(path);
    _exit(st == INVALID ? 42 : 1);
}

static void test_endless_cell(void **state) {
    (void)state;
    assert_int_equal(exit_code_of(read_endless), 42);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_rows),     TEST(test_blank_rows), TEST(test_byte_order_mark),
        TEST(test_quotes),   TEST(test_limits),     TEST(test_pieces),
        TEST(test_stopping), TEST(test_files),      TEST(test_endless_cell),
    };
    return cmocka_run_group_tests_name("base/csv", tests, NULL, NULL);
}
