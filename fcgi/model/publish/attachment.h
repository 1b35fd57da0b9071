/*
 * Files that go out with a document. Each is read when it comes in (base/sift.h) and screened by
 * the publish gate (gate.h): whoever sends it sees at once what stands in its way. Publishing asks
 * once more, attachment_faults, and asks of the stored bytes whether they are still those that were
 * screened. Where an author's name or a camera's notes can be left out, the file is kept without.
 *
 *     clean      nothing stands in its way
 *     hit        somebody's number, or something hidden: another file must take its place
 *     unchecked  pictures, scans: a publisher must have opened it and said so
 *
 * A file is part of what is written: it comes and goes only while its edition is a draft, which has
 * a new version then; whoever sends or drops one is a hand of it, and publishes it as little as if
 * he had changed its text. (Triggers of 019_attachments.sql hold it.)
 */
#ifndef MODEL_PUBLISH_ATTACHMENT_H
#define MODEL_PUBLISH_ATTACHMENT_H

#include "base/sift.h"
#include "model/publish/edition.h"

#define ATTACHMENT_BYTES 10485760 /* of a file as it is sent */
#define ATTACHMENTS_MOST 20       /* of an edition */
#define ATTACHMENT_RULES 1        /* goes up when the gate learns to find more */

/* -- reading and screening: attachment_screen.c, no database */

#define ATTACHMENT_FINDINGS 20 /* of a file; the first ones */

struct attachment_finding {
    const char *code; /* attachment_codes */
    struct str place; /* 第 3 页; may be empty */
};

struct attachment_screening {
    enum sift_media media;
    const char *state; /* clean hit unchecked; NULL: the file cannot be taken, why says why not */
    struct str why;
    struct attachment_finding findings[ATTACHMENT_FINDINGS];
    size_t count;
    struct str name; /* safe to save under, and ends as its kind does */
    char digest[65]; /* of what is kept */
    int64_t size;
};

/* attachment_screen(s, a, name, path, ms): reads the file at ${path} that its owner calls ${name},
 * keeps it (base/store.h), as it may go out, and says what it found. Takes at most about ${ms}
 * milliseconds. BUSY if there is no process or disk for it. */
enum status attachment_screen(struct attachment_screening *s, struct arena *a, struct str name,
                              const char *path, int64_t ms);

/* attachment_name(a, name, media): without what a file system or a shell could take amiss, at most
 * 100 characters, ending as that kind of file does. */
struct str attachment_name(struct arena *a, struct str name, enum sift_media media);

/* attachment_place(a, place): in words, as it is found in Word, Excel or a viewer. */
struct str attachment_place(struct arena *a, const struct sift_place *place);

/* -- what findings mean: attachment_text.c */

/* attachment_sentence(a, code, place): what is wrong and what to do, whole sentences. */
struct str attachment_sentence(struct arena *a, struct str code, struct str place);

/* attachment_blocks(code): the file cannot go out so. */
bool attachment_blocks(struct str code);

/* attachment_refusal(f): why a file with that finding cannot be taken. Static. */
struct str attachment_refusal(enum sift_finding f);

/* -- with the database: attachment.c */

struct attachment_file {
    struct row_file *row;
    struct row_file_finding *findings;
    size_t count;
};

/* attachment_list(out, count, db, edition_id): an edition's files in their order. */
enum status attachment_list(struct attachment_file **out, size_t *count, struct db *db,
                            int64_t edition_id);

/* attachment_add(why, db, actor, document_id, s, now): a screened file to the draft. CONFLICT when
 * it is no draft any more; INVALID, with the reason, when it has ATTACHMENTS_MOST. The caller
 * has asked edition_find whether the document is the actor's. */
enum status attachment_add(struct str *why, struct db *db, const struct actor *actor,
                           int64_t document_id, const struct attachment_screening *s, int64_t now);

/* attachment_drop: takes one off the draft. attachment_look: says that the actor, who wrote none of
 * the edition, has opened it. CONFLICT when that cannot be (any more). ${edition_id}: whose file it
 * must be. */
enum status attachment_drop(struct db *db, const struct actor *actor, int64_t document_id,
                            int64_t id, int64_t now);
enum status attachment_look(struct db *db, const struct actor *actor, int64_t document_id,
                            int64_t edition_id, int64_t id, int64_t now);

/* attachment_opened(db, actor, document_id, id, now): that the actor has a file that is not out,
 * and may hold anything, is in the audit. */
enum status attachment_opened(struct db *db, const struct actor *actor, int64_t document_id,
                              int64_t id, int64_t now);

/* attachment_search(rows, count, db, actor, words, most): of documents of the actor's region, by a
 * part of the name (two characters or more), the latest first. */
enum status attachment_search(struct row_search_file **rows, size_t *count, struct db *db,
                              const struct actor *actor, struct str words, int64_t most);

/* attachment_copy(db, to, from, now): the files of edition ${from} to the draft ${to}; those that
 * were screened by older rules, or by none, are screened now. */
enum status attachment_copy(struct db *db, int64_t to, int64_t from, int64_t now);

/* attachment_faults(faults, count, db, edition_id): adds what of an edition's files forbids to
 * publish it; what only a publisher can settle does not forbid submitting it. CONFLICT when they
 * changed since this unit of work began to read. */
enum status attachment_faults(struct edition_fault **faults, size_t *count, struct db *db,
                              int64_t edition_id);

/* attachment_sweep(db): removes stored files that no document has had for a day. */
enum status attachment_sweep(struct db *db);

#endif
