/*
 * Signing in and out: the password, and for who has one the second factor. The answer to a wrong
 * login and to a wrong password is the same, and costs the same; who tries too often waits, and
 * nobody is locked out.
 */
#include "office/office.h"

#include "base/seal.h"
#include "model/casework/limit.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/county/factor.h"
#include "model/county/session.h"
#include "view/frame.h"
#include "view/link.h"
#include "web/cookie.h"

struct login_sent {
    struct str login, password;
};

static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "login",
     .label = "账号",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 60,
     .offset = offsetof(struct login_sent, login)},
    {.name = "password",
     .label = "密码",
     .kind = FIELD_SECRET,
     .required = true,
     .max = 128,
     .offset = offsetof(struct login_sent, password)},
};
const struct form office_login_fields = FORM(fields, struct login_sent);

static enum status show(struct request *rq, struct response *rs) {
    struct view_input *login = frame_input(rq, "login", "账号", STR(""));
    struct view_input *password = frame_input(rq, "password", "密码", STR(""));
    login->required = password->required = true;
    login->autocomplete = STR("username");
    password->autocomplete = STR("current-password");
    password->kind = STR("password");
    password->value = STR("");
    if (rq->token.n == 0) {
        rq->token = seal_token(rq->arena);
        cookie_login_set(rs, rq, rq->token);
    }
    struct view_office_login v = {
        .frame = frame_new(rq, STR("工作人员登录"), "office"),
        .action = link_office_login(),
        .problems = frame_problems(rq),
        .login = login,
        .password = password,
        .token = rq->token,
    };
    view_office_login(&rs->body, &v);
    return OK;
}

enum status office_login_form(struct request *rq, struct response *rs) {
    if (!rq->actor) return show(rq, rs);
    response_see(rs, link_office());
    return OK;
}

static enum status wait_of(int64_t *wait, struct request *rq, struct str account,
                           struct str address) {
    int64_t by_account, by_address;
    enum status st = limit_check(&by_account, rq->db, LIMIT_LOGIN_ACCOUNT, account, rq->now);
    if (st == OK) st = limit_check(&by_address, rq->db, LIMIT_LOGIN_ADDRESS, address, rq->now);
    if (st == OK) *wait = by_account > by_address ? by_account : by_address;
    return st;
}

static enum status refuse(struct request *rq, struct response *rs, struct str account,
                          struct str address) {
    enum status st = limit_count(rq->db, LIMIT_LOGIN_ACCOUNT, account, rq->now);
    if (st == OK) st = limit_count(rq->db, LIMIT_LOGIN_ADDRESS, address, rq->now);
    if (st == OK) {
        st = audit_add(rq->db, NULL, "sign_in_refused", "account", INT64_MIN, STR(""), rq->now);
    }
    if (st != OK) return st;
    problem_add(&rq->problems, rq->arena, "login",
                "账号或密码不对。请检查大小写，再输一次；忘了密码请找县里的管理员。");
    rs->status = 422;
    return show(rq, rs);
}

/* A session; who is in is written down. */
static enum status begin(struct request *rq, struct response *rs, const struct actor *actor,
                         bool proved, struct str how) {
    struct str cookie;
    struct session_start start = {actor->id, proved, rq->agent, rq->address};
    enum status st = session_start(&cookie, rq->db, &start, rq->now);
    if (st == OK && proved) {
        st = audit_add(rq->db, actor, "sign_in", "account", actor->id, how, rq->now);
    }
    if (st != OK) return st;
    cookie_session_set(rs, rq, cookie);
    response_see(rs, link_office());
    return OK;
}

/* The password was right. Who has a second factor is asked for it next. */
static enum status let_in(struct request *rq, struct response *rs,
                          const struct row_account *account) {
    struct actor actor = {.id = account->id,
                          .login = account->login,
                          .name = account->name,
                          .role = account->role,
                          .region = account->region,
                          .request_id = rq->id};
    bool has;
    enum status st = factor_is_set(&has, rq->db, account->id);
    return st == OK ? begin(rq, rs, &actor, !has, STR("")) : st;
}

enum status office_login(struct request *rq, struct response *rs) {
    const struct login_sent *sent = rq->form;
    struct row_account *account;
    struct str by_account, by_address;
    int64_t wait = 0;
    if (rq->problems.count > 0) {
        rs->status = 422;
        return show(rq, rs);
    }
    by_account = limit_target(rq->arena, rq->keys, sent->login);
    by_address = limit_address(rq->arena, rq->keys, rq->address);
    enum status st = wait_of(&wait, rq, by_account, by_address);
    if (st != OK) return st;
    if (wait > 0) {
        rs->retry_after = (int)wait;
        return LIMITED;
    }
    st = account_check(&account, rq->db, sent->login, sent->password, rq->now);
    if (st == DENIED) return refuse(rq, rs, by_account, by_address);
    if (st == OK) st = limit_clear(rq->db, LIMIT_LOGIN_ACCOUNT, by_account);
    if (st == OK) st = let_in(rq, rs, account);
    return st;
}

/* --- the second step --- */

struct code_sent {
    struct str code;
};
static const struct field code_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "code",
     .label = "验证码",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 40,
     .offset = offsetof(struct code_sent, code)},
};
const struct form office_code_fields = FORM(code_fields, struct code_sent);

static enum status show_code(struct request *rq, struct response *rs) {
    struct view_input *code = frame_input(rq, "code", "验证码", STR(""));
    code->required = true;
    code->autocomplete = STR("one-time-code");
    code->value = STR("");
    struct view_office_code v = {
        .frame = frame_new(rq, STR("输入验证码"), "office"),
        .problems = frame_problems(rq),
        .action = link_office_code(),
        .code = code,
        .token = rq->token,
    };
    view_office_code(&rs->body, &v);
    return OK;
}

enum status office_code_form(struct request *rq, struct response *rs) {
    if (rq->actor->due == DUE_CODE) return show_code(rq, rs);
    response_see(rs, link_office());
    return OK;
}

static enum status refuse_code(struct request *rq, struct response *rs, struct str subject) {
    enum status st = limit_count(rq->db, LIMIT_LOGIN_CODE, subject, rq->now);
    if (st == OK) {
        st = audit_add(rq->db, rq->actor, "sign_in_refused", "account", rq->actor->id, STR("code"),
                       rq->now);
    }
    problem_add(&rq->problems, rq->arena, "code",
                "验证码不对，或者已经用过。请等应用里换了新的六位数字再输；手机的时间要准。");
    rs->status = 422;
    return st == OK ? show_code(rq, rs) : st;
}

enum status office_code(struct request *rq, struct response *rs) {
    const struct code_sent *sent = rq->form;
    const struct actor *actor = rq->actor;
    bool paper;
    int64_t wait;
    struct str old = request_cookie(rq, cookie_session(rq));
    if (actor->due != DUE_CODE) return office_code_form(rq, rs);
    if (rq->problems.count > 0) {
        rs->status = 422;
        return show_code(rq, rs);
    }
    struct str subject = limit_target(rq->arena, rq->keys, actor->login);
    enum status st = limit_check(&wait, rq->db, LIMIT_LOGIN_CODE, subject, rq->now);
    if (st == OK && wait > 0) {
        rs->retry_after = (int)wait;
        return LIMITED;
    }
    if (st == OK) st = factor_check(&paper, rq->db, rq->keys, actor->id, sent->code, rq->now);
    if (st == DENIED) return refuse_code(rq, rs, subject);
    if (st == OK) st = limit_clear(rq->db, LIMIT_LOGIN_CODE, subject);
    if (st == OK) st = session_end(rq->db, old);
    if (st != OK) return st;
    st = begin(rq, rs, actor, true, paper ? STR("recovery") : STR("code"));
    if (paper) response_see(rs, link_office_account()); /* where it says how many are left */
    return st;
}

enum status office_logout(struct request *rq, struct response *rs) {
    enum status st = session_end(rq->db, request_cookie(rq, cookie_session(rq)));
    if (st == OK) {
        st = audit_add(rq->db, rq->actor, "sign_out", "account", rq->actor->id, STR(""), rq->now);
    }
    cookie_session_set(rs, rq, STR(""));
    response_see(rs, link_office_login());
    return st;
}
