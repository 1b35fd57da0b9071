/*
 * Looking for shapes in what people wrote (numbers that must not be published, words of a search),
 * and the only file that includes pcre2.h. Patterns are ours and made at start; texts are anyone's,
 * hence the limits.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/pattern.h"

#include <pcre2.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

#define MATCH_LIMIT 100000
#define DEPTH_LIMIT 1000
#define HEAP_KIB    1024
#define STACK_BYTES ((size_t)512 * 1024)

struct pattern {
    pcre2_code *code;
    pcre2_match_data *match;
};

static pcre2_match_context *limits; /* the same for every pattern */

static _Noreturn void fatal(const char *reason, const char *source) {
    log_event(LOG_ERROR, "pattern_wrong", "pattern", source, "reason", reason, NULL);
    _exit(70);
}

static void error_text(char *text, size_t room, int error) {
    if (pcre2_get_error_message(error, (PCRE2_UCHAR *)text, room) < 0) text[0] = '\0';
}

static bool make_limits(void) {
    if (limits) return true;
    pcre2_jit_stack *stack = pcre2_jit_stack_create((size_t)32 * 1024, STACK_BYTES, NULL);
    limits = pcre2_match_context_create(NULL);
    if (!limits) return false;
    pcre2_set_match_limit(limits, MATCH_LIMIT);
    pcre2_set_depth_limit(limits, DEPTH_LIMIT);
    pcre2_set_heap_limit(limits, HEAP_KIB);
    if (stack) pcre2_jit_stack_assign(limits, NULL, stack);
    return true;
}

struct pattern *pattern_new(const char *source) {
    int error;
    PCRE2_SIZE at;
    struct pattern *p = malloc(sizeof *p);
    if (!p || !make_limits()) fatal("out of memory", source);

    /* MATCH_INVALID_UTF: text that is not UTF-8 is safe, and need not be checked on every call. */
    p->code = pcre2_compile((PCRE2_SPTR)source, PCRE2_ZERO_TERMINATED,
                            PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C, &error,
                            &at, NULL);
    if (!p->code) {
        char text[128];
        error_text(text, sizeof text, error);
        fatal(text, source);
    }
    pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE); /* without it the interpreter does the work */
    p->match = pcre2_match_data_create(1, NULL);
    if (!p->match) fatal("out of memory", source);
    return p;
}

bool pattern_find(const struct pattern *p, struct str text, size_t from, size_t *begin,
                  size_t *end) {
    if (from > text.n) return false;
    PCRE2_SPTR subject = (PCRE2_SPTR)(text.p ? text.p : "");
    int found = pcre2_match(p->code, subject, text.n, from, 0, p->match, limits);
    if (found == PCRE2_ERROR_NOMATCH) return false;
    if (found < 0) {
        char reason[128];
        error_text(reason, sizeof reason, found);
        log_event(LOG_WARN, "pattern_stopped", "reason", reason, NULL);
        return false;
    }
    const PCRE2_SIZE *range = pcre2_get_ovector_pointer(p->match);
    *begin = range[0];
    *end = range[1];
    return true;
}
