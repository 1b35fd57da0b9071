/*
 * What a household says of what we wrote about it: it answers visits (属实 or not, the last answer
 * counts) and asks for corrections (信息有误). It comes from the household's card with a pass: who
 * proved what and until when, sealed, kept nowhere, good for half an hour. What it writes is
 * sealed; only the office reads it (change.h). An answer that a visit was not so is a request as
 * well.
 */
#ifndef MODEL_REGISTER_VOICE_H
#define MODEL_REGISTER_VOICE_H

#include "base/status.h"
#include "base/str.h"
#include "model/publish/label.h"
#include "rows.h"

struct arena;
struct db;
struct seal_keys;

#define VOICE_LIFE  1800 /* seconds a pass is good for */
#define VOICE_MOST  10   /* requests of one household that are not closed */
#define VOICE_NOTE  100  /* characters: why a visit was or was not so */
#define VOICE_TEXT  200  /* characters: what is wrong, what is right */
#define VOICE_PHONE 30   /* characters */

extern const struct label voice_abouts[];   /* people name relation measure payment phone other */
extern const struct label voice_verdicts[]; /* true false */

/* Whose household, and how that was proved. */
struct voice_who {
    int64_t household_id;
    bool by_code;
};

/* voice_pass(a, keys, who, now): a pass in ${a}. voice_admit(who, a, keys, pass, now): whose it is.
 * VOICE_FORGED: not one of ours; VOICE_LATE: it was, *who is still told. */
enum voice_entry { VOICE_FORGED, VOICE_LATE, VOICE_FINE };
struct str voice_pass(struct arena *a, const struct seal_keys *keys, const struct voice_who *who,
                      int64_t now);
enum voice_entry voice_admit(struct voice_who *who, struct arena *a, const struct seal_keys *keys,
                             struct str pass, int64_t now);

/* What was written, of a form that came too late or is to be sealed. */
struct voice_words {
    int64_t visit_id; /* of the note; INT64_MIN: none */
    struct str note, about, wrong, right, phone;
};

/* voice_keep(a, keys, household_id, words): for the visitor to carry until the household has been
 * proved again; empty if nothing was written. voice_kept: the words, borrowed; all empty if they
 * are not this household's. */
struct str voice_keep(struct arena *a, const struct seal_keys *keys, int64_t household_id,
                      const struct voice_words *words);
struct voice_words voice_kept(struct arena *a, const struct seal_keys *keys, int64_t household_id,
                              struct str kept);

/* Everything for its page; newest first. told: one text a request, opened, empty while it runs. */
struct voice {
    struct row_household *household;
    struct row_voice_visit *visits;
    size_t visit_count;
    struct row_voice_request *requests;
    struct str *told;
    size_t request_count;
    struct row_voice_look *looks; /* of the last 30 days */
    size_t look_count;
};
enum status voice_read(struct voice *out, struct db *db, const struct seal_keys *keys,
                       int64_t household_id, int64_t now);

/* voice_answer(why, db, keys, who, words, seen, verdict, now): an answer to words->visit_id,
 * ${seen} being the number of the answer the page showed (0: none). The same again is OK and
 * nothing more; CONFLICT if it was answered otherwise meanwhile, NOT_FOUND if the visit is not this
 * household's or too long ago. */
enum status voice_answer(struct str *why, struct db *db, const struct seal_keys *keys,
                         const struct voice_who *who, const struct voice_words *words, int64_t seen,
                         struct str verdict, int64_t now);

/* voice_ask(why, db, keys, who, words, key, now): asks for a correction. The same words with the
 * same
 * ${key} (of the page) are one request. INVALID while VOICE_MOST wait. */
enum status voice_ask(struct str *why, struct db *db, const struct seal_keys *keys,
                      const struct voice_who *who, const struct voice_words *words, struct str key,
                      int64_t now);

/* voice_context(a, form, what): what a text of a request is bound to; ${what}: text (what the
 * household wrote), found, told. voice_open(words, a, keys, form, sealed): what it wrote, for
 * change.c. */
struct str voice_context(struct arena *a, struct str form, const char *what);
enum status voice_open(struct voice_words *words, struct arena *a, const struct seal_keys *keys,
                       struct str form, struct str sealed);

/* voice_note_context(a, visit_id, number): what the note of an answer is bound to. */
struct str voice_note_context(struct arena *a, int64_t visit_id, int64_t number);

#endif
