/* What the workers count together is what Prometheus reads: whole, in its text format, whichever
 * of them died. */
#include "../base/fixture.h"

#include <signal.h>

#include "serve/metrics.h"
#include "web/request.h"

static const struct route table[] = {
    {.pool = PUBLIC, .method = GET, .path = "/notices/{id}"},
    {.pool = LOOKUP, .method = POST, .path = "/status"},
    {.pool = PUBLIC, .method = GET, .path = "/never"},
};

static struct str printed(void) {
    struct buf b = buf_new(arena, 1 << 20);
    metrics_put(&b, 1763740800);
    return buf_str(&b);
}

static void assert_line(const char *line) {
    struct str s = printed();
    if (str_find(s, str_format(arena, "\n%s\n", line)) == s.n) {
        fail_msg("no %s in\n%s", line, str_cstr(arena, s));
    }
}

static void assert_no(const char *part) {
    struct str s = printed();
    assert_int_equal(str_find(s, str_from(part)), s.n);
}

static void test_nothing_yet(void **state) {
    (void)state;
    metrics_start(table, COUNT(table), 4);
    assert_line("mingbai_workers 4");
    assert_line("# TYPE mingbai_requests_total counter");
    assert_line("# TYPE mingbai_request_seconds histogram");
    assert_no("route=");
}

static void test_counts(void **state) {
    (void)state;
    metrics_start(table, COUNT(table), 1);
    metrics_count(&table[0], 200, 400, 3);
    metrics_count(&table[0], 404, 600, 1);
    metrics_count(&table[0], 304, 500, 0);
    metrics_count(&table[1], 503, 3000000, 2);
    metrics_count(NULL, 404, 10, 0);
    assert_line("mingbai_requests_total{route=\"/notices/{id}\",method=\"GET\",status=\"2xx\"} 1");
    assert_line("mingbai_requests_total{route=\"/notices/{id}\",method=\"GET\",status=\"3xx\"} 1");
    assert_line("mingbai_requests_total{route=\"/notices/{id}\",method=\"GET\",status=\"4xx\"} 1");
    assert_line("mingbai_requests_total{route=\"/status\",method=\"POST\",status=\"5xx\"} 1");
    assert_line("mingbai_requests_total{route=\"none\",method=\"GET\",status=\"4xx\"} 1");
    assert_line("mingbai_statements_total{route=\"/notices/{id}\",method=\"GET\"} 4");
    assert_line("mingbai_statements_total{route=\"/status\",method=\"POST\"} 2");
    assert_no("/never");
}

/* Buckets are cumulative, a bound belongs to its own, and the last one has everything. */
static void test_histogram(void **state) {
    (void)state;
    metrics_start(table, COUNT(table), 1);
    static const int64_t us[] = {0, 500, 501, 1000, 2000000, 2000001, 9000000};
    for (size_t i = 0; i < COUNT(us); i++) metrics_count(&table[0], 200, us[i], 0);
#define BUCKET "mingbai_request_seconds_bucket{route=\"/notices/{id}\",method=\"GET\",le="
    assert_line(BUCKET "\"0.0005\"} 2");
    assert_line(BUCKET "\"0.001\"} 4");
    assert_line(BUCKET "\"0.0025\"} 4");
    assert_line(BUCKET "\"0.5\"} 4");
    assert_line(BUCKET "\"2\"} 5");
    assert_line(BUCKET "\"+Inf\"} 7");
    assert_line("mingbai_request_seconds_count{route=\"/notices/{id}\",method=\"GET\"} 7");
    assert_line("mingbai_request_seconds_sum{route=\"/notices/{id}\",method=\"GET\"} 13.002002");
}

/* A status outside the classes is counted in the nearest one. */
static void test_odd_status(void **state) {
    (void)state;
    metrics_start(table, COUNT(table), 1);
    metrics_count(&table[0], 100, 1, 0);
    metrics_count(&table[0], 599, 1, 0);
    metrics_count(&table[0], 700, 1, 0);
    assert_line("mingbai_requests_total{route=\"/notices/{id}\",method=\"GET\",status=\"2xx\"} 1");
    assert_line("mingbai_requests_total{route=\"/notices/{id}\",method=\"GET\",status=\"5xx\"} 2");
}

/* Children count into the same memory, none is lost, and one that is killed spoils nothing. */
static void test_workers(void **state) {
    (void)state;
    metrics_start(table, COUNT(table), 4);
    pid_t children[4];
    for (size_t i = 0; i < COUNT(children); i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] > 0) continue;
        for (int k = 0; k < 5000; k++) metrics_count(&table[1], 200, 1, 1);
        _exit(0);
    }
    for (size_t i = 0; i < COUNT(children); i++) waitpid(children[i], NULL, 0);
    pid_t killed = fork();
    if (killed == 0) {
        for (;;) metrics_count(&table[2], 200, 1, 1);
    }
    usleep(20000);
    kill(killed, SIGKILL);
    waitpid(killed, NULL, 0);
    assert_line("mingbai_requests_total{route=\"/status\",method=\"POST\",status=\"2xx\"} 20000");
    assert_line("mingbai_statements_total{route=\"/status\",method=\"POST\"} 20000");
    metrics_count(&table[2], 500, 1, 0);
    assert_line("mingbai_requests_total{route=\"/never\",method=\"GET\",status=\"5xx\"} 1");
}

/* Each line is a comment or a name, labels and a number; each name has its type said before. */
static void test_format(void **state) {
    (void)state;
    metrics_start(table, COUNT(table), 1);
    metrics_count(&table[0], 200, 1, 1);
    metrics_count(NULL, 200, 1, 1);
    struct str rest = printed(), line;
    assert_true(str_ends(rest, STR("\n")));
    while (rest.p && rest.n) {
        line = str_cut(&rest, '\n');
        if (str_starts(line, STR("# HELP ")) || str_starts(line, STR("# TYPE "))) continue;
        assert_true(str_starts(line, STR("mingbai_")));
        size_t space = line.n;
        while (space > 0 && line.p[space - 1] != ' ') space--;
        char *end;
        const char *number = str_cstr(arena, str_slice(line, space, line.n));
        strtod(number, &end);
        assert_true(*number && !*end);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_nothing_yet), TEST(test_counts),  TEST(test_histogram),
        TEST(test_odd_status),  TEST(test_workers), TEST(test_format),
    };
    return cmocka_run_group_tests_name("serve/metrics", tests, NULL, NULL);
}
