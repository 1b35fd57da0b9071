/*
 * Signing in and out. The answer to a wrong login and to a wrong password is the same, and costs
 * the same; who tries too often waits, and nobody is locked out.
 */
#include "office/office.h"

#include "base/seal.h"
#include "model/casework/limit.h"
#include "model/county/account.h"
#include "model/county/audit.h"
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

enum status office_login(struct request *rq, struct response *rs) {
    const struct login_sent *sent = rq->form;
    struct row_account *account;
    struct str cookie, by_account, by_address;
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
    st = account_check(&account, rq->db, sent->login, sent->password);
    if (st == DENIED) return refuse(rq, rs, by_account, by_address);
    if (st == OK) st = limit_clear(rq->db, LIMIT_LOGIN_ACCOUNT, by_account);
    if (st == OK) st = session_start(&cookie, rq->db, account->id, rq->now);
    if (st != OK) return st;
    struct actor actor = {account->id,   account->login,  account->name,
                          account->role, account->region, rq->id};
    st = audit_add(rq->db, &actor, "sign_in", "account", account->id, STR(""), rq->now);
    cookie_session_set(rs, rq, cookie);
    response_see(rs, link_office());
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
