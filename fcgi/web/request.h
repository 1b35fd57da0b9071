/*
 * One request as the handlers see it. Everything is borrowed from the request arena.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/arena.h"
#include "base/conf.h"
#include "web/form.h"
#include "web/route.h"

struct db;
struct multipart;
struct seal_keys;
struct actor;

enum method { OTHER, GET, POST }; /* HEAD arrives as GET: nginx drops the body */
enum encoding { ENCODING_IDENTITY, ENCODING_GZIP, ENCODING_BR };

/* What every page shows around its content. Filled by serve from settings and session. */
struct site {
    struct str county;               /* 禾源县 */
    struct str phone;                /* the county's hotline */
    struct str hours;                /* when it is staffed */
    struct str banner;               /* an urgent word to everybody; usually empty */
    int64_t banner_notice;           /* the notice that says more; 0: none */
    struct str officer, role, place; /* who is signed in; empty on public pages */
    bool inside;                     /* and has nothing left to do at the door: there is a menu */
    bool reads, writes, staff, audits, banners; /* what it offers */
};

struct request {
    enum method method;
    struct str path;  /* decoded, normalised by nginx (DOCUMENT_URI) */
    struct str query; /* raw query string */
    struct str body;  /* the whole body, at most the row's size; of a form with files: nothing */
    struct multipart *parts; /* the form with files that the body is, or NULL */
    struct str type;         /* Content-Type */
    struct str cookies;      /* raw Cookie header */
    struct str address;      /* the peer as nginx saw it; never logged */
    struct str id;           /* request id, 32 hexadecimal digits */
    struct str agent;        /* what the browser says it is; office only, never kept or logged */
    struct str host, origin, fetch_site, if_none_match;
    struct str view; /* "elder" or empty: the reader's chosen size */
    enum encoding encoding;
    const struct route *route;
    struct str args[ROUTE_ARGS]; /* what {…} of the row's path matched, in order */
    const void *form;            /* the row's form, filled; NULL when the row has none */
    struct problems problems;    /* what was wrong with the form; handlers of POST show them */
    struct sent sent;            /* the raw fields, for showing what was typed */
    int64_t now;

    struct arena *arena;
    const struct conf *conf;
    struct db *db; /* carried for the handler; web never looks inside */
    const struct seal_keys *keys;
    const struct actor *actor; /* who is signed in, or NULL */
    struct site site;
    struct str token; /* the session's form token, or empty */
};

/* request_cookie(rq, name): the value of the first cookie so named, or STR_NONE. */
struct str request_cookie(const struct request *rq, const char *name);

/* request_file(rq, name, i): the file number ${i}, from 0, that was sent in the field so named, or
 * NULL. */
struct upload *request_file(const struct request *rq, const char *name, size_t i);

/* request_whole(rq): the page that answers holds its style and script itself. Public pages do; not
 * what answers a form: it is packed each time, and some of it has to be of an even size (encode.h).
 */
bool request_whole(const struct request *rq);

/* request_secure(rq): the portal's address is https. */
bool request_secure(const struct request *rq);

#endif
