/*
 * /status/voice: what a household says of itself, one page and one form row. It is reached from the
 * card (card.c) with a pass instead of a session; every form on it carries the pass again. A form
 * that came too late leads back to the question, with what was written in the hand of the visitor.
 */
#include "lookup/lookup.h"

#include <stddef.h>

#include "base/pattern.h"
#include "base/seal.h"
#include "base/text.h"
#include "lookup/ask.h"
#include "lookup/status.h"
#include "model/casework/limit.h"
#include "model/register/voice.h"
#include "page/page.h"
#include "view/link.h"

#define LOOKS_SHOWN 8

struct voice_sent {
    struct str pass, kept, deed, key, verdict;
    struct str note, about, wrong, right, phone;
    int64_t visit, seen;
};

#define AT(m) .offset = offsetof(struct voice_sent, m)
static const char *const deeds[] = {"answer", "ask", NULL};
static const char *const verdicts[] = {"true", "false", NULL};
static const char *const abouts[] = {"people",  "name",  "relation", "measure",
                                     "payment", "phone", "other",    NULL};
static const struct field fields[] = {
    {.name = "pass", .label = "表单", .kind = FIELD_SECRET, .max = 400, AT(pass)},
    {.name = "kept", .label = "表单", .kind = FIELD_SECRET, .max = 6000, AT(kept)},
    {.name = "deed", .label = "表单", .kind = FIELD_CHOICE, .choices = deeds, AT(deed)},
    {.name = "key", .label = "表单", .kind = FIELD_SECRET, .max = 64, AT(key)},
    {.name = "verdict",
     .label = "属实不属实",
     .kind = FIELD_CHOICE,
     .choices = verdicts,
     AT(verdict)},
    {.name = "visit",
     .label = "哪次走访",
     .kind = FIELD_INT,
     .min = 1,
     .max = INT64_MAX,
     AT(visit)},
    {.name = "seen", .label = "表单", .kind = FIELD_INT, .min = 0, .max = INT64_MAX, AT(seen)},
    {.name = "note", .label = "为什么", .kind = FIELD_TEXT, .max = VOICE_NOTE, AT(note)},
    {.name = "about", .label = "哪里不对", .kind = FIELD_CHOICE, .choices = abouts, AT(about)},
    {.name = "wrong", .label = "怎么不对", .kind = FIELD_PROSE, .max = VOICE_TEXT, AT(wrong)},
    {.name = "right", .label = "应该是什么", .kind = FIELD_PROSE, .max = VOICE_TEXT, AT(right)},
    {.name = "phone", .label = "您的电话", .kind = FIELD_TEXT, .max = VOICE_PHONE, AT(phone)},
};
const struct form lookup_voice_form = FORM(fields, struct voice_sent);

/* --- the pages --- */

static struct view_voice_visit *visits(const struct request *rq, const struct voice *v,
                                       const struct voice_words *w) {
    const struct voice_sent *s = rq->form;
    struct view_voice_visit *out = ARENA_ARRAY(rq->arena, struct view_voice_visit, v->visit_count);
    for (size_t i = 0; i < v->visit_count; i++) {
        const struct row_voice_visit *r = &v->visits[i];
        bool answered = r->number != INT64_MIN;
        out[i] = (struct view_voice_visit){
            .id = r->id,
            .on = r->on_day,
            .visitor = r->visitor,
            .note = r->note,
            .verdict = answered ? label_text(voice_verdicts, r->verdict) : STR(""),
            .at = r->answered_at,
            .seen = answered ? r->number : 0,
            .why = w->visit_id == r->id ? w->note : STR(""),
            .most = VOICE_NOTE,
            .pass = s->pass,
            .action = link_voice(),
        };
    }
    return out;
}

static struct view_voice_request *requests(const struct request *rq, const struct voice *v) {
    static const struct label states[] = {{"draft", "收到了，还没有核对"},
                                          {"checked", "已经核对，等另一个人办理"},
                                          {"applied", "改好了"},
                                          {"refused", "没有改"},
                                          {NULL, NULL}};
    struct view_voice_request *out = ARENA_ARRAY(rq->arena, struct view_voice_request,
                                                 v->request_count);
    for (size_t i = 0; i < v->request_count; i++) {
        const struct row_voice_request *r = &v->requests[i];
        bool visit = str_is(r->about, "visit");
        struct str about = visit ? date_text(rq->arena, r->visit_on)
                                 : label_text(voice_abouts, r->about);
        struct str state = label_text(states, r->state);
        if (visit && str_is(r->state, "applied")) state = STR("查过了");
        if (visit && str_is(r->state, "refused")) state = STR("查过了，走访是真的");
        out[i] = (struct view_voice_request){
            .about = str_format(rq->arena, STR_FMT "%s", STR_ARG(about),
                                visit ? "的走访不属实" : "有误"),
            .asked = r->asked_at,
            .state = state,
            .on = r->closed_at != MOMENT_NONE ? r->closed_at : r->checked_at,
            .told = v->told[i],
        };
    }
    return out;
}

static struct view_voice_look *looks(size_t *count, const struct request *rq,
                                     const struct voice *v) {
    *count = v->look_count < LOOKS_SHOWN ? v->look_count : LOOKS_SHOWN;
    struct view_voice_look *out = ARENA_ARRAY(rq->arena, struct view_voice_look, *count);
    for (size_t i = 0; i < *count; i++) {
        bool code = str_is(v->looks[i].way, "code");
        out[i] = (struct view_voice_look){v->looks[i].at,
                                          code ? STR("用户编号和查询码") : STR("用姓名和证件号码")};
    }
    return out;
}

static struct view_input *input(const struct request *rq, const char *name, const char *label,
                                struct str value, int64_t rows, int64_t most) {
    struct view_input *i = frame_input(rq, name, label, value);
    i->kind = rows ? STR("prose") : STR("text");
    i->rows = rows;
    i->most = most;
    return i;
}

/* What stands in the fields: what was sent and refused, or kept since; nothing once it is done. */
static void fill_form(struct view_voice_page *v, const struct request *rq,
                      const struct voice_words *w) {
    v->about = frame_input(rq, "about", "哪里不对", w->about);
    v->about->kind = STR("select");
    v->about->required = true;
    v->about->choices = page_labels(&v->about->choices_count, rq, voice_abouts, v->about->value);
    v->about->choices[0].label = STR("请选择");
    v->wrong = input(rq, "wrong", "怎么不对", w->wrong, 3, VOICE_TEXT);
    v->wrong->required = true;
    v->right = input(rq, "right", "应该是什么", w->right, 2, VOICE_TEXT);
    v->phone = input(rq, "phone", "您的电话", w->phone, 0, VOICE_PHONE);
    v->phone->hint = STR("要问清楚时才打");
    v->phone->autocomplete = STR("tel");
}

/* The township's phone, else the county's. */
static struct str whom_to_ring(const struct request *rq, const struct voice *v) {
    return v->household->phone.n ? v->household->phone : rq->site.phone;
}

static enum status show(struct request *rq, struct response *rs, const struct voice_who *who,
                        const struct voice_words *w, struct str done) {
    const struct voice_sent *s = rq->form;
    struct voice all;
    enum status st = voice_read(&all, rq->db, rq->keys, who->household_id, rq->now);
    if (st != OK) return st;
    struct view_voice_page v = {
        .frame = frame_new(rq, STR("走访和更正"), "status"),
        .done = done,
        .problems = frame_problems(rq),
        .pass = s->pass,
        .key = s->key.n && done.n == 0 ? s->key : seal_token(rq->arena),
        .action = link_voice(),
        .visits = visits(rq, &all, w),
        .visits_count = all.visit_count,
        .requests = requests(rq, &all),
        .requests_count = all.request_count,
        .look_count = (int64_t)all.look_count,
        .tel = whom_to_ring(rq, &all),
        .leave = link_home(),
    };
    v.looks = looks(&v.looks_count, rq, &all);
    v.tel_link = link_tel(rq->arena, v.tel);
    if (done.n) rq->sent = (struct sent){0}; /* the form is empty again */
    fill_form(&v, rq, w);
    view_voice_page(&rs->body, &v);
    return OK;
}

/* As they were typed: a word that is refused is kept too. */
static struct voice_words typed(const struct request *rq) {
    const struct voice_sent *s = rq->form;
    const struct sent *sent = &rq->sent;
    return (struct voice_words){
        s->visit,
        form_sent(sent, "note"),
        s->about.p ? s->about : STR(""),
        form_sent(sent, "wrong"),
        form_sent(sent, "right"),
        form_sent(sent, "phone"),
    };
}

static enum status show_late(struct request *rq, struct response *rs, const struct voice_who *who,
                             bool ours) {
    const struct voice_sent *s = rq->form;
    struct voice_words w = typed(rq);
    struct proof *proof;
    enum status st = ask_proof(&proof, rq);
    if (st != OK) return st;
    rq->problems.count = 0; /* of a form that is not shown here */
    struct view_voice_late v = {
        .frame = frame_new(rq, STR("时间过了"), "status"),
        .ask = status_ask(rq, proof),
    };
    if (ours) v.ask->kept = voice_keep(rq->arena, rq->keys, who->household_id, &w);
    if (ours && v.ask->kept.n == 0) v.ask->kept = s->kept;
    v.kept = v.ask->kept.n > 0;
    rs->status = 422;
    view_voice_late(&rs->body, &v);
    return OK;
}

/* --- what is sent --- */

static void check(struct request *rq, struct voice_words *w) {
    const struct voice_sent *s = rq->form;
    static struct pattern *phone;
    size_t begin, end;
    if (!phone) phone = pattern_new("^\\+?[0-9()]{7,20}$");
    struct str ring = text_code(rq->arena, s->phone); /* 139 0000 0000, １３９… */
    *w = (struct voice_words){s->visit, s->note, s->about, s->wrong, s->right, ring};
    if (str_is(s->deed, "answer")) {
        if (s->verdict.n == 0 && rq->problems.count == 0) {
            problem_add(&rq->problems, rq->arena, NULL, "请按“属实”或者“不属实”。");
        }
        /* There is a field for each visit, and none has the plain name. */
        for (size_t i = 0; i < rq->problems.count; i++) rq->problems.list[i].field = NULL;
        return;
    }
    if (s->about.n == 0 && problem_of(&rq->problems, "about").n == 0) {
        problem_add(&rq->problems, rq->arena, "about", "请选择哪里不对。");
    }
    if (str_trim(s->wrong).n == 0 && problem_of(&rq->problems, "wrong").n == 0) {
        problem_add(&rq->problems, rq->arena, "wrong", "请写一写怎么不对，一句话就行。");
    }
    if (ring.n && !pattern_find(phone, ring, 0, &begin, &end)) {
        problem_add(&rq->problems, rq->arena, "phone",
                    "电话只写数字，例如 13 开头的 11 位手机号；不想留可以空着。");
    }
}

/* Says it; INVALID, CONFLICT, LIMITED leave a sentence among the problems. */
static enum status say(struct request *rq, struct response *rs, const struct voice_who *who,
                       const struct voice_words *w) {
    const struct voice_sent *s = rq->form;
    struct str subject = limit_target(
        rq->arena, rq->keys, str_format(rq->arena, "voice:%lld", (long long)who->household_id));
    struct str why = STR("");
    int64_t wait, seen = s->seen == INT64_MIN ? 0 : s->seen;
    enum status st = limit_check(&wait, rq->db, LIMIT_VOICE, subject, rq->now);
    if (st == OK && wait > 0) {
        why = str_format(rq->arena, "今天提交的次数多了，请等 %lld 分钟再提交。您写的话还在。",
                         (long long)(wait + 59) / 60);
        rs->retry_after = (int)wait;
        st = LIMITED;
    } else if (st == OK && str_is(s->deed, "answer")) {
        st = voice_answer(&why, rq->db, rq->keys, who, w, seen, s->verdict, rq->now);
        if (st == NOT_FOUND) why = STR("没有找到这次走访，请看一看下面的再选。");
    } else if (st == OK) {
        st = voice_ask(&why, rq->db, rq->keys, who, w, s->key.p ? s->key : STR(""), rq->now);
    }
    if (st == OK) return limit_count(rq->db, LIMIT_VOICE, subject, rq->now);
    if (why.n) problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    return st;
}

static int code_of(enum status st) {
    return st == LIMITED ? 429 : st == CONFLICT ? 409 : 422;
}

static struct str thanks(const struct voice_sent *s) {
    if (str_is(s->deed, "ask")) return STR("收到了。办到哪一步，会写在下面。");
    return str_is(s->verdict, "true") ? STR("记下了，谢谢您。") : STR("记下了，我们会去查。");
}

enum status lookup_voice(struct request *rq, struct response *rs) {
    const struct voice_sent *s = rq->form;
    struct voice_who who;
    struct voice_words w, nothing = {.visit_id = INT64_MIN};
    enum voice_entry entry = voice_admit(&who, rq->arena, rq->keys, s->pass, rq->now);
    if (entry != VOICE_FINE) return show_late(rq, rs, &who, entry == VOICE_LATE);
    if (s->deed.n == 0) {
        w = voice_kept(rq->arena, rq->keys, who.household_id, s->kept);
        rq->problems.count = 0;
        return show(rq, rs, &who, &w, STR(""));
    }
    check(rq, &w);
    enum status st = rq->problems.count ? INVALID : say(rq, rs, &who, &w);
    if (st == OK) return show(rq, rs, &who, &nothing, thanks(s));
    if (rq->problems.count == 0) return st;
    rs->status = code_of(st);
    w = typed(rq);
    return show(rq, rs, &who, &w, STR(""));
}
