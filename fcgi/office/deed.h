/*
 * What an officer does to one household: one form page a deed, all in the table of deed.c.
 */
#ifndef OFFICE_DEED_H
#define OFFICE_DEED_H

#include "model/register/casefile.h"
#include "view.h"
#include "web/request.h"

/* deed_allowed(count, hint, rq, c): buttons for what the rules allow the actor to do with the case
 * now, or for the cases that may begin; ${hint}: why it cannot go on, if it cannot. */
struct view_office_act *deed_allowed(size_t *count, struct str *hint, const struct request *rq,
                                     const struct casefile *c);

#endif
