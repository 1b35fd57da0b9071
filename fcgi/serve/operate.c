/*
 * Handlers for monitors and orchestrators; bare rows, so they answer while the database is away.
 */
#include "serve/operate.h"

#include "db/db.h"
#include "serve/metrics.h"

enum status operate_health(struct request *rq, struct response *rs) {
    (void)rq;
    rs->type = "text/plain; charset=utf-8";
    BUF_LIT(&rs->body, "alive\n");
    return OK;
}

enum status operate_ready(struct request *rq, struct response *rs) {
    bool ready = db_ping(rq->db) == OK;
    rs->type = "text/plain; charset=utf-8";
    rs->status = ready ? 200 : 503;
    buf_put(&rs->body, ready ? STR("ready\n") : STR("the database does not answer\n"));
    return OK;
}

enum status operate_metrics(struct request *rq, struct response *rs) {
    rs->type = "text/plain; version=0.0.4; charset=utf-8";
    metrics_put(&rs->body, rq->now);
    return OK;
}
