/*
 * Whom a policy fits. An editor sets its conditions as rows, each a fact of the list below in one
 * of three roles; a reader's answers, or what the register knows of a household, say of each fact
 * yes, no or nothing. Pure rules but for those that take a db.
 *
 * A policy fits when every fact in ALL is true, none in NONE is, and, if there are any in ANY, one
 * of those. It does not fit as soon as one of the three cannot be any more, whatever is still
 * unknown. In between it may fit.
 *
 * As text a policy's conditions are "all ill;any monitored;any lifted", in the order of the rows.
 */
#ifndef MODEL_PUBLISH_FIT_H
#define MODEL_PUBLISH_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct arena;
struct db;

#define FIT_FACTS 22
#define FIT_MOST  12 /* conditions of a policy, as the table has it */

/* What may be true of a household. */
struct fit_fact {
    const char *code;
    const char *option; /* as an answer to its question: 得了大病，或者长年吃药 */
    const char *said;   /* after 您家: 有人得大病或长年吃药 */
};

/* Facts that one question asks for, side by side in fit_facts. Where only one of them can be true
 * (${single}) "neither" is an answer too; else any number of them can. */
struct fit_question {
    const char *code, *text;
    bool single;
    int first, count;
};

extern const struct fit_fact fit_facts[FIT_FACTS];
extern const struct fit_question fit_questions[]; /* ended by code NULL */
extern const char *const fit_fact_codes[];        /* ended by NULL, for choices of forms */
extern const char *const fit_role_codes[];        /* all any none, NULL */

/* fit_bit(code): the bit of a fact in the sets below; 0 for no such fact. */
uint32_t fit_bit(struct str code);

/* fit_role_text(role), fit_fact_text(fact): in words; the code itself where there are none. */
struct str fit_role_text(struct str role);
struct str fit_fact_text(struct str fact);

/* One condition, and several as text: fit_rows gives how many there are, at most FIT_MOST; what is
 * unknown in them stays as it is, for fit_check to find. */
struct fit_row {
    struct str role, fact;
};
size_t fit_rows(struct fit_row rows[FIT_MOST], struct str text);
struct str fit_text(struct arena *a, const struct fit_row *rows, size_t count);

/* fit_words(a, text): for people, a line a role: 都要有：是监测户；有人有残疾证 */
struct str fit_words(struct arena *a, struct str text);

/* fit_check(out, a, text): what is wrong with conditions, one sentence each: facts that no question
 * asks for, one asked and excluded, several of which only one can be, the same twice. With none of
 * these there is a household that they fit. Returns how many; ${row} counts from 0. */
struct fit_wrong {
    size_t row;
    struct str text;
};
size_t fit_check(struct fit_wrong out[FIT_MOST], struct arena *a, struct str text);

/* What is known of a household; a fact in neither is not known. */
struct fit_known {
    uint32_t yes, no;
};

/* fit_answer(known, question, given, neither): an answer to one question: the facts that were
 * named, or that it is none of them. Whatever was named counts more than ${neither}; of a single
 * question the first. Nothing of both: no answer. */
void fit_answer(struct fit_known *known, const struct fit_question *question, uint32_t given,
                bool neither);

enum fit_verdict { FIT_YES, FIT_MAYBE, FIT_NO };

/* fit_judge(text, known): FIT_NO for conditions with a fact or role that nobody knows. */
enum fit_verdict fit_judge(struct str text, const struct fit_known *known);

/* fit_open(text, known): how many facts that it asks for are not known. */
int fit_open(struct str text, const struct fit_known *known);

/* fit_why(a, text, known): the verdict's reason, a whole sentence: 您家是监测户，有人有残疾证。 */
struct str fit_why(struct arena *a, struct str text, const struct fit_known *known);

#define FIT_POLICIES 200 /* so many at most are looked at, the newest */
#define FIT_CARDS    400 /* those without conditions among them */

/* A policy in force that has conditions. */
struct fit_policy {
    int64_t id;
    struct str title, fit;
};

/* fit_policies(out, count, db, today): those there are, the newest first. fit_cards: the plain
 * cards of all policies in force, with conditions or without, in the same order. */
enum status fit_policies(struct fit_policy **out, size_t *count, struct db *db, int32_t today);
enum status fit_cards(struct row_fit_card **rows, size_t *count, struct db *db, int32_t today);

/* fit_of(out, db, edition_id): the conditions of a published edition; empty when it has none. */
enum status fit_of(struct str *out, struct db *db, int64_t edition_id);

/* fit_set(db, edition_id, text, by): the conditions of a new draft; ${by} INT64_MIN: they come
 * along from the edition before. fit_replace: those of a draft there is. */
enum status fit_set(struct db *db, int64_t edition_id, struct str text, int64_t by);
enum status fit_replace(struct db *db, int64_t edition_id, struct str text, int64_t by);

#endif
