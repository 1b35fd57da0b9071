/*
 * The wire. serve.c drives it: next, read, body, send. Parameters come from our own short nginx
 * file; what is not in the table below does not exist for us.
 */
#include "web/fcgi.h"

#include <errno.h>
#include <fcgiapp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "web/multipart.h"
#include "web/pace.h"

#define BACKLOG     4096 /* a full backlog is an instant 502 */
#define PARAMS_MAX  32768
#define DRAIN_CHUNK 8192

struct fcgi {
    int socket;
    FCGX_Request *request; /* the one in hand; pace_at may hold others */
};

static FCGX_Request *new_request(int socket) {
    FCGX_Request *r = malloc(sizeof *r);
    if (!r) abort();
    if (FCGX_InitRequest(r, socket, FCGI_FAIL_ACCEPT_ON_INTR) != 0) {
        log_event(LOG_ERROR, "fcgi_init", NULL);
        exit(70);
    }
    return r;
}

int fcgi_listen(const char *path) {
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof at.sun_path) {
        log_event(LOG_ERROR, "socket_path_too_long", "path", path, NULL);
        return -1;
    }
    memcpy(at.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    unlink(path);
    mode_t old = umask(0117);
    bool bound = fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
                 listen(fd, BACKLOG) == 0;
    umask(old);
    if (bound) return fd;
    log_event(LOG_ERROR, "cannot_listen", "path", path, "error", strerror(errno), NULL);
    if (fd >= 0) close(fd);
    return -1;
}

static void stop(int signal) {
    (void)signal;
    FCGX_ShutdownPending();
}

struct fcgi *fcgi_new(int socket) {
    static struct fcgi f;
    /* libfcgi waits up to two seconds for a peer to close, and as long for one that has connected
     * to speak; nginx does so at once, but on a busy machine its turn may come late. */
    setenv("LIBFCGI_OS_CLOSE_POLL_TIMEOUT", "150", 1);
    setenv("LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT", "1000", 1);
    if (FCGX_Init() != 0) {
        log_event(LOG_ERROR, "fcgi_init", NULL);
        exit(70);
    }
    f.socket = socket;
    f.request = new_request(socket);
    struct sigaction action = {.sa_handler = stop};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    return &f;
}

bool fcgi_next(struct fcgi *f) {
    for (;;) {
        int rc = FCGX_Accept_r(f->request);
        if (rc == 0) {
            f->request->keepConnection = 0; /* whatever the peer asks for: see fcgi.h */
            return true;
        }
        if (rc != -EMFILE && rc != -ENFILE && rc != -ENOMEM && rc != -ENOBUFS) return false;
        log_event(LOG_WARN, "accept", "error", strerror(-rc), NULL);
        usleep(100000);
    }
}

static const struct {
    const char *name;
    size_t offset;
} wanted[] = {
    {"DOCUMENT_URI", offsetof(struct request, path)},
    {"QUERY_STRING", offsetof(struct request, query)},
    {"CONTENT_TYPE", offsetof(struct request, type)},
    {"HTTP_COOKIE", offsetof(struct request, cookies)},
    {"REMOTE_ADDR", offsetof(struct request, address)},
    {"REQUEST_ID", offsetof(struct request, id)},
    {"HTTP_USER_AGENT", offsetof(struct request, agent)},
    {"HTTP_HOST", offsetof(struct request, host)},
    {"HTTP_ORIGIN", offsetof(struct request, origin)},
    {"HTTP_SEC_FETCH_SITE", offsetof(struct request, fetch_site)},
    {"HTTP_IF_NONE_MATCH", offsetof(struct request, if_none_match)},
    {"VIEW", offsetof(struct request, view)},
};

enum status fcgi_read(struct request *rq, struct fcgi *f) {
    size_t total = 0;
    struct str method = STR_NONE, encoding = STR_NONE;
    for (char **p = f->request->envp; *p; p++) {
        struct str value = str_from(*p), name = str_cut(&value, '=');
        total += name.n + value.n;
        if (total > PARAMS_MAX) return INVALID;
        if (str_is(name, "REQUEST_METHOD") && !method.p) method = str_copy(rq->arena, value);
        if (str_is(name, "ACCEPT_ENCODING") && !encoding.p) encoding = value;
        for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
            if (!str_is(name, wanted[i].name)) continue;
            struct str *field = (struct str *)(void *)((char *)rq + wanted[i].offset);
            if (!field->p) *field = str_copy(rq->arena, value); /* the first of duplicates */
        }
    }
    rq->encoding = str_is(encoding, "br")     ? ENCODING_BR
                   : str_is(encoding, "gzip") ? ENCODING_GZIP
                                              : ENCODING_IDENTITY;
    rq->method = str_is(method, "POST") ? POST : str_is(method, "GET") ? GET : OTHER;
    return OK;
}

enum status fcgi_body(struct request *rq, struct fcgi *f, size_t max) {
    const char *announced = FCGX_GetParam("CONTENT_LENGTH", f->request->envp);
    int64_t expected = 0;
    if (announced && *announced && !str_int(&expected, str_from(announced))) expected = -1;
    struct buf body = buf_new(rq->arena, rq->parts ? 0 : max);
    char chunk[DRAIN_CHUNK];
    int64_t total = 0;
    int n;
    while ((n = FCGX_GetStr(chunk, sizeof chunk, f->request->in)) > 0) {
        total += n;
        struct str bytes = {chunk, (size_t)n};
        if (!rq->parts) buf_put(&body, bytes);
        if (rq->parts && (size_t)total <= max) multipart_put(rq->parts, bytes);
    }
    if (body.full || (size_t)total > max || total != expected) return INVALID;
    rq->body = buf_str(&body);
    return OK;
}

static void header(struct buf *b, const char *name, struct str value) {
    if (value.n == 0) return;
    buf_put(b, str_from(name));
    BUF_LIT(b, ": ");
    for (size_t i = 0; i < value.n; i++) { /* a line end in a value would start a new header */
        unsigned char c = (unsigned char)value.p[i];
        buf_byte(b, c < 0x20 || c == 0x7F ? ' ' : (char)c);
    }
    BUF_LIT(b, "\r\n");
}

/* RFC 9112 wants a blank after the number, and nginx sends what we give. */
static const char *reason(int status) {
    switch (status) {
    case 200: return "OK";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 409: return "Conflict";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 429: return "Too Many Requests";
    case 503: return "Service Unavailable";
    default: return "Internal Server Error";
    }
}

static void put(FCGX_Request *request, struct str s) {
    if (s.n) FCGX_PutStr(s.p, (int)s.n, request->out);
}

/* --- answers that wait for their moment --- */

struct later {
    FCGX_Request *request;
    struct str text;
    char bytes[];
};

static void send_later(void *what) {
    struct later *l = what;
    put(l->request, l->text);
    FCGX_Finish_r(l->request);
    free(l->request);
    free(l);
}

static void send_at(struct fcgi *f, struct str head, struct str body, int64_t at) {
    struct later *l = malloc(sizeof *l + head.n + body.n);
    if (!l) abort();
    l->request = f->request;
    l->text = (struct str){l->bytes, head.n + body.n};
    memcpy(l->bytes, head.p, head.n);
    if (body.n) memcpy(l->bytes + head.n, body.p, body.n);
    f->request = new_request(f->socket);
    pace_at(at, send_later, l);
}

/* What is too long for memory goes out piece by piece. Where it cannot be read to its end the
 * connection is closed, not the request: nginx, which knows the length, cuts the visitor off as
 * well, and half a file is not taken for all of it. */
static void send_file(struct fcgi *f, int file) {
    char chunk[DRAIN_CHUNK];
    ssize_t n;
    off_t at = 0;
    while ((n = pread(file, chunk, sizeof chunk, at)) > 0) {
        at += n;
        if (FCGX_PutStr(chunk, (int)n, f->request->out) != n) return;
    }
    if (n == 0) return;
    log_event(LOG_ERROR, "file_cut", "error", strerror(errno), NULL);
    FCGX_Free(f->request, 1);
}

void fcgi_send(struct fcgi *f, const struct request *rq, const struct response *rs,
               const struct sending *s) {
    static const char *const encodings[] = {"", "gzip", "br"};
    struct buf head = buf_new(rq->arena, 16384);
    buf_format(&head, "Status: %d %s\r\n", rs->status, reason(rs->status));
    header(&head, "Content-Type", str_from(rs->type));
    header(&head, "Location", rs->location.text);
    header(&head, "ETag", s->etag);
    /* With its length nginx need not cut a page from its cache into chunks, and knows half a file.
     */
    struct stat file;
    if (rs->file && fstat(rs->file, &file) == 0) {
        buf_format(&head, "Content-Length: %lld\r\n", (long long)file.st_size);
    } else if (s->body.n > 0 && rs->stored.n == 0 && !rs->file) {
        buf_format(&head, "Content-Length: %zu\r\n", s->body.n);
    }
    header(&head, "Content-Encoding", str_from(encodings[s->encoding]));
    header(&head, "X-Inlined", rs->inlined);
    header(&head, "Allow", rs->allow);
    header(&head, "X-Accel-Redirect", rs->stored);
    for (size_t i = 0; i < rs->cookie_count; i++) header(&head, "Set-Cookie", rs->cookies[i]);
    if (rs->filename.n) {
        buf_format(&head, "Content-Disposition: attachment; filename*=UTF-8''" STR_FMT "\r\n",
                   STR_ARG(rs->filename));
    }
    if (rs->refresh) buf_format(&head, "Refresh: %d\r\n", rs->refresh);
    if (rs->retry_after) buf_format(&head, "Retry-After: %d\r\n", rs->retry_after);
    if (s->keeps > 0) {
        /* The reader's own cache asks again every time; nginx answers that from its cache. */
        buf_format(&head, "X-Accel-Expires: %d\r\nCache-Control: no-cache\r\n", s->keeps);
        BUF_LIT(&head, "Vary: Accept-Encoding, Cookie\r\n");
    } else {
        BUF_LIT(&head, "X-Accel-Expires: 0\r\nCache-Control: no-store\r\n");
    }
    BUF_LIT(&head, "\r\n");
    if (s->at > 0) {
        send_at(f, buf_str(&head), s->body, s->at);
        return;
    }
    put(f->request, buf_str(&head));
    if (rs->file) {
        send_file(f, rs->file);
    } else {
        put(f->request, s->body);
    }
    FCGX_Finish_r(f->request);
}

void fcgi_finish(struct fcgi *f) {
    (void)f;
    pace_finish();
}
