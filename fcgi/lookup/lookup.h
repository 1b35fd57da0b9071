/*
 * The pages of the lookup pool, and their one row of the API: what a household asks about itself,
 * and tickets.
 */
#ifndef LOOKUP_LOOKUP_H
#define LOOKUP_LOOKUP_H

#include "web/request.h"
#include "web/response.h"

extern const struct form ask_form; /* lookup/ask.h */
extern const struct form lookup_voice_form;
extern const struct form lookup_ticket_asked, lookup_ticket_form, lookup_receipt_form,
    lookup_ticket_more_form, lookup_ticket_slip_form;

enum status lookup_status_form(struct request *rq, struct response *rs);
enum status lookup_status(struct request *rq, struct response *rs);
enum status lookup_voice(struct request *rq, struct response *rs);
enum status lookup_status_api(struct request *rq, struct response *rs);

enum status lookup_ticket_new(struct request *rq, struct response *rs);
enum status lookup_ticket(struct request *rq, struct response *rs);
enum status lookup_receipt_ask(struct request *rq, struct response *rs);
enum status lookup_receipt(struct request *rq, struct response *rs);
enum status lookup_ticket_more(struct request *rq, struct response *rs);
enum status lookup_ticket_slip(struct request *rq, struct response *rs);

#endif
