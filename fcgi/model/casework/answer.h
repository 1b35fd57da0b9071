/*
 * Tickets as the office handles them. Everything is within the actor's region; a ticket of
 * elsewhere is NOT_FOUND, and logged. Of a guarded ticket (ticket.h) only a level above the one it
 * complains about does anything: finds out who wrote it, sees what is attached, visits, decides;
 * about the county there is nobody above, so the county does, and has no names. The others see that
 * it is there and what it says, so that they can answer for themselves. One question decides all of
 * this: answer_handles.
 *
 * Each step is an audit row, each look too, without a word of what was written. What the rules
 * refuse is INVALID, what somebody else did first CONFLICT, with a sentence in *why; what this
 * level may not, DENIED.
 */
#ifndef MODEL_CASEWORK_ANSWER_H
#define MODEL_CASEWORK_ANSWER_H

#include "base/status.h"
#include "model/casework/ticket.h"
#include "model/casework/workday.h"
#include "rows.h"

struct actor;

#define ANSWER_FOUND    500 /* characters: what the visit found */
#define ANSWER_TOLD     500 /* what the asker is told; 300 of it stand on the card of a case */
#define ANSWER_QUESTION 200
#define ANSWER_PUBLIC   600

/* answer_handles(actor, region, guarded): may handle a ticket about ${region}. */
bool answer_handles(const struct actor *actor, struct str region, bool guarded);

/* What a list is narrowed to. Open ones: first due first, behind (after_on, after_id); decided
 * ones: the last first, before (before_at, before_id). */
struct answer_filter {
    struct str region, kind; /* region: within the actor's own; may be empty */
    bool mine, closed;
    int32_t after_on; /* DAY_NONE: from the first */
    int64_t after_id, before_at, before_id;
    int64_t most;
};
enum status answer_list(struct row_answer_item **rows, size_t *count, bool *more, struct db *db,
                        const struct actor *actor, const struct answer_filter *f, int64_t now);

/* answer_search(rows, count, db, actor, typed): the ticket of that number, if it is in the actor's
 * region; count 0 or 1. */
enum status answer_search(struct row_answer_item **rows, size_t *count, struct db *db,
                          const struct actor *actor, struct str typed);

/* answer_counts(waiting, late, db, actor, now): how many wait in the actor's region. */
enum status answer_counts(int64_t *waiting, int64_t *late, struct db *db, const struct actor *actor,
                          int64_t now);

/* One ticket, opened as far as this actor may see it. */
struct answer {
    struct row_answer_ticket *row;
    struct str text, more, found, told;
    struct row_ticket_entry *entry; /* the line it is about, or NULL */
    bool handles;                   /* answer_handles */
    bool named;                     /* there is a name or phone to be revealed; false if not his */
    struct str file;                /* name of the attachment; empty: none, or not his */
    struct row_answer_colleague *colleagues; /* who may handle it */
    size_t colleague_count;
};
enum status answer_read(struct answer *out, struct db *db, const struct seal_keys *keys,
                        const struct actor *actor, int64_t id, int64_t now);

/* answer_reveal(name, phone, …): who wrote it. answer_file(out, …): what is attached; the row's
 * name_sealed and sealed are opened. Each click is in the record. NOT_FOUND: there is nothing. */
enum status answer_reveal(struct str *name, struct str *phone, struct db *db,
                          const struct seal_keys *keys, const struct actor *actor, int64_t id,
                          int64_t now);
enum status answer_file(struct row_answer_file **out, struct db *db, const struct seal_keys *keys,
                        const struct actor *actor, int64_t id, int64_t now);

/* Of several at once. answer_seen(row, db, actor, id): how it is now, held until the unit ends.
 * answer_people(rows, count, db, actor): who answers in the actor's region, or covers it. */
enum status answer_seen(struct row_many_ticket **row, struct db *db, const struct actor *actor,
                        int64_t id);
enum status answer_people(struct row_answer_colleague **rows, size_t *count, struct db *db,
                          const struct actor *actor);

enum status answer_assign(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                          int64_t account_id, int64_t now);
enum status answer_visit(struct str *why, struct db *db, const struct seal_keys *keys,
                         const struct actor *actor, int64_t id, struct str found, int64_t now);

/* answer_decide(…, outcome, told): ends it, and what it holds goes on; upheld, the cases it is
 * about go back to before the notice with the sentence as reason. */
enum status answer_decide(struct str *why, struct db *db, const struct seal_keys *keys,
                          const struct actor *actor, int64_t id, struct str outcome,
                          struct str told, int64_t now);

/* answer_word(…, question, answer, area): what the public is to see, once the asker agreed and it
 * is decided; screened (gate.h). answer_publish: by another person than who worded it.
 * answer_show(…, shown): takes it from the page, or puts it back. */
enum status answer_word(struct str *why, struct db *db, const struct seal_keys *keys,
                        const struct actor *actor, int64_t id, struct str question, struct str text,
                        struct str area, int64_t now);
enum status answer_publish(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                           int64_t now);
enum status answer_show(struct db *db, const struct actor *actor, int64_t id, bool shown,
                        int64_t now);

#endif
