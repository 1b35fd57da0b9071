/*
 * The pages of what goes wrong: what happened, what to do next, whom to ring.
 */
#ifndef VIEW_ERROR_H
#define VIEW_ERROR_H

#include "web/request.h"
#include "web/response.h"

/* error_html(rq, rs, code): the page of an HTTP status (400 403 404 405 409 413 415 429 500 502
 * 503), with rq->problems where there are any. error_json: the same as an RFC 9457 problem. */
void error_html(const struct request *rq, struct response *rs, int code);
void error_json(const struct request *rq, struct response *rs, int code);

#endif
