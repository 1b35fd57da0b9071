/*
 * What the pages of one project, job or donation share.
 */
#ifndef OFFICE_EFFORTS_H
#define OFFICE_EFFORTS_H

#include "office/office.h"
#include "page/effort_page.h"

/* efforts_file(out, rq): the one in the path, if it is the actor's; NOT_FOUND otherwise. */
enum status efforts_file(struct effort_file *f, struct request *rq);

/* efforts_show(rq, rs, file): its page, with the problems there are. */
enum status efforts_show(struct request *rq, struct response *rs, const struct effort_file *f);

#endif
