/*
 * Limits (setrlimit), no new privileges, and a filter of system calls (seccomp): what a reader
 * never needs is refused it. The filter is a list of calls that are refused, for a list of all that
 * libraries may ever make would break with the next version of one of them.
 */
#define _GNU_SOURCE /* pipe2, close_range, F_SETPIPE_SZ */
#include "base/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"

#define PIPE_BYTES (1 << 20)

#if defined(__x86_64__)
#define MACHINE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define MACHINE AUDIT_ARCH_AARCH64
#endif

/* No network, no process, no look at others, no other file's name or mode. */
static const unsigned refused[] = {
    SYS_socket,
    SYS_socketpair,
    SYS_connect,
    SYS_bind,
    SYS_sendto,
    SYS_clone,
    SYS_clone3,
    SYS_ptrace,
    SYS_kill,
    SYS_tgkill,
    SYS_unlinkat,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_renameat2,
    SYS_linkat,
    SYS_mkdirat,
    SYS_symlinkat,
    SYS_fchmodat,
    SYS_fchownat,
    SYS_mount,
    SYS_unshare,
    SYS_io_uring_setup,
    SYS_bpf,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
    SYS_rename,
    SYS_link,
    SYS_mkdir,
    SYS_symlink,
    SYS_chmod,
    SYS_chown,
#endif
};

#define REFUSED (sizeof refused / sizeof refused[0])

static void filter(void) {
#ifdef MACHINE
    struct sock_filter steps[REFUSED + 7];
    size_t n = 0;
    steps[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                              offsetof(struct seccomp_data, arch));
    steps[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, MACHINE, 1, 0);
    steps[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
    steps[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                                              offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < REFUSED; i++) {
        steps[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, refused[i],
                                                  (unsigned char)(REFUSED - i + 1), 0);
    }
    /* Numbers from 0x40000000 on are those of another way to call (x32). */
    steps[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 1, 0);
    steps[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    steps[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
    const struct sock_fprog program = {(unsigned short)n, steps};
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(1);
#endif
}

static void limit(__rlimit_resource_t what, uint64_t most) {
    const struct rlimit r = {most, most};
    if (setrlimit(what, &r) != 0) _exit(1);
}

void apart_give_up(const struct apart_limits *l, bool ours) {
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, l->cpu);
    limit(RLIMIT_FSIZE, l->writes);
    limit(RLIMIT_NOFILE, l->files);
#ifdef MINGBAI_ASAN /* the sanitizer reserves terabytes */
    if (!ours) limit(RLIMIT_AS, l->memory);
#else
    (void)ours;
    limit(RLIMIT_AS, l->memory);
#endif
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(1);
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) _exit(1);
    filter();
}

pid_t apart_fork(int *fd) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    fcntl(ends[1], F_SETPIPE_SZ, PIPE_BYTES);
    pid_t parent = getpid();
    fflush(NULL);
    pid_t child = fork();
    close(ends[child == 0 ? 0 : 1]);
    *fd = ends[child == 0 ? 1 : 0];
    if (child < 0) close(*fd);
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    return 0;
}

/* Everything is left behind but standard input, output and error; the pipe is standard output. */
static _Noreturn void become(char *const argv[], const struct apart_limits *limits, int fd,
                             int input) {
    char *const environment[] = {(char *)"LC_ALL=C.UTF-8", NULL};
    bool ours = argv[0][0] != '/';
    if (input < 0) input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int nowhere = ours ? STDERR_FILENO : open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (dup2(input, STDIN_FILENO) < 0 || dup2(fd, STDOUT_FILENO) < 0 ||
        dup2(nowhere, STDERR_FILENO) < 0 || close_range(3, ~0U, 0) != 0) {
        _exit(1);
    }
    apart_give_up(limits, ours);
    execve(ours ? "/proc/self/exe" : argv[0], argv, environment);
    _exit(1);
}

void apart_start(struct apart *p, char *const argv[], const struct apart_limits *limits, int input,
                 int64_t ms) {
    int fd = -1;
    pid_t child = apart_fork(&fd);
    if (child == 0) become(argv, limits, fd, input);
    *p = (struct apart){child, child < 0 ? -1 : fd, date_ticks() / 1000 + ms, false};
}

size_t apart_read(struct apart *p, void *to, size_t n) {
    while (p->fd >= 0) {
        struct pollfd wait = {.fd = p->fd, .events = POLLIN};
        int64_t left = p->until - date_ticks() / 1000;
        int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
        if (ready == 0) p->late = true;
        if (ready == 0 || (ready < 0 && errno != EINTR)) return 0;
        if (ready < 0) continue;
        ssize_t got = read(p->fd, to, n);
        if (got >= 0) return (size_t)got;
        if (errno != EINTR) return 0;
    }
    return 0;
}

int apart_end(struct apart *p) {
    int code = 0;
    pid_t gone;
    if (p->fd >= 0) close(p->fd);
    if (p->child < 0) return -1;
    /* It has closed its end and is about to exit, unless it was late or is not to be heard out. */
    int64_t grace = date_ticks() / 1000 + (p->late ? 0 : 200);
    while ((gone = waitpid(p->child, &code, WNOHANG)) == 0 && date_ticks() / 1000 < grace) {
        const struct timespec moment = {.tv_nsec = 1000000};
        nanosleep(&moment, NULL);
    }
    if (gone == 0) {
        kill(p->child, SIGKILL);
        do gone = waitpid(p->child, &code, 0);
        while (gone < 0 && errno == EINTR);
    }
    *p = (struct apart){-1, -1, 0, p->late};
    return gone > 0 && WIFEXITED(code) ? WEXITSTATUS(code) : -1;
}
