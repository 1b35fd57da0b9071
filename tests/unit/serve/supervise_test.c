/* The pool is never smaller than it should be for long: who dies is replaced, at once or, if it
 * keeps dying young, after a pause; at the end each finishes what it has in hand. */
#include "../base/fixture.h"

#include <signal.h>
#include <sys/mman.h>
#include <time.h>

#include "serve/supervise.h"

#define SLOTS 64

/* Told by the workers to the test, in memory they share. */
static struct told {
    volatile int born, finished, socket;
    volatile pid_t pids[SLOTS];
    volatile double born_at[SLOTS];
} * told;

static void (*extra)(void *arg); /* mostly NULL */
static int socket_given;
static pid_t supervisor;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void tell(int socket) {
    int i = __sync_fetch_and_add(&told->born, 1);
    told->socket = socket;
    if (i >= SLOTS) return;
    told->born_at[i] = now();
    told->pids[i] = getpid();
}

/* -- workers of several characters ---------------------------------------------------------------
 */

static volatile sig_atomic_t stop;

static void on_term(int signal) {
    (void)signal;
    stop = 1;
}

/* Waits for work until it is told to stop, and then needs a moment for the request in hand. */
static void work_quietly(int socket, void *arg) {
    const int *hand_ms = arg;
    struct sigaction action = {.sa_handler = on_term};
    sigaction(SIGTERM, &action, NULL);
    tell(socket);
    while (!stop) usleep(5000);
    for (int i = 0; i < *hand_ms; i++) usleep(1000);
    __sync_fetch_and_add(&told->finished, 1);
}

static void die_young(int socket, void *arg) {
    (void)arg;
    tell(socket);
    _exit(3);
}

/* Stops neither for a word nor for a while. */
static void ignore_everything(int socket, void *arg) {
    (void)arg;
    signal(SIGTERM, SIG_IGN);
    tell(socket);
    for (;;) pause();
}

/* -- the supervisor, in a process of its own -----------------------------------------------------
 */

static void start(int workers, void (*work)(int, void *), int *arg) {
    supervisor = fork();
    assert_true(supervisor >= 0);
    if (supervisor > 0) return;
    setpgid(0, 0);
    signal(SIGSEGV, SIG_DFL); /* cmocka has taken it, and would go on with the tests in here */
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    supervise(workers, socket_given, work, extra, arg);
    _exit(42);
}

/* Waits until so many workers have been born in all. */
static bool wait_born(int count, double seconds) {
    double end = now() + seconds;
    while (now() < end) {
        if (told->born >= count && told->pids[count < SLOTS ? count - 1 : SLOTS - 1]) return true;
        usleep(5000);
    }
    return false;
}

/* The supervisor's exit code, or -1 if it does not end in time. */
static int wait_end(double seconds) {
    double end = now() + seconds;
    int how;
    while (now() < end) {
        if (waitpid(supervisor, &how, WNOHANG) == supervisor) {
            supervisor = 0;
            return WIFEXITED(how) ? WEXITSTATUS(how) : -2;
        }
        usleep(5000);
    }
    return -1;
}

static bool is_alive(pid_t pid) {
    return kill(pid, 0) == 0;
}

static int open_case(void **state) {
    told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED) return -1;
    socket_given = 77;
    return fixture_open(state);
}

static int close_case(void **state) {
    if (supervisor > 0) {
        kill(supervisor, SIGKILL);
        waitpid(supervisor, NULL, 0);
        supervisor = 0;
    }
    for (int i = 0; i < SLOTS && told->pids[i]; i++) {
        if (is_alive(told->pids[i])) kill(told->pids[i], SIGKILL);
    }
    munmap(told, sizeof *told);
    return fixture_close(state);
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, open_case, close_case)

/* -- tests ---------------------------------------------------------------------------------------
 */

/* As many as were asked for, no more, each with the socket. */
static void test_as_many_as_asked(void **state) {
    (void)state;
    int hand = 0;
    start(3, work_quietly, &hand);
    assert_true(wait_born(3, 5));
    usleep(300000);
    assert_int_equal(told->born, 3);
    assert_int_equal(told->socket, 77);
    kill(supervisor, SIGTERM);
    assert_int_equal(wait_end(5), 42);
    for (int i = 0; i < 3; i++) assert_false(is_alive(told->pids[i]));
}

/* The one more that does something else: once, replaced like the others, and told to stop. */
static void do_extra(void *arg) {
    work_quietly(99, arg);
}

static void test_one_more(void **state) {
    (void)state;
    int hand = 0;
    extra = do_extra;
    start(2, work_quietly, &hand);
    extra = NULL;
    assert_true(wait_born(3, 5));
    usleep(300000);
    assert_int_equal(told->born, 3);
    for (int i = 0; i < 3; i++) kill(told->pids[i], SIGKILL);
    assert_true(wait_born(6, 5));
    kill(supervisor, SIGTERM);
    assert_int_equal(wait_end(5), 42);
    assert_int_equal(told->finished, 3);
}

/* One that dies, by whatever signal, is replaced at once; the others go on. */
static void test_replaced(void **state) {
    (void)state;
    static const int signals[] = {SIGKILL, SIGSEGV, SIGALRM};
    int hand = 0;
    start(2, work_quietly, &hand);
    assert_true(wait_born(2, 5));
    pid_t other = told->pids[1], victim = told->pids[0];
    for (int i = 0; i < 3; i++) {
        double at = now();
        kill(victim, signals[i]);
        assert_true(wait_born(3 + i, 5));
        assert_true(told->born_at[2 + i] - at < 1.0);
        victim = told->pids[2 + i];
    }
    assert_true(is_alive(other));
    kill(supervisor, SIGTERM);
    assert_int_equal(wait_end(5), 42);
}

/* A worker that ends by itself, with nothing wrong, is replaced as well. */
static void leave_soon(int socket, void *arg) {
    (void)arg;
    tell(socket);
}

static void test_leaving_is_dying(void **state) {
    (void)state;
    start(1, leave_soon, NULL);
    assert_true(wait_born(3, 5));
}

/* Who keeps dying young comes back after a growing pause, so that a fault does not eat the
 * machine; after a signal to stop nobody comes back. */
static void test_dying_young(void **state) {
    (void)state;
    start(1, die_young, NULL);
    assert_true(wait_born(6, 20));
    assert_true(told->born_at[3] - told->born_at[0] < 1.0); /* the first ones at once */
    double first = told->born_at[4] - told->born_at[3],
           second = told->born_at[5] - told->born_at[4];
    assert_true(first > 0.2 && first < 3);
    assert_true(second > first - 0.2 && second > 0.9 && second < 4);
    int born = told->born;
    assert_true(born <= 7);
    kill(supervisor, SIGTERM);
    assert_int_equal(wait_end(5), 42);
    assert_true(told->born <= born + 1);
}

/* A request in hand is finished, and only then does the supervisor end. */
static void test_drains(void **state) {
    (void)state;
    int hand = 700;
    start(3, work_quietly, &hand);
    assert_true(wait_born(3, 5));
    double at = now();
    kill(supervisor, SIGTERM);
    assert_int_equal(wait_end(8), 42);
    assert_true(now() - at >= 0.6);
    assert_int_equal(told->finished, 3);
    assert_int_equal(told->born, 3);
}

/* Ctrl-C reaches the whole group at once; a request in hand is finished all the same. */
static void test_interrupt(void **state) {
    (void)state;
    int hand = 300;
    start(2, work_quietly, &hand);
    assert_true(wait_born(2, 5));
    usleep(100000);
    kill(-supervisor, SIGINT);
    assert_int_equal(wait_end(8), 42);
    assert_int_equal(told->finished, 2);
}

/* Who does not stop in ten seconds is made to. */
static void test_killed_at_last(void **state) {
    (void)state;
    start(2, ignore_everything, NULL);
    assert_true(wait_born(2, 5));
    double at = now();
    kill(supervisor, SIGTERM);
    assert_int_equal(wait_end(15), 42);
    assert_true(now() - at > 8);
    assert_false(is_alive(told->pids[0]));
    assert_false(is_alive(told->pids[1]));
}

/* Without their parent workers do not serve on. */
static void test_orphans(void **state) {
    (void)state;
    int hand = 0;
    start(2, work_quietly, &hand);
    assert_true(wait_born(2, 5));
    kill(supervisor, SIGKILL);
    assert_int_equal(wait_end(5), -2);
    double end = now() + 5;
    while (now() < end && told->finished < 2) usleep(10000);
    assert_int_equal(told->finished, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(test_as_many_as_asked), CASE(test_one_more),       CASE(test_replaced),
        CASE(test_leaving_is_dying), CASE(test_dying_young),    CASE(test_drains),
        CASE(test_interrupt),        CASE(test_killed_at_last), CASE(test_orphans),
    };
    return cmocka_run_group_tests_name("serve/supervise", tests, NULL, NULL);
}
