/* One connection is one request: what a peer says is read to its end, once, and nothing of it can
 * become a second request. The peer here speaks FastCGI by hand over a unix socket. */
#include "../base/fixture.h"

#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include "base/buf.h"
#include "web/fcgi.h"

#define BEGIN_REQUEST 1
#define PARAMS        4
#define STDIN         5
#define STDOUT        6
#define KEEP_CONN     1

static char folder[64], path[96];
static pid_t worker;

/* -- the worker: says what it read ---------------------------------------------------------------
 */

static void say(struct buf *b, const char *name, struct str s) {
    buf_format(b, "%s=[" STR_FMT "]\n", name, STR_ARG(s));
}

static void answer(struct fcgi *f, struct arena *a, int served) {
    struct request *rq = ARENA_NEW(a, struct request);
    struct response rs;
    struct sending out = {.keeps = 0};
    rq->arena = a;
    response_start(&rs, a);
    enum status st = fcgi_read(rq, f);
    bool refuse = str_is(rq->path, "/small"); /* a handler whose row takes ten bytes */
    enum status body = fcgi_body(rq, f, refuse ? 10 : 200000);
    buf_format(&rs.body, "served=%d read=%d body=%d method=%d encoding=%d size=%zu\n", served, st,
               body, rq->method, rq->encoding, rq->body.n);
    say(&rs.body, "path", rq->path);
    say(&rs.body, "query", rq->query);
    say(&rs.body, "cookies", rq->cookies);
    say(&rs.body, "address", rq->address);
    say(&rs.body, "id", rq->id);
    say(&rs.body, "view", rq->view);
    say(&rs.body, "text", str_slice(rq->body, 0, 100));
    if (str_is(rq->path, "/headers")) {
        rs.status = 303;
        rs.location = (struct url){STR("/a\r\nX-Evil: 1\nb\x7f")};
        response_cookie(&rs, a, "c", STR("v\r\nSet-Cookie: evil=1"), false, true, -1);
        rs.type = "text/plain";
        rs.retry_after = 7;
        rs.filename = STR("%41%42");
        rs.stored = STR("/stored/x");
        out.keeps = 2;
        out.etag = STR("W/\"abc\"");
        out.encoding = ENCODING_BR;
    }
    if (str_is(rq->path, "/later")) { /* larger than what libfcgi keeps back by itself */
        for (int i = 0; i < 3000; i++) BUF_LIT(&rs.body, "later\n");
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        out.at = (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + 1000000;
    }
    out.body = buf_str(&rs.body);
    fcgi_send(f, rq, &rs, &out);
}

static void work(int socket) {
    struct arena *a = arena_new((size_t)16 << 20);
    struct fcgi *f = fcgi_new(socket);
    int served = 0;
    while (fcgi_next(f)) {
        alarm(20);
        answer(f, a, ++served);
        alarm(0);
        arena_reset(a);
    }
    fcgi_finish(f);
    arena_free(a);
}

static int start_worker(void **state) {
    (void)state;
    strcpy(folder, "/tmp/mingbai_test_XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/pool.sock", folder);
    int socket = fcgi_listen(path);
    if (socket < 0) return -1;
    worker = fork();
    if (worker == 0) {
        work(socket);
        _exit(0);
    }
    close(socket);
    return worker > 0 ? 0 : -1;
}

static int stop_worker(void **state) {
    (void)state;
    int how;
    kill(worker, SIGKILL);
    waitpid(worker, &how, 0);
    unlink(path);
    rmdir(folder);
    return 0;
}

/* -- the peer ------------------------------------------------------------------------------------
 */

static void record(struct buf *b, int type, struct str content) {
    const char head[8] = {1, (char)type, 0, 1, (char)(content.n >> 8), (char)(content.n & 255),
                          0, 0};
    buf_put(b, (struct str){head, sizeof head});
    buf_put(b, content);
}

/* A stream in records of at most ${step} bytes, and the empty one that ends it. */
static void stream(struct buf *b, int type, struct str content, size_t step) {
    for (size_t i = 0; i < content.n; i += step) {
        record(b, type, str_slice(content, i, i + step));
    }
    record(b, type, STR(""));
}

static void length_of(struct buf *b, size_t n) {
    if (n > 127) {
        buf_byte(b, (char)(0x80 | (n >> 24)));
        buf_byte(b, (char)(n >> 16 & 255));
        buf_byte(b, (char)(n >> 8 & 255));
    }
    buf_byte(b, (char)(n & 255));
}

static void param(struct buf *b, const char *name, struct str value) {
    length_of(b, strlen(name));
    length_of(b, value.n);
    buf_put(b, str_from(name));
    buf_put(b, value);
}

static struct buf new_buf(void) {
    return buf_new(arena, 1 << 20);
}

/* A whole request as bytes. */
static struct str request(struct str params, struct str body, int flags) {
    struct buf b = new_buf();
    const char begin[8] = {0, 1, (char)flags, 0, 0, 0, 0, 0};
    record(&b, BEGIN_REQUEST, (struct str){begin, sizeof begin});
    stream(&b, PARAMS, params, 8000);
    stream(&b, STDIN, body, 8000);
    return buf_str(&b);
}

static int connect_peer(void) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    memcpy(at.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static int begin_talk(struct str bytes) {
    int fd = connect_peer();
    for (size_t sent = 0; sent < bytes.n;) {
        ssize_t n = send(fd, bytes.p + sent, bytes.n - sent, MSG_NOSIGNAL);
        if (n <= 0) break;
        sent += (size_t)n;
    }
    return fd;
}

/* Reads all there is to read, and gives the text of the answer's STDOUT records. */
static struct str end_talk(int fd) {
    struct buf raw = new_buf(), text = new_buf();
    for (;;) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&p, 1, 10000), 1);
        char *room = buf_room(&raw, 4096);
        ssize_t n = read(fd, room, 4096);
        if (n <= 0) break;
        raw.n += (size_t)n;
    }
    close(fd);
    struct str s = buf_str(&raw);
    while (s.n >= 8) {
        const unsigned char *h = (const unsigned char *)s.p;
        size_t n = (size_t)h[4] << 8 | h[5], padding = h[6];
        if (h[1] == STDOUT) buf_put(&text, str_slice(s, 8, 8 + n));
        s = str_slice(s, 8 + n + padding, s.n);
    }
    return buf_str(&text);
}

static struct str talk(struct str bytes) {
    return end_talk(begin_talk(bytes));
}

static void assert_says(struct str answer_text, const char *part) {
    if (str_find(answer_text, str_from(part)) == answer_text.n) {
        fail_msg("no \"%s\" in:\n" STR_FMT, part, STR_ARG(answer_text));
    }
}

static void assert_says_not(struct str answer_text, const char *part) {
    if (str_find(answer_text, str_from(part)) != answer_text.n) {
        fail_msg("\"%s\" in:\n" STR_FMT, part, STR_ARG(answer_text));
    }
}

static struct buf get(const char *uri) {
    struct buf b = new_buf();
    param(&b, "REQUEST_METHOD", STR("GET"));
    param(&b, "DOCUMENT_URI", str_from(uri));
    return b;
}

static struct buf post(const char *uri, const char *announced) {
    struct buf b = new_buf();
    param(&b, "REQUEST_METHOD", STR("POST"));
    param(&b, "DOCUMENT_URI", str_from(uri));
    param(&b, "CONTENT_LENGTH", str_from(announced));
    return b;
}

/* -- tests ---------------------------------------------------------------------------------------
 */

static void test_get(void **state) {
    (void)state;
    struct buf b = get("/notices");
    param(&b, "QUERY_STRING", STR("a=1=2&b"));
    param(&b, "HTTP_COOKIE", STR("view=elder; x=y"));
    param(&b, "REMOTE_ADDR", STR("192.0.2.1"));
    param(&b, "REQUEST_ID", STR("0123456789abcdef"));
    param(&b, "VIEW", STR("elder"));
    param(&b, "ACCEPT_ENCODING", STR("br"));
    param(&b, "CONTENT_LENGTH", STR(""));
    struct str a = talk(request(buf_str(&b), STR(""), 0));
    assert_says(a, "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n");
    assert_says(a, "X-Accel-Expires: 0\r\nCache-Control: no-store\r\n\r\n");
    assert_says(a, "read=0 body=0 method=1 encoding=2 size=0\n");
    assert_says(a, "path=[/notices]\nquery=[a=1=2&b]\ncookies=[view=elder; x=y]\n");
    assert_says(a, "address=[192.0.2.1]\nid=[0123456789abcdef]\nview=[elder]\n");
}

/* Of a parameter sent twice the first counts, whatever is in the second. */
static void test_duplicates(void **state) {
    (void)state;
    struct buf b = get("/first");
    param(&b, "REMOTE_ADDR", STR("192.0.2.1"));
    param(&b, "QUERY_STRING", STR(""));
    param(&b, "DOCUMENT_URI", STR("/second"));
    param(&b, "REMOTE_ADDR", STR("127.0.0.1"));
    param(&b, "REQUEST_METHOD", STR("POST"));
    param(&b, "QUERY_STRING", STR("q=2"));
    param(&b, "ACCEPT_ENCODING", STR("deflate"));
    param(&b, "ACCEPT_ENCODING", STR("gzip"));
    struct str a = talk(request(buf_str(&b), STR(""), 0));
    assert_says(a, "method=1 encoding=0");
    assert_says(a, "path=[/first]\nquery=[]\n");
    assert_says(a, "address=[192.0.2.1]");
}

/* A method that is neither GET nor POST is another one, and so is none at all: no row has it. */
static void test_methods(void **state) {
    (void)state;
    static const char *const methods[] = {"HEAD", "PUT", "get", "GETS", "", "POST "};
    for (size_t i = 0; i < COUNT(methods); i++) {
        struct buf b = new_buf();
        param(&b, "REQUEST_METHOD", str_from(methods[i]));
        assert_says(talk(request(buf_str(&b), STR(""), 0)), "read=0 body=0 method=0");
    }
    struct buf none = new_buf();
    param(&none, "DOCUMENT_URI", STR("/"));
    assert_says(talk(request(buf_str(&none), STR(""), 0)), "method=0");
}

/* Parameters up to 32 KiB are read; more is refused, and answered. */
static void test_long_parameters(void **state) {
    (void)state;
    char *lengthy = arena_alloc(arena, 40001);
    memset(lengthy, 'x', 40000);
    struct buf b = get("/");
    param(&b, "HTTP_COOKIE", (struct str){lengthy, 32000});
    assert_says(talk(request(buf_str(&b), STR(""), 0)), "read=0");
    b = get("/");
    param(&b, "HTTP_COOKIE", (struct str){lengthy, 33000});
    assert_says(talk(request(buf_str(&b), STR(""), 0)), "read=3");
    b = get("/");
    for (int i = 0; i < 5000; i++) param(&b, "X", STR("1234567"));
    assert_says(talk(request(buf_str(&b), STR(""), 0)), "read=3");
}

/* A body is taken whole or not at all: not longer than the row allows, not other than announced. */
static void test_bodies(void **state) {
    (void)state;
    static const struct {
        const char *uri, *announced, *body, *says;
    } cases[] = {
        {"/", "5", "a=b&c", "body=0 method=2 encoding=0 size=5"},
        {"/", "0", "", "body=0 method=2 encoding=0 size=0"},
        {"/small", "10", "0123456789", "body=0 method=2 encoding=0 size=10"},
        {"/small", "11", "0123456789a", "body=3 method=2 encoding=0 size=0"},
        {"/", "6", "a=b&c", "body=3"},
        {"/", "4", "a=b&c", "body=3"},
        {"/", "", "a=b&c", "body=3"},
        {"/", "-5", "a=b&c", "body=3"},
        {"/", "5x", "a=b&c", "body=3"},
        {"/", "99999999999999999999", "a=b&c", "body=3"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf b = post(cases[i].uri, cases[i].announced);
        assert_says(talk(request(buf_str(&b), str_from(cases[i].body), 0)), cases[i].says);
    }
    struct str zeros = (struct str){arena_alloc(arena, 150000), 150000};
    struct buf b = post("/", "150000");
    assert_says(talk(request(buf_str(&b), zeros, 0)), "body=0 method=2 encoding=0 size=150000");
    struct buf none = get("/small"); /* a GET with a body it may not have */
    param(&none, "CONTENT_LENGTH", STR("150000"));
    assert_says(talk(request(buf_str(&none), zeros, 0)), "body=3");
}

/* A line end in a value would begin a header of its own. */
static void test_headers(void **state) {
    (void)state;
    struct buf b = get("/headers");
    struct str a = talk(request(buf_str(&b), STR(""), 0));
    size_t end = str_find(a, STR("\r\n\r\n"));
    struct str head = str_slice(a, 0, end + 2);
    assert_true(end < a.n);
    assert_says(head, "Status: 303 See Other\r\nContent-Type: text/plain\r\n");
    assert_says(head, "Location: /a  X-Evil: 1 b \r\n");
    assert_says(head, "Set-Cookie: c=v  Set-Cookie: evil=1; Path=/; SameSite=Lax; HttpOnly\r\n");
    assert_says(head, "ETag: W/\"abc\"\r\nContent-Encoding: br\r\nX-Accel-Redirect: /stored/x\r\n");
    assert_says(head, "Content-Disposition: attachment; filename*=UTF-8''%41%42\r\n");
    assert_says(head, "Retry-After: 7\r\n");
    assert_says(
        head, "X-Accel-Expires: 2\r\nCache-Control: no-cache\r\nVary: Accept-Encoding, Cookie\r\n");
    assert_says_not(head, "\nX-Evil");
    assert_says_not(head, "\nSet-Cookie: evil");
    assert_says(str_slice(a, end, a.n), "served=");
}

/* The number of the latest request of the worker. */
static int served(struct str a) {
    size_t at = str_find(a, STR("served="));
    assert_true(at < a.n);
    return atoi(str_cstr(arena, str_slice(a, at + 7, at + 15)));
}

/* Bytes of a body never become a request, at whatever place they begin, even where the peer asks
 * for the connection to be kept: a forged head after the body, or within a refused one. */
static void test_forged_requests(void **state) {
    (void)state;
    struct buf p = get("/forged");
    param(&p, "REMOTE_ADDR", STR("127.0.0.1"));
    struct str forged = request(buf_str(&p), STR(""), KEEP_CONN);
    p = get("/");
    int before = served(talk(request(buf_str(&p), STR(""), 0)));
    for (size_t shift = 0; shift < 8; shift++) {
        struct buf body = new_buf();
        for (size_t i = 0; i < 8192 + shift; i++) buf_byte(&body, 'x');
        for (int i = 0; i < 8; i++) buf_put(&body, forged);
        struct str bytes = buf_str(&body);
        p = post("/small", str_cstr(arena, str_format(arena, "%zu", bytes.n)));
        struct str a = talk(request(buf_str(&p), bytes, KEEP_CONN));
        assert_says(a, "path=[/small]");
        assert_says_not(a, "forged");
        assert_says(a, "body=3");
        p = post("/small", "3");
        a = talk(request(buf_str(&p), bytes, KEEP_CONN));
        assert_says_not(a, "forged");
    }
    p = get("/");
    assert_int_equal(served(talk(request(buf_str(&p), STR(""), 0))), before + 17);
}

/* A second request behind the first on one connection is not served. */
static void test_one_request_a_connection(void **state) {
    (void)state;
    struct buf p = get("/one"), q = get("/two"), both = new_buf();
    buf_put(&both, request(buf_str(&p), STR(""), KEEP_CONN));
    buf_put(&both, request(buf_str(&q), STR(""), KEEP_CONN));
    struct str a = talk(buf_str(&both));
    assert_says(a, "path=[/one]");
    assert_says_not(a, "/two");
}

/* A peer that hangs up in the middle harms nobody. */
static void test_hanging_up(void **state) {
    (void)state;
    struct buf p = post("/", "100");
    struct str whole = request(buf_str(&p), STR("0123456789"), 0);
    for (size_t n = 0; n < whole.n; n += 7) {
        int fd = connect_peer();
        assert_int_equal(send(fd, whole.p, n, MSG_NOSIGNAL), n);
        close(fd);
    }
    struct buf q = get("/still");
    assert_says(talk(request(buf_str(&q), STR(""), 0)), "path=[/still]");
}

/* The socket is for its group alone, replaces an old one, and must have a path that fits. */
static void test_listen(void **state) {
    (void)state;
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0660);
    char other[128], lengthy[200];
    snprintf(other, sizeof other, "%s/other.sock", folder);
    for (int i = 0; i < 2; i++) {
        int fd = fcgi_listen(other);
        assert_true(fd >= 0);
        close(fd);
    }
    unlink(other);
    memset(lengthy, 'x', sizeof lengthy);
    lengthy[0] = '/';
    lengthy[sizeof lengthy - 1] = '\0';
    stderr_catch();
    int too_long = fcgi_listen(lengthy), nowhere = fcgi_listen("/nonexistent/pool.sock");
    struct str log = stderr_caught();
    assert_int_equal(too_long, -1);
    assert_int_equal(nowhere, -1);
    assert_says(log, "socket_path_too_long");
    assert_says(log, "cannot_listen");
}

static int begin_later(void) {
    struct buf q = get("/later");
    return begin_talk(request(buf_str(&q), STR(""), 0));
}

/* An answer that is for later does not keep the next one waiting, and no byte of it goes before. */
static void test_later(void **state) {
    (void)state;
    int fd = begin_later();
    struct buf q = get("/");
    assert_says(talk(request(buf_str(&q), STR(""), 0)), "path=[/]\n");
    struct pollfd p = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&p, 1, 0), 0);
    struct str later = end_talk(fd);
    assert_says(later, "path=[/later]\n");
    assert_true(later.n > 3000 * 6);
}

/* SIGTERM ends the wait for requests; an answer that was for later still goes. */
static void test_stop(void **state) {
    (void)state;
    int how = 0, fd = begin_later();
    struct buf q = get("/");
    talk(request(buf_str(&q), STR(""), 0));
    for (int i = 0; i < 50 && waitpid(worker, &how, WNOHANG) == 0; i++) {
        kill(worker, SIGTERM);
        usleep(100000);
    }
    assert_true(WIFEXITED(how) && WEXITSTATUS(how) == 0);
    assert_says(end_talk(fd), "path=[/later]\n");
    worker = fork(); /* for the one that ends it */
    if (worker == 0) _exit(0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_get),
        TEST(test_duplicates),
        TEST(test_methods),
        TEST(test_long_parameters),
        TEST(test_bodies),
        TEST(test_headers),
        TEST(test_forged_requests),
        TEST(test_one_request_a_connection),
        TEST(test_hanging_up),
        TEST(test_listen),
        TEST(test_later),
        TEST(test_stop),
    };
    return cmocka_run_group_tests_name("web/fcgi", tests, start_worker, stop_worker);
}
