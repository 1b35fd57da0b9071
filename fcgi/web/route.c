/*
 * Finding the row of a URL. The table has some dozens of rows, so a walk from the top is as fast
 * as anything cleverer and has one rule: the first row that fits is the one.
 */
#include "web/route.h"

bool route_matches(const char *row_path, struct str args[ROUTE_ARGS], struct str path) {
    const char *row = row_path;
    size_t at = 0, found = 0;
    while (*row) {
        if (*row == '{') {
            size_t begin = at;
            while (*row && *row++ != '}') {
            }
            while (at < path.n && path.p[at] != '/') at++;
            if (at == begin || found == ROUTE_ARGS) return false;
            args[found++] = str_slice(path, begin, at);
        } else {
            if (at == path.n || path.p[at] != *row) return false;
            at++;
            row++;
        }
    }
    return at == path.n;
}

enum status route_find(const struct route **out, struct str args[ROUTE_ARGS],
                       const struct route *table, size_t count, enum pool pool, int method,
                       struct str path) {
    bool other_method = false;
    for (size_t i = 0; i < count; i++) {
        if (table[i].pool != pool || !route_matches(table[i].path, args, path)) continue;
        if (table[i].method == method) {
            *out = &table[i];
            return OK;
        }
        *out = &table[i];
        other_method = true;
    }
    return other_method ? DENIED : NOT_FOUND;
}
