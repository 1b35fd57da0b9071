/*
 * The form of the status query, for the pages that lead to it.
 */
#ifndef LOOKUP_STATUS_H
#define LOOKUP_STATUS_H

#include "model/casework/proof.h"
#include "view.h"
#include "web/request.h"

/* status_ask(rq, proof): the form with what was typed and what was wrong, if it was sent; ${proof}
 * as ask_proof gives it. In the request arena. */
struct view_status_ask *status_ask(const struct request *rq, const struct proof *proof);

#endif
