/*
 * Linked with the program of the coverage build alone (MODE=cover), in front of what it calls
 * (ld --wrap). A worker ends by _exit, which would forget what was counted: it is written out
 * first. The counts lie beside the objects, where a worker that is fenced in could not write, and a
 * reader may write next to nothing: these two walls are not put up. (They have tests of their own:
 * tests/unit/serve/confine_test.c, tests/http/hostile.test.mjs.)
 */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/status.h"

struct conf;

void __gcov_dump(void);
void __real__exit(int code) __attribute__((noreturn));
void __wrap__exit(int code) __attribute__((noreturn));
void __real_abort(void) __attribute__((noreturn));
void __wrap_abort(void) __attribute__((noreturn));
enum status __wrap_confine(const struct conf *conf, int pool);

void __wrap__exit(int code) {
    __gcov_dump();
    __real__exit(code);
}

void __wrap_abort(void) {
    __gcov_dump();
    __real_abort();
}

enum status __wrap_confine(const struct conf *conf, int pool) {
    (void)conf;
    (void)pool;
    return OK;
}

__attribute__((constructor)) static void begin(void) {
    signal(SIGXFSZ, SIG_IGN); /* a reader whose counts do not fit goes on without */
}
