/*
 * One request, from top to bottom. Read serve_request first: each step is one line there, and the
 * functions above it stand in the same order. No handler checks permissions, tokens or sizes, and
 * none begins or ends a transaction.
 */
#include "serve/serve.h"

#include <string.h>
#include <unistd.h>

#include "asset.h"
#include "base/date.h"
#include "base/log.h"
#include "base/seal.h"
#include "base/spool.h"
#include "base/store.h"
#include "db/db.h"
#include "model/county/account.h"
#include "model/county/once.h"
#include "model/county/region.h"
#include "model/county/session.h"
#include "model/county/setting.h"
#include "model/publish/banner.h"
#include "serve/confine.h"
#include "serve/jobs.h"
#include "serve/metrics.h"
#include "serve/supervise.h"
#include "view/error.h"
#include "view/link.h"
#include "web/encode.h"
#include "web/fcgi.h"
#include "web/cookie.h"
#include "web/json.h"
#include "web/multipart.h"

#define ARENA_MAX     ((size_t)64 << 20)
#define AGAIN_MOST    3     /* times a request is done again after a deadlock */
#define PAIRS_MAX     512   /* a list is chosen by one field a household */
#define TICK_US       10000 /* several times what a query takes on a machine that is not busy */
#define FORM_MOST     ((size_t)64 << 10) /* of a form with files that comes without any */
#define BANNER_KEPT   60                 /* seconds a banner is believed without asking */
#define STUCK_SECONDS 30                 /* a worker that is busy for so long is replaced */

static int http_status(enum status st) {
    switch (st) {
    case OK: return 200;
    case NOT_FOUND: return 404;
    case DENIED: return 403;
    case INVALID: return 400;
    case CONFLICT: return 409;
    case LIMITED: return 429;
    case BUSY: return 503;
    case FAILED: return 500;
    }
    return 500;
}

/* The county's name and number as they were last read: a page that says the database is away must
 * still say whom to ring. */
static struct {
    char county[120], phone[60], hours[200], banner[4 * BANNER_MOST + 1];
    int64_t notice, at;
    bool whole; /* nothing was too long to be remembered */
} last_site;

static void remember(char *into, size_t room, struct str s) {
    size_t n = s.n < room ? s.n : 0;
    if (n) memcpy(into, s.p, n);
    into[n] = 0;
    if (n < s.n) last_site.whole = false;
}

static void recall_site(struct request *rq) {
    rq->site.county = last_site.county[0] ? str_from(last_site.county) : STR("本县");
    rq->site.phone = str_from(last_site.phone);
    rq->site.hours = str_from(last_site.hours);
    if (rq->now - last_site.at > BANNER_KEPT) return;
    rq->site.banner = str_from(last_site.banner);
    rq->site.banner_notice = last_site.notice;
}

/* What every page shows around its content. The public pool reads it once a second: nginx keeps its
 * pages for longer than that. */
static enum status load_site(struct request *rq) {
    struct settings settings;
    if (rq->route && rq->route->pool == PUBLIC && last_site.whole && rq->now == last_site.at) {
        recall_site(rq);
        return OK;
    }
    enum status st = settings_load(&settings, rq->db);
    if (st == OK) st = banner_live(&rq->site.banner, &rq->site.banner_notice, rq->db, rq->now);
    if (st != OK) return st;
    rq->site.county = settings.county_name;
    rq->site.phone = settings.phone;
    rq->site.hours = settings.hours;
    last_site.whole = true;
    remember(last_site.county, sizeof last_site.county, settings.county_name);
    remember(last_site.phone, sizeof last_site.phone, settings.phone);
    remember(last_site.hours, sizeof last_site.hours, settings.hours);
    remember(last_site.banner, sizeof last_site.banner, rq->site.banner);
    last_site.notice = rq->site.banner_notice;
    last_site.at = rq->now;
    return OK;
}

static enum status load_session(struct request *rq) {
    struct actor *actor = ARENA_NEW(rq->arena, struct actor);
    struct str cookie = request_cookie(rq, cookie_session(rq));
    enum status st = session_find(actor, &rq->token, rq->db, cookie, rq->now);
    if (st == NOT_FOUND) { /* the sign-in form has a token of its own */
        rq->token = request_cookie(rq, cookie_login(rq));
        return OK;
    }
    if (st != OK) return st;
    actor->request_id = rq->id;
    rq->actor = actor;
    rq->site.officer = actor->name;
    rq->site.role = account_role_text(actor->role);
    rq->site.inside = account_may(actor, SIGNED_IN);
    rq->site.reads = account_may(actor, MAY_READ);
    rq->site.writes = account_may(actor, MAY_WRITE);
    rq->site.staff = account_may(actor, MAY_STAFF);
    rq->site.banners = account_may(actor, MAY_BANNER);
    rq->site.audits = account_may(actor, MAY_AUDIT);
    return region_place(&rq->site.place, rq->db, actor->region);
}

/* Where a browser says a form was sent from: only our own pages, or nothing at all (not a browser,
 * or an old one, which then has no session of ours to lend either). */
static bool is_same_site(const struct request *rq) {
    if (rq->fetch_site.n) {
        return str_is(rq->fetch_site, "same-origin") || str_is(rq->fetch_site, "none");
    }
    if (rq->origin.n == 0) return true;
    struct str host = rq->origin;
    size_t at = str_find(host, STR("://"));
    if (at == host.n) return false;
    host = str_slice(host, at + 3, host.n);
    struct str name = str_cut(&host, ':');
    return str_eq(name, rq->host);
}

static bool has_token(const struct request *rq) {
    struct str sent = form_sent(&rq->sent, "token");
    return rq->token.n > 0 && seal_same(sent, rq->token);
}

static enum status check_post(struct request *rq) {
    if (rq->method != POST) return OK;
    if (!is_same_site(rq)) return DENIED;
    if (rq->route->pool == OFFICE && !has_token(rq)) return DENIED;
    return OK;
}

static bool is_api(const struct request *rq) {
    return str_starts(rq->path, STR("/api/"));
}

static bool is_type(const struct request *rq, const char *type) {
    struct str rest = rq->type;
    return str_is(str_trim(str_cut(&rest, ';')), type);
}

/* The API takes JSON and nothing else: no form of another site can send that. */
static bool takes_type(const struct request *rq) {
    return rq->method == GET || !is_api(rq) || is_type(rq, "application/json");
}

static enum status read_pairs(struct request *rq) {
    struct str text = rq->query;
    if (rq->method == POST && is_api(rq)) {
        return json_pairs(&rq->sent, &rq->problems, rq->arena, rq->body, rq->route->form);
    }
    if (rq->parts) return OK; /* read as it came in */
    if (rq->method == POST) {
        text = is_type(rq, "application/x-www-form-urlencoded") ? rq->body : STR("");
    }
    enum status st = form_pairs(&rq->sent, rq->arena, text, PAIRS_MAX);
    if (st != OK) problem_add(&rq->problems, rq->arena, NULL, "发来的内容不完整，请重新填写。");
    return st;
}

static enum status read_form(struct request *rq) {
    if (!rq->route->form) return OK;
    void *form;
    form_read(&form, &rq->problems, rq->arena, rq->route->form, &rq->sent);
    rq->form = form;
    /* A page asked for with a malformed address says so; a sent form is the handler's to show. */
    return rq->method == GET && rq->problems.count > 0 ? INVALID : OK;
}

/* Who may not see a page because of what is still due at the door is shown the way to that. */
static bool wants_sign_in(struct url *to, const struct request *rq) {
    if (rq->route->pool != OFFICE || rq->method != GET) return false;
    if (rq->actor && rq->actor->due == DUE_NOTHING) return false;
    *to = !rq->actor                       ? link_office_login()
          : rq->actor->due == DUE_CODE     ? link_office_code()
          : rq->actor->due == DUE_PASSWORD ? link_office_password()
                                           : link_office_factor();
    return true;
}

/* The answer for everything that is not OK. */
static void answer_error(struct request *rq, struct response *rs, int code) {
    int wait = rs->retry_after;
    if (rq->site.county.n == 0) recall_site(rq);
    if (rs->file) close(rs->file);
    response_start(rs, rq->arena);
    rs->retry_after = code == 503 && !wait ? 5 : wait;
    if (is_api(rq)) {
        error_json(rq, rs, code);
    } else {
        error_html(rq, rs, code);
    }
}

/* Who works here and asks for what is not there, or is not in the own region, is written down, for
 * every row in this one place. */
static void note_outside(const struct request *rq) {
    if (rq->route->pool != OFFICE || !rq->actor) return;
    log_event(LOG_WARN, "out_of_region", "account", log_number(rq->actor->id), "route",
              rq->route->path, "method", rq->method == POST ? "POST" : "GET", NULL);
}

/* What no row is for has not asked for the county's name and banner. */
static void find_site(struct request *rq) {
    if (is_api(rq)) return;
    db_use(rq->db, rq->arena, true);
    load_site(rq);
    db_rollback(rq->db);
}

/* How the body comes in. */
struct source {
    enum status (*read)(struct request *rq, void *from, size_t max);
    void *from;
    bool late; /* a form with files waits until it is known who sends it: no stranger's bytes reach
                  the disk */
    bool too_long;
};

/* A form with files, or the same form without any. */
static enum status read_late(struct request *rq, struct source *body) {
    if (!body->late) return OK;
    body->late = false;
    rq->parts = multipart_new(rq->arena, rq->type, rq->conf->spool);
    size_t max = rq->parts || rq->route->body < FORM_MOST ? rq->route->body : FORM_MOST;
    body->too_long = body->read(rq, body->from, max) != OK;
    if (body->too_long) return INVALID;
    return rq->parts ? multipart_end(&rq->sent, rq->parts) : OK;
}

/* A form that was done leads where it led. The random word in it makes one page's form unlike
 * another's; whoever goes back and types something else means something else. */
static enum status do_once(struct request *rq, struct response *rs) {
    const struct str said[] = {rq->path, STR("\n"), rq->body};
    uint8_t digest[32];
    seal_digest_of(digest, said, sizeof said / sizeof said[0]);
    struct str form = {(const char *)digest, sizeof digest}, location;
    enum status st = once_find(&location, rq->db, form);
    if (st == OK) response_see(rs, link_kept(location));
    if (st != NOT_FOUND) return st;
    st = rq->route->handler(rq, rs);
    bool done = st == OK && rs->status == 303;
    return done ? once_note(rq->db, form, rs->location.text, rq->now) : st;
}

static enum status handle(struct request *rq, struct response *rs) {
    bool once = rq->method == POST && form_has(rq->route->form, FIELD_ONCE) &&
                form_sent(&rq->sent, "once").n > 0;
    return once ? do_once(rq, rs) : rq->route->handler(rq, rs);
}

static enum status run(struct request *rq, struct response *rs, struct source *body) {
    enum status st = OK;
    db_use(rq->db, rq->arena,
           rq->route->pool == PUBLIC || (rq->route->pool == LOOKUP && rq->method == GET));
    if (!rq->route->bare) st = load_site(rq);
    if (st == OK && rq->route->pool == OFFICE && !rq->route->bare) st = load_session(rq);
    if (st != OK) return st;
    if (!account_may(rq->actor, rq->route->may)) {
        struct url to;
        if (!wants_sign_in(&to, rq)) return DENIED;
        response_see(rs, to);
        return db_commit(rq->db); /* that the session was seen; or its row would stay locked */
    }
    st = read_late(rq, body);
    if (st == OK) st = read_pairs(rq);
    if (st == OK) st = check_post(rq);
    if (st == OK) st = read_form(rq);
    if (st == OK) st = handle(rq, rs);
    if (st == NOT_FOUND) note_outside(rq);
    if (st == OK && rs->body.full) {
        log_event(LOG_ERROR, "answer_too_long", "route", rq->route->path, NULL);
        st = FAILED;
    }
    return st == OK ? db_commit(rq->db) : st;
}

/* Of two who wait for each other the database sends one back, which is nobody's fault and nobody's
 * to hear of: it is done again. */
static enum status run_again(struct request *rq, struct response *rs, struct source *body) {
    enum status st = run(rq, rs, body);
    for (int i = 0; i < AGAIN_MOST && st == BUSY && db_was_victim(rq->db); i++) {
        db_rollback(rq->db);
        if (rs->file) close(rs->file);
        response_start(rs, rq->arena);
        rq->problems = (struct problems){0};
        if (!rq->parts) rq->sent = (struct sent){0};
        log_event(LOG_WARN, "done_again", "route", rq->route->path, NULL);
        st = run(rq, rs, body);
    }
    return st;
}

void serve_request(struct server *s, struct request *rq, struct response *rs,
                   enum status (*read_body)(struct request *rq, void *from, size_t max),
                   void *from) {
    response_start(rs, rq->arena);
    rq->now = date_now();
    rq->conf = s->conf;
    rq->db = s->db;
    rq->keys = s->keys;
    enum status st = route_find(&rq->route, rq->args, routes, route_count, s->pool, rq->method,
                                rq->path);
    struct source body = {read_body, from, false, false};
    body.late = st == OK && rq->method == POST && form_has(rq->route->form, FIELD_FILE);
    size_t max = rq->route ? rq->route->body : 0;
    if (!body.late) body.too_long = read_body(rq, from, max) != OK;
    if (st != OK) {
        find_site(rq);
        answer_error(rq, rs, st == DENIED ? 405 : 404);
        if (st == DENIED) rs->allow = rq->route->method == POST ? STR("POST") : STR("GET, HEAD");
    } else if (body.too_long) {
        answer_error(rq, rs, 413);
    } else if (!takes_type(rq)) {
        answer_error(rq, rs, 415);
    } else {
        st = run_again(rq, rs, &body);
        if (body.late) read_body(rq, from, 0); /* to its end, and thrown away */
        if (st != OK) db_rollback(s->db);
        if (st != OK) answer_error(rq, rs, body.too_long ? 413 : http_status(st));
    }
    multipart_drop(rq->parts);
}

static enum status read_fcgi(struct request *rq, void *from, size_t max) {
    return fcgi_body(rq, from, max);
}

/* A weak tag: the same page in another encoding is the same page. */
static struct str etag(struct arena *a, struct str body) {
    uint8_t mark[SEAL_MARK_BYTES];
    seal_mark(mark, body);
    return str_format(a, "W/\"" STR_FMT "\"", STR_ARG(str_hex(a, mark, 12)));
}

/* What anybody may have carries a tag; counters and health, which are bare and not kept, do not. */
static bool is_tagged(const struct request *rq, const struct response *rs) {
    const struct route *row = rq->route;
    if (rs->status != 200 || !row || row->pool != PUBLIC || row->method != GET) return false;
    return row->keeps > 0 || !row->bare;
}

/* The visitor has this already: one of the tags it knows (RFC 9110, 13.1.2). */
static bool is_known(struct str tags, struct str tag) {
    while (tags.n > 0) {
        struct str one = str_trim(str_cut(&tags, ','));
        if (str_is(one, "*") || str_eq(one, tag)) return true;
    }
    return false;
}

/* Not sent a second time. What nginx keeps it compares by itself, for all encodings. */
static void say_unchanged(struct response *rs, struct sending *out) {
    rs->status = 304;
    rs->type = "";
    rs->stored = rs->filename = STR("");
    out->body = STR("");
}

/* The next tick since ${began}. What a query costs hardly depends on whether it hits (ask.c makes
 * it so); what is left, and most of what a busy machine adds, is gone in the tick. The worker does
 * not wait for it. */
static int64_t next_tick(int64_t began) {
    int64_t ticks = (date_ticks() - began) / TICK_US + 1;
    return began + ticks * TICK_US;
}

static void send_answer(struct fcgi *f, const struct request *rq, struct response *rs,
                        int64_t began) {
    struct sending out = {.body = buf_str(&rs->body)};
    /* Errors are never kept: what was published stays, so a 404 is a guess, and guesses are many.
     */
    bool kept = rs->status == 200 && rq->route && rq->route->keeps > 0;
    if (kept) out.keeps = rq->route->keeps;
    if (is_tagged(rq, rs)) {
        out.etag = etag(rq->arena, rs->stored.n ? rs->stored : out.body);
        if (!kept && is_known(rq->if_none_match, out.etag)) say_unchanged(rs, &out);
    }
    /* Office pages hold a token beside text a visitor may choose: compressing them would leak it.
     */
    bool secret = !rq->route || rq->route->pool == OFFICE;
    if (request_whole(rq) && str_starts(str_from(rs->type), STR("text/html"))) {
        rs->inlined = STR(ASSET_INLINED);
    }
    if (rs->even) {
        out.body = encode_even(rq->arena, out.body, buf_str(&rs->instead), rq->encoding);
        out.encoding = rq->encoding;
        out.at = next_tick(began);
    } else if (!secret && encode_body(&out.body, rq->arena, out.body, rq->encoding) == OK) {
        out.encoding = rq->encoding;
    }
    fcgi_send(f, rq, rs, &out);
}

static void one(struct server *s, struct fcgi *f) {
    int64_t began = date_ticks();
    arena_reset(s->arena);
    struct request *rq = ARENA_NEW(s->arena, struct request);
    struct response *rs = ARENA_NEW(s->arena, struct response);
    rq->arena = s->arena;
    rq->conf = s->conf;
    enum status st = fcgi_read(rq, f);
    log_request(rq->id);
    if (st == OK) {
        serve_request(s, rq, rs, read_fcgi, f);
    } else {
        fcgi_body(rq, f, 0);
        response_start(rs, s->arena);
        answer_error(rq, rs, 400);
    }
    int64_t took = date_ticks() - began;
    send_answer(f, rq, rs, began);
    if (rs->file) close(rs->file);
    metrics_count(rq->route, rs->status, took, db_asked(s->db));
    if (rs->missed.n) metrics_missed(rs->missed, rq->now);
    log_event(LOG_INFO, "request", "route", rq->route ? rq->route->path : "-", "method",
              rq->method == POST ? "POST" : "GET", "status", log_number(rs->status), "us",
              log_number(took), "asked", log_number(db_asked(s->db)), NULL);
    log_request(STR_NONE);
}

static enum db_role role_of(enum pool pool) {
    return pool == PUBLIC ? DB_PUBLIC : pool == LOOKUP ? DB_LOOKUP : DB_OFFICE;
}

static void work(int socket, void *arg) {
    struct server s = *(const struct server *)arg;
    s.arena = arena_new(ARENA_MAX);
    s.db = db_new(s.conf, role_of(s.pool));
    db_prepare_all(s.db); /* when the database is away, the first request tries again */
    struct request first = {.db = s.db, .arena = s.arena, .now = date_now()};
    db_use(s.db, s.arena, true);
    load_site(&first);
    db_rollback(s.db);
    struct fcgi *f = fcgi_new(socket);
    if (confine(s.conf, s.pool) != OK) _exit(3);
    while (fcgi_next(f)) {
        alarm(STUCK_SECONDS);
        if (s.keys) seal_keys_renew(&s.keys, s.conf->keys);
        one(&s, f);
        alarm(0);
    }
    fcgi_finish(f);
    db_free(s.db);
    arena_free(s.arena);
}

static void run_jobs(void *arg) {
    const struct server *s = arg;
    if (confine(s->conf, s->pool) != OK) _exit(3);
    jobs_run(s->conf, s->keys);
}

/* A statement the database does not accept stops the start, never a visitor. */
static bool statements_are_fine(const struct conf *conf, enum db_role role) {
    struct db *db = db_new(conf, role);
    enum status st = db_prepare_all(db);
    db_free(db);
    return st == OK || st == BUSY;
}

int serve_pool(const struct conf *conf, enum pool pool) {
    struct server s = {.pool = pool, .conf = conf};
    if (seal_start() != OK) return 3;
    if (pool != PUBLIC && seal_keys_load(&s.keys, conf->keys) != OK) return 3;
    if (!statements_are_fine(conf, role_of(pool))) return 3;
    if (pool == OFFICE && !statements_are_fine(conf, DB_JOBS)) return 3;
    if (pool != PUBLIC && spool_start(conf->spool) != OK) return 3;
    if (pool == OFFICE && store_start(conf->files) != OK) return 3;
    int socket = fcgi_listen(conf->listen);
    if (socket < 0) return 3;
    metrics_start(routes, route_count, conf->workers);
    confine_check();
    if (pool == OFFICE) jobs_start();
    supervise(conf->workers, socket, work, pool == OFFICE ? run_jobs : NULL, &s);
    unlink(conf->listen);
    return 0;
}
