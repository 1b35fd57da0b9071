/*
 * Questions about a request that more than one place asks.
 */
#include "web/request.h"

#include "web/multipart.h"

struct str request_cookie(const struct request *rq, const char *name) {
    struct str rest = rq->cookies;
    while (rest.p) {
        struct str value = str_trim(str_cut(&rest, ';'));
        struct str key = str_cut(&value, '=');
        if (str_is(key, name)) return value;
    }
    return STR_NONE;
}

struct upload *request_file(const struct request *rq, const char *name, size_t i) {
    return multipart_file(rq->parts, name, i);
}

bool request_whole(const struct request *rq) {
    return rq->route && rq->route->pool != OFFICE && rq->method != POST;
}

bool request_secure(const struct request *rq) {
    return str_starts(str_from(rq->conf->url), STR("https:"));
}
