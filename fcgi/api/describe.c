/*
 * The description of the API: openapi.json beside this file, compiled in. A test holds it against
 * the table of routes.
 */
#include "api/api.h"
#include "base/embedded.h"

EMBEDDED(embedded_openapi);

enum status api_openapi(struct request *rq, struct response *rs) {
    (void)rq;
    rs->type = "application/json; charset=utf-8";
    buf_put(&rs->body, embedded_openapi[0].text);
    return OK;
}
