/*
 * Paper for everybody: a notice as it hangs on the board of the village, and the plain card of a
 * policy. Nothing of their own stands on them: it is what notices.c and policies.c show, in a form
 * that can be printed, with codes that lead back.
 */
#include "public/public.h"

#include "base/arena.h"
#include "base/money.h"
#include "base/text.h"
#include "model/publish/ledger_find.h"
#include "model/publish/recheck.h"
#include "page/page.h"
#include "view/link.h"
#include "view/markdown.h"
#include "view/qr.h"

static struct view_paper *paper(const struct request *rq, const char *kind, struct str title,
                                const char *note, struct url back) {
    struct view_paper *p = ARENA_NEW(rq->arena, struct view_paper);
    *p = (struct view_paper){.kind = str_from(kind),
                             .title = title,
                             .county = rq->site.county,
                             .note = str_from(note),
                             .back = back,
                             .made = rq->now,
                             .banner = rq->site.banner};
    return p;
}

/* An address as people read it, and as a code with a label. */
static struct str address(const struct request *rq, struct url u) {
    return link_absolute(rq->arena, rq->conf->url, u).text;
}

static struct view_qr *code(const struct request *rq, struct url u, const char *label) {
    struct view_qr *qr = qr_new(rq->arena, link_absolute(rq->arena, rq->conf->url, u));
    if (qr) qr->label = str_from(label);
    return qr;
}

/* What an objection can be about, by the type of the notice. */
static const struct label objects[] = {
    {"list", "谁该上没上、谁不该上上了；户主、人口、类别、金额写得对不对"},
    {"project", "项目建在哪里、花多少钱、谁来做、做得怎么样"},
    {"funds", "钱给谁、给多少、从哪里来、有没有到手"},
    {"jobs", "招工条件、工资待遇写得对不对，招得公不公平"},
    {"tender", "投标中标公不公平，价钱合不合适"},
    {NULL, NULL},
};

static struct str object_of(struct str type) {
    struct str text = label_text(objects, type);
    return str_eq(text, type) || text.n == 0 ? STR("上面写的任何一件事") : text;
}

static void fill_rows(struct view_notice_sheet *v, const struct request *rq,
                      const struct article *a) {
    v->rows = ARENA_ARRAY(rq->arena, struct view_sheet_row, a->entry_count);
    v->rows_count = a->entry_count;
    v->households = (int64_t)a->entry_count;
    for (size_t i = 0; i < a->entry_count; i++) {
        const struct row_entry *e = &a->entries[i];
        v->rows[i] = (struct view_sheet_row){
            .number = (int64_t)i + 1,
            .name = e->masked_name,
            .place = str_format(rq->arena, STR_FMT " " STR_FMT, STR_ARG(e->village),
                                STR_ARG(e->team)),
            .size = e->size,
            .category = e->category,
            .amount = e->amount,
        };
        if (e->amount != MONEY_NONE) v->total = (v->total == MONEY_NONE ? 0 : v->total) + e->amount;
    }
    for (size_t i = 0; i < a->entry_count; i++) v->rows[i].amounts = v->total != MONEY_NONE;
}

static void fill_files(struct view_notice_sheet *v, const struct request *rq,
                       const struct article *a) {
    v->files = ARENA_ARRAY(rq->arena, struct str, a->attachment_count);
    v->files_count = a->attachment_count;
    for (size_t i = 0; i < a->attachment_count; i++) v->files[i] = a->attachments[i].name;
}

static void fill_clock(struct view_notice_sheet *v, const struct request *rq,
                       const struct article *a) {
    const struct row_article *e = a->edition;
    const struct view_clock *c = page_clock(rq, e->opens_at, e->closes_at);
    if (!c) return;
    v->closes = e->closes_at;
    v->closes_text = c->closes_text;
    v->closed = str_is(c->state, "closed");
    v->about = object_of(e->type);
    v->office = e->issuer.n ? e->issuer : a->place;
    if (!v->closed) {
        v->write = code(rq, link_ticket_new(rq->arena, e->document_id), "二维码，扫一扫提意见");
    }
}

enum status public_notice_sheet(struct request *rq, struct response *rs) {
    int64_t id;
    struct article a;
    struct str hash, phone;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_find(&a, rq->db, "notice", id, 0);
    if (st == OK) st = page_office_phone(&phone, rq, a.edition->region);
    if (st == OK) st = ledger_find_short(&hash, rq->db, a.edition->id);
    if (st != OK) return st;
    const struct row_article *e = a.edition;
    bool withdrawn = str_is(e->state, "withdrawn");
    struct view_notice_sheet v = {
        .frame = paper(rq, "notice", e->title, "打印后张贴。名单长的会印成几张，每张都有表头。",
                       link_notice(rq->arena, id)),
        .type = label_text(label_types, e->type),
        .title = e->title,
        .poster = e->issuer.n ? e->issuer : a.place,
        .place = a.place,
        .posted = date_day(e->published_at),
        .closes = MOMENT_NONE,
        .phone = phone,
        .corrected = page_correction(rq, e),
        .withdrawn = withdrawn,
        .withdrawn_on = withdrawn ? date_day(e->withdrawn_at) : DAY_NONE,
        .withdrawn_reason = e->withdrawn_reason,
        .total = MONEY_NONE,
        .page = address(rq, link_notice(rq->arena, id)),
        .hash = page_hash(rq->arena, hash),
    };
    if (hash.n) v.check = code(rq, link_verify(rq->arena, hash), "二维码，扫一扫核对这张纸");
    if (!withdrawn) {
        fill_clock(&v, rq, &a);
        v.body = markdown_html(rq->arena, e->body, 2);
        fill_rows(&v, rq, &a);
        fill_files(&v, rq, &a);
    }
    view_notice_sheet(&rs->body, &v);
    return OK;
}

/* Letters as large as one sheet of A4 allows: by how much stands on it. (Up to 1000 characters it
 * is one; paper.css has the sizes.) */
static struct str card_kind(const struct view_policy_card *c) {
    size_t n = text_length(c->who) + text_length(c->what) + text_length(c->how) +
               text_length(c->by_when) + text_length(c->bring) + text_length(c->ask);
    return n <= 240 ? STR("policy") : n <= 480 ? STR("policy middle") : STR("policy small");
}

enum status public_policy_sheet(struct request *rq, struct response *rs) {
    int64_t id;
    struct article a;
    struct str hash;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = article_find(&a, rq->db, "policy", id, 0);
    if (st == OK) st = ledger_find_short(&hash, rq->db, a.edition->id);
    if (st != OK) return st;
    const struct row_article *e = a.edition;
    struct url self = link_policy(rq->arena, id);
    bool withdrawn = str_is(e->state, "withdrawn");
    struct view_policy_sheet v = {
        .frame = paper(rq, "policy", e->title, "A4 纸竖着打印，张贴或者发给大家。", self),
        .area = label_text(label_areas, e->area),
        .title = e->title,
        .withdrawn = withdrawn,
        .withdrawn_on = withdrawn ? date_day(e->withdrawn_at) : DAY_NONE,
        .withdrawn_reason = e->withdrawn_reason,
        .issuer = e->issuer,
        .document_number = e->document_number,
        .issued = e->issued_on,
        .checked = DAY_NONE,
        .qr = code(rq, self, "二维码，扫一扫看这份政策"),
        .page = address(rq, self),
        .hash = page_hash(rq->arena, hash),
    };
    if (hash.n) v.check = code(rq, link_verify(rq->arena, hash), "二维码，扫一扫核对这张纸");
    if (!withdrawn) {
        struct str successor;
        v.mark = page_standing(&v.mark_note, &successor, rq, &a);
        if (successor.n) {
            v.mark_note = str_format(rq->arena, STR_FMT "现在执行的是《" STR_FMT "》。",
                                     STR_ARG(v.mark_note), STR_ARG(successor));
        }
        v.card = page_card(rq, e->card_who, e->card_what, e->card_how, e->card_when, e->card_bring,
                           e->card_ask);
        if (v.card) v.frame->kind = card_kind(v.card);
    }
    if (!withdrawn) st = recheck_day(&v.checked, rq->db, id, e->published_at);
    if (st == OK) view_policy_sheet(&rs->body, &v);
    return st;
}
