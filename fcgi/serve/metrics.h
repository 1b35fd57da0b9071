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

/* metrics_missed(subject, now): a query found nothing; ${subject} is a keyed digest of whom it
 * asked about. Kept for an hour, as counts: misses, and how many different subjects. Limits stop
 * who asks fast; who asks slowly and from many places shows here. Past both METRICS_ALERT numbers
 * within an hour the log gets one line "guessing_suspected", with the counts and nothing else. A
 * county's honest misses are some dozens an hour, most of them the same few people trying again. */
#define METRICS_ALERT_MISSES  300
#define METRICS_ALERT_TARGETS 200
void metrics_missed(struct str subject, int64_t now);

/* metrics_put(b, now): all of them. */
void metrics_put(struct buf *b, int64_t now);

#endif
