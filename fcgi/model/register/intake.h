/*
 * A register file line by line: its columns, what each cell may hold, and what to say of one that
 * does not. Pure rules, no I/O; the lines come from base/table.h, the result goes to
 * intake_store.h. The columns: CONTRACT.md, "Register file". Import and export share them.
 */
#ifndef MODEL_REGISTER_INTAKE_H
#define MODEL_REGISTER_INTAKE_H

#include "base/date.h"
#include "base/status.h"
#include "base/table.h"

struct arena;

/* In the order in which they are exported. */
enum intake_column {
    INTAKE_CODE,
    INTAKE_REGION,
    INTAKE_TEAM,
    INTAKE_NAME,
    INTAKE_RELATION,
    INTAKE_NUMBER,
    INTAKE_ETHNIC,
    INTAKE_SCHOOLING,
    INTAKE_HEALTH,
    INTAKE_LABOUR,
    INTAKE_WORK,
    INTAKE_PHONE,
    INTAKE_ADDRESS,
    INTAKE_KIND,
    INTAKE_ATTRIBUTE,
    INTAKE_CAUSE,
    INTAKE_SINCE,
    INTAKE_STATE,
    INTAKE_LEFT,
    INTAKE_HELPER,
    INTAKE_UNIT,
    INTAKE_HELPER_PHONE,
    INTAKE_COLUMNS,
};

/* Their headings, static. */
extern const char *const intake_headings[INTAKE_COLUMNS];

/* intake_is_required(column): no file goes without it. */
bool intake_is_required(enum intake_column column);

/* One sentence of the report. ${row} 0: the whole file; ${column} NULL: the whole row. */
struct intake_said {
    size_t row;
    const char *column;
    struct str what, todo;
    bool only_note; /* it hinders nothing */
};

struct intake_report {
    void (*say)(void *arg, const struct intake_said *said);
    void *arg;
    size_t faults, notes;
};

/* intake_say(r, row, column, what, todo), intake_note: one sentence; counts it. */
void intake_say(struct intake_report *r, size_t row, const char *column, struct str what,
                struct str todo);
void intake_note(struct intake_report *r, size_t row, const char *column, struct str what,
                 struct str todo);

/* intake_say_fault(r, a, fault, row, column): what base/table.h found, in words. */
void intake_say_fault(struct intake_report *r, struct arena *a, enum table_fault fault, size_t row,
                      size_t column);

/* intake_place(a, column): a column without a heading: 第 28 列（AB）; NULL for 0. */
const char *intake_place(struct arena *a, size_t column);

/* A line that passed, normalised; STR_NONE and DAY_NONE for an empty cell. Words of the register
 * (kind, attribute, causes, status) are codes. All in the arena. */
struct intake_line {
    size_t row;
    struct str code, region, team, name, relation;
    struct str number;   /* as it is kept: normalised, whole */
    struct str lookup;   /* what it is found by: of a disability certificate the first 18 */
    const char *id_kind; /* a code of identity_kinds */
    struct str ethnic, schooling, health, labour, work, phone, address;
    struct str kind, attribute, causes, status; /* status: running lifted removed natural */
    int32_t since, left;
    struct str helper, unit, helper_phone;
};

enum intake_village { VILLAGE_KNOWN, VILLAGE_UNKNOWN, VILLAGE_OUTSIDE };

struct intake_check {
    struct intake_report *report;
    int32_t today;
    enum intake_village (*village)(void *arg, struct str code);
    void *arg;
    size_t at[INTAKE_COLUMNS]; /* the place of each column in the file; TABLE_CELLS: not there */
};

/* intake_check_headings(c, a, row, cells, count): finds the columns. INVALID (said) if a required
 * one is missing or one is there twice. */
enum status intake_check_headings(struct intake_check *c, struct arena *a, size_t row,
                                  const struct table_cell *cells, size_t count);

/* intake_check_line(out, c, a, row, cells, count): one line. INVALID (each mistake said) if it
 * cannot be taken. */
enum status intake_check_line(struct intake_line *out, struct intake_check *c, struct arena *a,
                              size_t row, const struct table_cell *cells, size_t count);

/* intake_check_same(r, a, first, line): the line says the same of its household as the ${first} one
 * does; where that is silent, it learns from the line. The differences are said. */
enum status intake_check_same(struct intake_report *r, struct arena *a, struct intake_line *first,
                              const struct intake_line *line);

/* Text that a spreadsheet would take for a formula gets an apostrophe in front, and loses it. */
struct str intake_guard(struct arena *a, struct str text);
struct str intake_unguard(struct str text);

/* The words of a file for the register's codes: intake_state_text(ending): 在册 for an empty one;
 * intake_causes_text(a, causes): 因病、缺水 for "illness,water". */
struct str intake_state_text(struct str ending);
struct str intake_causes_text(struct arena *a, struct str causes);

#endif
