/*
 * Counting. Memory shared across fork, atomic adds, no locks: a worker killed in the middle of
 * anything leaves the counters usable. One slot a route row, and one for URLs that match none.
 */
#include "serve/metrics.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "base/log.h"
#include "serve/jobs.h"

#define CLASSES 4 /* 2xx 3xx 4xx 5xx */

static const int64_t bounds[] = {500,   1000,  2500,   5000,   10000,
                                 25000, 50000, 100000, 500000, 2000000};
#define BOUNDS (sizeof bounds / sizeof bounds[0])

struct slot {
    atomic_llong classes[CLASSES], below[BOUNDS + 1], us, asked;
};

/* The last hour of misses in parts of ten minutes. A subject sets one of 65,536 bits: two may share
 * one, so the number of different ones is counted a little low, never high. */
#define PARTS        6
#define PART_SECONDS 600
#define SUBJECT_BITS 65536

static struct missed {
    atomic_llong total, alerted; /* alerted: the hour of the last log line */
    struct part {
        atomic_llong number, misses;
        _Atomic uint64_t bits[SUBJECT_BITS / 64];
    } parts[PARTS];
} * missed;

static struct slot *slots;
static const struct route *rows;
static size_t row_count;
static int worker_count;

void metrics_start(const struct route *table, size_t count, int workers) {
    slots = mmap(NULL, (count + 1) * sizeof *slots, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    missed = mmap(NULL, sizeof *missed, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (slots == MAP_FAILED || missed == MAP_FAILED) abort();
    rows = table;
    row_count = count;
    worker_count = workers;
}

void metrics_count(const struct route *row, int status, int64_t us, unsigned asked) {
    struct slot *s = &slots[row ? (size_t)(row - rows) : row_count];
    int class = status / 100 - 2;
    size_t i = 0;
    while (i < BOUNDS && us > bounds[i]) i++;
    atomic_fetch_add(&s->classes[class < 0 ? 0 : class > 3 ? 3 : class], 1);
    atomic_fetch_add(&s->below[i], 1);
    atomic_fetch_add(&s->us, us);
    atomic_fetch_add(&s->asked, asked);
}

static void last_hour(int64_t now, long long *misses, long long *targets) {
    int64_t oldest = now / PART_SECONDS - PARTS;
    *misses = *targets = 0;
    bool counts[PARTS];
    for (int i = 0; i < PARTS; i++) {
        counts[i] = atomic_load(&missed->parts[i].number) > oldest;
        if (counts[i]) *misses += atomic_load(&missed->parts[i].misses);
    }
    for (size_t k = 0; *misses > 0 && k < SUBJECT_BITS / 64; k++) {
        uint64_t all = 0;
        for (int i = 0; i < PARTS; i++) all |= counts[i] ? missed->parts[i].bits[k] : 0;
        *targets += __builtin_popcountll(all);
    }
}

static void alert(int64_t now) {
    long long misses, targets;
    last_hour(now, &misses, &targets);
    if (misses < METRICS_ALERT_MISSES || targets < METRICS_ALERT_TARGETS) return;
    if (atomic_exchange(&missed->alerted, now / 3600) == now / 3600) return;
    log_event(LOG_WARN, "guessing_suspected", "misses", log_number(misses), "targets",
              log_number(targets), NULL);
}

void metrics_missed(struct str subject, int64_t now) {
    struct part *p = &missed->parts[now / PART_SECONDS % PARTS];
    if (atomic_exchange(&p->number, now / PART_SECONDS) != now / PART_SECONDS) {
        atomic_store(&p->misses, 0); /* what was here is an hour old */
        for (size_t k = 0; k < SUBJECT_BITS / 64; k++) atomic_store(&p->bits[k], 0);
    }
    if (subject.n >= 2) {
        unsigned bit = (unsigned)(uint8_t)subject.p[0] << 8 | (uint8_t)subject.p[1];
        atomic_fetch_or(&p->bits[bit / 64], UINT64_C(1) << bit % 64);
    }
    atomic_fetch_add(&missed->total, 1);
    if (atomic_fetch_add(&p->misses, 1) % 25 == 24) alert(now);
}

static void put_missed(struct buf *b, int64_t now) {
    long long misses, targets;
    last_hour(now, &misses, &targets);
    BUF_LIT(b, "# HELP mingbai_status_misses_total Status queries, and codes of tickets, that "
               "found nothing.\n"
               "# TYPE mingbai_status_misses_total counter\n");
    buf_format(b, "mingbai_status_misses_total %lld\n", (long long)atomic_load(&missed->total));
    buf_format(b,
               "# HELP mingbai_status_misses_hour The same within the last hour; alert at %d with "
               "%d targets.\n# TYPE mingbai_status_misses_hour gauge\n",
               METRICS_ALERT_MISSES, METRICS_ALERT_TARGETS);
    buf_format(b, "mingbai_status_misses_hour %lld\n", misses);
    BUF_LIT(b, "# HELP mingbai_status_targets_hour How many different people or households those "
               "asked about.\n# TYPE mingbai_status_targets_hour gauge\n");
    buf_format(b, "mingbai_status_targets_hour %lld\n", targets);
}

static void labels(struct buf *b, size_t i) {
    const struct route *row = i < row_count ? &rows[i] : NULL;
    buf_format(b, "{route=\"%s\",method=\"%s\"", row ? row->path : "none",
               row && row->method == 2 ? "POST" : "GET");
}

static void put_requests(struct buf *b) {
    BUF_LIT(b, "# HELP mingbai_requests_total Requests by route and class of status.\n"
               "# TYPE mingbai_requests_total counter\n");
    for (size_t i = 0; i <= row_count; i++) {
        for (int c = 0; c < CLASSES; c++) {
            long long n = atomic_load(&slots[i].classes[c]);
            if (n == 0) continue;
            BUF_LIT(b, "mingbai_requests_total");
            labels(b, i);
            buf_format(b, ",status=\"%dxx\"} %lld\n", c + 2, n);
        }
    }
}

static void put_seconds(struct buf *b) {
    BUF_LIT(b, "# HELP mingbai_request_seconds Time from accepted to sent.\n"
               "# TYPE mingbai_request_seconds histogram\n");
    for (size_t i = 0; i <= row_count; i++) {
        long long total = 0;
        for (size_t k = 0; k <= BOUNDS; k++) total += atomic_load(&slots[i].below[k]);
        if (total == 0) continue;
        long long below = 0;
        for (size_t k = 0; k <= BOUNDS; k++) {
            below += atomic_load(&slots[i].below[k]);
            BUF_LIT(b, "mingbai_request_seconds_bucket");
            labels(b, i);
            if (k < BOUNDS) {
                buf_format(b, ",le=\"%g\"} %lld\n", (double)bounds[k] / 1e6, below);
            } else {
                buf_format(b, ",le=\"+Inf\"} %lld\n", below);
            }
        }
        BUF_LIT(b, "mingbai_request_seconds_sum");
        labels(b, i);
        buf_format(b, "} %.6f\n", (double)atomic_load(&slots[i].us) / 1e6);
        BUF_LIT(b, "mingbai_request_seconds_count");
        labels(b, i);
        buf_format(b, "} %lld\n", total);
    }
}

static void put_statements(struct buf *b) {
    BUF_LIT(b, "# HELP mingbai_statements_total Database statements by route.\n"
               "# TYPE mingbai_statements_total counter\n");
    for (size_t i = 0; i <= row_count; i++) {
        long long n = atomic_load(&slots[i].asked);
        if (n == 0) continue;
        BUF_LIT(b, "mingbai_statements_total");
        labels(b, i);
        buf_format(b, "} %lld\n", n);
    }
}

void metrics_put(struct buf *b, int64_t now) {
    BUF_LIT(b, "# HELP mingbai_workers Workers this pool keeps.\n# TYPE mingbai_workers gauge\n");
    buf_format(b, "mingbai_workers %d\n", worker_count);
    put_requests(b);
    put_seconds(b);
    put_statements(b);
    if (atomic_load(&missed->total) > 0) put_missed(b, now);
    jobs_put(b);
}
