/*
 * /office/users: the accounts of a region, for its administrator and, to read, its auditor. What
 * may be done is the model's (account_manage.c); a password for one sign-in is on one page once.
 */
#include "office/office.h"

#include <stddef.h>

#include "base/arena.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "page/page.h"
#include "view/link.h"

/* --- the list --- */

struct users_sent {
    struct str after;
};
static const struct field users_fields[] = {
    {.name = "after",
     .label = "翻页",
     .kind = FIELD_TEXT,
     .max = 40,
     .offset = offsetof(struct users_sent, after)},
};
const struct form office_users_fields = FORM(users_fields, struct users_sent);

static struct str state_of(const struct row_account_item *r, int64_t now) {
    if (r->disabled) return STR("停用");
    if (r->one_time_until == MOMENT_NONE) return STR("");
    return r->one_time_until > now ? STR("等第一次登录") : STR("一次性密码过期了");
}

enum status office_users(struct request *rq, struct response *rs) {
    const struct users_sent *sent = rq->form;
    struct row_account_item *rows;
    size_t count;
    bool more;
    enum status st = account_list(&rows, &count, &more, rq->db, rq->actor, sent->after);
    if (st != OK) return st;
    struct view_office_users v = {
        .frame = frame_new(rq, STR("工作人员账号"), "users"),
        .rows = ARENA_ARRAY(rq->arena, struct view_office_user_row, count),
        .rows_count = count,
    };
    if (account_may(rq->actor, MAY_MANAGE)) v.make = link_office_user_new();
    for (size_t i = 0; i < count; i++) {
        v.rows[i] = (struct view_office_user_row){
            .self = link_office_user(rq->arena, rows[i].id, ""),
            .name = rows[i].name,
            .login = rows[i].login,
            .role = account_role_text(rows[i].role),
            .place = rows[i].place,
            .state = state_of(&rows[i], rq->now),
            .set = rows[i].factor_since != MOMENT_NONE,
        };
    }
    if (more) v.next = link_office_users(rq->arena, rows[count - 1].login);
    view_office_users(&rs->body, &v);
    return OK;
}

/* --- the fields --- */

static const struct field user_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "login",
     .label = "账号",
     .kind = FIELD_TEXT,
     .max = 40,
     .offset = offsetof(struct account_text, login)},
    {.name = "name",
     .label = "姓名",
     .kind = FIELD_TEXT,
     .max = 30,
     .offset = offsetof(struct account_text, name)},
    {.name = "role",
     .label = "角色",
     .kind = FIELD_CHOICE,
     .choices = account_roles,
     .offset = offsetof(struct account_text, role)},
    {.name = "region",
     .label = "管哪里",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct account_text, region)},
};
const struct form office_user_fields = FORM(user_fields, struct account_text);

static void put_roles(struct view_input *i, const struct request *rq) {
    i->kind = STR("select");
    i->hint = STR("信息员管户的登记；编辑还写政策和公告；审核发布还能发布；审计只看，也看操作记录；"
                  "县级管理员管账号，管全县。");
    i->choices = ARENA_ARRAY(rq->arena, struct view_choice, 6);
    struct view_choice *c = frame_choice(i->choices, STR(""), STR("请选择"), i->value);
    for (const char *const *role = account_roles; *role; role++) {
        struct str code = str_from(*role);
        c = frame_choice(c, code, account_role_text(code), i->value);
    }
    i->choices_count = (size_t)(c - i->choices);
}

static enum status put_places(struct view_input *i, const struct request *rq) {
    struct row_region *rows;
    size_t count;
    enum status st = region_within(&rows, &count, rq->db, rq->actor->region);
    if (st != OK) return st;
    i->kind = STR("select");
    i->choices = ARENA_ARRAY(rq->arena, struct view_choice, count + 1);
    struct view_choice *c = frame_choice(i->choices, STR(""), STR("请选择"), i->value);
    for (size_t k = 0; k < count; k++) {
        const char *in = rows[k].code.n == 12 ? "　　" : rows[k].code.n == 9 ? "　" : "";
        struct str label = str_format(rq->arena, "%s" STR_FMT, in, STR_ARG(rows[k].name));
        c = frame_choice(c, rows[k].code, label, i->value);
    }
    i->choices_count = (size_t)(c - i->choices);
    return OK;
}

/* The last three of the fields, for a new account and an old one. */
static enum status put_fields(struct view_input *at, const struct request *rq,
                              const struct account_text *text) {
    at[0] = *frame_input(rq, "name", "姓名", text->name);
    at[1] = *frame_input(rq, "role", "角色", text->role);
    at[2] = *frame_input(rq, "region", "管哪里", text->region);
    for (size_t i = 0; i < 3; i++) at[i].required = true;
    put_roles(&at[1], rq);
    return put_places(&at[2], rq);
}

/* --- a new one --- */

static enum status show_new(struct request *rq, struct response *rs) {
    struct view_input fields[4];
    fields[0] = *frame_input(rq, "login", "账号", STR(""));
    fields[0].required = true;
    fields[0].hint = STR("小写字母、数字、点、横线，例如 luoxiao。以后不能改。");
    struct view_office_user_new v = {
        .frame = frame_new(rq, STR("开一个账号"), "users"),
        .problems = frame_problems(rq),
        .action = link_office_user_new(),
        .token = rq->token,
        .fields = fields,
        .fields_count = 4,
        .back = link_office_users(rq->arena, STR_NONE),
    };
    enum status st = put_fields(fields + 1, rq, &(struct account_text){.login = STR_NONE});
    if (rq->problems.count > 0) rs->status = 422;
    if (st == OK) view_office_user_new(&rs->body, &v);
    return st;
}

enum status office_user_new_form(struct request *rq, struct response *rs) {
    return show_new(rq, rs);
}

static enum status show_once(struct request *rq, struct response *rs, struct str name,
                             struct str login, struct str password) {
    struct view_office_user_once v = {
        .frame = frame_new(rq, STR("登录密码"), "users"),
        .name = name,
        .login = login,
        .password = password,
        .until = rq->now + ACCOUNT_ONE_TIME_SECONDS,
        .back = link_office_users(rq->arena, STR_NONE),
    };
    view_office_user_once(&rs->body, &v);
    return OK;
}

enum status office_user_new(struct request *rq, struct response *rs) {
    const struct account_text *text = rq->form;
    struct str password, why = STR_NONE;
    const char *field = NULL;
    enum status st = INVALID;
    if (rq->problems.count == 0) {
        st = account_open(&password, &field, &why, rq->db, rq->actor, text, rq->now);
    }
    if (st == OK) return show_once(rq, rs, text->name, text->login, password);
    if (st != INVALID) return st;
    if (why.n) problem_add(&rq->problems, rq->arena, field, STR_FMT, STR_ARG(why));
    return show_new(rq, rs);
}

/* --- one of them --- */

static enum status show_one(struct request *rq, struct response *rs,
                            const struct row_account_item *r) {
    struct view_input fields[3];
    struct arena *a = rq->arena;
    bool set = r->factor_since != MOMENT_NONE;
    struct account_text text = {r->login, r->name, r->role, r->region};
    struct view_office_user v = {
        .frame = frame_new(rq, r->name, "users"),
        .name = r->name,
        .login = r->login,
        .state = state_of(r, rq->now),
        .about = str_format(a, STR_FMT " · " STR_FMT "%s", STR_ARG(account_role_text(r->role)),
                            STR_ARG(r->place), set ? " · 有二次验证" : ""),
        .own = r->id == rq->actor->id,
        .reads = !account_may(rq->actor, MAY_MANAGE),
        .problems = frame_problems(rq),
        .change = link_office_user(a, r->id, "change"),
        .fields = fields,
        .fields_count = 3,
        .turn = link_office_user(a, r->id, r->disabled ? "resume" : "suspend"),
        .is_off = r->disabled,
        .password = link_office_user(a, r->id, "password"),
        .token = rq->token,
        .back = link_office_users(a, STR_NONE),
    };
    if (set) v.factor = link_office_user(a, r->id, "factor");
    enum status st = put_fields(fields, rq, &text);
    if (st == OK) view_office_user(&rs->body, &v);
    return st;
}

static enum status find(struct row_account_item **out, struct request *rq) {
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    return account_item(out, rq->db, rq->actor, id);
}

enum status office_user(struct request *rq, struct response *rs) {
    struct row_account_item *row;
    enum status st = find(&row, rq);
    return st == OK ? show_one(rq, rs, row) : st;
}

/* What a deed came to: the page again, with what forbade it if something did. */
static enum status answer(struct request *rq, struct response *rs,
                          const struct row_account_item *row, enum status st, const char *field,
                          struct str why) {
    if (st == OK) {
        response_see(rs, link_office_user(rq->arena, row->id, ""));
        return OK;
    }
    if (st != INVALID && (st != CONFLICT || !why.n)) return st;
    if (why.n) problem_add(&rq->problems, rq->arena, field, STR_FMT, STR_ARG(why));
    rs->status = st == INVALID ? 422 : 409;
    return show_one(rq, rs, row);
}

enum status office_user_change(struct request *rq, struct response *rs) {
    struct row_account_item *row;
    struct str why = STR_NONE;
    const char *field = NULL;
    enum status st = find(&row, rq);
    if (st != OK) return st;
    st = INVALID;
    if (rq->problems.count == 0) {
        st = account_change(&field, &why, rq->db, rq->actor, row->id, rq->form, rq->now);
    }
    return answer(rq, rs, row, st, field, why);
}

static enum status turn(struct request *rq, struct response *rs, bool suspended) {
    struct row_account_item *row;
    struct str why = STR_NONE;
    enum status st = find(&row, rq);
    if (st != OK) return st;
    st = account_suspend(&why, rq->db, rq->actor, row->id, suspended, rq->now);
    return answer(rq, rs, row, st, NULL, why);
}

enum status office_user_suspend(struct request *rq, struct response *rs) {
    return turn(rq, rs, true);
}

enum status office_user_resume(struct request *rq, struct response *rs) {
    return turn(rq, rs, false);
}

enum status office_user_password(struct request *rq, struct response *rs) {
    struct row_account_item *row;
    struct str password, why = STR_NONE;
    enum status st = find(&row, rq);
    if (st != OK) return st;
    st = account_new_password(&password, &why, rq->db, rq->actor, row->id, rq->now);
    if (st == OK) return show_once(rq, rs, row->name, row->login, password);
    return answer(rq, rs, row, st, NULL, why);
}

enum status office_user_factor(struct request *rq, struct response *rs) {
    struct row_account_item *row;
    struct str why = STR_NONE;
    enum status st = find(&row, rq);
    if (st != OK) return st;
    st = account_drop_factor(&why, rq->db, rq->actor, row->id, rq->now);
    return answer(rq, rs, row, st, NULL, why);
}
