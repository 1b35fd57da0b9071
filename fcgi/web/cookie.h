/*
 * The cookies there are: their names, and setting and deleting them.
 */
#ifndef WEB_COOKIE_H
#define WEB_COOKIE_H

#include "web/request.h"
#include "web/response.h"

/* The chosen text size: not about a person, so it may last. nginx knows it too: it is part of the
 * page cache's key. */
#define COOKIE_VIEW         "view"
#define COOKIE_VIEW_SECONDS (365 * 86400)

/* cookie_session(rq): __Host-mingbai over https (RFC 6265bis); over plain http, on the own
 * machine only, a name without the prefix, which browsers would refuse there. */
const char *cookie_session(const struct request *rq);

/* cookie_session_set(rs, rq, value): until the browser closes; an empty ${value} deletes it. */
void cookie_session_set(struct response *rs, const struct request *rq, struct str value);

/* cookie_login(rq): the same for the cookie that carries the form token of the sign-in page, where
 * there is no session yet. cookie_login_set(rs, rq, value): gone after an hour. */
const char *cookie_login(const struct request *rq);
void cookie_login_set(struct response *rs, const struct request *rq, struct str value);

#endif
