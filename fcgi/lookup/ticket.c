/*
 * /tickets/new: the form of a ticket, about a notice or about a place, and the receipt with its
 * codes, which is the answer to the form itself. What is refused comes back as it was typed.
 */
#include "lookup/lookup.h"

#include <stddef.h>

#include "base/pattern.h"
#include "base/seal.h"
#include "base/spool.h"
#include "base/text.h"
#include "lookup/receipt.h"
#include "model/casework/limit.h"
#include "model/casework/proof.h"
#include "model/casework/receipt.h"
#include "model/casework/ticket.h"
#include "page/page.h"
#include "view/link.h"
#include "view/qr.h"
#include "web/multipart.h"

#define PROOF_FORM "ticket"
#define MIB        (1 << 20)

struct ticket_sent {
    int64_t notice, entry;
    struct str kind, region, area, text, name, phone, key, proof, answer;
    bool consent;
};

#define AT(m) .offset = offsetof(struct ticket_sent, m)
#define NUMBER(n, l)                                                                               \
    { .name = #n, .label = l, .kind = FIELD_INT, .min = 1, .max = INT64_MAX, AT(n) }
#define LINE(n, l, k, most)                                                                        \
    { .name = #n, .label = l, .kind = k, .max = most, AT(n) }
static const struct field fields[] = {
    NUMBER(notice, "哪份公示"),
    {.name = "kind",
     .label = "哪一种",
     .kind = FIELD_CHOICE,
     .choices = ticket_kind_codes,
     AT(kind)},
    LINE(region, "哪个地方", FIELD_DIGITS, 12),
    NUMBER(entry, "哪一户"),
    {.name = "area",
     .label = "哪一方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     AT(area)},
    LINE(text, "要说的话", FIELD_PROSE, TICKET_TEXT),
    LINE(name, "您的姓名", FIELD_TEXT, TICKET_NAME),
    LINE(phone, "您的电话", FIELD_TEXT, TICKET_PHONE),
    {.name = "consent", .label = "公开答复", .kind = FIELD_FLAG, AT(consent)},
    LINE(key, "表单", FIELD_SECRET, 64),
    LINE(proof, "确认", FIELD_SECRET, 2000),
    LINE(answer, "确认的答案", FIELD_SECRET, 2000),
    {.name = "file", .label = "照片或者文件", .kind = FIELD_FILE},
};
const struct form lookup_ticket_form = FORM(fields, struct ticket_sent);
/* The same in an address: what it is about, and which kind. */
const struct form lookup_ticket_asked = {fields, 3, sizeof(struct ticket_sent)};

/* --- the form --- */

/* What the page is about: a notice, or nothing yet. */
struct page {
    struct request *rq;
    struct ticket_about about;
    bool has_notice;
    struct proof *proof; /* NULL: not needed */
};

static struct view_input *field(struct view_ticket_form *v, const struct request *rq,
                                const char *name, const char *label, const char *kind) {
    struct view_input *i = frame_input(rq, name, label, STR(""));
    i->kind = str_from(kind);
    v->fields[v->fields_count] = *i;
    return &v->fields[v->fields_count++];
}

/* Objections only while the window of the notice is open. */
static void fill_kinds(struct view_ticket_form *v, const struct page *p, struct str kind) {
    static const char *const words[] = {"异议（我认为这份公示不对）", "咨询（我想问一件事）",
                                        "信息更正（公开的内容写错了）", "表扬"};
    bool open = p->has_notice && p->about.clock == CLOCK_OPEN;
    struct view_input *i = field(v, p->rq, "kind", "这是", "select");
    struct str chosen = i->value.n ? i->value : kind;
    i->required = true;
    i->choices = ARENA_ARRAY(p->rq->arena, struct view_choice, 4);
    struct view_choice *next = i->choices;
    for (size_t k = open ? 0 : 1; k < 4; k++) {
        next = frame_choice(next, str_from(ticket_kind_codes[k]), str_from(words[k]), chosen);
    }
    i->choices_count = (size_t)(next - i->choices);
}

static void fill_entries(struct view_ticket_form *v, const struct page *p) {
    const struct ticket_about *about = &p->about;
    struct arena *a = p->rq->arena;
    if (about->entry_count == 0) return;
    struct view_input *i = field(v, p->rq, "entry", "是名单上的哪一户", "select");
    i->required = true; /* a choice is always made */
    i->choices = ARENA_ARRAY(a, struct view_choice, about->entry_count + 1);
    i->choices_count = about->entry_count + 1;
    struct view_choice *next = frame_choice(i->choices, STR(""),
                                            STR("整份名单，或者名单上没有的人"), i->value);
    for (size_t k = 0; k < about->entry_count; k++) {
        const struct row_ticket_entry *e = &about->entries[k];
        next = frame_choice(next, str_format(a, "%lld", (long long)e->position),
                            str_format(a, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(e->masked_name),
                                       STR_ARG(e->village), STR_ARG(e->team)),
                            i->value);
    }
}

static enum status fill_place(struct view_ticket_form *v, const struct page *p, struct str region) {
    const struct request *rq = p->rq;
    struct view_input *i = field(v, rq, "region", "哪个地方的事", "select");
    i->required = true;
    struct str chosen = i->value.n ? i->value : region;
    enum status st = page_regions(&i->choices, &i->choices_count, rq, chosen);
    if (st != OK) return st;
    i->choices[0].label = STR("全县，或者说不准");
    i = field(v, rq, "area", "哪一方面", "select");
    i->choices = page_labels(&i->choices_count, rq, label_areas, i->value);
    i->choices[0].label = STR("说不准");
    return OK;
}

static struct str guard_text(const struct page *p) {
    if (!p->has_notice)
        return STR("名字和电话可以不留。留了，也只有办这件事的人点开才看得到，每次点开都有记录。");
    switch (p->about.notice->region.n) {
    case 12:
        return STR("名字和电话可以不留。留了，发公示的村里看不到，上级办这件事的人点开才看得到，每"
                   "次点开都有记录。"
                   "附件也是这样。");
    case 9:
        return STR("名字和电话可以不留。留了，发公示的乡镇和村里都看不到，县里办这件事的人点开才看"
                   "得到，每次点开都有记录。"
                   "附件也是这样。");
    default:
        return STR("这是县里发的，提异议不问您的姓名和电话，请凭编号和密码来看结果。"
                   "附件办这件事的人看得到，请不要让人从里面认出您。");
    }
}

static void fill_names(struct view_ticket_form *v, const struct page *p) {
    const struct request *rq = p->rq;
    struct str region = p->has_notice ? p->about.notice->region : STR("");
    v->guard = guard_text(p);
    if (p->has_notice && !ticket_takes_names(STR("objection"), true, region) &&
        p->about.clock == CLOCK_OPEN)
        return;
    v->names = ARENA_ARRAY(rq->arena, struct view_input, 2);
    v->names[0] = *frame_input(rq, "name", "您的姓名", STR(""));
    v->names[0].autocomplete = STR("name");
    v->names[0].most = TICKET_NAME;
    v->names[1] = *frame_input(rq, "phone", "您的电话", STR(""));
    v->names[1].autocomplete = STR("tel");
    v->names[1].most = TICKET_PHONE;
    v->names[1].hint = STR("要问清楚时才打");
    v->names_count = 2;
}

static void fill_notice(struct view_ticket_form *v, const struct page *p) {
    const struct row_ticket_notice *n = p->about.notice;
    struct arena *a = p->rq->arena;
    const struct ticket_sent *s = p->rq->form;
    v->notice = n->title;
    v->notice_link = link_notice(a, s->notice);
    v->notice_id = str_format(a, "%lld", (long long)s->notice);
    if (p->about.clock == CLOCK_OPEN) {
        v->lead = str_format(a, "截至" STR_FMT "，都可以提异议。提了以后，作出决定以前不往下办。",
                             STR_ARG(date_close_text(a, n->closes_at, p->rq->now)));
    } else if (p->about.clock == CLOCK_CLOSED) {
        v->closed = str_format(
            a, "这份公示已经在" STR_FMT "截止，不再收异议。可以在这里问，或者告诉我们哪里写错了。",
            STR_ARG(date_close_text(a, n->closes_at, p->rq->now)));
    } else {
        v->closed = STR("这份公告不收异议。可以在这里问，或者告诉我们哪里写错了。");
    }
}

static enum status show(struct request *rq, struct response *rs, struct page *p) {
    const struct ticket_sent *s = rq->form;
    struct arena *a = rq->arena;
    struct str kind = s->kind.n                      ? s->kind
                      : p->about.clock == CLOCK_OPEN ? STR("objection")
                                                     : STR("question");
    struct view_ticket_form v = {
        .title = p->has_notice
                     ? p->about.clock == CLOCK_OPEN ? STR("对公示有意见") : STR("问一件事")
                     : STR("问一件事，写给我们"),
        .problems = frame_problems(rq),
        .action = link_ticket_new(a, INT64_MIN),
        .key = s->key.n ? s->key : seal_token(a),
        .fields = ARENA_ARRAY(a, struct view_input, 6),
        .consent = frame_input(rq, "consent", "同意把答复公开，给有同样问题的人看", STR("")),
        .file_most = EVIDENCE_MOST / MIB,
        .file_error = problem_of(&rq->problems, "file"),
        .proof = receipt_step(rq, p->proof, "提交"),
        .receipt = link_ticket_receipt(),
        .questions = link_questions(a, &link_everything),
    };
    v.frame = frame_new(rq, v.title, "other");
    v.consent->kind = STR("flag");
    v.consent->hint = STR("公开前去掉名字和电话，另一个人看过才放出去，您随时可以收回");
    if (p->has_notice) {
        fill_notice(&v, p);
    } else {
        v.lead = STR("对名单有意见，请先打开那份公示，从那一页进来。");
        v.open = link_notices(a, &(struct link_filter){.state = STR("open")});
    }
    fill_kinds(&v, p, kind);
    if (p->has_notice) fill_entries(&v, p);
    enum status st = p->has_notice ? OK : fill_place(&v, p, s->region);
    if (st != OK) return st;
    struct view_input *text = field(&v, rq, "text", "要说的话", "prose");
    text->required = true;
    text->rows = 6;
    text->most = TICKET_TEXT;
    if (p->has_notice) text->hint = STR("办这件事的人都看得到，里面不要写自己的名字和电话");
    fill_names(&v, p);
    view_ticket_form(&rs->body, &v);
    return OK;
}

static enum status start(struct page *p, struct request *rq) {
    const struct ticket_sent *s = rq->form;
    *p = (struct page){.rq = rq, .has_notice = s->notice != INT64_MIN};
    enum status st = receipt_proof(&p->proof, rq, LIMIT_TICKET_SEND, PROOF_FORM);
    if (st != OK || !p->has_notice) return st;
    return ticket_about(&p->about, rq->db, s->notice, rq->now);
}

enum status lookup_ticket_new(struct request *rq, struct response *rs) {
    struct page p;
    enum status st = start(&p, rq);
    return st == OK ? show(rq, rs, &p) : st;
}

/* --- what is sent --- */

static void check(struct request *rq, const struct ticket_sent *s) {
    static struct pattern *phone;
    size_t begin, end;
    struct problems *all = &rq->problems;
    if (!phone) phone = pattern_new("^\\+?[0-9()]{7,20}$");
    if (s->kind.n == 0 && problem_of(all, "kind").n == 0) {
        problem_add(all, rq->arena, "kind", "请选择这是哪一种。");
    }
    if (text_length(str_trim(s->text)) < 2 && problem_of(all, "text").n == 0) {
        problem_add(all, rq->arena, "text", "请写一写是什么事，一两句话就行。");
    }
    if (s->phone.n && !pattern_find(phone, text_code(rq->arena, s->phone), 0, &begin, &end)) {
        problem_add(all, rq->arena, "phone",
                    "电话只写数字，例如 13 开头的 11 位手机号；不想留可以空着。");
    }
}

/* The attachment, read into memory and told by its content. */
static enum status take_file(struct evidence *out, struct request *rq) {
    struct upload *u = request_file(rq, "file", 0);
    int64_t wait;
    if (!u || u->file.size == 0) return OK;
    if (u->file.size > EVIDENCE_MOST) {
        problem_add(&rq->problems, rq->arena, "file", "附件最大 %d MB，请换小一点的照片再选一次。",
                    EVIDENCE_MOST / MIB);
        return OK;
    }
    enum status st = limit_check(&wait, rq->db, LIMIT_TICKET_FILES,
                                 limit_target(rq->arena, rq->keys, STR("ticket-files")), rq->now);
    if (st == OK && wait > 0) {
        problem_add(&rq->problems, rq->arena, "file",
                    "现在收到的附件太多了，请先不带附件提交，附件以后再交给办事的人。");
        return OK;
    }
    if (st != OK) return st;
    out->name = u->name;
    st = evidence_read(&out->bytes, rq->arena,
                       spool_path(rq->arena, rq->conf->spool, str_from(u->file.name)),
                       u->file.size);
    if (st == OK) out->kind = evidence_kind(out->bytes);
    if (st == OK && !out->kind) {
        problem_add(&rq->problems, rq->arena, "file",
                    "这个文件打开看不是照片、PDF 或 Word（docx），请换一个再选一次。");
    }
    return st;
}

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

static const char *field_of(enum ticket_fault fault) {
    switch (fault) {
    case TICKET_KIND: return "kind";
    case TICKET_ENTRY: return "entry";
    case TICKET_REGION: return "region";
    case TICKET_WORDS: return "text";
    case TICKET_FINE: break;
    }
    return NULL;
}

/* LIMITED, DENIED: not now; the page says so, and keeps what was written. */
static enum status admit(struct request *rq, struct response *rs, struct page *p) {
    const struct ticket_sent *s = rq->form;
    struct str from = limit_address(rq->arena, rq->keys, rq->address);
    int64_t wait;
    enum status st = limit_check(&wait, rq->db, LIMIT_TICKET_SEND, from, rq->now);
    if (st == OK && wait > 0) {
        rs->retry_after = (int)wait;
        problem_add(&rq->problems, rq->arena, NULL,
                    "从您这里提交的多了，请等 %lld 秒再按“提交”。您写的还在。", (long long)wait);
        return LIMITED;
    }
    if (st != OK || !p->proof) return st;
    st = proof_check(rq->db, rq->keys, PROOF_FORM, s->proof, s->answer, rq->now);
    if (st == DENIED) {
        problem_add(&rq->problems, rq->arena, NULL,
                    "从您这里提交的多了，请等 %d 秒，再按一次“提交”。", PROOF_WAIT);
    }
    return st;
}

static enum status send(struct ticket_receipt *receipt, struct request *rq, struct response *rs,
                        struct page *p) {
    const struct ticket_sent *s = rq->form;
    struct ticket_form f = {
        .kind = or_empty(s->kind),
        .document_id = s->notice,
        .entry = s->notice == INT64_MIN ? INT64_MIN : s->entry,
        .region = s->region.n ? s->region : str_from(rq->conf->county),
        .area = or_empty(s->area),
        .text = or_empty(s->text),
        .name = or_empty(s->name),
        .phone = or_empty(s->phone),
        .consent = s->consent,
        .key = or_empty(s->key),
    };
    enum ticket_fault fault = TICKET_FINE;
    struct str why = STR("");
    check(rq, s);
    enum status st = take_file(&f.file, rq);
    if (st != OK) return st;
    if (rq->problems.count) return INVALID;
    st = admit(rq, rs, p);
    if (st == OK) st = ticket_send(receipt, &fault, &why, rq->db, rq->keys, &f, rq->now);
    if (why.n) problem_add(&rq->problems, rq->arena, field_of(fault), STR_FMT, STR_ARG(why));
    if (st != OK) return st;
    st = limit_count(rq->db, LIMIT_TICKET_SEND, limit_address(rq->arena, rq->keys, rq->address),
                     rq->now);
    if (st != OK || !f.file.kind) return st;
    return limit_count(rq->db, LIMIT_TICKET_FILES,
                       limit_target(rq->arena, rq->keys, STR("ticket-files")), rq->now);
}

static void show_receipt(const struct request *rq, struct response *rs,
                         const struct ticket_receipt *r) {
    const struct ticket_sent *s = rq->form;
    struct view_ticket_done v = {
        .frame = frame_new(rq, STR("收到了"), "other"),
        .number = receipt_grouped(rq->arena, r->number),
        .secret = receipt_grouped(rq->arena, r->secret),
        .next = receipt_next(rq->arena, r),
        .holds = str_is(s->kind, "objection"),
        .action = link_ticket_slip(),
        .slip = ticket_slip(rq->arena, rq->keys, r),
        .receipt = link_ticket_receipt(),
    };
    view_ticket_done(&rs->body, &v);
}

enum status lookup_ticket(struct request *rq, struct response *rs) {
    struct ticket_receipt receipt;
    struct page p;
    enum status st = start(&p, rq);
    if (st != OK) return st;
    st = send(&receipt, rq, rs, &p);
    if (st == OK) {
        show_receipt(rq, rs, &receipt);
        return OK;
    }
    if (rq->problems.count == 0) return st;
    if (request_file(rq, "file", 0) && problem_of(&rq->problems, "file").n == 0) {
        problem_add(&rq->problems, rq->arena, "file", "附件没有留下，要重新选一次。");
    }
    rs->status = st == LIMITED ? 429 : st == CONFLICT ? 409 : 422;
    return show(rq, rs, &p);
}
