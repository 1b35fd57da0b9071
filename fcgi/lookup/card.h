/*
 * A household's card as a page.
 */
#ifndef LOOKUP_CARD_H
#define LOOKUP_CARD_H

#include "lookup/ask.h"
#include "model/register/household.h"
#include "view/frame.h"
#include "web/response.h"

/* card_show(rq, rs, frame, card, q): the card as the body of the answer, with the way to the
 * household's own word (voice.c) for whoever proved it so, unless the frame is the kiosk's. No
 * digit of any identity number is on it, and members' names are masked. */
void card_show(const struct request *rq, struct response *rs, struct view_layout *frame,
               const struct household_card *card, const struct ask *q);

#endif
