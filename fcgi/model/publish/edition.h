/*
 * Documents as the office works on them. A document has editions; at most one is on its way (the
 * draft, at whatever stop of flow.h) and at most one is live. A published edition never changes: to
 * correct it is to write and publish the next one, whose clock starts anew. Every function asks
 * once, here, whether the actor's region covers the document: one of elsewhere is NOT_FOUND. Every
 * change is in the audit with it, from which state to which.
 */
#ifndef MODEL_PUBLISH_EDITION_H
#define MODEL_PUBLISH_EDITION_H

#include "base/status.h"
#include "base/str.h"
#include "model/publish/clock.h"
#include "model/publish/flow.h"
#include "rows.h"

struct actor;
struct arena;
struct db;
struct settings;

/* What an editor writes. Policy fields are empty in a notice and the other way round. Texts are
 * never STR_NONE but where a column may be NULL: level, area, type. */
struct edition_text {
    struct str title, body, issuer, document_number;
    int32_t issued_on, effective_from, effective_to;
    struct str level, area;
    struct str card_who, card_what, card_how, card_when, card_bring, card_ask;
    struct str type;
    int64_t window_days;
    struct str change_note;
    struct str fit; /* policy: whom it fits, as fit.h writes it */
};

/* edition_text_of(e): what was written in an edition. */
struct edition_text edition_text_of(const struct row_edition *e);

/* What a form of the edit page began from. ${key} is that page's own, ${turn} counts the texts it
 * sent, upwards, whether by itself or by the button; 0: it runs no script. */
struct edition_base {
    int64_t version;
    struct str key;
    int64_t turn;
    bool by_itself;
};

/* edition_start(id, version, db, actor, kind, region, text, base, now): a new document with its
 * first draft, and its version. Sent twice from one page it gives the same ${id} again, with the
 * later text; CONFLICT, and the
 * ${id}, when somebody has saved it since. DENIED if the region is not the actor's. INVALID for the
 * type "list": those come from the register, by edition_start_list, which listing.h calls. */
enum status edition_start(int64_t *id, int64_t *version, struct db *db, const struct actor *actor,
                          const char *kind, struct str region, const struct edition_text *text,
                          const struct edition_base *base, int64_t now);

enum status edition_start_list(int64_t *id, struct db *db, const struct actor *actor,
                               struct str region, const struct edition_text *text, struct str key,
                               int64_t now);

/* Everything there is of one document. */
struct edition_file {
    struct row_edition *draft; /* on its way, not only a draft; NULL when there is none */
    struct row_edition *live;  /* published or withdrawn; NULL before the first publishing */
    struct row_edition *all;   /* newest first */
    size_t count;
    struct str place;
    struct row_audit_entry *history;
    size_t history_count;
};

enum status edition_find(struct edition_file *out, struct db *db, const struct actor *actor,
                         int64_t id);

/* edition_find_anew(out, db, actor, id): as it is now, after a CONFLICT: what this unit saw may be
 * older than what was in its way. Gives the unit up and reads in a new one. */
enum status edition_find_anew(struct edition_file *out, struct db *db, const struct actor *actor,
                              int64_t id);

/* edition_hold(out, db, actor, id): the same, held against others until the unit ends. What was
 * read before may be older than that: each UPDATE names the version and the state it is meant for.
 */
enum status edition_hold(struct edition_file *out, struct db *db, const struct actor *actor,
                         int64_t id);

/* edition_mark(db, e): how the audit calls it: "edition 2"; STR_NONE for NULL. */
struct str edition_mark(struct db *db, const struct row_edition *e);

/* edition_is_open(e): its text may be changed: it is a draft and nothing else. */
bool edition_is_open(const struct row_edition *e);

/* edition_save(version, db, actor, id, base, text, now): the draft's text; *version is its version
 * afterwards. A text that is there already changes nothing. CONFLICT when somebody saved since
 * base->version, but for the same page with a later turn, or when it is no draft any more;
 * NOT_FOUND when nothing is on its way; INVALID when a list would become something else, or
 * something else a list. */
enum status edition_save(int64_t *version, struct db *db, const struct actor *actor, int64_t id,
                         const struct edition_base *base, const struct edition_text *text,
                         int64_t now);

/* edition_revise(db, actor, id, now): a draft that begins as a copy of the live edition, with the
 * version after it; the one there is, if there is one. */
enum status edition_revise(struct db *db, const struct actor *actor, int64_t id, int64_t now);

/* What forbids publishing, a whole sentence each; ${field} is a field of the form. */
struct edition_fault {
    const char *field;
    struct str text;
    bool later; /* the publisher settles it: it may be submitted so */
};

/* edition_faults(faults, db, draft, live): the rules a text must keep to be published: complete,
 * the notice long enough for its place, a correction says what changed, and nobody's number in it
 * (gate.h). *count 0 when it may be. */
enum status edition_faults(struct edition_fault **faults, size_t *count, struct db *db,
                           const struct row_edition *draft, const struct row_edition *live);

/* edition_faults_by(faults, a, settings, draft, live): the rules alone, pure; how many faults. */
size_t edition_faults_by(struct edition_fault **faults, struct arena *a,
                         const struct settings *settings, const struct row_edition *draft,
                         const struct row_edition *live);

/* One deed of flow.h on the edition on its way, which the actor saw at ${version}. */
struct edition_step {
    enum flow_deed
        deed; /* SUBMIT RECALL RETURN APPROVE SCHEDULE UNSCHEDULE, or HOLD by the house */
    int64_t version;
    struct str reason; /* of RETURN and HOLD */
    int64_t due_at;    /* of SCHEDULE: a moment to come */
};

#define EDITION_DUE_DAYS 366 /* so far ahead a publication may be scheduled */

/* edition_step(why, db, actor, id, step, now): CONFLICT when it is not at that version, or at that
 * stop, any more. INVALID with *why: four eyes, no reason, a moment that is past. What forbids
 * publishing forbids submitting, approving and scheduling: then *why is empty (edition_faults). */
enum status edition_step(struct str *why, struct db *db, const struct actor *actor, int64_t id,
                         const struct edition_step *step, int64_t now);

/* edition_seen(row, db, actor, id): the edition on its way, held until the unit ends. */
enum status edition_seen(struct row_many_edition **row, struct db *db, const struct actor *actor,
                         int64_t id);

/* edition_publish(db, actor, id, version, now): makes the edition on its way the live one, from
 * whatever stop; its clock, if it has one, starts now. INVALID while edition_faults finds anything
 * or if the actor wrote or submitted it (four eyes), CONFLICT when it is not at ${version} any
 * more. */
enum status edition_publish(struct db *db, const struct actor *actor, int64_t id, int64_t version,
                            int64_t now);

/* edition_reason_faults(faults, a, label, reason): what forbids a reason to be shown: nobody's
 * number goes out with it either. Returns how many. */
size_t edition_reason_faults(struct edition_fault **faults, struct arena *a, const char *label,
                             struct str reason);

/* edition_withdraw(db, actor, id, reason, now): the page stays and shows the reason. CONFLICT when
 * nothing is published, INVALID while edition_reason_faults finds anything. */
enum status edition_withdraw(struct db *db, const struct actor *actor, int64_t id,
                             struct str reason, int64_t now);

/* The desk: documents of the actor's region and below. STR_NONE: not narrowed. */
enum status edition_desk(struct row_desk_item **rows, size_t *count, bool *more, struct db *db,
                         const struct actor *actor, struct str kind, struct str state,
                         int64_t before_at, int64_t before_id, int64_t most);
enum status edition_closing(struct row_desk_item **rows, size_t *count, struct db *db,
                            const struct actor *actor, int64_t now, int64_t most);

/* edition_search(rows, count, db, actor, words, most): of the actor's region, by a part of the
 * title or the document number (two characters or more), the last touched first. */
enum status edition_search(struct row_desk_item **rows, size_t *count, struct db *db,
                           const struct actor *actor, struct str words, int64_t most);

/* What waits in the actor's region and below. edition_waiting(…, state, own, most): what stands at
 * a stop, the longest waiting first; of the actor's own hand, of others' or EDITION_ANY.
 * edition_drafts(…, returned, most): the actor's own, the last touched first: those that came back
 * with a reason, or the others. */
enum edition_own { EDITION_OTHERS, EDITION_OWN, EDITION_ANY };
enum status edition_waiting(struct row_desk_work **rows, size_t *count, struct db *db,
                            const struct actor *actor, enum flow_state state, enum edition_own own,
                            int64_t most);
enum status edition_drafts(struct row_desk_work **rows, size_t *count, struct db *db,
                           const struct actor *actor, bool returned, int64_t most);

#endif
