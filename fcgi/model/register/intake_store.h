/*
 * A register file in the database: staged line by line, compared with the register, applied in the
 * caller's unit of work, undone as a whole.
 *
 *     intake_begin -> intake_take (each line) -> intake_compare -> intake_apply | commit: it waits
 *     later, by another person:  intake_load -> intake_compare -> intake_apply
 *     intake_undo, intake_drop; after every commit of either kind: intake_sweep
 *
 * Everything but intake_sweep happens in the one unit of the caller, who commits or rolls back.
 * Begin it with db_use_long: only then does comparing lock nothing of the register.
 */
#ifndef MODEL_REGISTER_INTAKE_STORE_H
#define MODEL_REGISTER_INTAKE_STORE_H

#include "model/register/intake.h"
#include "rows.h"

struct db;
struct seal_keys;

struct intake_counts {
    int64_t households, households_new, households_changed, households_missing;
    int64_t people, people_new, people_changed;
};

struct intake;

/* Two who may be one and the same. Borrowed, but for ${why}, a code: number_file number_register
 * (one number in two households), name_file name_register (two numbers of one name and birthday in
 * a village), head (a head's name under a new household code). */
struct intake_suspect {
    const char *why;
    int64_t line;
    struct str name, code;
    int64_t other_line; /* 0: it is in the register */
    struct str other_code, other_place;
};

/* Told how far a long step is, in the step's own words; and, if it wants to, of every suspicion
 * besides the note about it. */
struct intake_watch {
    void (*step)(void *arg, const char *what, int64_t done, int64_t all);
    void *arg;
    enum status (*suspect)(void *arg, const struct intake_suspect *s);
};

/* intake_begin(out, a, db, keys, report, region, file, login, now): a new batch for a file. The
 * region must be there (NOT_FOUND). ${a} lives as long as the batch; the unit's arena may be reset
 * by intake_take. */
enum status intake_begin(struct intake **out, struct arena *a, struct db *db,
                         const struct seal_keys *keys, struct intake_report *report,
                         const struct intake_watch *watch, struct str region, struct str file,
                         struct str login, int64_t now);

/* intake_stage(out, ..., id, region, now): the same for a batch that is there and waits for its
 * file. */
enum status intake_stage(struct intake **out, struct arena *a, struct db *db,
                         const struct seal_keys *keys, struct intake_report *report,
                         const struct intake_watch *watch, int64_t id, struct str region,
                         int64_t now);

/* intake_load(...): a batch that waits; CONFLICT if it does not. */
enum status intake_load(struct intake **out, struct arena *a, struct db *db,
                        struct intake_report *report, const struct intake_watch *watch, int64_t id,
                        int64_t now);

/* intake_take(in, row, cells, count): the next row of the file, the first one the headings. INVALID
 * if the headings will not do; a wrong line is said and left out. */
enum status intake_take(struct intake *in, size_t row, const struct table_cell *cells,
                        size_t count);

/* intake_lines(in), intake_id(in), intake_region(in). */
size_t intake_lines(const struct intake *in);
int64_t intake_id(const struct intake *in);
struct str intake_region(const struct intake *in);

/* intake_compare(counts, in): ends the staging and compares; what is wrong with whole households,
 * what should be looked at and what would change is said. INVALID after any fault. */
enum status intake_compare(struct intake_counts *counts, struct intake *in);

/* intake_is_second(made_by, login): the rule of two people: whoever read a file in does not apply
 * it once it waits. */
bool intake_is_second(struct str made_by, struct str login);

/* intake_may_apply(in, login): DENIED if the batch waited for a second person and ${login} is the
 * first; to be asked before the long work. */
enum status intake_may_apply(const struct intake *in, struct str login);

/* intake_apply(in, login): all of it into the register. DENIED if the batch waited for a second
 * person and ${login} is the first. CONFLICT if somebody entered one of its households meanwhile.
 */
enum status intake_apply(struct intake *in, struct str login);

/* intake_undo(why, db, id, login, now): the register as before the batch. NOT_FOUND, or CONFLICT
 * with
 * ${*why} when it was not applied, a later batch stands on it, or anything it wrote was changed
 * since (then intake_touched tells what). */
enum status intake_undo(const char **why, struct db *db, int64_t id, struct str login, int64_t now);

/* intake_touched(count, report, db, id): what the batch wrote and somebody changed since, each with
 * its household's code and, where there is one, the line in the file; at most a few hundred. The
 * report may be NULL. */
enum status intake_touched(size_t *count, struct intake_report *report, struct db *db, int64_t id);

/* intake_drop(why, db, id, login, now): a batch that waits and nobody wants. NOT_FOUND, or CONFLICT
 * with ${*why} if it does not wait. */
enum status intake_drop(const char **why, struct db *db, int64_t id, struct str login, int64_t now);

/* intake_waiting(rows, count, db): the batches that wait, oldest first, at most 200. */
enum status intake_waiting(struct row_intake_batch **rows, size_t *count, struct db *db);

/* intake_clear(db, rest): deletes the lines of one batch that no longer waits, a range at a time,
 * each committed; ${rest} is called between them. NOT_FOUND: there is none. */
enum status intake_clear(struct db *db, void (*rest)(void));

/* intake_sweep(db): for commands, which alone may empty whole tables: deletes the lines of batches
 * that no longer wait, also of a run that was killed after its commit. Commits by itself, several
 * times; nothing is lost if it fails or is killed. */
enum status intake_sweep(struct db *db);

#endif
