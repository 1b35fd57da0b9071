/*
 * The loop, the table, and the counters. A job runs in a unit of work that is rolled back behind it
 * unless it has committed; memory is reset between two runs.
 */
#include "serve/jobs.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/date.h"
#include "base/log.h"
#include "base/seal.h"
#include "db/db.h"
#include "model/publish/attachment.h"
#include "model/publish/ledger.h"
#include "model/register/batch.h"
#include "model/register/figure.h"
#include "model/register/finding.h"
#include "model/register/listing.h"

#define MEMORY ((size_t)64 << 20) /* of one run, for each of its arenas */

/* What every job is given. */
struct desk {
    const struct conf *conf;
    struct seal_keys *keys;
    struct db *db, *aside;
    struct arena *keep, *rows, *aside_rows;
};

static volatile sig_atomic_t stopping;

static void stop(int signal) {
    (void)signal;
    stopping = 1;
}

static bool is_stopping(void) {
    return stopping;
}

/* What is not committed the server undoes when the connection goes. */
static void rest(void) {
    if (!stopping) return;
    log_event(LOG_INFO, "job_put_off", NULL);
    _exit(0);
}

/* -- the jobs
 * ------------------------------------------------------------------------------------- */

static struct batch_job batch_of(const struct desk *d) {
    return (struct batch_job){d->db,   d->aside, d->keys,     d->conf->spool,
                              d->keep, d->rows,  is_stopping, rest};
}

static enum status imports(const struct desk *d, int64_t now) {
    struct batch_job j = batch_of(d);
    return batch_work(&j, now);
}

static enum status leftovers(const struct desk *d, int64_t now) {
    struct batch_job j = batch_of(d);
    (void)now;
    return batch_sweep(&j);
}

static enum status files(const struct desk *d, int64_t now) {
    (void)now;
    return attachment_sweep(d->db);
}

/* So that whoever keeps heads has one of each day, published or not. */
static enum status ledger_head(const struct desk *d, int64_t now) {
    enum status st = ledger_sign_daily(d->db, d->keys, now);
    return st == OK ? db_commit(d->db) : st;
}

/* So that no desk waits for what a wide region has. */
static enum status findings(const struct desk *d, int64_t now) {
    return finding_refresh(d->db, now);
}

/* A year at a time, once it is over. */
static enum status figures(const struct desk *d, int64_t now) {
    return figure_refresh(d->db, str_from(d->conf->county), now);
}

/* What was to go out at this hour, and what ends with it. */
static enum status publications(const struct desk *d, int64_t now) {
    return listing_due(d->db, d->rows, d->keys, now);
}

static const struct job {
    const char *name;
    int every; /* seconds */
    enum status (*run)(const struct desk *d, int64_t now);
} jobs[] = {
    {"imports", 1, imports},   {"leftovers", 600, leftovers},
    {"files", 3600, files},    {"ledger_head", 600, ledger_head},
    {"findings", 5, findings}, {"publications", 1, publications},
    {"figures", 5, figures},
};

#define JOBS (sizeof jobs / sizeof jobs[0])

/* -- counting
 * ------------------------------------------------------------------------------------- */

static struct count {
    atomic_llong done, failed, us, last; /* last: when it ran without failing */
} * counts;

void jobs_start(void) {
    counts = mmap(NULL, JOBS * sizeof *counts, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                  -1, 0);
    if (counts == MAP_FAILED) abort();
}

void jobs_put(struct buf *b) {
    if (!counts) return;
    BUF_LIT(b, "# HELP mingbai_job_runs_total Runs of a job that did something, or failed.\n"
               "# TYPE mingbai_job_runs_total counter\n");
    for (size_t i = 0; i < JOBS; i++) {
        buf_format(b, "mingbai_job_runs_total{job=\"%s\",result=\"done\"} %lld\n", jobs[i].name,
                   (long long)atomic_load(&counts[i].done));
        buf_format(b, "mingbai_job_runs_total{job=\"%s\",result=\"failed\"} %lld\n", jobs[i].name,
                   (long long)atomic_load(&counts[i].failed));
    }
    BUF_LIT(b, "# HELP mingbai_job_seconds_total Time those took.\n"
               "# TYPE mingbai_job_seconds_total counter\n");
    for (size_t i = 0; i < JOBS; i++) {
        buf_format(b, "mingbai_job_seconds_total{job=\"%s\"} %.6f\n", jobs[i].name,
                   (double)atomic_load(&counts[i].us) / 1e6);
    }
    BUF_LIT(b, "# HELP mingbai_job_last_seconds When it last ran without failing, or found nothing "
               "to do.\n# TYPE mingbai_job_last_seconds gauge\n");
    for (size_t i = 0; i < JOBS; i++) {
        buf_format(b, "mingbai_job_last_seconds{job=\"%s\"} %lld\n", jobs[i].name,
                   (long long)atomic_load(&counts[i].last));
    }
}

/* -- the loop
 * ------------------------------------------------------------------------------------- */

/* Returns whether there may be more to do at once. */
static bool run(const struct desk *d, size_t i) {
    int64_t began = date_ticks(), now = date_now();
    arena_reset(d->keep);
    arena_reset(d->rows);
    arena_reset(d->aside_rows);
    db_use(d->db, d->rows, false);
    db_use(d->aside, d->aside_rows, false);
    enum status st = jobs[i].run(d, now);
    db_rollback(d->db);
    db_rollback(d->aside);
    if (st == OK || st == NOT_FOUND) atomic_store(&counts[i].last, now);
    if (st == NOT_FOUND) return false;
    atomic_fetch_add(st == OK ? &counts[i].done : &counts[i].failed, 1);
    atomic_fetch_add(&counts[i].us, date_ticks() - began);
    if (st != OK) log_event(LOG_WARN, "job_failed", "job", jobs[i].name, NULL);
    return st == OK;
}

void jobs_run(const struct conf *conf, struct seal_keys *keys) {
    const struct timespec pause = {.tv_nsec = 500000000};
    struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART};
    struct desk d = {conf,
                     keys,
                     db_new(conf, DB_JOBS),
                     db_new(conf, DB_JOBS),
                     arena_new(MEMORY),
                     arena_new(MEMORY),
                     arena_new(MEMORY)};
    int64_t due[JOBS] = {0};
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    prctl(PR_SET_NAME, "mingbai-jobs");
    while (!stopping) {
        seal_keys_renew(&d.keys, conf->keys);
        for (size_t i = 0; i < JOBS && !stopping; i++) {
            if (date_ticks() < due[i]) continue;
            bool more = run(&d, i);
            due[i] = more ? 0 : date_ticks() + (int64_t)jobs[i].every * 1000000;
        }
        nanosleep(&pause, NULL);
    }
    db_free(d.db);
    db_free(d.aside);
}
