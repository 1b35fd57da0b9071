/* A form with files: what browsers send is read, however it is cut into pieces; whatever is not
 * exactly the format is refused, and no file is left behind. */
#include "../base/fixture.h"

#include <dirent.h>

#include "base/buf.h"
#include "base/seal.h"
#include "web/multipart.h"

static char dir[] = "/tmp/mingbai-multipart-XXXXXX";

static int files_left(void) {
    int n = 0;
    DIR *d = opendir(dir);
    for (struct dirent *e; (e = readdir(d));) n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static int open_spool(void **state) {
    if (seal_start() != OK || !mkdtemp(dir)) return -1;
    return fixture_open(state);
}

static int close_spool(void **state) {
    int left = files_left();
    rmdir(dir);
    strcpy(dir + strlen(dir) - 6, "XXXXXX");
    fixture_close(state);
    return left; /* no test leaves a file */
}

#define TYPE  "multipart/form-data; boundary=xyz"
#define FIELD "--xyz\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc\r\n"
#define FILE_HEAD                                                                                  \
    "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n"               \
    "Content-Type: text/csv\r\n\r\n"
#define END "--xyz--\r\n"

static struct multipart *m;
static struct sent sent;

/* The body in pieces of ${step} bytes. */
static enum status read_by(const char *type, struct str body, size_t step) {
    m = multipart_new(arena, str_from(type), dir);
    assert_non_null(m);
    for (size_t at = 0; at < body.n; at += step) {
        multipart_put(m, str_slice(body, at, at + step));
    }
    return multipart_end(&sent, m);
}

static struct str content(const struct upload *u) {
    char *text = arena_alloc(arena, 100000);
    int fd = spool_reopen(&u->file, dir);
    ssize_t n = read(fd, text, 100000);
    close(fd);
    return (struct str){text, n < 0 ? 0 : (size_t)n};
}

static void fields_and_files_in_pieces_of_any_size(void **state) {
    (void)state;
    struct str body = STR(FIELD FILE_HEAD "1,2\r\n--xy\r\n--\r\n"
                                          "\r\n" END);
    for (size_t step = 1; step <= body.n; step++) {
        assert_int_equal(read_by(TYPE, body, step), OK);
        assert_true(str_is(form_sent(&sent, "token"), "abc"));
        struct upload *u = multipart_file(m, "file", 0);
        assert_non_null(u);
        assert_true(str_is(u->name, "a.csv"));
        assert_true(str_is(content(u), "1,2\r\n--xy\r\n--\r\n"));
        assert_null(multipart_file(m, "other", 0));
        multipart_drop(m);
        assert_int_equal(files_left(), 0);
    }
}

/* Larger than the window, with something like a delimiter at every place of it. */
static void a_large_file(void **state) {
    (void)state;
    size_t n = 90000;
    char *text = arena_alloc(arena, n);
    for (size_t i = 0; i < n; i++) text[i] = "\r\n--xy"[i % 6];
    struct str body = str_format(arena, FILE_HEAD STR_FMT "\r\n" END, (int)n, text);
    for (size_t step = 4093; step <= 8192; step += 4099) {
        assert_int_equal(read_by(TYPE, body, step), OK);
        struct upload *u = multipart_file(m, "file", 0);
        assert_int_equal(u->file.size, n);
        assert_memory_equal(content(u).p, text, n);
        multipart_drop(m);
    }
}

static void a_kept_file_stays_until_it_is_removed(void **state) {
    (void)state;
    assert_int_equal(read_by(TYPE, STR(FILE_HEAD "x\r\n" END), 7), OK);
    struct upload *u = multipart_file(m, "file", 0);
    assert_int_equal(spool_keep(&u->file, dir), OK);
    struct str name = str_copy(arena, str_from(u->file.name));
    multipart_drop(m);
    assert_int_equal(files_left(), 1);
    spool_remove(dir, name);
}

static void nothing_chosen_is_no_file(void **state) {
    (void)state;
    struct str body = STR(
        "--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\n"
        "Content-Type: application/octet-stream\r\n\r\n\r\n" FIELD END);
    assert_int_equal(read_by(TYPE, body, 11), OK);
    assert_null(multipart_file(m, "file", 0));
    assert_true(str_is(form_sent(&sent, "token"), "abc"));
    assert_int_equal(sent.count, 1);
}

static void names_of_files(void **state) {
    (void)state;
    static const struct {
        const char *sent, *name; /* NULL: refused */
    } table[] = {
        {"登记表.xlsx", "登记表.xlsx"},
        {"C:\\\\tmp\\\\a.csv", "a.csv"},
        {"../../etc/passwd", "passwd"},
        {"a\\\"b.csv", "a\"b.csv"},
        {"a;b=c.csv", "a;b=c.csv"},
        {"folder/", NULL},
        {"a\xff.csv", NULL},
        {"a\tb.csv", NULL},
        {"a\nb.csv", NULL},
        {"a\xe2\x80\xae.csv", NULL},
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        struct str body = str_format(
            arena,
            "--xyz\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%s\"\r\n\r\nx\r\n%s",
            table[i].sent, END);
        assert_int_equal(read_by(TYPE, body, 64), table[i].name ? OK : INVALID);
        struct upload *u = multipart_file(m, "f", 0);
        if (table[i].name) assert_true(str_is(u->name, table[i].name));
        multipart_drop(m);
    }
}

static void types_that_are_none(void **state) {
    (void)state;
    static const char *const table[] = {
        "",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=a b",
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=a; charset=utf-8",
        "multipart/mixed; boundary=a",
        "multipart/form-data; boundary=\"a\r\n\"",
        "multipart/form-data; boundary="
        "0123456789012345678901234567890123456789012345678901234567890123456789a",
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        assert_null(multipart_new(arena, str_from(table[i]), dir));
    }
    assert_non_null(multipart_new(arena, STR("multipart/form-data; boundary=\"a.b\""), dir));
}

#define PART(head) "--xyz\r\n" head "\r\n\r\nx\r\n" END
#define NAMED      "Content-Disposition: form-data; name=\"a\""

static void malformed_forms_are_refused(void **state) {
    (void)state;
    static const char *const table[] = {
        "",
        "--xyz--\r\n",
        "preamble\r\n" FIELD END,
        FIELD,
        FIELD "--xyz",
        FIELD "--xyz-",
        FIELD "--xyz \r\n",
        FIELD END "epilogue",
        FIELD "--xyz--\n",
        FIELD "--xyz--\r",
        FIELD FILE_HEAD "cut off",
        "--xyy\r\n" NAMED "\r\n\r\nx\r\n" END,
        PART("Content-Type: text/plain"),
        PART("Content-Disposition: form-data"),
        PART("Content-Disposition: form-data; name=\"\""),
        PART("Content-Disposition: form-data; name=a"),
        PART("Content-Disposition: form-data; name=\"a"),
        PART("Content-Disposition: attachment; name=\"a\""),
        PART("Content-Disposition: form-data; name=\"a\"; name=\"b\""),
        PART("Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''b"),
        PART("Content-Disposition: form-data; name=\"a\"junk"),
        PART("Content-Disposition form-data; name=\"a\""),
        PART(NAMED "\r\n" NAMED),
        PART(NAMED "\r\nContent-Transfer-Encoding: base64"),
        PART(NAMED "\r\n folded: x"),
        PART(NAMED "\r\nX-Other: y"),
        "--xyz\r\n" NAMED "\n\nx\r\n" END,
    };
    for (size_t i = 0; i < COUNT(table); i++) {
        for (size_t step = 1; step < 40; step += 19) {
            if (read_by(TYPE, str_from(table[i]), step) == OK) fail_msg("%zu: %s", i, table[i]);
            assert_int_equal(sent.count, 0);
            assert_null(multipart_file(m, "file", 0));
            multipart_drop(m);
        }
    }
}

static enum status repeated(const char *part, int times) {
    struct buf b = buf_new(arena, 1 << 20);
    for (int i = 0; i < times; i++) buf_put(&b, str_from(part));
    buf_put(&b, STR(END));
    enum status st = read_by(TYPE, buf_str(&b), 8192);
    multipart_drop(m);
    return st;
}

static void limits_hold(void **state) {
    (void)state;
    assert_int_equal(repeated(FIELD, MULTIPART_PARTS), OK);
    assert_int_equal(repeated(FIELD, MULTIPART_PARTS + 1), INVALID);
    assert_int_equal(repeated(FILE_HEAD "x\r\n", MULTIPART_FILES), OK);
    assert_int_equal(repeated(FILE_HEAD "x\r\n", MULTIPART_FILES + 1), INVALID);
    char *long_text = arena_alloc(arena, MULTIPART_FIELDS + 2);
    memset(long_text, 'a', MULTIPART_FIELDS + 1);
    const char *field = str_cstr(arena,
                                 str_format(arena, "--xyz\r\n" NAMED "\r\n\r\n%s\r\n", long_text));
    assert_int_equal(repeated(field, 1), INVALID);
    long_text[MULTIPART_HEAD] = '\0';
    const char *head = str_cstr(
        arena, str_format(arena, "--xyz\r\n" NAMED "\r\nContent-Type: %s\r\n\r\nx\r\n", long_text));
    assert_int_equal(repeated(head, 1), INVALID);
}

static void a_spool_that_takes_nothing_is_busy(void **state) {
    (void)state;
    m = multipart_new(arena, STR(TYPE), "/nonexistent/spool");
    assert_int_equal(multipart_put(m, STR(FILE_HEAD "x\r\n" END)), BUSY);
    assert_int_equal(multipart_end(&sent, m), BUSY);
    multipart_drop(m);
}

int main(void) {
#define WITH_SPOOL(f) cmocka_unit_test_setup_teardown(f, open_spool, close_spool)
    const struct CMUnitTest tests[] = {
        WITH_SPOOL(fields_and_files_in_pieces_of_any_size),
        WITH_SPOOL(a_large_file),
        WITH_SPOOL(a_kept_file_stays_until_it_is_removed),
        WITH_SPOOL(nothing_chosen_is_no_file),
        WITH_SPOOL(names_of_files),
        WITH_SPOOL(types_that_are_none),
        WITH_SPOOL(malformed_forms_are_refused),
        WITH_SPOOL(limits_hold),
        WITH_SPOOL(a_spool_that_takes_nothing_is_busy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
