/*
 * What the pages of tickets share: the step before for whoever sends or guesses a lot, and the
 * sentence on what happens next.
 */
#ifndef LOOKUP_RECEIPT_H
#define LOOKUP_RECEIPT_H

#include "model/casework/limit.h"
#include "model/casework/proof.h"
#include "model/casework/ticket.h"
#include "view.h"
#include "web/request.h"

/* receipt_proof(out, rq, kind, form): what ${form} needs besides from this address, or NULL.
 * receipt_step(rq, proof, press): the same as it stands on the page, above the button ${press}. */
enum status receipt_proof(struct proof **out, const struct request *rq, enum limit_kind kind,
                          const char *form);
struct view_ticket_proof *receipt_step(const struct request *rq, const struct proof *proof,
                                       const char *press);

/* receipt_next(a, receipt): by when somebody will have looked, and by when it is decided. */
struct str receipt_next(struct arena *a, const struct ticket_receipt *receipt);

#endif
