/*
 * Writing: the form of a new document and of a draft, saving (by the button or, every now and then,
 * by static/js/autosave.js), and what happens when two write at once. Nothing typed is ever lost: a
 * refused form comes back as it was sent.
 */
#include "office/office.h"

#include "base/arena.h"
#include "base/seal.h"
#include "model/publish/fit.h"
#include "model/county/account.h"
#include "model/county/region.h"
#include "office/part.h"
#include "office/write_form.h"
#include "page/compare.h"
#include "view/link.h"
#include "web/json.h"

struct edit_sent {
    struct str kind, region, key, act;
    int64_t version, turn;
    struct edition_text text;
    struct fit_row fit[FIT_MOST];
};

#define TURN_MOST INT64_C(9000000000000000) /* what a script counts exactly */

#define TEXT_AT(member) offsetof(struct edit_sent, text.member)
#define LINE(n, l, most, member)                                                                   \
    { .name = n, .label = l, .kind = FIELD_TEXT, .max = most, .offset = TEXT_AT(member) }
#define CARD(n, l)                                                                                 \
    { .name = "card_" #n, .label = l, .kind = FIELD_PROSE, .max = 600, .offset = TEXT_AT(card_##n) }
#define FIT(n)                                                                                     \
    {.name = "fit_role_" #n,                                                                       \
     .label = "条件 " #n,                                                                          \
     .kind = FIELD_CHOICE,                                                                         \
     .choices = fit_role_codes,                                                                    \
     .offset = offsetof(struct edit_sent, fit[n - 1].role)},                                       \
    {                                                                                              \
        .name = "fit_fact_" #n, .label = "条件 " #n, .kind = FIELD_CHOICE,                         \
        .choices = fit_fact_codes, .offset = offsetof(struct edit_sent, fit[n - 1].fact)           \
    }
#define DATE(n, l)                                                                                 \
    { .name = #n, .label = l, .kind = FIELD_DAY, .offset = TEXT_AT(n) }

static const char *const kinds[] = {"policy", "notice", NULL};
/* auto: the page's script, which wants to hear a few words; publish: as preview. */
static const char *const acts[] = {"save", "preview", "publish", "submit", "auto", NULL};

static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .choices = kinds,
     .offset = offsetof(struct edit_sent, kind)},
    {.name = "region",
     .label = "哪个地方",
     .kind = FIELD_DIGITS,
     .max = 12,
     .offset = offsetof(struct edit_sent, region)},
    {.name = "key",
     .label = "表单",
     .kind = FIELD_TEXT,
     .max = 64,
     .offset = offsetof(struct edit_sent, key)},
    {.name = "do",
     .label = "按钮",
     .kind = FIELD_CHOICE,
     .choices = acts,
     .offset = offsetof(struct edit_sent, act)},
    {.name = "version",
     .label = "版本",
     .kind = FIELD_INT,
     .min = 0,
     .max = INT32_MAX,
     .offset = offsetof(struct edit_sent, version)},
    {.name = "turn",
     .label = "次序",
     .kind = FIELD_INT,
     .min = 0,
     .max = TURN_MOST,
     .offset = offsetof(struct edit_sent, turn)},
    {.name = "title",
     .label = "标题",
     .kind = FIELD_TEXT,
     .required = true,
     .max = 100,
     .offset = TEXT_AT(title)},
    {.name = "body", .label = "正文", .kind = FIELD_PROSE, .max = 60000, .offset = TEXT_AT(body)},
    LINE("issuer", "发文单位", 60, issuer),
    LINE("document_number", "发文字号", 40, document_number),
    DATE(issued_on, "发文日期"),
    DATE(effective_from, "开始执行"),
    DATE(effective_to, "执行到"),
    {.name = "level",
     .label = "哪一级出的",
     .kind = FIELD_CHOICE,
     .choices = label_level_codes,
     .offset = TEXT_AT(level)},
    {.name = "area",
     .label = "哪一方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     .offset = TEXT_AT(area)},
    CARD(who, "谁能享受"),
    CARD(what, "能得什么"),
    CARD(how, "怎么去办"),
    CARD(when, "什么时候"),
    CARD(bring, "要带什么"),
    CARD(ask, "去问哪里"),
    FIT(1),
    FIT(2),
    FIT(3),
    FIT(4),
    FIT(5),
    FIT(6),
    FIT(7),
    FIT(8),
    FIT(9),
    FIT(10),
    FIT(11),
    FIT(12),
    {.name = "type",
     .label = "哪一类公告",
     .kind = FIELD_CHOICE,
     .choices = label_type_codes,
     .offset = TEXT_AT(type)},
    {.name = "window_days",
     .label = "公示几天",
     .kind = FIELD_INT,
     .min = 0,
     .max = CLOCK_DAYS_MAX,
     .offset = TEXT_AT(window_days)},
    LINE("change_note", "改了什么", 200, change_note),
};
const struct form office_edit_fields = FORM(fields, struct edit_sent);

#define TYPED_LIST "名单公示从登记生成，不能手写。请到“名单”页选户生成；写别的公告，请选别的类别。"
#define LIST_STAYS "这是从登记生成的名单，类别不能改。"

struct new_sent {
    struct str kind;
};
static const struct field new_fields[] = {
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .required = true,
     .choices = kinds,
     .offset = offsetof(struct new_sent, kind)},
};
const struct form office_new_fields = FORM(new_fields, struct new_sent);

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

/* The rows that say something. Half a row is a problem, but while the page saves by itself:
 * somebody is just choosing. */
static struct str conditions(struct request *rq, const struct edit_sent *sent) {
    struct fit_row rows[FIT_MOST];
    size_t count = 0;
    bool choosing = str_is(sent->act, "auto");
    for (size_t i = 0; i < FIT_MOST; i++) {
        const struct fit_row *r = &sent->fit[i];
        const char *field = str_cstr(
            rq->arena, str_format(rq->arena, "fit_%s_%zu", r->role.n ? "fact" : "role", i + 1));
        if (r->role.n && r->fact.n) {
            rows[count++] = *r;
        } else if ((r->role.n || r->fact.n) && !choosing && rq->problems.count == 0) {
            problem_add(&rq->problems, rq->arena, field,
                        "条件 %zu 只选了一半。请把两格都选上，或者都不选。", i + 1);
        }
    }
    return fit_text(rq->arena, rows, count);
}

/* Columns that may not be NULL get an empty text, and a document without a window has 0 days. */
static struct edition_text complete(struct request *rq, const struct edit_sent *sent) {
    struct edition_text t = sent->text;
    struct str *texts[] = {&t.title,    &t.body,       &t.issuer,     &t.document_number,
                           &t.card_who, &t.card_what,  &t.card_how,   &t.card_when,
                           &t.card_ask, &t.card_bring, &t.change_note};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) *texts[i] = or_empty(*texts[i]);
    if (t.window_days == INT64_MIN) t.window_days = 0;
    t.fit = conditions(rq, sent);
    return t;
}

enum status office_new_form(struct request *rq, struct response *rs) {
    const struct new_sent *sent = rq->form;
    struct write_form p = write_form_new(rq, sent->kind);
    return write_form_show(&p, rs);
}

static struct edition_base base_of(const struct edit_sent *sent) {
    return (struct edition_base){
        .version = sent->version,
        .key = sent->key.p ? sent->key : STR(""),
        .turn = sent->turn == INT64_MIN ? 0 : sent->turn,
        .by_itself = str_is(sent->act, "auto"),
    };
}

/* What the page's script hears: when it was saved, and where to from now on; or why not. */
static enum status tell(struct response *rs, const struct request *rq, int64_t id,
                        int64_t version) {
    struct json *o = json_object();
    json_text(o, "at", str_slice(moment_iso(rq->arena, rq->now), 11, 16));
    json_int(o, "version", version);
    json_text(o, "action", link_office_edit(rq->arena, id).text);
    json_send(rs, o, "application/json");
    return OK;
}

static enum status tell_problem(struct response *rs, const struct request *rq, int status) {
    struct json *o = json_object();
    json_text(o, "say", rq->problems.list[0].text);
    json_send(rs, o, "application/json");
    rs->status = status;
    return OK;
}

/* Where saving leads: back to the document, or on to the preview, which says what is in the way. */
static enum status lead_on(struct request *rq, struct response *rs, const struct edit_sent *sent,
                           int64_t id, int64_t version) {
    bool stays = str_is(sent->act, "save") || !sent->act.n;
    enum status st = OK;
    if (str_is(sent->act, "auto")) return tell(rs, rq, id, version);
    if (str_is(sent->act, "submit")) {
        struct str why;
        st = part_submit(&why, rq, id, version);
        stays = st == OK;
        if (st == INVALID || st == CONFLICT) st = OK;
    }
    response_see(rs,
                 stays ? link_office_article(rq->arena, id) : link_office_preview(rq->arena, id));
    return st;
}

/* The place must be this officer's to write for, and there must be such a place. */
static enum status check_place(struct request *rq, struct str region) {
    struct row_region *place;
    bool covers = account_reaches(rq->actor, region);
    enum status st = covers ? region_find(&place, rq->db, region) : NOT_FOUND;
    if (st != NOT_FOUND) return st;
    problem_add(&rq->problems, rq->arena, "region", "请选择您负责的地方。");
    return OK;
}

/* Both texts side by side, field by field where they differ. */
static struct view_edit_conflict *conflict(struct request *rq, const struct row_edition *theirs,
                                           const struct edition_text *mine) {
    struct compare_field their_fields[COMPARE_FIELDS], my_fields[COMPARE_FIELDS];
    struct edition_text text = edition_text_of(theirs);
    struct view_edit_conflict *c = ARENA_NEW(rq->arena, struct view_edit_conflict);
    c->who = theirs->written_by;
    c->at = theirs->updated_at;
    c->rows = ARENA_ARRAY(rq->arena, struct view_conflict_row, COMPARE_FIELDS);
    compare_fields(their_fields, rq->arena, &text);
    compare_fields(my_fields, rq->arena, mine);
    for (size_t i = 0; i < COMPARE_FIELDS; i++) {
        if (str_eq(their_fields[i].value, my_fields[i].value)) continue;
        c->rows[c->rows_count++] = (struct view_conflict_row){
            str_from(my_fields[i].label), their_fields[i].value, my_fields[i].value};
    }
    return c;
}

/* Files are part of it too: what the edition has now. */
static enum status conflict_files(struct view_edit_conflict *c, struct request *rq,
                                  const struct row_edition *theirs) {
    struct view_attachment *files;
    struct str names = STR("");
    size_t count;
    enum status st = part_files(&files, &count, rq, theirs);
    if (st != OK) return st;
    for (size_t i = 0; i < count; i++) {
        names = str_format(rq->arena, STR_FMT "%s" STR_FMT, STR_ARG(names), i ? "、" : "",
                           STR_ARG(files[i].name));
    }
    if (count > 0) {
        c->files = str_format(rq->arena, "附件现在有 %zu 个：" STR_FMT "。", count, STR_ARG(names));
    } else if (c->rows_count == 0) {
        c->files = STR("文字没有不同；附件现在一个也没有。");
    }
    return OK;
}

/* Why there is nothing to save to, if that is it; else somebody saved in between. */
static const char *closed_text(const struct edition_file *f) {
    if (!f->draft) {
        return "这份文稿刚刚已经发布。请把您写的复制下来，到文稿页点“更正”，再改一版。";
    }
    if (edition_is_open(f->draft)) return NULL;
    return "这份文稿已经提交审核，现在不能改，您写的没有存进去。"
           "请把它复制下来，到文稿页收回，或者请审核的人退回，再改。";
}

static enum status show_conflict(struct request *rq, struct response *rs, int64_t id,
                                 const struct edition_text *mine) {
    struct edition_file f;
    enum status st = edition_find_anew(&f, rq->db, rq->actor, id);
    if (st != OK) return st;
    const struct row_edition *now = f.draft ? f.draft : f.live;
    const char *closed = closed_text(&f);
    struct write_form p = write_form_draft(rq, now);
    if (closed) problem_add(&rq->problems, rq->arena, NULL, "%s", closed);
    if (str_is(form_sent(&rq->sent, "do"), "auto")) {
        if (!closed) {
            problem_add(&rq->problems, rq->arena, NULL,
                        STR_FMT "刚刚保存过这份文稿。请按“保存草稿”，对照两边再改。",
                        STR_ARG(now->written_by));
        }
        return tell_problem(rs, rq, 409);
    }
    p.conflict = conflict(rq, now, mine);
    st = conflict_files(p.conflict, rq, now);
    if (st != OK) return st;
    rs->status = 409;
    return write_form_show(&p, rs);
}

/* The form of a new document again, as it was sent. */
static enum status refuse_new(struct request *rq, struct response *rs, struct str kind,
                              struct str key, int status) {
    struct write_form p = write_form_new(rq, kind);
    if (str_is(form_sent(&rq->sent, "do"), "auto")) return tell_problem(rs, rq, status);
    p.key = key;
    rs->status = status;
    return write_form_show(&p, rs);
}

enum status office_new(struct request *rq, struct response *rs) {
    const struct edit_sent *sent = rq->form;
    struct str kind = form_sent(&rq->sent, "kind");
    if (!kind.p) { /* the kind stands in the address of the form */
        struct sent query;
        if (form_pairs(&query, rq->arena, rq->query, 8) == OK) kind = form_sent(&query, "kind");
    }
    if (!str_is(kind, "policy") && !str_is(kind, "notice")) return INVALID;
    if (rq->problems.count == 0) {
        enum status st = check_place(rq, sent->region);
        if (st != OK) return st;
    }
    struct edition_base base = base_of(sent);
    if (!base.key.n) base.key = seal_token(rq->arena);
    struct edition_text text = complete(rq, sent);
    if (rq->problems.count > 0) return refuse_new(rq, rs, kind, base.key, 422);
    int64_t id = 0, version;
    enum status st = edition_start(&id, &version, rq->db, rq->actor, str_cstr(rq->arena, kind),
                                   sent->region, &text, &base, rq->now);
    if (st == OK) return lead_on(rq, rs, sent, id, version);
    if (st == CONFLICT && id > 0) return show_conflict(rq, rs, id, &text);
    if (st != INVALID && st != CONFLICT) return st;
    problem_add(&rq->problems, rq->arena, st == INVALID ? "type" : NULL, "%s",
                st == INVALID ? TYPED_LIST : "同一页刚刚提交过，正在保存。请再按一次。");
    return refuse_new(rq, rs, kind, base.key, st == INVALID ? 422 : 409);
}

enum status office_edit_form(struct request *rq, struct response *rs) {
    struct edition_file f;
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    if (!f.draft) return NOT_FOUND;
    if (!edition_is_open(f.draft)) { /* submitted: the document's page says what can be done */
        response_see(rs, link_office_article(rq->arena, f.draft->document_id));
        return OK;
    }
    struct write_form p = write_form_draft(rq, f.draft);
    return write_form_show(&p, rs);
}

enum status office_edit(struct request *rq, struct response *rs) {
    const struct edit_sent *sent = rq->form;
    const struct edition_base base = base_of(sent);
    struct edition_file f;
    struct edition_text text = complete(rq, sent);
    int64_t version = 0;
    enum status st = part_file(&f, rq);
    if (st != OK) return st;
    int64_t id = f.all[0].document_id;
    bool open = f.draft && edition_is_open(f.draft), wrong = open && rq->problems.count > 0;
    st = open ? OK : CONFLICT;
    if (open && !wrong) {
        st = edition_save(&version, rq->db, rq->actor, id, &base, &text, rq->now);
    }
    if (st == INVALID) {
        bool list = str_is(f.draft->type, "list");
        problem_add(&rq->problems, rq->arena, "type", "%s", list ? LIST_STAYS : TYPED_LIST);
        wrong = true;
    }
    if (st == CONFLICT) return show_conflict(rq, rs, id, &text);
    if (!wrong) return st == OK ? lead_on(rq, rs, sent, id, version) : st;
    if (base.by_itself) return tell_problem(rs, rq, 422);
    struct write_form p = write_form_draft(rq, f.draft);
    p.version = sent->version;
    p.key = base.key;
    rs->status = 422;
    return write_form_show(&p, rs);
}
