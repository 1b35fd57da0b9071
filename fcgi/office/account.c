/*
 * /office/account: what everybody does to the own account: sees where it is signed in and ends
 * that, sets a password, sets up the second factor. The last two are also steps at the door, for
 * whose password was for once and whose role needs a second factor.
 */
#include "office/office.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "model/casework/limit.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/factor.h"
#include "model/county/session.h"
#include "view/frame.h"
#include "view/link.h"
#include "view/qr.h"
#include "web/cookie.h"

/* --- the page --- */

static void fill_sessions(struct view_office_account *v, const struct request *rq,
                          const struct row_session_item *rows, size_t count) {
    struct str cookie = request_cookie(rq, cookie_session(rq));
    v->sessions = ARENA_ARRAY(rq->arena, struct view_office_session, count);
    v->sessions_count = count;
    v->others = count > 1;
    for (size_t i = 0; i < count; i++) {
        v->sessions[i] = (struct view_office_session){
            .device = rows[i].device,
            .network = rows[i].network,
            .begun = rows[i].created_at,
            .seen = rows[i].seen_at,
            .own = session_is(&rows[i], cookie),
            .waits = v->is_set && !rows[i].proved,
            .revoke = link_office_sessions(),
            .token = rq->token,
            .name = session_name(rq->arena, &rows[i]),
        };
    }
}

enum status office_account(struct request *rq, struct response *rs) {
    const struct actor *actor = rq->actor;
    struct row_session_item *rows;
    size_t count;
    struct view_office_account v = {
        .frame = frame_new(rq, STR("我的账号"), "account"),
        .name = actor->name,
        .login = actor->login,
        .role = account_role_text(actor->role),
        .place = rq->site.place,
        .password = link_office_password(),
        .factor = link_office_factor(),
        .needed = account_needs_factor(actor->role),
        .revoke = link_office_sessions(),
        .token = rq->token,
    };
    enum status st = factor_is_set(&v.is_set, rq->db, actor->id);
    if (st == OK) st = factor_left(&v.left, rq->db, actor->id);
    if (st == OK) st = session_list(&rows, &count, rq->db, actor, rq->now);
    if (st != OK) return st;
    fill_sessions(&v, rq, rows, count);
    view_office_account(&rs->body, &v);
    return OK;
}

/* --- ending sessions --- */

struct sessions_sent {
    struct str session;
};
static const struct field sessions_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "session",
     .label = "哪一个登录",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 64,
     .offset = offsetof(struct sessions_sent, session)},
};
const struct form office_sessions_fields = FORM(sessions_fields, struct sessions_sent);

enum status office_sessions(struct request *rq, struct response *rs) {
    const struct sessions_sent *sent = rq->form;
    bool all = str_is(sent->session, "others");
    enum status st = all ? session_revoke_others(rq->db, rq->actor,
                                                 request_cookie(rq, cookie_session(rq)))
                         : session_revoke(rq->db, rq->actor, sent->session);
    /* One that has ended meanwhile is ended. */
    if (st == OK) {
        st = audit_add(rq->db, rq->actor, "session_end", "account", rq->actor->id,
                       all ? STR("others") : STR("one"), rq->now);
    }
    if (st != OK && st != NOT_FOUND) return st;
    response_see(rs, link_office_account());
    return OK;
}

/* --- the password --- */

struct password_sent {
    struct str old, password, again;
};
#define SECRET(n, l)                                                                               \
    {                                                                                              \
        .name = #n, .label = l, .kind = FIELD_SECRET, .max = 128,                                  \
        .offset = offsetof(struct password_sent, n)                                                \
    }
static const struct field password_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    SECRET(old, "现在的密码"),
    SECRET(password, "新密码"),
    SECRET(again, "再输一次新密码"),
};
const struct form office_password_fields = FORM(password_fields, struct password_sent);

static bool is_first(const struct request *rq) {
    return rq->actor->due == DUE_PASSWORD;
}

static struct view_input *secret(const struct request *rq, const char *name, const char *label,
                                 const char *autocomplete) {
    struct view_input *i = frame_input(rq, name, label, STR(""));
    i->kind = STR("password");
    i->value = STR("");
    i->required = true;
    i->autocomplete = str_from(autocomplete);
    return i;
}

static enum status show_password(struct request *rq, struct response *rs) {
    bool first = is_first(rq);
    struct view_office_password v = {
        .frame = frame_new(rq, first ? STR("设自己的密码") : STR("改密码"), "account"),
        .first = first,
        .problems = frame_problems(rq),
        .action = link_office_password(),
        .old = first ? NULL : secret(rq, "old", "现在的密码", "current-password"),
        .password = secret(rq, "password", "新密码", "new-password"),
        .again = secret(rq, "again", "再输一次新密码", "new-password"),
        .token = rq->token,
    };
    v.password->hint = STR("8 到 64 个字符。几个不相干的词连起来，好记又难猜；不要用生日、电话。");
    if (!first) v.back = link_office_account();
    if (rq->problems.count > 0) rs->status = 422;
    view_office_password(&rs->body, &v);
    return OK;
}

enum status office_password_form(struct request *rq, struct response *rs) {
    return show_password(rq, rs);
}

/* Who sits down at somebody's open desk does not know the old one, and guesses no faster here than
 * at the door. */
static enum status check_old(struct request *rq, struct response *rs, struct str old) {
    struct row_account *account;
    int64_t wait;
    struct str subject = limit_target(rq->arena, rq->keys, rq->actor->login);
    enum status st = limit_check(&wait, rq->db, LIMIT_LOGIN_ACCOUNT, subject, rq->now);
    if (st == OK && wait > 0) {
        rs->retry_after = (int)wait;
        return LIMITED;
    }
    if (st == OK) st = account_check(&account, rq->db, rq->actor->login, old, rq->now);
    if (st != DENIED) return st;
    problem_add(&rq->problems, rq->arena, "old", "现在的密码不对，请再输一次。");
    return limit_count(rq->db, LIMIT_LOGIN_ACCOUNT, subject, rq->now);
}

enum status office_password(struct request *rq, struct response *rs) {
    const struct password_sent *sent = rq->form;
    bool first = is_first(rq);
    struct str why = STR_NONE;
    enum status st = first || rq->problems.count > 0 ? OK : check_old(rq, rs, sent->old);
    if (st != OK) return st;
    if (!str_eq(sent->password, sent->again)) {
        problem_add(&rq->problems, rq->arena, "again", "两次输入的新密码不一样，请再输一次。");
    }
    if (rq->problems.count == 0) {
        st = account_own_password(&why, rq->db, rq->actor, sent->password, rq->now);
    }
    if (why.n) problem_add(&rq->problems, rq->arena, "password", STR_FMT, STR_ARG(why));
    if (rq->problems.count > 0) return show_password(rq, rs);
    if (st == OK) {
        st = session_revoke_others(rq->db, rq->actor, request_cookie(rq, cookie_session(rq)));
    }
    response_see(rs, first ? link_office() : link_office_account());
    return st;
}

/* --- the second factor --- */

struct factor_sent {
    struct str offer, old, code;
};
#define TEXT(n, l, most)                                                                           \
    {                                                                                              \
        .name = #n, .label = l, .kind = FIELD_TEXT, .max = most,                                   \
        .offset = offsetof(struct factor_sent, n)                                                  \
    }
static const struct field factor_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    TEXT(offer, "表单", 200),
    TEXT(old, "原来的验证码", 40),
    TEXT(code, "验证码", 40),
};
const struct form office_factor_fields = FORM(factor_fields, struct factor_sent);

/* As it is typed: four at a time. */
static struct str grouped(struct arena *a, struct str text) {
    struct buf b = buf_new(a, text.n * 2);
    for (size_t i = 0; i < text.n; i++) {
        if (i > 0 && i % 4 == 0) buf_byte(&b, ' ');
        buf_byte(&b, text.p[i]);
    }
    return buf_str(&b);
}

static struct view_input *code_input(const struct request *rq, const char *name, const char *label,
                                     const char *hint) {
    struct view_input *i = frame_input(rq, name, label, STR(""));
    i->value = STR("");
    i->required = true;
    i->autocomplete = STR("one-time-code");
    i->hint = str_from(hint);
    return i;
}

static enum status show_factor(struct request *rq, struct response *rs,
                               const uint8_t key[TOTP_SECRET_BYTES], struct str wrapped, bool has) {
    struct arena *a = rq->arena;
    bool due = rq->actor->due == DUE_FACTOR;
    struct str text = totp_text(a, key);
    struct url app = link_totp(a, rq->site.county, rq->actor->login, text);
    struct view_office_factor v = {
        .frame = frame_new(rq, STR("设置二次验证"), "account"),
        .due = due,
        .problems = frame_problems(rq),
        .action = link_office_factor(),
        .qr = qr_new(a, app),
        .app = app,
        .secret = grouped(a, text),
        .wrapped = wrapped,
        .code = code_input(rq, "code", "应用里现在的六位数字", ""),
        .token = rq->token,
    };
    if (v.qr) v.qr->label = STR("二维码，用手机上的验证器扫");
    if (has) {
        v.old = code_input(rq, "old", "原来的验证码",
                           "原来手机上的六位数字；手机不在了，就输一个恢复码。");
    }
    if (!due) v.back = link_office_account();
    if (rq->problems.count > 0) rs->status = 422;
    view_office_factor(&rs->body, &v);
    return OK;
}

static enum status show_offer(struct request *rq, struct response *rs) {
    uint8_t key[TOTP_SECRET_BYTES];
    struct str wrapped;
    bool has;
    enum status st = factor_is_set(&has, rq->db, rq->actor->id);
    if (st != OK) return st;
    factor_offer(key, &wrapped, rq->arena, rq->keys, rq->actor->id);
    return show_factor(rq, rs, key, wrapped, has);
}

enum status office_factor_form(struct request *rq, struct response *rs) {
    return show_offer(rq, rs);
}

/* Who has one shows it once more before it is replaced. */
static enum status check_factor(struct request *rq, struct response *rs, struct str code) {
    bool paper;
    int64_t wait;
    struct str subject = limit_target(rq->arena, rq->keys, rq->actor->login);
    enum status st = limit_check(&wait, rq->db, LIMIT_LOGIN_CODE, subject, rq->now);
    if (st == OK && wait > 0) {
        rs->retry_after = (int)wait;
        return LIMITED;
    }
    if (st == OK) st = factor_check(&paper, rq->db, rq->keys, rq->actor->id, code, rq->now);
    if (st != DENIED) return st;
    problem_add(&rq->problems, rq->arena, "old", "原来的验证码不对，或者已经用过。");
    return limit_count(rq->db, LIMIT_LOGIN_CODE, subject, rq->now);
}

static enum status show_codes(struct request *rq, struct response *rs, struct str *codes) {
    struct view_office_codes v = {
        .frame = frame_new(rq, STR("恢复码"), "account"),
        .codes = codes,
        .codes_count = FACTOR_CODES,
        .next = link_office(),
    };
    view_office_codes(&rs->body, &v);
    return OK;
}

enum status office_factor(struct request *rq, struct response *rs) {
    const struct factor_sent *sent = rq->form;
    uint8_t key[TOTP_SECRET_BYTES];
    struct str *codes = ARENA_ARRAY(rq->arena, struct str, FACTOR_CODES);
    bool has;
    if (!factor_offered(key, rq->arena, rq->keys, rq->actor->id, sent->offer)) {
        problem_add(&rq->problems, rq->arena, "code", "这一页放得太久了，请扫新的二维码再试。");
        return show_offer(rq, rs);
    }
    if (!factor_fits(rq->arena, key, sent->code, rq->now)) {
        problem_add(&rq->problems, rq->arena, "code",
                    "验证码不对。请输入应用里现在显示的六位数字；手机的时间要准。");
    }
    enum status st = factor_is_set(&has, rq->db, rq->actor->id);
    /* Only then, as it uses up the old one. */
    if (st == OK && has && rq->problems.count == 0) st = check_factor(rq, rs, sent->old);
    if (st != OK) return st;
    if (rq->problems.count > 0) return show_factor(rq, rs, key, sent->offer, has);
    st = factor_set(codes, rq->db, rq->keys, rq->actor, key, sent->code, rq->now);
    if (st == OK)
        st = session_revoke_others(rq->db, rq->actor, request_cookie(rq, cookie_session(rq)));
    return st == OK ? show_codes(rq, rs, codes) : st;
}
