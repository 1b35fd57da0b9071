/*
 * The pages of the lookup pool: what a household asks about itself.
 */
#ifndef LOOKUP_LOOKUP_H
#define LOOKUP_LOOKUP_H

#include "web/request.h"
#include "web/response.h"

extern const struct form form_status;

enum status lookup_status_form(struct request *rq, struct response *rs);
enum status lookup_status(struct request *rq, struct response *rs);

#endif
