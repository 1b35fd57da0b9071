/*
 * The status query, whoever asks: what the form says in the spelling of the register, the limits,
 * the household, and the note that somebody looked. The page (status.c) and the API (answer.c)
 * differ only in how they show what comes out.
 */
#ifndef LOOKUP_ASK_H
#define LOOKUP_ASK_H

#include "model/casework/proof.h"
#include "model/register/household.h"
#include "web/request.h"
#include "web/response.h"

/* What is asked, as the register knows it. */
struct ask {
    bool by_code;                /* household code and query code */
    struct str name_key, number; /* or a name and a number */
    struct str household_code, query_code;
    struct str target, address; /* whose misses are counted */
    struct proof *proof;        /* what the next question from this address needs, or NULL */
};

/* The form of both: name and id_number, or household_code and query_code. */
extern const struct form ask_form;

/* ask_read(q, rq): what rq->form asks. What cannot be right is a problem in rq->problems; nothing
 * is to be looked up then. */
void ask_read(struct ask *q, struct request *rq);

/* ask_by_code(rq): the second way was used. ask_typed(rq, name): a field as it was sent. */
bool ask_by_code(const struct request *rq);
struct str ask_typed(const struct request *rq, const char *name);

/* ask_proof(out, rq): what a question from this address needs besides, or NULL: nothing. */
enum status ask_proof(struct proof **out, const struct request *rq);

/* ask_answer(card, rq, rs, q): the household's card, or NOT_FOUND at the same cost; either is
 * remembered within this unit of work, which the caller must not fail, and the answer will be even.
 * LIMITED, with rs->retry_after, while the target or the address has to wait; DENIED, with nothing
 * looked up and a fresh q->proof, when the address needs a proof and sent none that is right. */
enum status ask_answer(struct household_card *card, const struct request *rq, struct response *rs,
                       struct ask *q);

#endif
