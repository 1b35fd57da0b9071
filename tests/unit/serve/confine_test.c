/*
 * What a process of a pool can no longer do, and what it still can: each thing is tried by a child
 * that has been confined as that pool's.
 */
#include "../base/fixture.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/conf.h"
#include "serve/confine.h"

static char spool[] = "/var/tmp/mingbai_confine_XXXXXX";
static const char outside[] = "/var/tmp/mingbai_confine_outside";
static struct conf conf = {.db_socket = "/tmp/mingbai_confine.sock", .spool = spool};
static enum pool pool;

static bool opens(const char *path, int how) {
    int fd = open(path, how | O_CLOEXEC, 0600);
    if (fd >= 0) close(fd);
    return fd >= 0;
}

static bool maps(int how) {
    return mmap(NULL, 4096, how, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool reads_system(void) {
    return opens("/etc/passwd", O_RDONLY);
}
static bool reads_elsewhere(void) {
    return opens(outside, O_RDONLY);
}
#ifndef MINGBAI_ASAN /* (confine.c says why) */
static bool writes_system(void) {
    return opens("/etc/mingbai_confine", O_WRONLY | O_CREAT);
}
#endif
static bool tcp(void) {
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}
static bool packets(void) {
    return socket(AF_PACKET, SOCK_RAW, 0) >= 0;
}
static bool local(void) {
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}
static bool memory(void) {
    return maps(PROT_READ | PROT_WRITE);
}
static bool code(void) {
    return maps(PROT_READ | PROT_WRITE | PROT_EXEC);
}
static bool traces(void) {
    return ptrace(PTRACE_TRACEME, 0, 0, 0) == 0;
}

static bool turns_to_code(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool starts(void) {
    pid_t child = fork();
    if (child == 0) _exit(0);
    return child > 0 && waitpid(child, NULL, 0) == child;
}

static bool becomes(void) {
    int how = 0;
    pid_t child = fork();
    char *const argv[] = {(char *)"/bin/true", NULL};
    if (child == 0) {
        execv(argv[0], argv);
        _exit(1);
    }
    return child > 0 && waitpid(child, &how, 0) == child && WIFEXITED(how) && WEXITSTATUS(how) == 0;
}

static bool keeps(void) {
    char path[64];
    snprintf(path, sizeof path, "%s/file", spool);
    return opens(path, O_RDWR | O_CREAT) && unlink(path) == 0;
}

static bool signals(void) {
    return kill(getppid(), 0) == 0;
}

static bool (*tried)(void);
static void try_it(void) {
    if (confine(&conf, pool) != OK) _exit(3);
    _exit(tried() ? 1 : 2);
}

static const struct {
    const char *name;
    bool (*try)(void);
    bool public, lookup, tcp; /* who may; tcp: the public pool with a database elsewhere */
} tries[] = {
    {"reads the system", reads_system, true, true, true},
    {"reads elsewhere", reads_elsewhere, false, false, false},
#ifndef MINGBAI_ASAN
    {"writes the system", writes_system, false, false, false},
#endif
    {"speaks over the network", tcp, false, false, true},
    {"sends packets", packets, false, false, false},
    {"speaks on this machine", local, true, true, true},
    {"takes memory", memory, true, true, true},
    {"makes code", code, false, false, false},
    {"turns memory to code", turns_to_code, false, false, false},
    {"traces", traces, false, false, false},
    {"starts a process", starts, false, true, false},
    {"becomes another program", becomes, false, true, false},
    {"keeps a file", keeps, false, true, false},
    {"signals another", signals, false, true, false},
};

static void check(size_t i, const char *who, bool expected) {
    tried = tries[i].try;
    int code = exit_code_of(try_it);
    if (code != (expected ? 1 : 2)) {
        fail_msg("%s: %s gave %d", who, tries[i].name, code);
    }
}

/* Each pool can do what it does, and no more. */
static void each_pool_what_it_does(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT(tries); i++) {
        pool = PUBLIC;
        conf.db_socket = "/tmp/mingbai_confine.sock";
        check(i, "public", tries[i].public);
        conf.db_socket = NULL;
        check(i, "public with a network", tries[i].tcp);
        conf.db_socket = "/tmp/mingbai_confine.sock";
        pool = LOOKUP;
        check(i, "lookup", tries[i].lookup);
        pool = OFFICE;
        check(i, "office", tries[i].lookup);
    }
}

static int before(void **state) {
    (void)state;
    if (!mkdtemp(spool)) return -1;
    int fd = open(outside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return -1;
    close(fd);
    return 0;
}

static int after(void **state) {
    (void)state;
    unlink(outside);
    return rmdir(spool);
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(each_pool_what_it_does)};
    return cmocka_run_group_tests_name("serve/confine", tests, before, after);
}
