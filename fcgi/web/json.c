/*
 * A thin room around cJSON, so that nothing else knows it and every number of ours goes out
 * whole: int64 is printed as digits, never through a double.
 */
#include "web/json.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

static cJSON *node(struct json *o) {
    return (cJSON *)(void *)o;
}

static struct json *wrap(cJSON *c) {
    if (!c) abort(); /* out of memory: the parent replaces this worker */
    return (struct json *)(void *)c;
}

static void attach(struct json *o, const char *key, cJSON *value) {
    if (!value || !cJSON_AddItemToObject(node(o), key, value)) abort();
}

struct json *json_object(void) {
    return wrap(cJSON_CreateObject());
}

struct json *json_list(struct json *parent, const char *key) {
    return wrap(cJSON_AddArrayToObject(node(parent), key));
}

struct json *json_item(struct json *list) {
    cJSON *item = cJSON_CreateObject();
    if (!item || !cJSON_AddItemToArray(node(list), item)) abort();
    return wrap(item);
}

struct json *json_member(struct json *parent, const char *key) {
    return wrap(cJSON_AddObjectToObject(node(parent), key));
}

void json_text(struct json *o, const char *key, struct str s) {
    if (!s.p) {
        attach(o, key, cJSON_CreateNull());
        return;
    }
    char *copy = strndup(s.p, s.n);
    if (!copy) abort();
    attach(o, key, cJSON_CreateString(copy));
    free(copy);
}

void json_int(struct json *o, const char *key, int64_t n) {
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)n);
    attach(o, key, n == INT64_MIN ? cJSON_CreateNull() : cJSON_CreateRaw(digits));
}

void json_bool(struct json *o, const char *key, bool b) {
    attach(o, key, cJSON_CreateBool(b));
}

void json_day(struct json *o, struct arena *a, const char *key, int32_t day) {
    json_text(o, key, day == DAY_NONE ? STR_NONE : date_iso(a, day));
}

void json_moment(struct json *o, struct arena *a, const char *key, int64_t moment) {
    json_text(o, key, moment == MOMENT_NONE ? STR_NONE : moment_iso(a, moment));
}

void json_put(struct buf *b, struct json *o) {
    char *text = cJSON_PrintUnformatted(node(o));
    cJSON_Delete(node(o));
    if (!text) abort();
    buf_put(b, str_from(text));
    free(text);
}

void json_send(struct response *rs, struct json *o, const char *type) {
    rs->type = type;
    json_put(&rs->body, o);
}

void json_problem(struct response *rs, int status, struct str title, struct str detail) {
    struct json *o = json_object();
    json_text(o, "type", STR("about:blank"));
    json_text(o, "title", title);
    json_int(o, "status", status);
    json_text(o, "detail", detail);
    rs->status = status;
    json_send(rs, o, "application/problem+json; charset=utf-8");
}
