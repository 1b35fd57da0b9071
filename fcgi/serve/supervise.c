/*
 * Prefork. The parent touches no request and no database; all it does is fork, wait and signal.
 * Signals are taken with sigtimedwait, so there are no handlers and no races with waitpid.
 */
#include "serve/supervise.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

#define YOUNG_SECONDS 2  /* a child that dies younger than this is in trouble */
#define PAUSE_MOST    5  /* seconds */
#define DRAIN_SECONDS 10 /* then what still runs is killed */

struct child {
    pid_t pid; /* 0: to be started at due_at */
    time_t born_at, due_at;
    int failures;
};

static time_t seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

/* What a child does: the work of the pool, or the one thing that only one does. */
struct duty {
    int socket;
    void (*work)(int socket, void *arg);
    void (*extra)(void *arg);
    void *arg;
};

static void start(struct child *c, bool is_extra, const struct duty *d, const sigset_t *taken) {
    pid_t parent = getpid();
    c->born_at = seconds();
    c->pid = fork();
    if (c->pid < 0) {
        log_event(LOG_ERROR, "fork_failed", NULL);
        c->pid = 0;
        c->due_at = seconds() + 1;
        return;
    }
    if (c->pid > 0) return;
    /* A worker without its parent would serve on unsupervised. */
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    /* Ctrl-C goes to the whole group: the parent alone decides when a worker ends. */
    signal(SIGINT, SIG_IGN);
    sigprocmask(SIG_UNBLOCK, taken, NULL);
    if (getppid() != parent) _exit(0);
    if (is_extra) {
        d->extra(d->arg);
    } else {
        d->work(d->socket, d->arg);
    }
    _exit(0);
}

static void bury(struct child *children, int count, bool stopping) {
    pid_t pid;
    int how;
    while ((pid = waitpid(-1, &how, WNOHANG)) > 0) {
        for (int i = 0; i < count; i++) {
            struct child *c = &children[i];
            if (c->pid != pid) continue;
            bool young = seconds() - c->born_at < YOUNG_SECONDS;
            c->failures = young ? c->failures + 1 : 0;
            int pause = c->failures > 3 ? c->failures - 3 : 0;
            c->due_at = seconds() + (pause < PAUSE_MOST ? pause : PAUSE_MOST);
            c->pid = 0;
            if (!stopping) {
                log_event(LOG_WARN, "worker_died", WIFSIGNALED(how) ? "signal" : "code",
                          log_number(WIFSIGNALED(how) ? WTERMSIG(how) : WEXITSTATUS(how)), NULL);
            }
        }
    }
}

static int alive(const struct child *children, int count) {
    int n = 0;
    for (int i = 0; i < count; i++) n += children[i].pid != 0;
    return n;
}

static void signal_all(const struct child *children, int count, int signal) {
    for (int i = 0; i < count; i++) {
        if (children[i].pid) kill(children[i].pid, signal);
    }
}

/* SIGTERM again and again: a worker could have been just about to wait when the first one came. */
static void drain(struct child *children, int count, const sigset_t *taken) {
    struct timespec step = {.tv_nsec = 100000000};
    time_t end = seconds() + DRAIN_SECONDS;
    while (alive(children, count) > 0) {
        signal_all(children, count, seconds() < end ? SIGTERM : SIGKILL);
        sigtimedwait(taken, NULL, &step);
        bury(children, count, true);
    }
}

void supervise(int workers, int socket, void (*work)(int, void *), void (*extra)(void *),
               void *arg) {
    const struct duty duty = {socket, work, extra, arg};
    int count = workers + (extra ? 1 : 0);
    struct child *children = calloc((size_t)count, sizeof *children);
    if (!children) abort();
    sigset_t taken;
    sigemptyset(&taken);
    sigaddset(&taken, SIGCHLD);
    sigaddset(&taken, SIGTERM);
    sigaddset(&taken, SIGINT);
    sigprocmask(SIG_BLOCK, &taken, NULL);
    log_event(LOG_INFO, "started", "workers", log_number(workers), NULL);
    struct timespec step = {.tv_sec = 1};
    for (;;) {
        for (int i = 0; i < count; i++) {
            if (children[i].pid == 0 && seconds() >= children[i].due_at) {
                start(&children[i], i == workers, &duty, &taken);
            }
        }
        int got = sigtimedwait(&taken, NULL, &step);
        if (got == SIGTERM || got == SIGINT) break;
        bury(children, count, false);
    }
    drain(children, count, &taken);
    log_event(LOG_INFO, "stopped", NULL);
    free(children);
}
