/*
 * From the draft to the page, by two people: one page shows how it will look, what is in the way
 * and what it changes, with the buttons that submit, publish (now or at an hour) and send back.
 */
#include "office/office.h"

#include "base/arena.h"
#include "model/county/account.h"
#include "model/publish/fit.h"
#include "model/publish/ledger.h"
#include "model/register/listing.h"
#include "office/part.h"
#include "page/compare.h"
#include "view/link.h"
#include "view/markdown.h"

struct step_sent {
    int64_t version, hour;
    int32_t day;
    struct str act, reason;
};

#define TOKEN                                                                                      \
    { .name = "token", .label = "表单", .kind = FIELD_TOKEN }
#define VERSION                                                                                    \
    {                                                                                              \
        .name = "version", .label = "版本", .kind = FIELD_INT, .min = 0, .max = INT32_MAX,         \
        .offset = offsetof(struct step_sent, version)                                              \
    }

static const struct field step_fields[] = {TOKEN, VERSION};
const struct form office_step_fields = FORM(step_fields, struct step_sent);

static const struct field return_fields[] = {
    TOKEN,
    VERSION,
    {.name = "reason",
     .label = "退回的原因",
     .kind = FIELD_PROSE,
     .required = true,
     .min = 2,
     .max = 200,
     .offset = offsetof(struct step_sent, reason)},
};
const struct form office_return_fields = FORM(return_fields, struct step_sent);

static const char *const acts[] = {"publish", "approve", "schedule", NULL};
static const struct field publish_fields[] = {
    TOKEN,
    VERSION,
    {.name = "do",
     .label = "按钮",
     .kind = FIELD_CHOICE,
     .choices = acts,
     .offset = offsetof(struct step_sent, act)},
    {.name = "day",
     .label = "哪一天",
     .kind = FIELD_DAY,
     .offset = offsetof(struct step_sent, day)},
    {.name = "hour",
     .label = "几点",
     .kind = FIELD_INT,
     .min = 0,
     .max = 23,
     .offset = offsetof(struct step_sent, hour)},
};
const struct form office_publish_fields = FORM(publish_fields, struct step_sent);

/* --- the page --- */

static struct str window_text(const struct request *rq, const struct row_edition *e) {
    struct clock c;
    if (e->window_days == 0 || clock_from(&c, rq->now, e->window_days) != OK) return STR("");
    return str_format(rq->arena, "现在发布，公示 %lld 天，截至" STR_FMT "。",
                      (long long)e->window_days,
                      STR_ARG(date_close_text(rq->arena, c.closes_at, rq->now)));
}

/* Everything that is in the way of publishing: what was just refused, the text's faults, the
 * list's. */
static enum status problems(struct view_problem_list **out, bool *clean, struct request *rq,
                            const struct edition_file *f) {
    struct edition_fault *faults;
    size_t count;
    struct str why = STR("");
    enum status st = edition_faults(&faults, &count, rq->db, f->draft, f->live);
    if (st != OK) return st;
    st = listing_check(&why, rq->db, rq->actor, f->draft->document_id, rq->now);
    if (st != OK && st != INVALID) return st;
    *clean = count == 0 && !why.n;
    struct edition_fault *all = ARENA_ARRAY(rq->arena, struct edition_fault,
                                            rq->problems.count + count + 1);
    size_t n = 0;
    for (size_t i = 0; i < rq->problems.count; i++) {
        all[n++] = (struct edition_fault){.text = rq->problems.list[i].text};
    }
    for (size_t i = 0; i < count; i++) all[n++] = faults[i];
    if (why.n) all[n++] = (struct edition_fault){.text = why};
    *out = part_faults(rq, all, n);
    return OK;
}

/* Against the edition that is out. */
static enum status put_changes(struct view_office_preview *v, struct request *rq,
                               const struct edition_file *f) {
    struct listing was_list, is_list;
    struct str was_files, is_files;
    if (!f->live) return OK;
    enum status st = listing_read(&was_list, rq->db, f->live, rq->now);
    if (st == OK) st = listing_read(&is_list, rq->db, f->draft, rq->now);
    if (st == OK) st = part_files_text(&was_files, rq, f->live);
    if (st == OK) st = part_files_text(&is_files, rq, f->draft);
    if (st != OK) return st;
    const struct compare_side was = {edition_text_of(f->live), was_list.entries, was_list.count,
                                     was_files};
    const struct compare_side is = {edition_text_of(f->draft), is_list.entries, is_list.count,
                                    is_files};
    v->against = f->live->number;
    v->changes_count = compare_sides(&v->changes, rq, &was, &is);
    return OK;
}

static void put_forms(struct view_office_preview *v, const struct request *rq,
                      const struct row_edition *e) {
    int64_t id = e->document_id;
    bool open = edition_is_open(e), publishes = account_may(rq->actor, MAY_PUBLISH);
    v->own = publishes && e->is_own;
    if (v->clean && publishes && !e->is_own) v->publish = link_office_publish(rq->arena, id);
    if (open) v->submit = link_office_step(rq->arena, id, "submit");
    if (open) v->edit = link_office_edit(rq->arena, id);
    if (publishes && !open) v->sends_back = link_office_step(rq->arena, id, "return");
    v->day = frame_input(rq, "day", "哪一天", date_iso(rq->arena, date_day(rq->now) + 1));
    v->day->kind = STR("day");
    v->day->required = true;
    v->day->hint = STR("例如：2026-03-05");
    v->hour = frame_input(rq, "hour", "几点", STR("8"));
    v->hour->kind = STR("number");
    v->hour->required = true;
    v->hour->hint = STR("0 到 23。公示的天数从那时算起。");
    v->reason = frame_input(rq, "reason", "退回的原因", STR(""));
    v->reason->kind = STR("prose");
    v->reason->rows = 3;
    v->reason->required = true;
    v->reason->hint = STR("写明哪里要改、怎么改");
}

static enum status preview(struct request *rq, struct response *rs, const struct edition_file *f) {
    const struct row_edition *e = f->draft;
    struct view_office_listing *listing = NULL;
    if (!e) return NOT_FOUND;
    bool policy = str_is(e->kind, "policy");
    struct view_office_preview v = {
        .frame = frame_new(rq, STR("预览"), "articles"),
        .kind = part_kind(e->kind, e->type),
        .title = e->title,
        .region = f->place,
        .state = label_text(part_states, e->state),
        .window = window_text(rq, e),
        .body = markdown_html(rq->arena, e->body, policy ? 3 : 2),
        .open = str_is(form_sent(&rq->sent, "do"), "schedule"),
        .token = rq->token,
        .version = e->version,
        .back = link_office_article(rq->arena, e->document_id),
        .files = link_office_files(rq->arena, e->document_id),
    };
    enum status st = problems(&v.problems, &v.clean, rq, f);
    if (st == OK) st = part_files(&v.attachments, &v.attachments_count, rq, e);
    v.file_count = (int64_t)v.attachments_count;
    if (st == OK) st = part_listing(&listing, &v.names, rq, e);
    if (st == OK) st = put_changes(&v, rq, f);
    if (st != OK) return st;
    put_forms(&v, rq, e);
    if (policy) {
        v.card = page_card(rq, e->card_who, e->card_what, e->card_how, e->card_when, e->card_bring,
                           e->card_ask);
        v.fit = fit_words(rq->arena, e->fit);
    }
    view_office_preview(&rs->body, &v);
    return OK;
}

enum status office_preview(struct request *rq, struct response *rs) {
    struct edition_file f;
    enum status st = part_file(&f, rq);
    return st == OK ? preview(rq, rs, &f) : st;
}

/* --- the deeds --- */

/* Where a deed leads: to the document; or, refused, to the page that says why. */
static enum status answer(struct request *rq, struct response *rs, const struct edition_file *f,
                          enum status st, struct str why) {
    if (st == INVALID || st == CONFLICT) {
        if (why.n) problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
        if (st == CONFLICT || !f->draft) return CONFLICT;
        rs->status = 422;
        return preview(rq, rs, f);
    }
    if (st == OK) response_see(rs, link_office_article(rq->arena, f->all[0].document_id));
    return st;
}

static enum status step(struct request *rq, struct response *rs, enum flow_deed deed) {
    const struct step_sent *sent = rq->form;
    const struct edition_step todo = {deed, sent->version, sent->reason, MOMENT_NONE};
    struct edition_file f;
    struct str why = STR("");
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    st = edition_step(&why, rq->db, rq->actor, f.all[0].document_id, &todo, rq->now);
    return answer(rq, rs, &f, st, why);
}

enum status office_recall(struct request *rq, struct response *rs) {
    return step(rq, rs, FLOW_RECALL);
}

enum status office_unschedule(struct request *rq, struct response *rs) {
    return step(rq, rs, FLOW_UNSCHEDULE);
}

enum status office_return(struct request *rq, struct response *rs) {
    const struct step_sent *sent = rq->form;
    struct edition_fault *faults;
    struct edition_file f;
    size_t count = edition_reason_faults(&faults, rq->arena, "退回的原因", sent->reason);
    for (size_t i = 0; i < count; i++) {
        problem_add(&rq->problems, rq->arena, faults[i].field, STR_FMT, STR_ARG(faults[i].text));
    }
    if (rq->problems.count == 0) return step(rq, rs, FLOW_RETURN);
    enum status st = part_file(&f, rq);
    return st == OK ? answer(rq, rs, &f, INVALID, STR_NONE) : st;
}

enum status office_submit(struct request *rq, struct response *rs) {
    const struct step_sent *sent = rq->form;
    struct edition_file f;
    struct str why = STR("");
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    st = part_submit(&why, rq, f.all[0].document_id, sent->version);
    /* What the text lacks the page lists by itself. */
    return answer(rq, rs, &f, st, st == INVALID ? STR_NONE : why);
}

/* Approving, at once or for an hour to come: the list is looked at again when it goes out. */
static enum status approve(struct str *why, struct request *rq, int64_t id) {
    const struct step_sent *sent = rq->form;
    struct edition_step todo = {FLOW_APPROVE, sent->version, STR_NONE, MOMENT_NONE};
    enum status st = listing_check(why, rq->db, rq->actor, id, rq->now);
    if (st != OK) {
        *why = STR_NONE;
        return st;
    }
    if (str_is(sent->act, "schedule")) {
        if (sent->day == DAY_NONE || sent->hour == INT64_MIN) {
            *why = STR("请填写哪一天、几点自动发布。");
            return INVALID;
        }
        todo.deed = FLOW_SCHEDULE;
        todo.due_at = date_start(sent->day) + sent->hour * 3600;
    }
    return edition_step(why, rq->db, rq->actor, id, &todo, rq->now);
}

enum status office_publish(struct request *rq, struct response *rs) {
    const struct step_sent *sent = rq->form;
    struct edition_file f;
    struct str why = STR("");
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    int64_t id = f.all[0].document_id;
    if (rq->problems.count > 0) return answer(rq, rs, &f, INVALID, STR_NONE);
    if (sent->act.n && !str_is(sent->act, "publish")) {
        return answer(rq, rs, &f, approve(&why, rq, id), why);
    }
    st = listing_publish(&why, rq->db, rq->actor, id, sent->version, rq->now);
    if (st == OK) st = ledger_sign_head(rq->db, rq->keys, rq->now);
    if (st == INVALID && f.draft && f.draft->is_own) why = flow_fault_text(FLOW_OWN);
    /* What forbids it otherwise the page lists by itself. */
    else if (st == INVALID)
        why = STR_NONE;
    return answer(rq, rs, &f, st, why);
}
