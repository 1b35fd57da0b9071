/*
 * Called by serve.c in each process of a pool. The list of calls is one of what is allowed: those
 * the C library, libfcgi, the database's client and our own code make when they serve; the pools
 * that take files add what it takes to keep them and to start a reader (base/apart.c), which has
 * walls of its own. Any other call is answered as a kernel would that does not know it, so that a
 * library that tries the newest first goes on to the next.
 */
#define _GNU_SOURCE /* O_PATH */
#include "serve/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/log.h"

/* --- system calls --- */

#define CALL(name) SCMP_SYS(name)

/* clang-format off */
static const int serving[] = {
    /* bytes in and out */
    CALL(read), CALL(write), CALL(readv), CALL(writev), CALL(pread64), CALL(pwrite64), CALL(lseek),
    CALL(openat), CALL(open), CALL(close), CALL(fcntl), CALL(ioctl), CALL(dup), CALL(fstat),
    CALL(newfstatat), CALL(stat), CALL(lstat), CALL(statx), CALL(access), CALL(faccessat),
    CALL(faccessat2), CALL(readlink), CALL(readlinkat), CALL(getcwd),
    /* peers; socket is below */
    CALL(connect), CALL(accept), CALL(accept4), CALL(getsockname), CALL(getpeername),
    CALL(getsockopt), CALL(setsockopt), CALL(shutdown), CALL(sendto), CALL(recvfrom), CALL(sendmsg),
    CALL(recvmsg), CALL(poll), CALL(ppoll), CALL(select), CALL(pselect6),
    /* memory; mprotect and mmap are below */
    CALL(brk), CALL(munmap), CALL(mremap), CALL(madvise),
    /* time, signals, who one is, the end */
    CALL(clock_gettime), CALL(clock_getres), CALL(clock_nanosleep), CALL(nanosleep),
    CALL(gettimeofday), CALL(time), CALL(alarm), CALL(setitimer), CALL(rt_sigaction),
    CALL(rt_sigprocmask), CALL(rt_sigreturn), CALL(rt_sigtimedwait), CALL(sigaltstack),
    CALL(restart_syscall), CALL(getpid), CALL(getppid), CALL(gettid), CALL(getuid), CALL(geteuid),
    CALL(getgid), CALL(getegid), CALL(getrusage), CALL(getrandom), CALL(uname), CALL(sysinfo),
    CALL(futex), CALL(set_robust_list), CALL(rseq), CALL(sched_yield), CALL(sched_getaffinity),
    CALL(exit), CALL(exit_group),
};

static const int keeping[] = {
    /* files on their way in, and those that are kept */
    CALL(unlink), CALL(unlinkat), CALL(rename), CALL(renameat), CALL(renameat2), CALL(link),
    CALL(linkat), CALL(mkdir), CALL(mkdirat), CALL(ftruncate), CALL(fsync), CALL(fdatasync),
    CALL(fallocate), CALL(fchmod), CALL(chmod), CALL(umask), CALL(getdents64), CALL(fadvise64),
    CALL(sendfile), CALL(copy_file_range), CALL(memfd_create), CALL(utimensat),
    /* readers; clone is below */
    CALL(pipe), CALL(pipe2), CALL(dup2), CALL(dup3), CALL(fork), CALL(vfork), CALL(execve),
    CALL(wait4), CALL(waitid), CALL(kill), CALL(prctl), CALL(arch_prctl), CALL(setrlimit),
    CALL(getrlimit), CALL(prlimit64), CALL(close_range), CALL(set_tid_address), CALL(statfs),
    CALL(fstatfs), CALL(setpgid), CALL(setsid),
};

/* clang-format on */

#define COUNT(list) (sizeof list / sizeof list[0])

static int allow_all(scmp_filter_ctx ctx, const int *calls, size_t count) {
    int st = 0;
    for (size_t i = 0; st == 0 && i < count; i++) {
        if (calls[i] >= 0) st = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, calls[i], 0);
    }
    return st;
}

static int allow_sockets(scmp_filter_ctx ctx, bool tcp) {
    const int families[] = {AF_UNIX, AF_INET, AF_INET6};
    int st = 0;
    for (size_t i = 0; st == 0 && i < (tcp ? 3 : 1); i++) {
        st = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(socket), 1,
                              SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)families[i], 0));
    }
    return st;
}

/* No memory is executable that was ever written; a reader loads libraries, so it may map them. */
static int allow_memory(scmp_filter_ctx ctx, bool loads) {
    const struct scmp_arg_cmp inert = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    const struct scmp_arg_cmp pure = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC | PROT_WRITE, PROT_EXEC);
    int st = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(mprotect), 1, inert);
    if (st == 0) st = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(mmap), 1, inert);
    if (st == 0 && loads) st = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(mmap), 1, pure);
    return st;
}

/* A process, not a thread of another space of names. */
static int allow_children(scmp_filter_ctx ctx) {
    const scmp_datum_t spaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;
    return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, spaces, 0));
}

static int filter(bool tcp, bool keeps) {
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    if (!ctx) return -ENOMEM;
    int st = allow_all(ctx, serving, COUNT(serving));
    if (st == 0) st = allow_sockets(ctx, tcp);
    if (st == 0) st = allow_memory(ctx, keeps);
    /* abort(): to oneself alone. */
    if (st == 0) {
        st = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(tgkill), 1,
                              SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0));
    }
    if (st == 0 && keeps) st = allow_all(ctx, keeping, COUNT(keeping));
    if (st == 0 && keeps) st = allow_children(ctx);
    /* The reader's own filter, on top of this one. */
    if (st == 0 && keeps) st = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, CALL(seccomp), 0);
    if (st == 0) st = seccomp_load(ctx);
    seccomp_release(ctx);
    return st;
}

/* --- files --- */

#define READ  (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RUN   (READ | LANDLOCK_ACCESS_FS_EXECUTE)
#define WRITE (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG)
#define KEEP  (READ | WRITE | LANDLOCK_ACCESS_FS_REMOVE_FILE)
#define MAKE                                                                                       \
    (LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |  \
     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
     LANDLOCK_ACCESS_FS_MAKE_SYM)

/* What the sanitizers find they write to a file that they open then. */
#ifdef MINGBAI_ASAN
#define HANDLED (RUN | LANDLOCK_ACCESS_FS_REMOVE_FILE | MAKE)
#else
#define HANDLED (RUN | WRITE | LANDLOCK_ACCESS_FS_REMOVE_FILE | MAKE)
#endif

/* (The C library has no functions for these.) */
static int ruleset_new(const struct landlock_ruleset_attr *attr, size_t n, uint32_t flags) {
    return (int)syscall(SYS_landlock_create_ruleset, attr, n, flags);
}

/* What is not there needs no right. */
static bool may(int rules, const char *path, uint64_t rights) {
    struct stat s;
    if (!path) return true;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0) return errno == ENOENT;
    struct landlock_path_beneath_attr rule = {.allowed_access = rights & HANDLED, .parent_fd = fd};
    if (fstat(fd, &s) == 0 && !S_ISDIR(s.st_mode)) {
        rule.allowed_access &= LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
                               LANDLOCK_ACCESS_FS_WRITE_FILE;
    }
    bool fine = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    close(fd);
    return fine;
}

/* The folder of a file: another may take its place (mingbai keys rotate). */
static const char *folder(char out[PATH_MAX], const char *path) {
    const char *slash = path ? strrchr(path, '/') : NULL;
    if (!path) return NULL;
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (n >= PATH_MAX) return NULL;
    memcpy(out, path, n);
    out[n] = '\0';
    return slash ? (n ? out : "/") : ".";
}

static bool paths(int rules, const struct conf *conf, bool keeps) {
    static const char *const system[] = {"/etc", "/usr", "/lib", "/lib64", NULL};
    char keys[PATH_MAX], program[PATH_MAX], self[PATH_MAX] = "";
    bool fine = may(rules, conf->db_ca, READ);
    for (int i = 0; system[i]; i++) fine = fine && may(rules, system[i], keeps ? RUN : READ);
    if (!keeps) return fine;
    if (readlink("/proc/self/exe", self, sizeof self - 1) < 0) return false;
    return fine && may(rules, "/proc", READ) && may(rules, "/dev/null", READ | WRITE) &&
           may(rules, "/dev/urandom", READ) && may(rules, folder(program, self), RUN) &&
           may(rules, folder(keys, conf->keys), READ) && may(rules, conf->spool, KEEP) &&
           may(rules, conf->files, KEEP) && may(rules, P_tmpdir, KEEP); /* tmpfile(3) */
}

static bool fence(const struct conf *conf, bool keeps) {
    const struct landlock_ruleset_attr attr = {.handled_access_fs = HANDLED};
    int rules = ruleset_new(&attr, sizeof attr, 0);
    /* Not in this kernel, or kept from us by the container around (the kernel never says EPERM). */
    if (rules < 0) return errno == ENOSYS || errno == EOPNOTSUPP || errno == EPERM;
    bool fine = paths(rules, conf, keeps) && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    close(rules);
    return fine;
}

/* --- both --- */

enum status confine(const struct conf *conf, enum pool pool) {
    bool keeps = pool != PUBLIC;
    const char *what = "no_new_privs";
    int st = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 ? 0 : -errno;
    if (st == 0) {
        what = "landlock";
        st = fence(conf, keeps) ? 0 : -errno;
    }
    if (st == 0) {
        what = "seccomp";
        st = filter(conf->db_socket == NULL, keeps);
    }
    if (st == 0) return OK;
    log_event(LOG_ERROR, "not_confined", "by", what, "error", strerror(-st), NULL);
    return FAILED;
}

void confine_check(void) {
    if (ruleset_new(NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >= 1) return;
    log_event(LOG_WARN, "no_landlock", NULL);
}
