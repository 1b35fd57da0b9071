/*
 * Tickets (群众来件) as the one who sends them meets them: an objection to a notice or to one line
 * of its list (异议), a question (咨询), a correction (信息更正), praise (表扬). Anybody may, named
 * or not. A ticket has a number and a secret code; with both it tells how it stands.
 *
 * An objection is taken while the window of its notice is open and stops the clock: the case it is
 * about, or every case of the list, waits until it is decided (answer.h). A ticket is *guarded*
 * when it complains about somebody: an objection, or anything else about a notice of a village or
 * township. Of those the level that posted the notice, and all below, never learn name, phone or
 * attachment; about the county, above which there is nobody here, they are not even taken.
 *
 * Everything written is sealed, bound to the digest of its form. The pool that takes tickets reads
 * of them only what they were told.
 */
#ifndef MODEL_CASEWORK_TICKET_H
#define MODEL_CASEWORK_TICKET_H

#include "base/status.h"
#include "base/str.h"
#include "model/casework/evidence.h"
#include "model/publish/clock.h"
#include "model/publish/label.h"
#include "rows.h"

struct arena;
struct db;
struct seal_keys;

#define TICKET_TEXT  1000 /* characters */
#define TICKET_NAME  30
#define TICKET_PHONE 30
#define TICKET_MORE  500
#define TICKET_LIFE  1800 /* seconds a pass is good for, and a receipt can be told again */

extern const struct label ticket_kinds[]; /* objection question correction praise */
extern const char *const ticket_kind_codes[];
extern const struct label ticket_outcomes[]; /* upheld partly refused answered */

/* What a ticket can be about: a notice, as it stands. */
struct ticket_about {
    struct row_ticket_notice *notice;
    enum clock_state clock; /* OPEN: it may be objected to */
    struct row_ticket_entry *entries;
    size_t entry_count;
};

/* ticket_about(out, db, document_id, now): NOT_FOUND if there is no such notice. */
enum status ticket_about(struct ticket_about *out, struct db *db, int64_t document_id, int64_t now);

/* ticket_guards(kind, has_notice, region): it is guarded. ticket_takes_names(kind, has_notice,
 * region): whether name and phone are asked for at all. */
bool ticket_guards(struct str kind, bool has_notice, struct str region);
bool ticket_takes_names(struct str kind, bool has_notice, struct str region);

/* What is sent. Texts are never STR_NONE. */
struct ticket_form {
    struct str kind;
    int64_t document_id, entry; /* INT64_MIN: none; all of the list */
    struct str region, area;    /* without a notice; area may be empty */
    struct str text, name, phone;
    bool consent;
    struct str key; /* of the page: with the same words it is the same ticket */
    struct evidence file;
};

struct ticket_receipt {
    struct str number, secret;
    int32_t visit_by, decide_by;
};

/* Which field of the form the sentence in *why is about. */
enum ticket_fault { TICKET_FINE, TICKET_KIND, TICKET_ENTRY, TICKET_REGION, TICKET_WORDS };

/* ticket_send(out, fault, why, db, keys, form, now): takes it. The same form again is told the same
 * receipt for half an hour, and is CONFLICT with a sentence after that. INVALID with *fault and a
 * sentence: the window is over, there is no such line or place, or the text of a guarded ticket
 * says who wrote it. */
enum status ticket_send(struct ticket_receipt *out, enum ticket_fault *fault, struct str *why,
                        struct db *db, const struct seal_keys *keys, const struct ticket_form *form,
                        int64_t now);

/* ticket_claim(id, beside, db, keys, number, secret): whose codes these are; *id 0: nobody's, and
 * *beside is another ticket to be read in its place, or 0. The same work either way. */
enum status ticket_claim(int64_t *id, int64_t *beside, struct db *db, const struct seal_keys *keys,
                         struct str number, struct str secret);

/* How a ticket stands. told: opened; empty while it waits. */
struct ticket {
    struct row_ticket *row;
    struct str told;
};
enum status ticket_read(struct ticket *out, struct db *db, const struct seal_keys *keys,
                        int64_t id);

/* ticket_pass(a, keys, id, now): proves for half an hour that somebody knew the codes of ${id}.
 * ticket_admit(id, …): false if it is none of ours, or too old. */
struct str ticket_pass(struct arena *a, const struct seal_keys *keys, int64_t id, int64_t now);
bool ticket_admit(int64_t *id, struct arena *a, const struct seal_keys *keys, struct str pass,
                  int64_t now);

/* ticket_slip(a, keys, receipt): the receipt for its holder to carry to the sheet to print.
 * ticket_slip_open: false if it is none of ours. */
struct str ticket_slip(struct arena *a, const struct seal_keys *keys,
                       const struct ticket_receipt *receipt);
bool ticket_slip_open(struct ticket_receipt *out, struct arena *a, const struct seal_keys *keys,
                      struct str slip);

/* ticket_more(db, keys, t, text, now): one more word, once, while it waits; CONFLICT otherwise.
 * ticket_unshow: what was published of it is not to be public any more. */
enum status ticket_more(struct db *db, const struct seal_keys *keys, const struct ticket *t,
                        struct str text, int64_t now);
enum status ticket_unshow(struct db *db, const struct ticket *t);

/* ticket_context(a, form, what): what a sealed text is bound to: text who more found told, name and
 * file of the attachment. ticket_who(name, phone, text): the two parts of an opened "who". */
struct str ticket_context(struct arena *a, struct str form, const char *what);
void ticket_who(struct str *name, struct str *phone, struct str text);

/* ticket_tells(a, text, name, phone): a text gives away who wrote it: it holds the name or the
 * phone, or any number of a person. */
bool ticket_tells(struct arena *a, struct str text, struct str name, struct str phone);

/* ticket_reseal, ticket_reseal_files(r, db, keys): the next of them under the current keys, as
 * reseal_people (model/register/reseal.h). ticket_find_uses(count, inner, db, key): how much is
 * still under ${key}, and how many codes have it as some layer. */
struct reseal;
enum status ticket_reseal(struct reseal *r, struct db *db, const struct seal_keys *keys);
enum status ticket_reseal_files(struct reseal *r, struct db *db, const struct seal_keys *keys);
enum status ticket_find_uses(int64_t *count, int64_t *inner, struct db *db, uint8_t key);

#endif
