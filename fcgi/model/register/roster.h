/*
 * A file of projects or of jobs, line by line: its columns, what each cell may hold, and what to
 * say of one that does not. All lines pass, or the file is refused. It stands beside intake.h
 * because what is wrong with a file as a table is said in the same sentences; what is wrong with a
 * line is said by the rules of publish/effort.h, the same that a form keeps.
 */
#ifndef MODEL_REGISTER_ROSTER_H
#define MODEL_REGISTER_ROSTER_H

#include "base/status.h"
#include "model/publish/effort.h"

struct arena;

/* What the reader asks of the database. ${place}: whether the writer may write for a place.
 * ${known}: the number of an effort that is the same already (not dropped); 0: none. */
struct roster_asks {
    bool (*place)(void *arg, struct str code);
    int64_t (*known)(void *arg, const struct effort_row *row);
    void *arg;
};

struct roster {
    struct effort_row *rows;
    size_t count;
    struct row_effort_said *said; /* faults and notes, in the order of the file */
    size_t said_count, faults;
};

/* roster_read(out, a, kind, path, today, asks): reads the file by a process of its own
 * (base/table.h). OK, INVALID with at least one fault and no rows, or BUSY where there is none. */
enum status roster_read(struct roster *out, struct arena *a, struct str kind, const char *path,
                        int32_t today, const struct roster_asks *asks);

/* roster_headings(a, kind): the columns in words, those that must be there with a star. */
struct str roster_headings(struct arena *a, struct str kind);

#endif
