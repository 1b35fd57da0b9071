/*
 * The status query, whoever asks: what the form says in the spelling of the register, the limits,
 * the household, and the note that somebody looked. The page (status.c) and the API (answer.c)
 * differ only in how they show what comes out.
 */
#ifndef LOOKUP_ASK_H
#define LOOKUP_ASK_H

#include "model/casework/proof.h"
#include "model/register/entitle.h"
#include "model/register/household.h"
#include "web/request.h"
#include "web/response.h"

/* What is asked, as the register knows it. */
struct ask {
    bool by_code;                /* household code and query code */
    struct str name_key, number; /* or a name and what a document's number is found by */
    struct str household_code, query_code;
    struct str target, address; /* whose misses are counted */
    struct proof *proof;        /* what the next question from this address needs, or NULL */
    struct entitle_policy entitled[ENTITLE_MOST]; /* of the card that was read */
    size_t entitled_count;
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

/* ask_answer(card, rq, rs, q): the household's card; or NOT_FOUND, with the blanked card of another
 * in it, to be drawn at the same cost and thrown away, or without any (card->household is NULL).
 * Either is remembered within this unit of work, which the caller must not fail. What is to be
 * shown goes through ask_show. LIMITED, with rs->retry_after, while the target or the address has
 * to wait; DENIED, with nothing looked up and a fresh q->proof, when the address needs a proof and
 * sent none that is right. */
enum status ask_answer(struct household_card *card, const struct request *rq, struct response *rs,
                       struct ask *q);

/* ask_show(rq, rs, q, card, found, pages): draws both answers that there might be to this question,
 * the one that is true (${found}: OK or NOT_FOUND) to be sent, the other for its cost alone, and
 * has the answer sent at a tick and in a size that tell nothing: as many statements, as many rows
 * written, the same pages drawn and packed, and the larger of both sizes.
 *
 * What remains: a hit notes the look where a miss counts the address, and its card has one line
 * more once it was looked up before. These microseconds reach the wire only where the work happens
 * to end that near to a tick, which on a machine that is short of time it does more often. Nobody
 * is beside the last person in the order of the indexes: a miss behind it, one in as many as there
 * are people, is cheaper. Who watches the wire sees that a card is larger than ENCODE_EVEN, or that
 * a miss was beside such a one, and by some bytes of the head whether JSON is a 404. */
struct ask_pages {
    void (*card)(const struct request *rq, struct response *rs, const struct ask *q,
                 const struct household_card *card);
    void (*miss)(const struct request *rq, struct response *rs, const struct ask *q);
};
void ask_show(const struct request *rq, struct response *rs, const struct ask *q,
              const struct household_card *card, enum status found, const struct ask_pages *pages);

#endif
