/*
 * The deeds about who lives in a household, called by deed.c; and the page on which a household
 * that was not known is written down with its head.
 */
#include "base/arena.h"
#include "base/seal.h"
#include "office/deed_form.h"
#include "office/office.h"
#include "office/part.h"
#include "view/link.h"

#define KIN_MOST 60
#define WHOM     p->rq->db, p->rq->actor, p->rq->args[0]

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

struct member_person deed_person(const struct deed_sent *s, struct str relation) {
    return (struct member_person){
        .name = or_empty(s->name),
        .number = or_empty(s->number),
        .relation = relation,
        .reason = or_empty(s->joining),
        .note = or_empty(s->reason),
        .on = s->on,
        .papers = str_is(s->papers, "other"),
        .twice = str_is(s->twice, "yes"),
    };
}

static struct member_change change_of(const struct deed_sent *s) {
    return (struct member_change){or_empty(s->reason), s->on};
}

/* Those for whom something was chosen. */
static size_t kin_of(struct member_kin out[KIN_MOST], const struct request *rq) {
    static const struct str prefix = STR_INIT(DEED_KIN);
    size_t count = 0;
    for (size_t i = 0; i < rq->sent.count && count < KIN_MOST; i++) {
        const struct pair *pair = &rq->sent.pairs[i];
        int64_t id;
        if (!str_starts(pair->name, prefix) || pair->value.n == 0) continue;
        if (!str_int(&id, str_slice(pair->name, prefix.n, pair->name.n))) continue;
        out[count++] = (struct member_kin){id, pair->value};
    }
    return count;
}

enum status deed_join(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct member_person person = deed_person(s, or_empty(s->relation));
    return member_join(why, &p->twice_asked, p->rq->db, p->rq->actor, p->rq->keys, p->rq->args[0],
                       &person, p->rq->now);
}

enum status deed_leave(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct member_change x = change_of(s);
    return member_leave(why, WHOM, s->member, or_empty(s->leaving), &x, p->rq->now);
}

enum status deed_head(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct member_change x = change_of(s);
    return member_head(why, WHOM, s->member, or_empty(s->relation), &x, p->rq->now);
}

enum status deed_split(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct member_change x = change_of(s);
    struct member_kin with[KIN_MOST];
    size_t count = kin_of(with, p->rq), n = 0;
    for (size_t i = 0; i < count; i++) { /* the new head is nobody's kin */
        if (with[i].membership_id != s->member) with[n++] = with[i];
    }
    return member_split(why, WHOM, or_empty(s->new_code), s->member, with, n, &x, p->rq->now);
}

enum status deed_merge(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct member_change x = change_of(s);
    struct member_kin with[KIN_MOST];
    size_t count = kin_of(with, p->rq);
    return member_merge(why, WHOM, or_empty(s->new_code), with, count, &x, p->rq->now);
}

enum status deed_move(struct str *why, struct deed_page *p, const struct deed_sent *s) {
    struct member_change x = change_of(s);
    return member_move(why, WHOM, or_empty(s->region), or_empty(s->team), &x, p->rq->now);
}

/* --- a household that is not known yet --- */

static enum status show_new(struct request *rq, struct response *rs, bool twice_asked) {
    struct deed_page p = {.rq = rq,
                          .id = INT64_MIN,
                          .twice_asked = twice_asked,
                          .fields = ARENA_ARRAY(rq->arena, struct view_input, DEED_FIELDS)};
    deed_put(&p, "new_code", "户编号", STR(""), "text", true)->hint = STR(
        "县里统一编的，字母和数字");
    deed_put_village(&p);
    if (p.failed != OK) return p.failed;
    deed_put(&p, "team", "组", STR(""), "text", false)->hint = STR("例如：三组");
    deed_put_person(&p, "户主姓名", "户主证件号码");
    deed_put_twice(&p);
    struct view_office_deed v = {
        .frame = frame_new(rq, STR("登记一户"), "households"),
        .heading = STR("登记一户新的"),
        .about = rq->site.place,
        .lead = STR("登记以后，再收申请、添家里人。"),
        .action = link_office_household_new(),
        .token = rq->token,
        .once = seal_token(rq->arena),
        .problems = frame_problems(rq),
        .fields = p.fields,
        .fields_count = p.count,
        .button = STR("登记"),
        .back = link_office_households(rq->arena, STR_NONE, STR_NONE, (struct cursor){0, 0}),
    };
    view_office_deed(&rs->body, &v);
    return OK;
}

enum status office_household_new_form(struct request *rq, struct response *rs) {
    return show_new(rq, rs, false);
}

enum status office_household_new(struct request *rq, struct response *rs) {
    const struct deed_sent *s = rq->form;
    struct str why = STR("");
    struct member_person head = deed_person(s, STR("户主"));
    bool asked = false;
    if (rq->problems.count == 0) {
        enum status st = member_found(&why, &asked, rq->db, rq->actor, rq->keys,
                                      or_empty(s->new_code), or_empty(s->region), or_empty(s->team),
                                      &head, rq->now);
        if (st == OK) {
            struct row_record_item *rows;
            size_t count;
            st = record_search(&rows, &count, rq->db, rq->keys, rq->actor, s->new_code, 1, rq->now);
            if (st == OK && count == 1) {
                response_see(rs, link_office_household(rq->arena, rows[0].code));
            }
            return st;
        }
        if (st != INVALID) return st;
        problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    }
    rs->status = 422;
    return show_new(rq, rs, asked);
}
