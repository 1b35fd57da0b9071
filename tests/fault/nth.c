/*
 * Loaded before a pool's program (LD_PRELOAD): makes the n-th fallible library call of one request
 * fail, once or from then on. tests/fault/nth.mjs says which, through a file that both sides share
 * (FAULT_FILE, struct control below); so nothing here needs a system call of its own, and a
 * confined worker stays as confined as it is.
 *
 * A request begins when accept() returns in a worker while the file says armed, and ends when the
 * worker asks for the next one (or, where the answer goes out later, when it has gone). Only that
 * process counts, none that it forks. Between two requests a second passes, and to the supervisor
 * time runs a hundred times faster: what the program waits before it tries again need not be waited
 * for. Beside it counts blocks and statements that nobody gave back.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <errmsg.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <mysql.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define TRACE_MOST 65536
#define NAME_BYTES 32
#define FASTER     100 /* the supervisor's clock */

/* Little endian, as nth.mjs reads it. */
static struct control {
    uint32_t
        armed;   /* 1: the next request is the one; set to 2 when it has begun, 0 when it is over */
    uint32_t n;  /* the call that fails; 0: none */
    uint32_t on; /* 1: and all of its kind after it */
    _Atomic uint32_t count, fired;
    _Atomic uint32_t idle; /* times a worker has asked for its next request */
    uint32_t idle_pid;
    _Atomic int32_t live;    /* blocks the idle worker holds, the database's client's not counted */
    _Atomic int32_t stray;   /* statements that outlive their connection */
    _Atomic uint32_t closed; /* connections to the database that were closed */
    uint32_t connection;     /* the idle worker's, as the server numbers it; 0: none */
    uint32_t trace;          /* 1: write down what every call was */
    char name[NAME_BYTES];   /* of the call that failed first */
    uint32_t sites[TRACE_MOST]; /* by its place in the request: how many statements had run before
                                   it (16 bits), and what call it was and who made it (16 bits) */
} * control;

static bool forked, taken, finished, waiting;
static _Atomic int32_t live, statements;
static uint32_t connection;
static uint32_t asked; /* statements and commands of this request */
static struct timespec born;
static int64_t later_ns;
static struct { uintptr_t from, to; } client; /* where the database's client lies */

#define REAL(ret, name, ...)                                                                       \
    static ret (*real)(__VA_ARGS__);                                                               \
    if (!real) real = (ret(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

/* What goes away together: memory, the database's client, the network, files. */
enum kind { MEMORY, CLIENT, NETWORK, FILES };

static enum kind kind_of(const char *name) {
    static const char *const memory[] = {"malloc", "calloc",     "realloc",
                                         "strdup", "mysql_init", "mysql_stmt_init"};
    static const char *const network[] = {"socket", "connect", "send", "sendmsg",
                                          "recv",   "recvmsg", "poll"};
    for (size_t i = 0; i < sizeof memory / sizeof *memory; i++) {
        if (strcmp(name, memory[i]) == 0) return MEMORY;
    }
    for (size_t i = 0; i < sizeof network / sizeof *network; i++) {
        if (strcmp(name, network[i]) == 0) return NETWORK;
    }
    return strncmp(name, "mysql_", 6) == 0 ? CLIENT : FILES;
}

/* Whether this call is the one. */
static bool fails(const char *name, const void *caller) {
    static enum kind gone;
    if (!taken) return false;
    uint32_t at = atomic_fetch_add(&control->count, 1) + 1;
    if (control->trace && at < TRACE_MOST) {
        uint32_t hash = 2166136261u ^ (uint32_t)(uintptr_t)caller;
        for (const char *c = name; *c; c++) hash = (hash ^ (unsigned char)*c) * 16777619u;
        control->sites[at] = asked << 16 | (hash >> 16 ^ (hash & 0xFFFF));
    }
    if (control->n == 0 || at < control->n || (at > control->n && !control->on)) return false;
    if (at > control->n && kind_of(name) != gone) return false;
    gone = kind_of(name);
    if (atomic_fetch_add(&control->fired, 1) == 0) {
        strncpy(control->name, name, NAME_BYTES - 1);
    }
    return true;
}

#define CALLER __builtin_return_address(0)

#define FAIL(name, error, value)                                                                   \
    if (fails(#name, CALLER)) {                                                                    \
        errno = error;                                                                             \
        return value;                                                                              \
    }

/* -- memory
 * ---------------------------------------------------------------------------------------- */

/* dlsym itself wants memory before it can say where memory comes from. */
static char first[65536];
static size_t first_used;

static bool is_first(const void *p) {
    return (const char *)p >= first && (const char *)p < first + sizeof first;
}

static void *early(size_t n) {
    size_t at = (first_used + 15) & ~(size_t)15;
    if (n > sizeof first - at) abort();
    first_used = at + n;
    return first + at;
}

static struct {
    void *(*malloc)(size_t), *(*calloc)(size_t, size_t), *(*realloc)(void *, size_t);
    void (*free)(void *);
} memory;
static bool finding;

static bool found(void) {
    if (memory.free) return true;
    if (finding) return false;
    finding = true;
    memory.malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
    memory.calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
    memory.realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
    memory.free = (void (*)(void *))dlsym(RTLD_NEXT, "free");
    return true;
}

static int32_t counts(const void *caller) {
    uintptr_t at = (uintptr_t)caller;
    return at >= client.from && at < client.to ? 0 : 1;
}

void *malloc(size_t n) {
    if (!found()) return early(n);
    FAIL(malloc, ENOMEM, NULL);
    void *p = memory.malloc(n);
    if (p) live += counts(CALLER);
    return p;
}

void *calloc(size_t count, size_t n) {
    if (!found()) return early(count * n);
    FAIL(calloc, ENOMEM, NULL);
    void *p = memory.calloc(count, n);
    if (p) live += counts(CALLER);
    return p;
}

void *realloc(void *old, size_t n) {
    if (is_first(old)) { /* how long it was nobody knows; not longer than what is left */
        void *p = malloc(n);
        size_t left = (size_t)(first + sizeof first - (char *)old);
        if (p) memcpy(p, old, n < left ? n : left);
        return p;
    }
    if (!found()) return early(n);
    FAIL(realloc, ENOMEM, NULL);
    void *p = memory.realloc(old, n);
    if (p && !old) live += counts(CALLER);
    return p;
}

char *strdup(const char *s) {
    size_t n = strlen(s) + 1;
    if (!found()) return memcpy(early(n), s, n);
    FAIL(strdup, ENOMEM, NULL);
    char *p = memory.malloc(n);
    if (p) live += counts(CALLER);
    return p ? memcpy(p, s, n) : NULL;
}

void free(void *p) {
    if (!p || is_first(p) || !found()) return;
    live -= counts(CALLER);
    memory.free(p);
}

/* -- files and sockets
 * ----------------------------------------------------------------------------- */

#define CALL(ret, name, error, params, args, ...)                                                  \
    ret name params {                                                                              \
        REAL(ret, name, __VA_ARGS__);                                                              \
        FAIL(name, error, -1);                                                                     \
        return real args;                                                                          \
    }

/* clang-format off */
CALL(ssize_t, read, EIO, (int fd, void *to, size_t n), (fd, to, n), int, void *, size_t)
CALL(ssize_t, __read_chk, EIO, (int fd, void *to, size_t n, size_t room), (fd, to, n, room), int, void *, size_t, size_t)
CALL(ssize_t, pread, EIO, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), int, void *, size_t, off_t)
CALL(ssize_t, __pread_chk, EIO, (int fd, void *to, size_t n, off_t at, size_t room), (fd, to, n, at, room), int, void *, size_t, off_t, size_t)
CALL(ssize_t, write, ENOSPC, (int fd, const void *from, size_t n), (fd, from, n), int, const void *, size_t)
CALL(ssize_t, pwrite, ENOSPC, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at), int, const void *, size_t, off_t)
CALL(ssize_t, writev, ENOSPC, (int fd, const struct iovec *v, int n), (fd, v, n), int, const struct iovec *, int)
CALL(int, fsync, EIO, (int fd), (fd), int)
CALL(int, fdatasync, EIO, (int fd), (fd), int)
CALL(int, ftruncate, ENOSPC, (int fd, off_t n), (fd, n), int, off_t)
CALL(int, rename, EIO, (const char *from, const char *to), (from, to), const char *, const char *)
CALL(int, link, EIO, (const char *from, const char *to), (from, to), const char *, const char *)
CALL(int, mkdir, ENOSPC, (const char *path, mode_t mode), (path, mode), const char *, mode_t)
CALL(int, mkstemp, EMFILE, (char *name), (name), char *)
CALL(int, memfd_create, EMFILE, (const char *name, unsigned flags), (name, flags), const char *, unsigned)
CALL(int, pipe2, EMFILE, (int ends[2], int flags), (ends, flags), int *, int)
CALL(int, dup, EMFILE, (int fd), (fd), int)
CALL(int, socket, EMFILE, (int domain, int type, int protocol), (domain, type, protocol), int, int, int)
CALL(int, connect, ECONNREFUSED, (int fd, const struct sockaddr *to, socklen_t n), (fd, to, n), int, const struct sockaddr *, socklen_t)
CALL(ssize_t, send, EPIPE, (int fd, const void *from, size_t n, int flags), (fd, from, n, flags), int, const void *, size_t, int)
CALL(ssize_t, sendmsg, EPIPE, (int fd, const struct msghdr *m, int flags), (fd, m, flags), int, const struct msghdr *, int)
CALL(ssize_t, recv, ECONNRESET, (int fd, void *to, size_t n, int flags), (fd, to, n, flags), int, void *, size_t, int)
CALL(ssize_t, recvmsg, ECONNRESET, (int fd, struct msghdr *m, int flags), (fd, m, flags), int, struct msghdr *, int)
CALL(int, poll, ENOMEM, (struct pollfd *fds, nfds_t n, int ms), (fds, n, ms), struct pollfd *, nfds_t, int)
CALL(int, select, ENOMEM, (int n, fd_set *r, fd_set *w, fd_set *x, struct timeval *t), (n, r, w, x, t), int, fd_set *, fd_set *, fd_set *, struct timeval *)
/* clang-format on */

#define OPENS(name)                                                                                \
    int name(const char *path, int flags, ...) {                                                   \
        REAL(int, name, const char *, int, ...);                                                   \
        va_list args;                                                                              \
        va_start(args, flags);                                                                     \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;                    \
        va_end(args);                                                                              \
        FAIL(name, EMFILE, -1);                                                                    \
        return real(path, flags, mode);                                                            \
    }
OPENS(open)
OPENS(open64)

int openat(int at, const char *path, int flags, ...) {
    REAL(int, openat, int, const char *, int, ...);
    va_list args;
    va_start(args, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
    va_end(args);
    FAIL(openat, EMFILE, -1);
    return real(at, path, flags, mode);
}

FILE *fopen(const char *path, const char *mode) {
    REAL(FILE *, fopen, const char *, const char *);
    FAIL(fopen, EMFILE, NULL);
    return real(path, mode);
}

FILE *fdopen(int fd, const char *mode) {
    REAL(FILE *, fdopen, int, const char *);
    FAIL(fdopen, ENOMEM, NULL);
    return real(fd, mode);
}

FILE *tmpfile(void) {
    REAL(FILE *, tmpfile, void);
    FAIL(tmpfile, EMFILE, NULL);
    return real();
}

/* Onto a pipe or file of its own a library writes through stdio, which asks the kernel by itself.
 */
int fflush(FILE *f) {
    REAL(int, fflush, FILE *);
    FAIL(fflush, ENOSPC, EOF);
    return real(f);
}

pid_t fork(void) {
    REAL(pid_t, fork, void);
    FAIL(fork, EAGAIN, -1);
    pid_t pid = real();
    if (pid == 0) {
        forked = true;
        taken = false;
    }
    return pid;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*run)(void *), void *arg) {
    REAL(int, pthread_create, pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    if (fails("pthread_create", CALLER)) return EAGAIN;
    return real(thread, attr, run, arg);
}

/* -- the database's client
 * ------------------------------------------------------------------------- */

static void lose(MYSQL *my) {
    my->net.last_errno = CR_SERVER_LOST;
    strcpy(my->net.sqlstate, "HY000");
    strcpy(my->net.last_error, "lost, for a test");
}

static void lose_stmt(MYSQL_STMT *stmt, unsigned error) {
    stmt->last_errno = error;
    strcpy(stmt->sqlstate, "HY000");
    strcpy(stmt->last_error, "lost, for a test");
}

MYSQL *mysql_init(MYSQL *my) {
    REAL(MYSQL *, mysql_init, MYSQL *);
    if (fails("mysql_init", CALLER)) return NULL;
    return real(my);
}

MYSQL *mysql_real_connect(MYSQL *my, const char *host, const char *user, const char *password,
                          const char *db, unsigned port, const char *socket, unsigned long flags) {
    REAL(MYSQL *, mysql_real_connect, MYSQL *, const char *, const char *, const char *,
         const char *, unsigned, const char *, unsigned long);
    if (fails("mysql_real_connect", CALLER)) {
        lose(my);
        return NULL;
    }
    MYSQL *got = real(my, host, user, password, db, port, socket, flags);
    if (got) connection = (uint32_t)mysql_thread_id(my);
    return got;
}

void mysql_close(MYSQL *my) {
    REAL(void, mysql_close, MYSQL *);
    Dl_info who;
    /* (The library also closes what it could not open; what it has lost has no wire any more.) */
    bool ours = !(dladdr(CALLER, &who) && who.dli_fname && strstr(who.dli_fname, "mariadb"));
    if (ours && control && my && connection && mysql_thread_id(my) == connection) {
        control->closed++;
        connection = 0;
    }
    real(my);
}

int mysql_real_query(MYSQL *my, const char *sql, unsigned long n) {
    REAL(int, mysql_real_query, MYSQL *, const char *, unsigned long);
    asked++;
    if (fails("mysql_real_query", CALLER)) {
        lose(my);
        return 1;
    }
    return real(my, sql, n);
}

int mysql_ping(MYSQL *my) {
    REAL(int, mysql_ping, MYSQL *);
    if (fails("mysql_ping", CALLER)) {
        lose(my);
        return 1;
    }
    return real(my);
}

MYSQL_STMT *mysql_stmt_init(MYSQL *my) {
    REAL(MYSQL_STMT *, mysql_stmt_init, MYSQL *);
    if (fails("mysql_stmt_init", CALLER)) return NULL;
    MYSQL_STMT *stmt = real(my);
    if (stmt) statements++;
    return stmt;
}

my_bool mysql_stmt_close(MYSQL_STMT *stmt) {
    REAL(my_bool, mysql_stmt_close, MYSQL_STMT *);
    statements--;
    return real(stmt);
}

#define STATEMENT(ret, name, error, params, args, ...)                                             \
    ret name params {                                                                              \
        REAL(ret, name, __VA_ARGS__);                                                              \
        if (fails(#name, CALLER)) {                                                                \
            lose_stmt(stmt, error);                                                                \
            return 1;                                                                              \
        }                                                                                          \
        return real args;                                                                          \
    }

/* clang-format off */
STATEMENT(int, mysql_stmt_prepare, CR_SERVER_LOST, (MYSQL_STMT *stmt, const char *sql, unsigned long n), (stmt, sql, n), MYSQL_STMT *, const char *, unsigned long)
STATEMENT(my_bool, mysql_stmt_bind_param, CR_OUT_OF_MEMORY, (MYSQL_STMT *stmt, MYSQL_BIND *b), (stmt, b), MYSQL_STMT *, MYSQL_BIND *)
STATEMENT(my_bool, mysql_stmt_bind_result, CR_OUT_OF_MEMORY, (MYSQL_STMT *stmt, MYSQL_BIND *b), (stmt, b), MYSQL_STMT *, MYSQL_BIND *)
STATEMENT(int, mysql_stmt_fetch, CR_SERVER_LOST, (MYSQL_STMT *stmt), (stmt), MYSQL_STMT *)
STATEMENT(int, mysql_stmt_fetch_column, CR_OUT_OF_MEMORY, (MYSQL_STMT *stmt, MYSQL_BIND *b, unsigned c, unsigned long o), (stmt, b, c, o), MYSQL_STMT *, MYSQL_BIND *, unsigned, unsigned long)
/* clang-format on */

int mysql_stmt_execute(MYSQL_STMT *stmt) {
    REAL(int, mysql_stmt_execute, MYSQL_STMT *);
    asked++;
    if (fails("mysql_stmt_execute", CALLER)) {
        lose_stmt(stmt, CR_SERVER_LOST);
        return 1;
    }
    return real(stmt);
}

/* -- where a request begins and ends
 * --------------------------------------------------------------- */

static void over(void) {
    if (!taken) return;
    taken = false;
    control->armed = 0;
}

static void say_idle(void) {
    control->idle_pid = (uint32_t)getpid();
    control->live = live;
    control->connection = connection;
    control->stray = connection ? 0 : statements;
    atomic_fetch_add(&control->idle, 1);
}

int accept(int fd, struct sockaddr *from, socklen_t *n) {
    REAL(int, accept, int, struct sockaddr *, socklen_t *);
    if (taken && !waiting) { /* the library gave the connection up before it was a request */
        over();
        say_idle();
    }
    int got = real(fd, from, n);
    if (got >= 0 && forked && control && control->armed == 1) {
        control->armed = 2;
        control->count = control->fired = control->closed = 0;
        asked = 0;
        finished = waiting = false;
        taken = true;
    }
    return got;
}

/* An answer that goes out later is sent by a thread of its own. Whoever comes last, that thread or
 * the worker that asks for its next request, says so, and only one of them. */
static pthread_mutex_t ending = PTHREAD_MUTEX_INITIALIZER;

int FCGX_Accept_r(FCGX_Request *request) {
    REAL(int, FCGX_Accept_r, FCGX_Request *);
    pthread_mutex_lock(&ending);
    if (taken && finished) over();
    waiting = taken;
    if (control && !taken) {
        later_ns += 1000000000;
        say_idle();
    }
    pthread_mutex_unlock(&ending);
    return real(request);
}

void FCGX_Finish_r(FCGX_Request *request) {
    REAL(void, FCGX_Finish_r, FCGX_Request *);
    real(request);
    pthread_mutex_lock(&ending);
    finished = true;
    if (taken && waiting) {
        over();
        say_idle();
    }
    pthread_mutex_unlock(&ending);
}

/* -- time
 * ------------------------------------------------------------------------------------------ */

static void move(struct timespec *t, int64_t ns) {
    int64_t all = t->tv_nsec + ns;
    t->tv_sec += all / 1000000000;
    t->tv_nsec = all % 1000000000;
    if (t->tv_nsec < 0) {
        t->tv_nsec += 1000000000;
        t->tv_sec--;
    }
}

int clock_gettime(clockid_t id, struct timespec *t) {
    REAL(int, clock_gettime, clockid_t, struct timespec *);
    int st = real(id, t);
    if (st != 0 || id != CLOCK_MONOTONIC || !control) return st;
    int64_t age = (t->tv_sec - born.tv_sec) * 1000000000 + t->tv_nsec - born.tv_nsec;
    move(t, forked ? later_ns : age * FASTER);
    return 0;
}

int clock_nanosleep(clockid_t id, int flags, const struct timespec *until, struct timespec *left) {
    REAL(int, clock_nanosleep, clockid_t, int, const struct timespec *, struct timespec *);
    struct timespec t = *until;
    if (id == CLOCK_MONOTONIC && (flags & TIMER_ABSTIME)) move(&t, -later_ns);
    return real(id, flags, &t, left);
}

/* A crash says where. */
static void crashed(int signal_number) {
    void *frames[40];
    taken = false;
    backtrace_symbols_fd(frames, backtrace(frames, 40), STDERR_FILENO);
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULT_FILE");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0) return;
    clock_gettime(CLOCK_MONOTONIC, &born);
    void *at = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    /* The client's own blocks come and go with what it has prepared: not counted. */
    Dl_info who;
    void *some = dlsym(RTLD_NEXT, "mysql_close");
    if (some && dladdr(some, &who)) {
        client.from = (uintptr_t)who.dli_fbase;
        client.to = client.from + (1 << 20);
    }
    void *frame;
    backtrace(&frame, 1); /* loads what it needs while that is still allowed */
    signal(SIGSEGV, crashed);
    signal(SIGBUS, crashed);
    if (at != MAP_FAILED) control = at;
}
