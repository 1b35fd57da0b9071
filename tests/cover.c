/*
 * Linked with the programs of the coverage build alone (MODE=cover), in front of what they call
 * (ld --wrap), so that every process writes out what it counted, however it ends and whatever it
 * has given up: a worker ends by _exit, which would forget it; a reader may write next to nothing
 * and becomes another program; a confined process sees few folders. All walls are up. But of how
 * much a file may hold only the soft limit is lowered, which is lifted for the moment of writing,
 * and the fence has a gate to the folder where the counts lie (COVER_DIR). What SIGKILL ends is not
 * counted.
 */
#define _GNU_SOURCE /* O_PATH */
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void __gcov_dump(void);
void __gcov_reset(void);

void __real__exit(int code) __attribute__((noreturn));
void __wrap__exit(int code) __attribute__((noreturn));
void __real_abort(void) __attribute__((noreturn));
void __wrap_abort(void) __attribute__((noreturn));
int __wrap___gcov_execve(const char *path, char *const argv[], char *const environment[]);
int __real_setrlimit(__rlimit_resource_t what, const struct rlimit *most);
int __wrap_setrlimit(__rlimit_resource_t what, const struct rlimit *most);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, long a, long b, long c, long d, long e, long f);

/* Also what is counted after it is written the next time. */
static void write_out(void) {
    struct rlimit was = {RLIM_INFINITY, RLIM_INFINITY};
    getrlimit(RLIMIT_FSIZE, &was);
    const struct rlimit lifted = {was.rlim_max, was.rlim_max};
    __real_setrlimit(RLIMIT_FSIZE, &lifted);
    __gcov_dump();
    __gcov_reset();
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
    return execve(path, argv, environment);
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
