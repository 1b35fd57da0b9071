/*
 * Forms: a table of fields says what a page sends; form_read turns the raw pairs into a typed
 * struct, or into problems in plain Chinese, one a field. Used for POST bodies (urlencoded) and
 * for query strings alike. Unknown fields are ignored; a repeated field counts once, the first.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/date.h"
#include "base/status.h"
#include "base/str.h"

struct arena;

enum field_kind {
    FIELD_TEXT,   /* struct str, one line: trimmed, line ends become spaces */
    FIELD_PROSE,  /* struct str, many lines: line ends become \n, trimmed at the end */
    FIELD_WORDS,  /* struct str, one line to look for: what is not clean is a space, what is more
                     than max is cut off; never a problem */
    FIELD_SECRET, /* struct str as sent (passwords); never shown again */
    FIELD_INT,    /* int64_t, min..max; INT64_MIN when not sent */
    FIELD_DAY,    /* int32_t, DAY_NONE when not sent: 2026-03-05, 2026/3/5, 2026年3月5日 */
    FIELD_CHOICE, /* struct str, one of the choices; STR_NONE when not sent */
    FIELD_DIGITS, /* struct str of ASCII digits (region codes); STR_NONE when not sent */
    FIELD_CURSOR, /* struct cursor, .id 0 when not sent */
    FIELD_FLAG,   /* bool: sent and not empty */
    FIELD_TOKEN,  /* the form token; checked by serve, no member */
    FIELD_ONCE,   /* a random word of the page: the same form sent again is done once, which serve
                     sees to; no member */
    FIELD_FILE,   /* a file (request_file); no member. The form is sent as multipart/form-data */
};

/* A place in a list sorted newest first: what stands before it has been seen. "moment-id". */
struct cursor {
    int64_t at, id;
};

struct field {
    const char *name;  /* as sent */
    const char *label; /* as the visitor knows it */
    enum field_kind kind;
    bool required;
    int64_t min, max;           /* characters of a text, value of an int */
    const char *const *choices; /* ended by NULL */
    size_t offset;              /* of the member in the struct */
};

struct form {
    const struct field *fields;
    size_t count;
    size_t size; /* of the struct */
};

#define FORM(table, type)                                                                          \
    { (table), sizeof(table) / sizeof((table)[0]), sizeof(type) }

struct pair {
    struct str name, value;
};

/* The raw fields of one request. */
struct sent {
    struct pair *pairs;
    size_t count;
};

struct problem {
    const char *field; /* its name; NULL when it concerns the whole form */
    struct str text;   /* a whole sentence that says what to do */
};

struct problems {
    struct problem *list;
    size_t count, cap;
};

/* form_pairs(out, a, text, max): the pairs of an urlencoded text, decoded. INVALID when there are
 * more than ${max}. A percent sign without two digits behind it stands for itself (WHATWG URL). */
enum status form_pairs(struct sent *out, struct arena *a, struct str text, size_t max);

/* form_has(form, kind): one of its fields is of that kind. NULL is allowed. */
bool form_has(const struct form *form, enum field_kind kind);

/* form_sent(sent, name): the first value so named, or STR_NONE. */
struct str form_sent(const struct sent *sent, const char *name);

/* form_read(out, problems, a, form, sent): fills a fresh struct in ${a}; a member whose field has
 * a problem keeps its empty value. */
void form_read(void **out, struct problems *problems, struct arena *a, const struct form *form,
               const struct sent *sent);

/* problem_add(problems, a, field, fmt, ...): for rules that concern meaning, found by handlers. */
void problem_add(struct problems *problems, struct arena *a, const char *field, const char *fmt,
                 ...) __attribute__((format(printf, 4, 5)));

/* problem_of(problems, field): the first text about that field, or STR_NONE. */
struct str problem_of(const struct problems *problems, const char *field);

/* cursor_text(a, c): as it stands in a URL. */
struct str cursor_text(struct arena *a, struct cursor c);

#endif
