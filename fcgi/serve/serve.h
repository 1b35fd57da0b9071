/*
 * The life of a pool: the supervisor, its workers, and each request from accept to log line.
 */
#ifndef SERVE_SERVE_H
#define SERVE_SERVE_H

#include "web/request.h"
#include "web/response.h"

struct db;
struct seal_keys;

/* What one worker has. */
struct server {
    enum pool pool;
    const struct conf *conf;
    struct db *db;
    struct seal_keys *keys; /* NULL in the public pool */
    struct arena *arena;
};

/* serve_pool(conf, pool): runs the pool until SIGTERM. Returns the exit code: 0, or 3 when it could
 * not start (the socket, the keys, a statement the database does not accept). */
int serve_pool(const struct conf *conf, enum pool pool);

/* serve_request(s, rq, rs, read_body): everything between reading the head and sending: finds the
 * row, checks, runs the handler, ends the unit of work. Leaves a complete answer in ${rs} whatever
 * happens. ${read_body} is asked once the row, and so the size limit, is known. */
void serve_request(struct server *s, struct request *rq, struct response *rs,
                   enum status (*read_body)(struct request *rq, void *from, size_t max),
                   void *from);

/* The table of every URL (routes.c). */
extern const struct route routes[];
extern const size_t route_count;

#endif
