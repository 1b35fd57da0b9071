/*
 * A route row says all there is to know of a URL. The table itself is serve/routes.c.
 */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/status.h"
#include "base/str.h"

#define ROUTE_ARGS 3

struct request;
struct response;
struct form;

enum pool { PUBLIC, LOOKUP, OFFICE };

#define NO_STORE   0   /* never kept by anybody */
#define SECONDS(n) (n) /* kept by nginx for so long, and served stale when we are down */

struct route {
    enum pool pool;
    int method;
    const char *path; /* "/notices/{id}": {…} matches one non-empty segment */
    enum status (*handler)(struct request *rq, struct response *rs);
    int may;                 /* who may: a value of model/county/account.h; 0 is anyone */
    const struct form *form; /* of the body (POST) or the query string (GET); or NULL */
    int keeps;               /* seconds in the page cache */
    size_t body;             /* bytes a body may have; 0 for GET */
    bool bare;               /* asks the database nothing: answers while it is away */
};

/* route_find(out, args, table, count, pool, method, path): the row, and what its {…} matched.
 * NOT_FOUND if no row of the pool has the path, DENIED if one has it, but for another method;
 * *out is that row then. */
enum status route_find(const struct route **out, struct str args[ROUTE_ARGS],
                       const struct route *table, size_t count, enum pool pool, int method,
                       struct str path);

/* route_matches(row_path, args, path): the same for one row. */
bool route_matches(const char *row_path, struct str args[ROUTE_ARGS], struct str path);

#endif
