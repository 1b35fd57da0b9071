/* What arrives at a pool's socket, record by record: the parameters and the body, with a cap. */
#include "fuzz.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "web/fcgi.h"
#include "web/request.h"
#include "web/response.h"

#define PATH "/dev/shm/mingbai_fuzz.sock"

static struct fcgi *pool(void) {
    static struct fcgi *f;
    if (!f) f = fcgi_new(fcgi_listen(PATH));
    return f;
}

/* The peer: says it all and hangs up. */
static int speak(const uint8_t *data, size_t size) {
    struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = PATH};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(connect(fd, (struct sockaddr *)&at, sizeof at) == 0);
    for (size_t sent = 0; sent < size;) {
        ssize_t n = send(fd, data + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n <= 0) break;
        sent += (size_t)n;
    }
    shutdown(fd, SHUT_WR);
    return fd;
}

/* A request like any other, with a path that no input guesses. */
static struct str usual(struct arena *a) {
    static char secret[17];
    struct buf b = buf_new(a, 256);
    if (!secret[0]) snprintf(secret, sizeof secret, "/%08x", (unsigned)getpid() * 2654435761u);
    const size_t n = 2 + 12 + strlen(secret);
    const char head[] = {1, 1, 0, 1, 0, 8, 0, 0, 0,       1, 0, 0,  0,
                         0, 0, 0, 1, 4, 0, 1, 0, (char)n, 0, 0, 12, (char)strlen(secret)};
    const char tail[] = {1, 4, 0, 1, 0, 0, 0, 0, 1, 5, 0, 1, 0, 0, 0, 0};
    buf_put(&b, (struct str){head, sizeof head});
    buf_format(&b, "DOCUMENT_URI%s", secret);
    buf_put(&b, (struct str){tail, sizeof tail});
    return buf_str(&b);
}

/* The path of the request, once it is served. */
static struct str serve(struct fcgi *f, struct arena *a) {
    struct request *rq = ARENA_NEW(a, struct request);
    struct response rs = {0};
    struct sending out = {.body = STR("")};
    must(fcgi_next(f));
    rq->arena = a;
    response_start(&rs, a);
    if (fcgi_read(rq, f) == OK) {
        enum status st = fcgi_body(rq, f, 4096);
        must(st != OK || rq->body.n <= 4096);
    }
    fcgi_send(f, rq, &rs, &out);
    return rq->path;
}

/* Of a parameter that says it is longer than there is memory, libfcgi makes an end of the process.
 * nginx alone speaks to the socket, and its parameters are no longer than a request's head: no
 * length over 64 KiB (four bytes, the highest bit set). */
static struct str as_nginx_may(struct arena *a, const uint8_t *data, size_t size) {
    char *p = arena_alloc(a, size + 1);
    memcpy(p, data, size);
    for (size_t i = 0; i < size; i++) {
        if (!((unsigned char)p[i] & 0x80)) continue;
        p[i] = (char)0x80;
        p[i + 1] = 0;
    }
    return (struct str){p, size};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *a = fresh();
    struct fcgi *f = pool();
    struct str next = usual(a);
    struct str path = str_slice(next, 26 + 12, next.n - 16);
    struct str said = as_nginx_may(a, data, size);
    int peer = speak((const uint8_t *)said.p, said.n);
    int after = speak((const uint8_t *)next.p, next.n); /* whatever was said, it is served */
    if (!str_eq(serve(f, a), path)) must(str_eq(serve(f, a), path));
    close(peer);
    close(after);
    return 0;
}
