/*
 * A ring of things to do and one thread that does them; fcgi.c puts answers here. Whoever puts
 * waits only when the ring is full, so that a flood slows its sender down and not our memory.
 */
#include "web/pace.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

static struct {
    int64_t at;
    void (*act)(void *);
    void *what;
} ring[PACE_MOST];
static size_t first, count; /* the one in hand counts until it is done */
static bool running;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static void sleep_until(int64_t at) {
    struct timespec until = {.tv_sec = at / 1000000, .tv_nsec = at % 1000000 * 1000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) {
    }
}

static void *run(void *none) {
    pthread_mutex_lock(&lock);
    for (;;) {
        while (count == 0) pthread_cond_wait(&changed, &lock);
        size_t i = first;
        pthread_mutex_unlock(&lock);
        sleep_until(ring[i].at);
        ring[i].act(ring[i].what);
        pthread_mutex_lock(&lock);
        first = (first + 1) % PACE_MOST;
        count--;
        pthread_cond_broadcast(&changed);
    }
    return none;
}

/* Signals are the worker's: it must be the one whose accept they end. */
static void start(void) {
    sigset_t all, old;
    pthread_t thread;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    if (pthread_create(&thread, NULL, run, NULL) != 0) abort();
    pthread_detach(thread);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    running = true;
}

void pace_at(int64_t at, void (*act)(void *what), void *what) {
    pthread_mutex_lock(&lock);
    if (!running) start();
    while (count == PACE_MOST) pthread_cond_wait(&changed, &lock);
    size_t i = (first + count) % PACE_MOST;
    ring[i].at = at;
    ring[i].act = act;
    ring[i].what = what;
    count++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

void pace_finish(void) {
    pthread_mutex_lock(&lock);
    while (count > 0) pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
}
