/*
 * Counters of a pool, shared by its workers and printed for Prometheus (text format 0.0.4).
 */
#ifndef SERVE_METRICS_H
#define SERVE_METRICS_H

#include "base/buf.h"
#include "web/route.h"

/* metrics_start(table, count, workers): makes the shared counters; before forking. */
void metrics_start(const struct route *table, size_t count, int workers);

/* metrics_count(row, status, us, asked): one request done; ${row} NULL when no URL matched. */
void metrics_count(const struct route *row, int status, int64_t us, unsigned asked);

/* metrics_put(b): all of them. */
void metrics_put(struct buf *b);

#endif
