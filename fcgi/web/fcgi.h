/*
 * HTTP over FastCGI: one connection in, one request, one answer. Room of libfcgi. nginx opens a
 * fresh connection for every request (keep-alive off), and the body is always read to its end, so
 * no byte of one request can be taken for the head of the next (forged records).
 */
#ifndef WEB_FCGI_H
#define WEB_FCGI_H

#include "web/request.h"
#include "web/response.h"

struct fcgi;

/* fcgi_listen(path): a listening unix socket at ${path} (an old one is replaced), mode 0660, or
 * -1 (logged). Done by the supervisor, before it forks. */
int fcgi_listen(const char *path);

/* fcgi_new(socket): what a worker needs to take requests from ${socket}; lives as long as it.
 * Takes SIGTERM as the wish to stop after the request in hand. */
struct fcgi *fcgi_new(int socket);

/* fcgi_next(f): waits for a request. False when it is time to stop. */
bool fcgi_next(struct fcgi *f);

/* fcgi_read(rq, f): fills method, path, query and header fields, in rq->arena. INVALID for
 * parameters over 32 KiB. */
enum status fcgi_read(struct request *rq, struct fcgi *f);

/* fcgi_body(rq, f, max): the body to its end, to rq->parts where there are some, else to memory.
 * INVALID if it has more than ${max} bytes or is shorter than announced; then it has been read and
 * thrown away all the same. */
enum status fcgi_body(struct request *rq, struct fcgi *f, size_t max);

/* What goes out beside the response itself. */
struct sending {
    int keeps;       /* seconds nginx may keep it; 0: nobody keeps it */
    struct str etag; /* quoted, or empty */
    struct str body; /* what to send: rs->body, or that compressed */
    enum encoding encoding;
    int64_t at; /* when: microseconds of CLOCK_MONOTONIC; 0: at once */
};

/* fcgi_send(f, rq, rs, s): the answer, and the end of the request. One that is to go out later is
 * copied and goes out by itself; this returns, and the next request may be taken. fcgi_finish(f):
 * waits until all such have gone. */
void fcgi_send(struct fcgi *f, const struct request *rq, const struct response *rs,
               const struct sending *s);
void fcgi_finish(struct fcgi *f);

#endif
