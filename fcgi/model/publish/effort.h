/*
 * Efforts: a project with its money, a job or course, a donation, as the office works on them. Like
 * a document (edition.h) each has editions, at most one draft and one live; what is published does
 * not change but by the next edition. A project also has deeds: stages and payments, which wait
 * until they are published too. Who entered something does not publish it. Every function asks
 * once, here, whether the actor's region covers it; every change is in the audit, old and new.
 */
#ifndef MODEL_PUBLISH_EFFORT_H
#define MODEL_PUBLISH_EFFORT_H

#include "base/date.h"
#include "base/status.h"
#include "base/str.h"
#include "model/publish/label.h"
#include "rows.h"

struct actor;
struct arena;
struct db;

/* -- words: codes and Chinese, static -----------------------------------------------------------
 */

extern const struct label effort_kinds[];        /* project job donation */
extern const struct label effort_job_types[];    /* job training */
extern const struct label effort_donor_types[];  /* org named hidden */
extern const struct label effort_stage_labels[]; /* the six stages in order, and "finished" */
extern const struct label effort_sources[];      /* of a budget: central province … own */
extern const char *const effort_kind_codes[],
    *const effort_job_codes[], *const effort_donor_codes[], *const effort_stage_codes[];

#define EFFORT_STAGES  6
#define EFFORT_SOURCES 6
#define EFFORT_HIDDEN  "爱心人士"               /* a donor who did not consent to be named */
#define EFFORT_MONEY   INT64_C(100000000000000) /* fen: no sum here reaches it */
#define EFFORT_BATCH   100 /* rows of a file: published in one unit, in seconds */

/* -- rules, pure ---------------------------------------------------------------------------------
 */

/* What somebody writes; members that a kind does not have are empty, NONE or 0. Texts are never
 * STR_NONE but for area and type. */
struct effort_text {
    struct str title, area, type, party, goods, place, phone, about, note;
    int64_t year, households, people, posts; /* INT64_MIN: not told */
    int64_t sources[EFFORT_SOURCES];         /* fen, in the order of effort_sources */
    int64_t amount, wage_from, wage_to;      /* fen; MONEY_NONE */
    int32_t deadline, on_day;                /* DAY_NONE */
    int64_t project_id;                      /* INT64_MIN */
};

/* effort_budget(sources): their sum. */
int64_t effort_budget(const int64_t sources[EFFORT_SOURCES]);

/* A whole sentence; ${field} is a field of the form, and the column of a file. */
struct effort_fault {
    const char *field;
    struct str text;
};

/* effort_faults_by(faults, a, kind, text, correcting, paid, today): what forbids publishing:
 * something is missing or contradicts itself, a budget below what was ${paid}, somebody's number in
 * a text (gate.h). Returns how many. */
size_t effort_faults_by(struct effort_fault **faults, struct arena *a, struct str kind,
                        const struct effort_text *t, bool correcting, int64_t paid, int32_t today);

/* effort_step_fault(a, done, last_on, stage, back, on, reason, today): why a project of which
 * ${done} stages are finished, the last deed on ${last_on} (DAY_NONE: none), cannot finish ${stage}
 * on the day ${on}, or go back to it. Empty: it can. Forward goes to the next stage only, back to
 * any finished one and only with a reason, no day before the one before or after today. */
struct str effort_step_fault(struct arena *a, int64_t done, int32_t last_on, int64_t stage,
                             bool back, int32_t on, struct str reason, int32_t today);

/* effort_payment_fault(a, budget, paid, amount, on, reason, today): ${paid} with what waits. Never
 * more than the budget, never less than nothing; what is paid back has a reason. */
struct str effort_payment_fault(struct arena *a, int64_t budget, int64_t paid, int64_t amount,
                                int32_t on, struct str reason, int32_t today);

/* Where a project stands at each of its stages, out of its deeds in order. */
struct effort_stand {
    enum { STAND_TODO, STAND_NOW, STAND_DONE } state;
    int32_t on;        /* done: when; now: since when, NONE at the first */
    struct str reason; /* now: why it was gone back to; else empty */
};
void effort_stand(struct effort_stand out[EFFORT_STAGES], const struct row_effort_step *steps,
                  size_t count);

/* effort_stage_code(done): the stage a project is at when ${done} are finished: a code. */
struct str effort_stage_code(int64_t done);

/* effort_stages_before(out, code): how many are finished at that stage; false for no stage. */
bool effort_stages_before(int64_t *out, struct str code);

/* effort_is_open(deadline, now): a job can still be applied for: until its last day ends. */
bool effort_is_open(int32_t deadline, int64_t now);

/* -- work ----------------------------------------------------------------------------------------
 */

/* effort_start(id, db, actor, kind, region, text, key, now): the first draft. ${key} comes from the
 * form: sent twice it gives the same ${id} again. DENIED if the region is not the actor's. */
enum status effort_start(int64_t *id, struct db *db, const struct actor *actor, struct str kind,
                         struct str region, const struct effort_text *t, struct str key,
                         int64_t now);

/* Everything there is of one. */
struct effort_file {
    struct row_effort *head;
    struct row_effort_edition *draft, *live; /* NULL where there is none */
    struct row_effort_edition *all;
    size_t count;
    struct row_effort_deed_step *steps; /* in order, dropped ones too */
    size_t step_count;
    struct row_effort_deed_payment *payments;
    size_t payment_count;
    struct str place;
    struct row_audit_entry *history;
    size_t history_count;
    /* With what waits: stages finished, day of the last stage deed, fen paid. */
    int64_t done, paid;
    int32_t last_on;
};
enum status effort_find(struct effort_file *out, struct db *db, const struct actor *actor,
                        int64_t id);

/* effort_hold: the same, held against others until the unit ends. */
enum status effort_hold(struct effort_file *out, struct db *db, const struct actor *actor,
                        int64_t id);

/* effort_gist(a, kind, text): what an auditor compares: the name, the sources with their sum, and
 * what else is figures. */
struct str effort_gist(struct arena *a, struct str kind, const struct effort_text *t);

struct effort_text effort_text_of(const struct row_effort_edition *e);

/* effort_save(db, actor, id, version, text, now): the draft's text; without a draft it begins the
 * next edition. ${version}: of the edition the text was made from; CONFLICT when there is a newer
 * one. */
enum status effort_save(struct db *db, const struct actor *actor, int64_t id, int64_t version,
                        const struct effort_text *t, int64_t now);

/* effort_step(why, db, actor, id, stage, back, on, reason, now), effort_payment: a deed that waits.
 * INVALID with the sentence in *why. A payment needs a published budget. */
enum status effort_step(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                        int64_t stage, bool back, int32_t on, struct str reason, int64_t now);
enum status effort_payment(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                           int64_t amount, int32_t on, struct str reason, int64_t now);

/* effort_drop(why, db, actor, id, what, deed, now): takes back what waits: "draft", "step" (the
 * last one only) or "payment" ${deed}. CONFLICT with *why when it does not wait (any more). */
enum status effort_drop(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                        struct str what, int64_t deed, int64_t now);

/* effort_faults(faults, count, db, file, now): what forbids publishing it now. */
enum status effort_faults(struct effort_fault **faults, size_t *count, struct db *db,
                          const struct effort_file *f, int64_t now);

/* effort_is_own(file, actor): the actor entered some of what waits, so another has to publish it.
 */
bool effort_is_own(const struct effort_file *f, const struct actor *actor);

/* effort_publish(why, db, actor, id, mark, now): all that waits, the draft and the deeds. ${mark}:
 * effort_mark of what was looked at; CONFLICT when something came or went since. DENIED (with *why)
 * when it is the actor's own, INVALID while effort_faults finds anything. */
enum status effort_publish(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                           struct str mark, int64_t now);
struct str effort_mark(struct arena *a, const struct effort_file *f);

/* effort_withdraw(why, db, actor, id, reason, now): the page stays and shows the reason. */
enum status effort_withdraw(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                            struct str reason, int64_t now);

/* effort_anew(db): after a refusal: nothing of the unit is kept, and what is read next is as others
 * left it. */
void effort_anew(struct db *db);

/* The desk. ${state} STR_NONE: all; "waiting": what waits for a second person. */
enum status effort_desk(struct row_effort_desk_item **rows, size_t *count, bool *more,
                        struct db *db, const struct actor *actor, struct str kind, struct str state,
                        int64_t before_at, int64_t before_id, int64_t most);

/* effort_search(rows, count, db, actor, words, most): of the actor's region, by a part of the title
 * (two characters or more), the last touched first. */
enum status effort_search(struct row_effort_desk_item **rows, size_t *count, struct db *db,
                          const struct actor *actor, struct str words, int64_t most);

/* -- files: efforts that came together ------------------------------------------------------------
 */

/* One row of a file that passed: a draft, and the days on which stages were finished. */
struct effort_row {
    struct str region;
    struct effort_text text;
    int32_t stages[EFFORT_STAGES]; /* DAY_NONE from the first unfinished one on */
};

/* effort_known(id, db, kind, row): one that is the same by name, place, year or last day, and
 * party, and was not dropped or withdrawn; NOT_FOUND without. */
enum status effort_known(int64_t *id, struct db *db, struct str kind, const struct effort_row *row);

/* effort_batch_keep(id, db, actor, kind, file, rows, count, now): all of them as drafts. With
 * ${count} 0 the file was refused: what was said of it is kept by effort_batch_say. */
enum status effort_batch_keep(int64_t *id, struct db *db, const struct actor *actor,
                              struct str kind, struct str file, const struct effort_row *rows,
                              size_t count, int64_t now);
enum status effort_batch_say(struct db *db, int64_t id, const struct row_effort_said *said,
                             size_t count);

/* effort_batch_find: NOT_FOUND for one of elsewhere. effort_batch_publish: all its drafts with
 * their stages, or none; the sentence in *why. effort_batch_drop: none ever. */
enum status effort_batch_find(struct row_effort_batch **out, struct db *db,
                              const struct actor *actor, int64_t id);
enum status effort_batch_drafts(struct row_effort_edition **rows, size_t *count, struct db *db,
                                int64_t id);
enum status effort_batch_said(struct row_effort_said **rows, size_t *count, struct db *db,
                              int64_t id);
enum status effort_batch_list(struct row_effort_batch **rows, size_t *count, struct db *db,
                              const struct actor *actor, int64_t most);
enum status effort_batch_publish(struct str *why, struct db *db, const struct actor *actor,
                                 int64_t id, int64_t now);
enum status effort_batch_drop(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                              int64_t now);

/* For the made-up county only: an effort published by ${publisher} at ${t} with its stages and
 * payments, in one go, through the same rows. ${batch} as in effort_row; *id. */
struct effort_made {
    struct str kind;
    const struct effort_row *row;
    const int64_t *payments; /* fen */
    const int32_t *paid_on;
    size_t payment_count;
    int64_t writer, publisher, at;
};
enum status effort_seed(int64_t *id, struct db *db, const struct effort_made *m);

#endif
