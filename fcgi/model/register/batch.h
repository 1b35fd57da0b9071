/*
 * Register files in the office: uploaded by one person, read and applied by the office's job, which
 * another person has told to. The states of a batch, and who moves it:
 *
 *     queued -> checked | refused      the job reads, checks and compares
 *     checked -> approved | dropped    a second person | whoever may write
 *     approved -> applied              the job (within: applying); back to checked if it cannot
 *     applied -> undo_asked -> undone  who may publish, the job (within: undoing); or back
 *
 * Exactly once: the job works on a batch in one transaction that begins with a lock on its row and
 * ends with its new state. If the job dies, the server undoes all of it and frees the lock, and the
 * batch is found again as it was. sql/schema/008 keeps the states and the second person.
 * A batch is seen by those whose place covers its region, NOT_FOUND to all others.
 */
#ifndef MODEL_REGISTER_BATCH_H
#define MODEL_REGISTER_BATCH_H

#include "base/status.h"
#include "base/str.h"
#include "model/register/intake.h"
#include "rows.h"

struct actor;
struct arena;
struct db;
struct seal_keys;

#define BATCH_SAID_MOST 20000 /* sentences of a report that are kept */
#define BATCH_TRIES     3     /* a batch whose work died so often is given up */

/* -- the pages; *why is a sentence for the reader */

/* batch_list: newest first, before ${before} (0: from the newest). batch_find: one. */
enum status batch_list(struct row_batch **rows, size_t *count, bool *more, struct db *db,
                       const struct actor *actor, int64_t before, size_t most);
enum status batch_find(struct row_batch **out, struct db *db, const struct actor *actor,
                       int64_t id);

/* batch_waiting(rows, count, db, actor, most): files of others that were read and wait for a second
 * person, the oldest first. */
enum status batch_waiting(struct row_desk_imports **rows, size_t *count, struct db *db,
                          const struct actor *actor, int64_t most);

/* batch_search(rows, count, db, actor, words, most): by a part of the file's name (two characters
 * or more) or the number, the latest first. */
enum status batch_search(struct row_search_import **rows, size_t *count, struct db *db,
                         const struct actor *actor, struct str words, int64_t most);

/* batch_add(id, why, db, actor, region, file, spool, now): a file that waits to be read: its name
 * and where it lies in the spool. INVALID for a region that is not below the actor's. */
enum status batch_add(int64_t *id, struct str *why, struct db *db, const struct actor *actor,
                      struct str region, struct str file, struct str spool, int64_t now);

/* batch_approve, batch_drop, batch_undo: CONFLICT with *why when the state does not allow it,
 * DENIED with *why when it is the actor's own file that is to be approved. */
enum status batch_approve(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                          int64_t now);
enum status batch_drop(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                       int64_t now);
enum status batch_undo(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                       int64_t now);

/* batch_is_own(b, actor): the actor uploaded it. batch_works(b): the job has it, or is about to. */
bool batch_is_own(const struct row_batch *b, const struct actor *actor);
bool batch_works(const struct row_batch *b);

/* batch_state_text(b): the word for its state, of a reader's view. */
struct str batch_state_text(const struct row_batch *b);
struct str batch_word(struct str state);

/* -- the comparison, while the batch waits (batch_compare.c) */

#define BATCH_CELLS 6

/* A page of one part of it, ready to show: names, numbers, phones and addresses masked. */
struct batch_table {
    struct str title;
    const char *const *heads; /* ended by NULL; static */
    struct batch_row {
        struct str cells[BATCH_CELLS];
    } * rows;
    size_t count;
    int64_t next_at, next_id; /* where the next page begins; next_id 0: there is none */
};

/* batch_part(out, db, b, part, after_at, after_id, now): ${part}: new joining people households
 * same missing suspects; NOT_FOUND if it is none of these. Empty once the batch is not 'checked'
 * any more, but for the suspects. */
enum status batch_part(struct batch_table *out, struct db *db, const struct row_batch *b,
                       struct str part, int64_t after_at, int64_t after_id, int64_t now);

/* batch_progress(out, db, id): how far the job is; NOT_FOUND if it never began. batch_said: the
 * report, in its order, after the sentence numbered ${after}. */
enum status batch_progress(struct row_batch_progress **out, struct db *db, int64_t id);
enum status batch_said(struct row_batch_said **rows, size_t *count, struct db *db, int64_t id,
                       int64_t after, size_t most);

/* -- files to hand out, written to ${path} (batch_file.c); BUSY if the disk does not take them */

#define BATCH_EXPORT_MOST 100000 /* people in one file: somebody waits while it is made */

/* batch_report_file(path, db, id): the report as csv, safe for spreadsheets. */
enum status batch_report_file(const char *path, struct db *db, int64_t id);

/* batch_register_file(path, xlsx, db, keys, region, full, now): the register as extract_register
 * gives it, as xlsx or csv. INVALID if there are more people than BATCH_EXPORT_MOST. */
enum status batch_register_file(const char *path, bool xlsx, struct db *db,
                                const struct seal_keys *keys, struct str region, bool full,
                                int64_t now);

/* -- the job (batch_work.c) */

struct batch_job {
    struct db *db;    /* for the work: one transaction a batch */
    struct db *aside; /* for what others see meanwhile: progress, the report */
    const struct seal_keys *keys;
    const char *spool;
    struct arena *keep, *rows; /* rows: of the transaction; both reset by the caller */
    bool (*stopping)(void);    /* the pool is to end */
    void (*rest)(void);        /* called between steps; does not return when it is to end */
};

/* batch_work(j, now): the next step of one batch, wholly or not at all; while none waits, the lines
 * of one that is settled are deleted. NOT_FOUND: nothing to do; BUSY: the database is away, later.
 */
enum status batch_work(struct batch_job *j, int64_t now);

/* batch_sweep(j): files in the spool that nobody waits for. NOT_FOUND: there is never more to do.
 */
enum status batch_sweep(struct batch_job *j);

#endif
