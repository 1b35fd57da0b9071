/*
 * The answer under construction. Nothing is sent before the handler has returned, so a failure
 * still becomes a clean page.
 */
#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

#include "base/buf.h"
#include "web/html.h"

#define RESPONSE_MAX     (4u << 20) /* bytes of a body */
#define RESPONSE_COOKIES 4

struct response {
    int status;       /* 200 unless the handler says otherwise */
    const char *type; /* Content-Type; text/html; charset=utf-8 unless said otherwise */
    struct buf body;
    struct url location; /* of a redirect */
    struct str filename; /* of a download, percent-encoded; else empty */
    struct str stored;   /* internal path of a file nginx is to send instead of the body */
    struct str cookies[RESPONSE_COOKIES];
    size_t cookie_count;
    struct str inlined; /* hashes of the style and script in the page, for its policy; or empty */
    struct str allow;   /* the methods there are, with 405 */
    int retry_after;    /* seconds, with 429 and 503 */
    int refresh;        /* seconds after which the browser asks again; 0: never */
    int file;           /* a descriptor whose content is sent instead of the body, and which serve
                           closes; 0: none */
    struct str missed;  /* whom a query asked about in vain (a keyed digest), for the counters */
    bool even;          /* neither its size nor its time may tell what it says */
    struct buf instead; /* with even: what it might have said; made and packed, never sent */
};

/* response_start(rs, a): an empty 200 page. */
void response_start(struct response *rs, struct arena *a);

/* response_see(rs, to): 303, look there; the answer to a POST that did its work. */
void response_see(struct response *rs, struct url to);

/* response_cookie(rs, a, name, value, secure, http_only, max_age): sets a cookie for the whole
 * site, SameSite=Lax; ${max_age} in seconds, 0 deletes it, -1 lasts as long as the browser. */
void response_cookie(struct response *rs, struct arena *a, const char *name, struct str value,
                     bool secure, bool http_only, int max_age);

#endif
