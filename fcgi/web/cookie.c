/*
 * Cookie details, so that serve/ and the sign-in handlers agree on them.
 */
#include "web/cookie.h"

const char *cookie_session(const struct request *rq) {
    return request_secure(rq) ? "__Host-mingbai" : "mingbai";
}

const char *cookie_login(const struct request *rq) {
    return request_secure(rq) ? "__Host-mingbai-login" : "mingbai-login";
}

void cookie_session_set(struct response *rs, const struct request *rq, struct str value) {
    response_cookie(rs, rq->arena, cookie_session(rq), value, request_secure(rq), true,
                    value.n ? -1 : 0);
}

void cookie_login_set(struct response *rs, const struct request *rq, struct str value) {
    response_cookie(rs, rq->arena, cookie_login(rq), value, request_secure(rq), true, 3600);
}
