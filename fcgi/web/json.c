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

void json_null(struct json *o, const char *key) {
    attach(o, key, cJSON_CreateNull());
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

static void put_errors(struct json *o, const struct problems *problems) {
    struct json *list = NULL;
    for (size_t i = 0; problems && i < problems->count; i++) {
        const struct problem *p = &problems->list[i];
        if (!p->field) continue;
        if (!list) list = json_list(o, "errors");
        struct json *item = json_item(list);
        json_text(item, "field", str_from(p->field));
        json_text(item, "detail", p->text);
    }
}

void json_problem(struct response *rs, int status, struct str title, struct str detail,
                  const struct problems *problems) {
    struct json *o = json_object();
    json_text(o, "type", STR("about:blank"));
    json_text(o, "title", title);
    json_int(o, "status", status);
    json_text(o, "detail", detail);
    put_errors(o, problems);
    rs->status = status;
    json_send(rs, o, "application/problem+json; charset=utf-8");
}

/* --- in --- */

#define DEPTH_MAX 4 /* an object of texts needs one */

static bool is_escaped_zero(struct str s) {
    return str_starts(s, STR("\\u0000"));
}

/* What cJSON would take too kindly: deep nesting (it recurses), and a zero character (its texts
 * would end there). */
static bool is_sane(struct str text) {
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == 0) return false;
        if (quoted && c == '\\') {
            if (is_escaped_zero(str_slice(text, i, text.n))) return false;
            i++;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && (c == '{' || c == '[')) {
            if (++depth > DEPTH_MAX) return false;
        } else if (!quoted && (c == '}' || c == ']')) {
            depth--;
        }
    }
    return true;
}

/* Or what is fine would be called no object. */
static void *memory(size_t n) {
    void *p = malloc(n);
    if (!p) abort();
    return p;
}

/* The object, or NULL; what follows it may only be white space. */
static cJSON *parse(struct str text) {
    const char *end = NULL;
    cJSON_Hooks hooks = {memory, free};
    cJSON_InitHooks(&hooks);
    if (text.n == 0 || !is_sane(text)) return NULL;
    cJSON *root = cJSON_ParseWithLengthOpts(text.p, text.n, &end, 0);
    while (root && end < text.p + text.n && strchr(" \t\r\n", *end)) end++;
    if (root && end == text.p + text.n && cJSON_IsObject(root)) return root;
    cJSON_Delete(root);
    return NULL;
}

static void read_member(struct sent *out, struct problems *problems, struct arena *a,
                        const cJSON *root, const struct field *f) {
    const cJSON *found = NULL;
    for (const cJSON *m = root->child; m; m = m->next) {
        if (strcmp(m->string, f->name) != 0) continue;
        if (found) {
            problem_add(problems, a, f->name, "“%s”写了两次，只能写一次。", f->label);
            return;
        }
        found = m;
    }
    if (!found || cJSON_IsNull(found)) return;
    if (cJSON_IsString(found)) {
        struct str value = str_copy(a, str_from(found->valuestring));
        out->pairs[out->count++] = (struct pair){str_from(f->name), value};
    } else if (cJSON_IsNumber(found)) {
        problem_add(problems, a, f->name, "“%s”要放在引号里，写成文字；写成数字会丢掉后面几位。",
                    f->label);
    } else {
        problem_add(problems, a, f->name, "“%s”只能是文字。", f->label);
    }
}

enum status json_pairs(struct sent *out, struct problems *problems, struct arena *a,
                       struct str text, const struct form *form) {
    *out = (struct sent){ARENA_ARRAY(a, struct pair, form->count), 0};
    cJSON *root = parse(text);
    if (!root) {
        problem_add(problems, a, NULL, "发来的内容不是一个 JSON 对象，比如 {\"name\": \"…\"}。");
        return INVALID;
    }
    for (size_t i = 0; i < form->count; i++) {
        read_member(out, problems, a, root, &form->fields[i]);
    }
    cJSON_Delete(root);
    return OK;
}
