/*
 * /office/banner: the urgent word on every page. Whether a text may go up, and until when, is the
 * model's.
 */
#include "office/office.h"

#include "base/arena.h"
#include "model/county/account.h"
#include "model/publish/banner.h"
#include "page/page.h"
#include "view/link.h"

struct banner_sent {
    struct str act, text;
    int64_t hour, notice, version;
    int32_t day;
};

#define AT(m) .offset = offsetof(struct banner_sent, m)
static const char *const acts[] = {"put", "drop", NULL};
static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "do", .label = "按钮", .kind = FIELD_CHOICE, .choices = acts, AT(act)},
    {.name = "text", .label = "横幅上的话", .kind = FIELD_TEXT, .max = BANNER_MOST, AT(text)},
    {.name = "day", .label = "哪一天结束", .kind = FIELD_DAY, AT(day)},
    {.name = "hour", .label = "几点结束", .kind = FIELD_INT, .min = 0, .max = 24, AT(hour)},
    {.name = "notice",
     .label = "连到哪个公告",
     .kind = FIELD_INT,
     .min = 1,
     .max = INT64_MAX,
     AT(notice)},
    {.name = "version",
     .label = "表单",
     .kind = FIELD_INT,
     .min = 0,
     .max = INT32_MAX,
     AT(version)},
};
const struct form office_banner_fields = FORM(fields, struct banner_sent);

static struct view_input *field(const struct request *rq, const char *name, const char *label,
                                const char *kind, const char *hint) {
    struct view_input *i = frame_input(rq, name, label, STR(""));
    i->kind = str_from(kind);
    i->hint = str_from(hint);
    return i;
}

static enum status fill_form(struct view_office_banner *v, const struct request *rq) {
    struct row_banner_notices *rows;
    size_t count;
    enum status st = banner_notices(&rows, &count, rq->db);
    if (st != OK) return st;
    v->action = link_office_banner();
    v->fields = ARENA_ARRAY(rq->arena, struct view_input, 4);
    v->fields_count = 4;
    v->fields[0] = *field(rq, "text", "横幅上的话", "prose",
                          "最多 120 个字：出了什么事，要怎么做，打哪个电话");
    v->fields[0].required = true;
    v->fields[0].rows = 2;
    v->fields[0].most = BANNER_MOST;
    v->fields[1] = *field(rq, "day", "哪一天结束", "day",
                          "例如：2026-03-05。不填就一直挂着，等人来撤");
    v->fields[2] = *field(rq, "hour", "几点结束", "number", "0 到 24；不填就到那天 24 点");
    v->fields[3] = *field(rq, "notice", "连到哪个公告", "select", "详细情况写在那里");
    struct view_input *in = &v->fields[3];
    in->choices = ARENA_ARRAY(rq->arena, struct view_choice, count + 1);
    in->choices_count = count + 1;
    struct view_choice *next = frame_choice(in->choices, STR(""), STR("不连"), in->value);
    for (size_t i = 0; i < count; i++) {
        next = frame_choice(next, str_format(rq->arena, "%lld", (long long)rows[i].id),
                            rows[i].title, in->value);
    }
    return OK;
}

static enum status show(struct request *rq, struct response *rs) {
    struct row_banner *b;
    enum status st = banner_read(&b, rq->db);
    if (st != OK) return st;
    struct view_office_banner v = {
        .frame = frame_new(rq, STR("紧急横幅"), "banner"),
        .text = b->text,
        .over = b->until_at != MOMENT_NONE && b->until_at <= rq->now,
        .until = b->until_at,
        .title = b->title,
        .setter = b->setter,
        .set_at = b->set_at,
        .token = rq->token,
        .version = b->version,
        .problems = frame_problems(rq),
    };
    if (account_covers(rq->actor, str_from(rq->conf->county))) {
        v.drop = link_office_banner();
        st = fill_form(&v, rq);
    }
    if (st == OK) view_office_banner(&rs->body, &v);
    return st;
}

enum status office_banner_form(struct request *rq, struct response *rs) {
    return show(rq, rs);
}

/* The end as a moment; of a day alone, its own. */
static int64_t end_of(const struct banner_sent *s) {
    if (s->day == DAY_NONE) return MOMENT_NONE;
    return date_start(s->day) + (s->hour == INT64_MIN ? 24 : s->hour) * 3600;
}

static enum status put(struct request *rq, const struct banner_sent *s, struct str county) {
    const struct banner b = {s->text, end_of(s), s->notice, s->version};
    const char *name = NULL;
    struct str why = STR("");
    if (rq->problems.count > 0) return INVALID;
    if (s->day == DAY_NONE && s->hour != INT64_MIN) {
        problem_add(&rq->problems, rq->arena, "day", "写了几点结束，也要写是哪一天。");
        return INVALID;
    }
    enum status st = banner_put(&name, &why, rq->db, rq->actor, county, &b, rq->now);
    if (st == INVALID) problem_add(&rq->problems, rq->arena, name, STR_FMT, STR_ARG(why));
    return st;
}

enum status office_banner(struct request *rq, struct response *rs) {
    const struct banner_sent *s = rq->form;
    struct str county = str_from(rq->conf->county);
    if (!account_reaches(rq->actor, county)) return NOT_FOUND;
    enum status st = str_is(s->act, "drop")
                         ? banner_drop(rq->db, rq->actor, county, s->version, rq->now)
                         : put(rq, s, county);
    if (st == OK) response_see(rs, link_office_banner());
    if (st != INVALID) return st;
    rs->status = 422;
    return show(rq, rs);
}
