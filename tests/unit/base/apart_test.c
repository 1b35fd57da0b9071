/*
 * A process apart: what it says arrives, and what it may not do it cannot. The test is its own
 * child: started with a word, it tries one thing and says whether that went.
 */
#include "fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <time.h>

#include "base/apart.h"

static const struct apart_limits limits = {
    .memory = (uint64_t)256 << 20, .writes = 0, .cpu = 2, .files = 16};

/* In the child: 0 if it went. */
static int try_it(const char *what) {
    char path[] = "/tmp/mingbai_apart_XXXXXX";
    if (strcmp(what, "speak") == 0) return puts("hello") < 0;
    if (strcmp(what, "network") == 0) return socket(AF_INET, SOCK_STREAM, 0) < 0;
    if (strcmp(what, "local") == 0) return socket(AF_UNIX, SOCK_STREAM, 0) < 0;
    if (strcmp(what, "fork") == 0) return fork() < 0;
    if (strcmp(what, "kill") == 0) return kill(getppid(), 0) != 0;
    if (strcmp(what, "rename") == 0) return rename("/tmp/a", "/tmp/b") == 0 || errno == EPERM;
    if (strcmp(what, "inherited") == 0) return fcntl(9, F_GETFD) < 0;
    if (strcmp(what, "environment") == 0) return getenv("HOME") == NULL;
    if (strcmp(what, "write") == 0) {
        signal(SIGXFSZ, SIG_IGN);
        int fd = mkstemp(path);
        bool wrote = fd >= 0 && write(fd, "x", 1) == 1;
        if (fd >= 0) unlink(path);
        return !wrote;
    }
    if (strcmp(what, "loop") == 0) {
        for (volatile unsigned i = 0;; i++) {
        }
    }
    if (strcmp(what, "sleep") == 0) sleep(60);
    if (strcmp(what, "talk") == 0) {
        while (putchar('x') != EOF) {
        }
    }
    return 1;
}

static struct str said;

static int run(struct apart *p, const char *what, int64_t ms) {
    char *const argv[] = {(char *)"mingbai", (char *)"try", (char *)what, NULL};
    static char text[256];
    apart_start(p, argv, &limits, -1, ms);
    size_t n = apart_read(p, text, sizeof text);
    said = (struct str){text, n};
    return apart_end(p);
}

static void what_it_says_arrives(void **state) {
    struct apart p;
    (void)state;
    assert_int_equal(run(&p, "speak", 10000), 0);
    assert_text(said, "hello\n");
}

static void what_it_may_not_it_cannot(void **state) {
    static const char *const tries[] = {"network", "local", "fork",      "kill",
                                        "rename",  "write", "inherited", "environment"};
    struct apart p;
    (void)state;
    int nine = dup2(0, 9); /* a descriptor of ours */
    setenv("HOME", "/root", 1);
    for (size_t i = 0; i < COUNT(tries); i++) {
        if (run(&p, tries[i], 10000) != 1) fail_msg("it could: %s", tries[i]);
    }
    close(nine);
}

/* What does not end is ended, and leaves no process. */
static void its_time_is_limited(void **state) {
    static const char *const tries[] = {"sleep", "loop", "talk"};
    struct apart p;
    (void)state;
    for (size_t i = 0; i < COUNT(tries); i++) {
        time_t began = time(NULL);
        assert_int_equal(run(&p, tries[i], 500), -1);
        assert_true(time(NULL) - began < 10);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    }
}

/* A program that is not there is an end, not a wait. */
static void a_missing_program(void **state) {
    char *const argv[] = {(char *)"/nowhere/at-all", NULL};
    struct apart p;
    char c;
    (void)state;
    apart_start(&p, argv, &limits, -1, 10000);
    assert_int_equal(apart_read(&p, &c, 1), 0);
    assert_int_equal(apart_end(&p), 1);
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "try") == 0) {
        int code = try_it(argv[2]);
        fflush(stdout);
        _exit(code); /* a search for leaks would need what is refused */
    }
    const struct CMUnitTest tests[] = {
        TEST(what_it_says_arrives),
        TEST(what_it_may_not_it_cannot),
        TEST(its_time_is_limited),
        TEST(a_missing_program),
    };
    return cmocka_run_group_tests_name("base/apart", tests, NULL, NULL);
}
