/* The table of URLs keeps the house's rules in every row: nobody can forget a check. */
#include "../base/fixture.h"

#include "db/db.h"
#include "model/county/account.h"
#include "serve/operate.h"
#include "serve/serve.h"

#define EACH_ROW(r) for (const struct route *r = routes; r < routes + route_count; r++)

static const char *name(const struct route *r) {
    return str_cstr(arena, str_format(arena, "%s %s in pool %d", r->method == POST ? "POST" : "GET",
                                      r->path, r->pool));
}

static bool begins(const struct route *r, const char *prefix) {
    return str_starts(str_from(r->path), str_from(prefix));
}

static bool is_operation(const struct route *r) {
    return r->handler == operate_health || r->handler == operate_ready ||
           r->handler == operate_metrics;
}

/* A row names a path, a handler and one of the two methods. */
static void test_whole(void **state) {
    (void)state;
    assert_true(route_count > 20);
    EACH_ROW(r) {
        if (!r->path || r->path[0] != '/') fail_msg("a row without a path");
        if (!r->handler) fail_msg("%s: no handler", name(r));
        if (r->method != GET && r->method != POST) fail_msg("%s: no method", name(r));
        if (r->pool > OFFICE) fail_msg("%s: no pool", name(r));
        if (strstr(r->path, "//")) fail_msg("%s: an empty segment", name(r));
        if (strlen(r->path) > 1 && str_ends(str_from(r->path), STR("/"))) {
            fail_msg("%s: ends in a slash", name(r));
        }
    }
}

/* Braces are whole segments, closed, and no more of them than there is room for. */
static void test_args(void **state) {
    (void)state;
    EACH_ROW(r) {
        size_t args = 0;
        for (const char *p = r->path; *p; p++) {
            if (*p == '}') fail_msg("%s: closes what is not open", name(r));
            if (*p != '{') continue;
            const char *end = strchr(p, '}');
            bool segment = end && p[-1] == '/' && end > p + 1 && (end[1] == '/' || end[1] == '\0');
            if (!segment) fail_msg("%s: not a segment", name(r));
            args++;
            p = end;
        }
        if (args > ROUTE_ARGS) fail_msg("%s: %zu arguments", name(r), args);
    }
}

/* A stranger gets into the office through the sign-in page alone. */
static void test_office_wants_permission(void **state) {
    (void)state;
    size_t checked = 0;
    EACH_ROW(r) {
        if (r->pool != OFFICE || is_operation(r)) continue;
        if (!begins(r, "/office")) fail_msg("%s: not below /office", name(r));
        if (strcmp(r->path, "/office/login") == 0) continue;
        if (r->may < 0 || r->may >= PERMISSIONS) fail_msg("%s: nobody may", name(r));
        if (account_may(NULL, r->may)) fail_msg("%s: open to anybody", name(r));
        checked++;
    }
    assert_true(checked > 5);
    EACH_ROW(r) {
        if (r->pool != OFFICE && begins(r, "/office")) fail_msg("%s: not in its pool", name(r));
        if (r->pool != OFFICE && r->may != ANYONE) fail_msg("%s: nobody signs in there", name(r));
    }
}

/* Whoever is signed in has a desk and an account; the register and all else wants more than that.
 */
static void test_office_reading(void **state) {
    (void)state;
    EACH_ROW(r) {
        /* The search answers each with what is theirs; who may not read finds colleagues only. */
        bool own = strcmp(r->path, "/office") == 0 || begins(r, "/office/account") ||
                   strcmp(r->path, "/office/search") == 0;
        if (r->may == SIGNED_IN && !own) fail_msg("%s: any account may", name(r));
    }
}

/* Changing anything wants more than reading. */
static void test_office_changes(void **state) {
    (void)state;
    EACH_ROW(r) {
        if (r->pool != OFFICE || r->method != POST) continue;
        if (strcmp(r->path, "/office/login") == 0 || strcmp(r->path, "/office/logout") == 0)
            continue;
        /* What everybody does to the own account. */
        if (begins(r, "/office/account/")) continue;
        /* Looking for a household reads; what is looked for goes in a body, not in an address. */
        if (strcmp(r->path, "/office/households") == 0) continue;
        if (strcmp(r->path, "/office/search") == 0) continue;
        if (r->may == SIGNED_IN || r->may == MAY_READ) fail_msg("%s: who reads may", name(r));
        bool publishes = str_ends(str_from(r->path), STR("/publish")) ||
                         str_ends(str_from(r->path), STR("/withdraw"));
        if (publishes && r->may != MAY_PUBLISH) fail_msg("%s: an editor may", name(r));
    }
}

static const struct field *token_of(const struct form *form) {
    for (size_t i = 0; form && i < form->count; i++) {
        if (form->fields[i].kind == FIELD_TOKEN) return &form->fields[i];
    }
    return NULL;
}

/* serve.c checks the token of every POST in the office pool, before any handler; the forms name the
 * field it looks for, and those of a GET have none that could end up in an address. */
static void test_tokens(void **state) {
    (void)state;
    EACH_ROW(r) {
        const struct field *token = token_of(r->form);
        if (r->method == GET && token) fail_msg("%s: a token in an address", name(r));
        if (token && strcmp(token->name, "token") != 0)
            fail_msg("%s: \"%s\"", name(r), token->name);
        if (r->pool != OFFICE || r->method != POST || !r->form) continue;
        if (!token) fail_msg("%s: a form without a token", name(r));
    }
}

static enum status give_body(struct request *rq, void *from, size_t max) {
    const struct str *body = from;
    rq->body = body->n <= max ? *body : STR("");
    return body->n <= max ? OK : INVALID;
}

/* And so it is: a POST to any office row from nowhere, without a session, is refused. The server
 * that holds the sessions is away, which must not let anybody in either. */
static void test_office_refuses_strangers(void **state) {
    (void)state;
    struct conf conf = {.url = "http://127.0.0.1",
                        .db_socket = "/nonexistent/db.sock",
                        .db_name = "x",
                        .db_user = "x",
                        .db_password = ""};
    struct server server = {
        .pool = OFFICE, .conf = &conf, .db = db_new(&conf, DB_OFFICE), .arena = arena};
    struct str body = STR("token=&title=x");
    stderr_catch();
    EACH_ROW(r) {
        if (r->pool != OFFICE || r->bare) continue;
        struct request rq = {.arena = arena,
                             .method = (enum method)r->method,
                             .type = STR("application/x-www-form-urlencoded")};
        struct response rs;
        struct str path = STR("");
        for (const char *p = r->path; *p; p++) {
            if (*p == '{') p = strchr(p, '}');
            path = str_format(arena, STR_FMT "%c", STR_ARG(path), *p == '}' ? '1' : *p);
        }
        rq.path = path;
        if (rq.method == GET) body = STR("");
        serve_request(&server, &rq, &rs, give_body, &body);
        assert_int_equal(rs.status, 503);
        assert_ptr_equal(rq.route, r);
        body = STR("token=&title=x");
    }
    stderr_caught();
    db_free(server.db);
}

/* An answer about a household, or of the office, is kept by nobody; nor is that of a POST. */
static void test_keeping(void **state) {
    (void)state;
    EACH_ROW(r) {
        if (r->pool != PUBLIC && r->keeps != NO_STORE) fail_msg("%s: kept", name(r));
        if (r->method == POST && r->keeps != NO_STORE) fail_msg("%s: a POST kept", name(r));
        if (r->keeps < 0 || r->keeps > 3600) fail_msg("%s: kept %d seconds", name(r), r->keeps);
        if (is_operation(r) && r->keeps != NO_STORE) fail_msg("%s: kept", name(r));
    }
}

/* A GET has no body, a POST a limit to its own; a large one only with a file, and from strangers
 * not more than a photo. */
static void test_bodies(void **state) {
    (void)state;
    EACH_ROW(r) {
        if (r->method == GET && r->body != 0) fail_msg("%s: a body", name(r));
        size_t most = !form_has(r->form, FIELD_FILE) ? 256 * 1024 : r->may ? 64 << 20 : 8 << 20;
        if (r->method == POST && (r->body == 0 || r->body > most)) {
            fail_msg("%s: %zu bytes of body", name(r), r->body);
        }
    }
}

/* Nothing is changed in the public pool: its transactions are READ ONLY (serve.c), whatever the
 * method. The one POST there keeps answers about a home out of an address. */
static void test_public_only_reads(void **state) {
    (void)state;
    EACH_ROW(r) {
        bool asks = strcmp(r->path, "/find") == 0;
        if (r->pool == PUBLIC && r->method != GET && !asks) fail_msg("%s", name(r));
        if (r->pool == PUBLIC && begins(r, "/status")) fail_msg("%s", name(r));
    }
}

/* Every row is reached: a path made from it finds it, and none above it. */
static void test_no_shadows(void **state) {
    (void)state;
    EACH_ROW(r) {
        const struct route *found;
        struct str args[ROUTE_ARGS], path = STR("");
        for (const char *p = r->path; *p; p++) {
            if (*p == '{') {
                path = str_format(arena, STR_FMT "zz", STR_ARG(path));
                p = strchr(p, '}');
            } else {
                path = str_format(arena, STR_FMT "%c", STR_ARG(path), *p);
            }
        }
        assert_int_equal(route_find(&found, args, routes, route_count, r->pool, r->method, path),
                         OK);
        if (found != r) fail_msg("%s is hidden by %s", name(r), name(found));
    }
}

/* A form fits the struct it fills, and its fields are whole. */
static void test_forms(void **state) {
    (void)state;
    static const size_t sizes[] = {
        [FIELD_TEXT] = sizeof(struct str),
        [FIELD_PROSE] = sizeof(struct str),
        [FIELD_WORDS] = sizeof(struct str),
        [FIELD_SECRET] = sizeof(struct str),
        [FIELD_INT] = sizeof(int64_t),
        [FIELD_DAY] = sizeof(int32_t),
        [FIELD_CHOICE] = sizeof(struct str),
        [FIELD_DIGITS] = sizeof(struct str),
        [FIELD_CURSOR] = sizeof(struct cursor),
        [FIELD_FLAG] = sizeof(bool),
        [FIELD_TOKEN] = 0,
        [FIELD_ONCE] = 0,
        [FIELD_FILE] = 0,
    };
    EACH_ROW(r) {
        for (size_t i = 0; r->form && i < r->form->count; i++) {
            const struct field *f = &r->form->fields[i];
            if (!f->name || !f->label) fail_msg("%s: field %zu has no name", name(r), i);
            if (f->kind == FIELD_CHOICE && !f->choices)
                fail_msg("%s: %s has no choices", name(r), f->name);
            if (f->kind == FIELD_DIGITS && f->max <= 0)
                fail_msg("%s: %s has no length", name(r), f->name);
            if (f->kind == FIELD_INT && f->min >= f->max)
                fail_msg("%s: %s has no range", name(r), f->name);
            bool text = f->kind == FIELD_TEXT || f->kind == FIELD_PROSE || f->kind == FIELD_WORDS ||
                        f->kind == FIELD_SECRET;
            if (text && (f->max <= 0 || f->min > f->max))
                fail_msg("%s: %s has no length", name(r), f->name);
            if (f->offset + sizes[f->kind] > r->form->size)
                fail_msg("%s: %s lies outside", name(r), f->name);
            for (size_t k = 0; k < i; k++) {
                const struct field *g = &r->form->fields[k];
                if (strcmp(f->name, g->name) == 0) fail_msg("%s: two %s", name(r), f->name);
                bool apart = !sizes[f->kind] || !sizes[g->kind] ||
                             f->offset + sizes[f->kind] <= g->offset ||
                             g->offset + sizes[g->kind] <= f->offset;
                if (!apart) fail_msg("%s: %s lies on %s", name(r), f->name, g->name);
            }
        }
    }
}

/* Monitors find each pool, and need no database to be told that it is away. */
static void test_operations(void **state) {
    (void)state;
    static const char *const paths[] = {"/healthz", "/readyz", "/metrics"};
    for (int pool = PUBLIC; pool <= OFFICE; pool++) {
        for (size_t i = 0; i < COUNT(paths); i++) {
            const struct route *found;
            struct str args[ROUTE_ARGS];
            assert_int_equal(route_find(&found, args, routes, route_count, (enum pool)pool, GET,
                                        str_from(paths[i])),
                             OK);
            assert_true(found->bare);
            assert_true(is_operation(found));
        }
    }
    EACH_ROW(r) {
        if (r->bare && r->may != ANYONE) fail_msg("%s: bare rows ask for no session", name(r));
        if (r->bare && r->method != GET) fail_msg("%s: bare rows check no token", name(r));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_whole),
        TEST(test_args),
        TEST(test_office_wants_permission),
        TEST(test_office_reading),
        TEST(test_office_changes),
        TEST(test_tokens),
        TEST(test_office_refuses_strangers),
        TEST(test_keeping),
        TEST(test_bodies),
        TEST(test_public_only_reads),
        TEST(test_no_shadows),
        TEST(test_forms),
        TEST(test_operations),
    };
    return cmocka_run_group_tests_name("serve/routes", tests, NULL, NULL);
}
