/*
 * The page of one ticket, for the handlers of its steps.
 */
#ifndef OFFICE_TICKETS_H
#define OFFICE_TICKETS_H

#include "model/casework/answer.h"
#include "page/page.h"
#include "web/response.h"

/* tickets_show(rq, rs, id, name, phone): the ticket with the problems of the form that was sent;
 * name and phone of who wrote it, for this one answer, or empty. */
enum status tickets_show(struct request *rq, struct response *rs, int64_t id, struct str name,
                         struct str phone);

#endif
