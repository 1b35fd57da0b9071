/*
 * The page of one ticket, for the handlers of its steps.
 */
#ifndef OFFICE_TICKETS_H
#define OFFICE_TICKETS_H

#include "model/casework/answer.h"
#include "model/casework/workday.h"
#include "page/page.h"
#include "web/response.h"

/* tickets_show(rq, rs, id, name, phone): the ticket with the problems of the form that was sent;
 * name and phone of who wrote it, for this one answer, or empty. */
enum status tickets_show(struct request *rq, struct response *rs, int64_t id, struct str name,
                         struct str phone);

/* tickets_late(c, due, today): working days from its last day until today; 0: it is not late. */
int64_t tickets_late(const struct workday_calendar *c, int32_t due, int32_t today);

#endif
