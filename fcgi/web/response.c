/*
 * Filling the answer. Sending it is web/fcgi.c's, and happens once, after the handler is done.
 */
#include "web/response.h"

#include "base/arena.h"

void response_start(struct response *rs, struct arena *a) {
    *rs = (struct response){
        .status = 200,
        .type = "text/html; charset=utf-8",
        .body = buf_new(a, RESPONSE_MAX),
    };
}

void response_see(struct response *rs, struct url to) {
    rs->status = 303;
    rs->location = to;
}

void response_cookie(struct response *rs, struct arena *a, const char *name, struct str value,
                     bool secure, bool http_only, int max_age) {
    if (rs->cookie_count == RESPONSE_COOKIES) return;
    struct str age = max_age < 0 ? STR("") : str_format(a, "; Max-Age=%d", max_age);
    rs->cookies[rs->cookie_count++] = str_format(
        a, "%s=" STR_FMT "; Path=/; SameSite=Lax" STR_FMT "%s%s", name, STR_ARG(value),
        STR_ARG(age), http_only ? "; HttpOnly" : "", secure ? "; Secure" : "");
}
