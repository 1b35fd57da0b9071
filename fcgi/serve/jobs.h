/*
 * What the house does by itself: a table of jobs, each every so many seconds, in one child of the
 * office pool (a second office server has one too). It has a database connection of its own under
 * the office account, with statements that no request can run (DB_JOBS). When it dies the
 * supervisor starts another; when the pool stops, a job is told between two steps.
 *
 * A job must stand being killed at any moment and running twice at once: its work is one
 * transaction that begins with a lock on the row that says what is to be done (SKIP LOCKED) and
 * ends with that row's new state. What a job returns: OK, there may be more to do at once;
 * NOT_FOUND, nothing to do; else it failed, and is tried again at its time. To add one: a row in
 * jobs.c.
 */
#ifndef SERVE_JOBS_H
#define SERVE_JOBS_H

#include "base/buf.h"

struct conf;
struct seal_keys;

/* jobs_start(): the counters that all processes of the pool share; before forking. */
void jobs_start(void);

/* jobs_run(conf, keys): runs them until SIGTERM. */
void jobs_run(const struct conf *conf, struct seal_keys *keys);

/* jobs_put(b): the counters for Prometheus; nothing in a pool without jobs. */
void jobs_put(struct buf *b);

#endif
