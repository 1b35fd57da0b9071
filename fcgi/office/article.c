/*
 * One document in the office: its page, withdrawing, correcting. From the draft to the page:
 * review.c.
 */
#include "office/office.h"

#include "base/arena.h"
#include "model/county/account.h"
#include "model/county/audit.h"
#include "model/publish/ledger.h"
#include "model/publish/recheck.h"
#include "model/register/listing.h"
#include "office/part.h"
#include "view/link.h"
#include "view/markdown.h"

struct withdraw_sent {
    struct str reason;
};
static const struct field withdraw_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "reason",
     .label = "撤回的原因",
     .kind = FIELD_PROSE,
     .required = true,
     .min = 4,
     .max = 200,
     .offset = offsetof(struct withdraw_sent, reason)},
};
const struct form office_withdraw_fields = FORM(withdraw_fields, struct withdraw_sent);

struct relist_sent {
    bool nothing;
};
static const struct field relist_fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
};
const struct form office_relist_fields = FORM(relist_fields, struct relist_sent);

static struct str action_text(struct str action) {
    static const struct label words[] = {{"draft", "新建草稿"},
                                         {"save", "保存草稿"},
                                         {"revise", "开始更正"},
                                         {"submit", "提交审核"},
                                         {"recall", "收回来改"},
                                         {"return", "退回"},
                                         {"approve", "批准"},
                                         {"schedule", "定时发布"},
                                         {"unschedule", "取消定时"},
                                         {"publish", "发布"},
                                         {"hold", "到时没有发出去"},
                                         {"withdraw", "撤回"},
                                         {"close", "公示期满"},
                                         {"expire", "执行期满"},
                                         {"relist", "重新生成名单"},
                                         {"file_add", "上传附件"},
                                         {"file_drop", "删掉附件"},
                                         {"file_look", "看过附件"},
                                         {NULL, NULL}};
    return label_text(words, action);
}

static struct view_edition *editions(const struct request *rq, const struct edition_file *f) {
    struct view_edition *out = ARENA_ARRAY(rq->arena, struct view_edition, f->count);
    for (size_t i = 0; i < f->count; i++) {
        const struct row_edition *e = &f->all[i];
        bool draft = e == f->draft;
        out[i] = (struct view_edition){
            .number = e->number,
            .made = draft ? e->updated_at : e->published_at,
            .note = str_format(rq->arena, STR_FMT " " STR_FMT,
                               STR_ARG(label_text(part_states, e->state)), STR_ARG(e->change_note)),
        };
        if (draft) continue;
        out[i].self = link_edition(rq->arena, e->kind, e->document_id, e->number);
        if (e->number > 1 && str_is(e->kind, "notice")) {
            out[i].changes = link_changes(rq->arena, e->document_id, e->number);
        }
    }
    return out;
}

static struct view_office_event *history(const struct request *rq, const struct edition_file *f) {
    struct view_office_event *out = ARENA_ARRAY(rq->arena, struct view_office_event,
                                                f->history_count);
    for (size_t i = 0; i < f->history_count; i++) {
        const struct row_audit_entry *h = &f->history[i];
        out[i] = (struct view_office_event){
            .at = h->at,
            .who = str_is(h->name, "-") ? STR("系统自动") : h->name,
            .what = str_format(rq->arena, STR_FMT "：" STR_FMT, STR_ARG(action_text(h->action)),
                               STR_ARG(h->detail)),
        };
    }
    return out;
}

static struct url public_page(const struct request *rq, const struct row_edition *e) {
    return str_is(e->kind, "policy") ? link_policy(rq->arena, e->document_id)
                                     : link_notice(rq->arena, e->document_id);
}

/* What happened to it on its way, and who has to do what. */
static struct view_office_stop *stop_of(const struct request *rq, const struct row_edition *e) {
    struct view_office_stop *v = ARENA_NEW(rq->arena, struct view_office_stop);
    *v = (struct view_office_stop){
        .state = e->state,
        .said = e->said,
        .said_by = e->said_by.n ? e->said_by : STR("系统"),
        .said_at = e->said_at,
        .submitter = e->submitted_by,
        .submitted = e->submitted_at,
        .approver = e->approved_by,
        .due = e->due_at,
    };
    return v;
}

/* The buttons of an edition on its way. */
static void put_deeds(struct view_office_article *v, const struct request *rq,
                      const struct row_edition *e) {
    bool writes = account_may(rq->actor, MAY_WRITE),
         publishes = account_may(rq->actor, MAY_PUBLISH);
    if (!writes) return;
    v->preview = link_office_preview(rq->arena, e->document_id);
    v->preview_text = publishes            ? STR("预览和发布")
                      : edition_is_open(e) ? STR("预览和提交")
                                           : STR("预览");
    if (edition_is_open(e)) v->edit = link_office_edit(rq->arena, e->document_id);
    if (str_is(e->state, flow_code(FLOW_SUBMITTED)))
        v->recall = link_office_step(rq->arena, e->document_id, "recall");
    if (publishes && str_is(e->state, flow_code(FLOW_SCHEDULED)))
        v->unschedule = link_office_step(rq->arena, e->document_id, "unschedule");
}

static enum status show(struct request *rq, struct response *rs, const struct edition_file *f) {
    const struct row_edition *e = f->draft ? f->draft : f->live;
    bool published = f->live && str_is(f->live->state, "published");
    bool writes = account_may(rq->actor, MAY_WRITE),
         publishes = account_may(rq->actor, MAY_PUBLISH);
    struct view_office_article v = {
        .frame = frame_new(rq, e->title, "articles"),
        .kind = part_kind(e->kind, e->type),
        .title = e->title,
        .state = label_text(part_states, e->state),
        .region = f->place,
        .who = e->written_by,
        .updated = e->updated_at,
        .clock = page_clock(rq, e->opens_at, e->closes_at),
        .problems = frame_problems(rq),
        .reason = frame_input(rq, "reason", "撤回的原因", STR("")),
        .token = rq->token,
        .version = e->version,
        .body = markdown_html(rq->arena, e->body, 3),
        .editions = editions(rq, f),
        .editions_count = f->count,
        .history = history(rq, f),
        .history_count = f->history_count,
    };
    v.reason->kind = STR("prose");
    v.reason->rows = 3;
    v.reason->required = true;
    v.reason->hint = STR("会公开显示，不要写个人信息");
    struct view_name_list *names = NULL;
    struct view_attachment *attachments;
    size_t files = 0;
    enum status st = part_listing(&v.listing, &names, rq, e);
    if (st == OK) st = part_files(&attachments, &files, rq, e);
    if (st == OK && v.listing && v.listing->checks_count) { /* those name households in full */
        st = audit_add(rq->db, rq->actor, "look", "document", e->document_id, STR(""), rq->now);
    }
    if (st != OK) return st;
    v.file_count = (int64_t)files;
    if (v.file_count || (f->draft && writes))
        v.files = link_office_files(rq->arena, e->document_id);
    if (f->live) v.public = public_page(rq, f->live);
    if (f->draft) {
        v.stop = stop_of(rq, e);
        put_deeds(&v, rq, e);
    }
    if (!f->draft && writes) v.correct = link_office_correct(rq->arena, e->document_id);
    if (published && writes && str_is(e->kind, "policy"))
        v.check = link_office_step(rq->arena, e->document_id, "check");
    if (published && publishes) v.withdraw = link_office_withdraw(rq->arena, e->document_id);
    view_office_article(&rs->body, &v);
    return OK;
}

enum status office_article(struct request *rq, struct response *rs) {
    struct edition_file f;
    enum status st = part_file(&f, rq);
    return st == OK ? show(rq, rs, &f) : st;
}

enum status office_check(struct request *rq, struct response *rs) {
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = recheck_put(rq->db, rq->actor, id, rq->now);
    if (st == OK) response_see(rs, link_office_article(rq->arena, id));
    return st;
}

enum status office_withdraw(struct request *rq, struct response *rs) {
    const struct withdraw_sent *sent = rq->form;
    struct edition_file f;
    struct edition_fault *faults;
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    size_t count = edition_reason_faults(&faults, rq->arena, "撤回的原因", sent->reason);
    for (size_t i = 0; i < count; i++) {
        problem_add(&rq->problems, rq->arena, faults[i].field, STR_FMT, STR_ARG(faults[i].text));
    }
    if (rq->problems.count > 0) {
        rs->status = 422;
        return show(rq, rs, &f);
    }
    int64_t id = f.all[0].document_id;
    st = listing_withdraw(rq->db, rq->actor, id, sent->reason, rq->now);
    if (st == OK) st = ledger_sign_head(rq->db, rq->keys, rq->now);
    if (st == OK) response_see(rs, link_office_article(rq->arena, id));
    return st;
}

enum status office_correct(struct request *rq, struct response *rs) {
    struct edition_file f;
    enum status st = part_file(&f, rq);
    if (st == OK) st = listing_revise(rq->db, rq->actor, f.all[0].document_id, rq->now);
    if (st == OK) response_see(rs, link_office_edit(rq->arena, f.all[0].document_id));
    return st;
}

/* The list of a draft, made anew from the register. */
enum status office_relist(struct request *rq, struct response *rs) {
    struct edition_file f;
    struct str why = STR("");
    size_t count;
    int64_t *ids = part_chosen(&count, rq);
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    int64_t id = f.all[0].document_id;
    st = listing_refresh(&why, rq->db, rq->actor, id, ids, count, rq->now);
    if (st == INVALID) {
        problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
        rs->status = 422;
        return show(rq, rs, &f);
    }
    if (st == OK) response_see(rs, link_office_article(rq->arena, id));
    return st;
}
