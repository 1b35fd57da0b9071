/*
 * JSON out (the API) and, for the few bodies that are JSON, in. Room of cJSON. The tree lives in
 * cJSON's own heap until json_send or json_drop.
 */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include "web/request.h"
#include "web/response.h"

struct json; /* an object or an array */

struct json *json_object(void);

/* json_list(parent, key): a new array under ${key} of ${parent}. json_item(list): a new object at
 * its end. json_member(parent, key): a new object under ${key}. */
struct json *json_list(struct json *parent, const char *key);
struct json *json_item(struct json *list);
struct json *json_member(struct json *parent, const char *key);

/* A missing value (STR_NONE, INT64_MIN, DAY_NONE) becomes null. Days as YYYY-MM-DD, moments as
 * RFC 3339 with +08:00. */
void json_text(struct json *o, const char *key, struct str s);
void json_int(struct json *o, const char *key, int64_t n);
void json_bool(struct json *o, const char *key, bool b);
void json_null(struct json *o, const char *key);
void json_day(struct json *o, struct arena *a, const char *key, int32_t day);
void json_moment(struct json *o, struct arena *a, const char *key, int64_t moment);

/* json_put(b, o): prints ${o} into ${b} and drops it. */
void json_put(struct buf *b, struct json *o);

/* json_send(rs, o, type): the same as the body of an answer. */
void json_send(struct response *rs, struct json *o, const char *type);

/* json_problem(rs, status, title, detail, problems): an RFC 9457 problem as the answer. Those of
 * ${problems} that concern a field go into "errors": [{"field", "detail"}]; it may be NULL. */
void json_problem(struct response *rs, int status, struct str title, struct str detail,
                  const struct problems *problems);

/* json_pairs(out, problems, a, text, form): the members of the one JSON object that ${text} is, as
 * if a page had sent them: one pair for each field of ${form} that is a string. A null counts as
 * not sent, unknown members are ignored. A member of another type, or one that is there twice, is a
 * problem of its field, and no pair. INVALID, with a problem of no field, when ${text} is not one
 * JSON object in UTF-8, or nests deeper than anything of ours. */
enum status json_pairs(struct sent *out, struct problems *problems, struct arena *a,
                       struct str text, const struct form *form);

#endif
