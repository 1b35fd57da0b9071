/*
 * Linked with the programs of the coverage build alone (MODE=cover), in front of what they call
 * (ld --wrap), so that every process writes out what it counted, however it ends and whatever it
 * has given up: a worker ends by _exit, which would forget it; a reader may write next to nothing
 * and becomes another program; a confined process sees few folders. All walls are up. But of how
 * much a file may hold only the soft limit is lowered, which is lifted for the moment of writing;
 * the fence has a gate to the folder where the counts lie (COVER_DIR); and who ends a process by
 * force lets it write to the end. What a test ends by SIGKILL is not counted.
 */
#define _GNU_SOURCE /* O_PATH */
#include <fcntl.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);

void __real__exit(int code) __attribute__((noreturn));
void __wrap__exit(int code) __attribute__((noreturn));
void __real_abort(void) __attribute__((noreturn));
void __wrap_abort(void) __attribute__((noreturn));
int __wrap___gcov_execve(const char *path, char *const argv[], char *const environment[]);
int __real_kill(pid_t pid, int signal);
int __wrap_kill(pid_t pid, int signal);
int __real_setrlimit(__rlimit_resource_t what, const struct rlimit *most);
int __wrap_setrlimit(__rlimit_resource_t what, const struct rlimit *most);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f);

#define WRITING "counts" /* what a process is called meanwhile */

static void write_out(void) {
    prctl(PR_SET_NAME, WRITING);
    struct rlimit was = {RLIM_INFINITY, RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &was);
    const struct rlimit lifted = {was.rlim_max, was.rlim_max};
    __real_setrlimit(RLIMIT_FSIZE, &lifted);
    __gcov_dump();
    __real_setrlimit(RLIMIT_FSIZE, &was);
}

/* Before the counts are written at the end of main. */
__attribute__((destructor)) static void end(void) {
    write_out();
}

void __wrap__exit(int code) {
    write_out();
    __real__exit(code);
}

void __wrap_abort(void) {
    write_out();
    __real_abort();
}

/* (What execve is called where counts are taken.) */
int __wrap___gcov_execve(const char *path, char *const argv[], char *const environment[]) {
    write_out();
    execve(path, argv, environment);
    __gcov_reset(); /* else what is counted from here on would not be written */
    return -1;
}

static bool is_writing(pid_t pid) {
    char path[32], name[16] = "";
    snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t n = read(fd, name, sizeof name);
    close(fd);
    return n == sizeof WRITING && memcmp(name, WRITING, sizeof WRITING - 1) == 0;
}

static bool is_there(pid_t pid) {
    siginfo_t end = {.si_pid = 0};
    return waitid(P_PID, (id_t)pid, &end, WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid == 0;
}

/* Two seconds to begin, ten to come to the end. */
int __wrap_kill(pid_t pid, int signal) {
    for (int i = 0; signal == SIGKILL && i < 1000 && is_there(pid); i++) {
        if (i >= 200 && !is_writing(pid)) break;
        usleep(10000);
    }
    return __real_kill(pid, signal);
}

int __wrap_setrlimit(__rlimit_resource_t what, const struct rlimit *most) {
    struct rlimit r = *most, was;
    if (what == RLIMIT_FSIZE && getrlimit(what, &was) == 0) r.rlim_max = was.rlim_max;
    return __real_setrlimit(what, &r);
}

static void open_gate(int rules) {
    struct landlock_path_beneath_attr gate = {
        .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE,
        .parent_fd = open(COVER_DIR, O_PATH | O_CLOEXEC),
    };
    __real_syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &gate, 0);
    close(gate.parent_fd);
}

long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f) {
    if (number == SYS_landlock_restrict_self) open_gate((int)a);
    return __real_syscall(number, a, b, c, d, e, f);
}
