/*
 * A process of its own for whoever reads what strangers send: it inherits no descriptor and, once
 * started anew, no memory; it has little of both and little time, no network, and can start no
 * further process. What it found comes back through a pipe. Used by table.c and sift.c.
 */
#ifndef BASE_APART_H
#define BASE_APART_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct apart_limits {
    uint64_t memory; /* bytes of addresses; not kept by the sanitizer build's own program */
    uint64_t writes; /* bytes of a file */
    uint64_t cpu;    /* seconds */
    uint64_t files;  /* descriptors */
};

/* apart_fork(fd): as fork; in the parent ${*fd} is the end of a pipe to read from, in the child,
 * which the kernel ends with its parent, the end to write to. -1 if that cannot be. */
pid_t apart_fork(int *fd);

/* apart_give_up(limits, ours): from here on this process has no more than that, whatever program it
 * becomes. ${ours}: it is, or becomes, this program. Ends the process if that cannot be. */
void apart_give_up(const struct apart_limits *limits, bool ours);

struct apart {
    pid_t child; /* -1: there is none */
    int fd;
    int64_t until; /* monotonic milliseconds */
    bool late;     /* it was over its time */
};

/* apart_start(p, argv, limits, input, ms): runs ${argv}, an absolute path first, or "mingbai": this
 * program; in a bare environment, with ${input} (-1: nothing) as its standard input and no more
 * than ${ms} milliseconds. apart_end must follow. */
void apart_start(struct apart *p, char *const argv[], const struct apart_limits *limits, int input,
                 int64_t ms);

/* apart_read(p, to, n): some of what it writes, at most ${n} bytes; 0 at the end, and when its time
 * is over or something is wrong. */
size_t apart_read(struct apart *p, void *to, size_t n);

/* apart_end(p): it is gone; its exit code, or -1 if it had to be ended or died. */
int apart_end(struct apart *p);

#endif
