/*
 * Counting. Memory shared across fork, atomic adds, no locks: a worker killed in the middle of
 * anything leaves the counters usable. One slot a route row, and one for URLs that match none.
 */
#include "serve/metrics.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

#define CLASSES 4 /* 2xx 3xx 4xx 5xx */

static const int64_t bounds[] = {500,   1000,  2500,   5000,   10000,
                                 25000, 50000, 100000, 500000, 2000000};
#define BOUNDS (sizeof bounds / sizeof bounds[0])

struct slot {
    atomic_llong classes[CLASSES], below[BOUNDS + 1], us, asked;
};

static struct slot *slots;
static const struct route *rows;
static size_t row_count;
static int worker_count;

void metrics_start(const struct route *table, size_t count, int workers) {
    slots = mmap(NULL, (count + 1) * sizeof *slots, PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (slots == MAP_FAILED) abort();
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

void metrics_put(struct buf *b) {
    BUF_LIT(b, "# HELP mingbai_workers Workers this pool keeps.\n# TYPE mingbai_workers gauge\n");
    buf_format(b, "mingbai_workers %d\n", worker_count);
    put_requests(b);
    put_seconds(b);
    put_statements(b);
}
