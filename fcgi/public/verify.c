/*
 * Is the sheet in my hand the one that was published? A number from the sheet, one sentence back.
 */
#include "public/public.h"

#include <string.h>

#include "base/arena.h"
#include "base/seal_sign.h"
#include "base/text.h"
#include "model/publish/ledger_find.h"
#include "page/effort_page.h"
#include "view/link.h"

struct verify_sent {
    struct str hash;
};

static const struct field fields[] = {
    {.name = "hash",
     .label = "核对编号",
     .kind = FIELD_TEXT,
     .max = 120,
     .offset = offsetof(struct verify_sent, hash)},
};
const struct form public_verify_form = FORM(fields, struct verify_sent);

/* As people type it: with spaces, in capitals, in full-width letters. */
static struct str digits_of(struct arena *a, struct str typed) {
    struct str code = text_code(a, typed);
    char *p = arena_alloc(a, code.n + 1);
    for (size_t i = 0; i < code.n; i++) {
        p[i] = (char)(code.p[i] >= 'A' && code.p[i] <= 'Z' ? code.p[i] + 32 : code.p[i]);
    }
    return (struct str){p, code.n};
}

static bool is_hash(struct str s) {
    return s.n >= LEDGER_LEAST && s.n <= 64 && strspn(s.p, "0123456789abcdef") == s.n;
}

static enum status show(struct request *rq, struct response *rs, const char *wrong,
                        struct str typed) {
    struct row_ledger_head *head;
    struct view_verify_page v = {
        .frame = frame_new(rq, STR("核对公示"), "verify"),
        .action = link_verify_form(),
        .wrong = str_from(wrong),
        .typed = typed,
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
        .head_data = link_api_ledger(),
        .base = str_from(rq->conf->url),
    };
    enum status st = ledger_head_last(&head, rq->db);
    if (st == OK) {
        v.signed_at = head->signed_at;
        v.size = head->size;
        v.root = page_hash(rq->arena, str_hex(rq->arena, head->root.p, head->root.n));
        v.key = seal_sign_pem(rq->arena, (const uint8_t *)head->public_key.p);
    }
    if (st != OK && st != NOT_FOUND) return st;
    view_verify_page(&rs->body, &v);
    return OK;
}

enum status public_verify(struct request *rq, struct response *rs) {
    const struct verify_sent *sent = rq->form;
    if (sent->hash.n == 0) return show(rq, rs, "", STR(""));
    struct str digits = digits_of(rq->arena, sent->hash);
    if (is_hash(digits)) {
        response_see(rs, link_verify(rq->arena, digits));
        return OK;
    }
    rs->status = 422;
    return show(rq, rs, "核对编号至少有 10 位，只有 0 到 9 和 a 到 f。请对着纸再输一次。",
                sent->hash);
}

static struct str what_of(struct str kind) {
    return str_is(kind, "policy")     ? STR("政策")
           : str_is(kind, "project")  ? STR("项目")
           : str_is(kind, "job")      ? STR("用工信息")
           : str_is(kind, "donation") ? STR("捐赠记录")
                                      : STR("公告");
}

/* The one sentence. */
static struct str sentence(const struct request *rq, const struct ledger_found *f) {
    struct arena *a = rq->arena;
    const struct row_article *e = f->article.edition;
    struct str what = what_of(f->leaf->kind);
    struct str when = moment_text(a, e->published_at);
    switch (f->verdict) {
    case VERDICT_CURRENT:
        return str_format(a, "是的，这份" STR_FMT "是本网站 " STR_FMT " 发布的，到现在没有改过。",
                          STR_ARG(what), STR_ARG(when));
    case VERDICT_CORRECTED:
        return str_format(a,
                          "这份" STR_FMT "是 " STR_FMT " 发布的第 %lld 版，" STR_FMT
                          " 已经更正，请看第 %lld 版。",
                          STR_ARG(what), STR_ARG(when), (long long)e->number,
                          STR_ARG(moment_text(a, f->replaced_at)), (long long)f->replaced_by);
    case VERDICT_WITHDRAWN:
        return str_format(a,
                          "这份" STR_FMT "是 " STR_FMT " 发布的，" STR_FMT
                          " 已经撤回，不再算数。原因：" STR_FMT,
                          STR_ARG(what), STR_ARG(when), STR_ARG(moment_text(a, e->withdrawn_at)),
                          STR_ARG(e->withdrawn_reason));
    case VERDICT_SUPERSEDED:
        return str_format(a, "这份政策是 " STR_FMT " 发布的，现在已经有新的代替它：" STR_FMT,
                          STR_ARG(when), STR_ARG(f->article.successor_title));
    case VERDICT_EVENT:
        return STR("这个编号记的是一次撤回或者代替，或者项目的一步、一笔钱，不是一张公示的编号。");
    case VERDICT_ALTERED:
        return STR(
            "注意：网站上现在的内容，和当时发布的不一样。请以您手里的纸为准，并打电话告诉我们。");
    }
    return STR("");
}

static struct view_verify_answer *answer_of(const struct request *rq,
                                            const struct ledger_found *f) {
    struct arena *a = rq->arena;
    const struct row_article *e = f->article.edition;
    struct view_verify_answer *v = ARENA_NEW(a, struct view_verify_answer);
    struct str hash = str_hex(a, f->leaf->hash.p, f->leaf->hash.n);
    bool shown = f->text.n > 0;
    *v = (struct view_verify_answer){
        .frame = frame_new(rq, STR("核对公示"), "verify"),
        .good = f->verdict == VERDICT_CURRENT,
        .sentence = sentence(rq, f),
        .title = e->title,
        .self = link_edition(a, f->leaf->kind, e->document_id, e->number),
        .poster = e->issuer.n ? e->issuer : f->article.place,
        .published = e->published_at,
        .number = e->number,
        .entries = f->entries,
        .hash = page_hash(a, hash),
        .proof = link_api_verify(a, hash),
        .text = shown ? link_verify_text(a, hash) : (struct url){STR_NONE},
        .again = link_verify_form(),
        .phone = rq->site.phone,
        .phone_link = link_tel(a, rq->site.phone),
    };
    if (f->replaced_by) {
        v->newest = link_published(a, f->leaf->kind, e->document_id);
    } else if (f->verdict == VERDICT_SUPERSEDED) {
        v->newest = link_policy(a, e->successor_id);
    }
    return v;
}

/* A project's stages and payments are leaves of their own: what a sheet says of them is compared
 * with how far it is now. */
static enum status put_standing(struct view_verify_answer *v, const struct request *rq,
                                const struct ledger_found *f) {
    struct effort_list_one one;
    if (!str_is(f->leaf->kind, "project") || f->verdict == VERDICT_WITHDRAWN) return OK;
    enum status st = effort_list_find(&one, rq->db, "project", f->article.edition->document_id);
    if (st != OK) return st == NOT_FOUND ? OK : st;
    if (str_is(one.item->state, "published")) v->standing = effort_page_standing(rq, one.item);
    return OK;
}

enum status public_verify_hash(struct request *rq, struct response *rs) {
    struct ledger_found f;
    struct str digits = digits_of(rq->arena, rq->args[0]);
    enum status st = ledger_find(&f, rq->db, digits);
    if (st == INVALID || st == NOT_FOUND || st == CONFLICT) {
        rs->status = 404;
        return show(
            rq, rs,
            st == INVALID ? "核对编号至少有 10 位，只有 0 到 9 和 a 到 f。请对着纸再输一次。"
            : st == CONFLICT
                ? "有两份的编号开头一样，请把编号多输几位。"
                : "没有查到这个编号。可能输错了一位；如果一位不差，这张纸就不是本网站发布的。",
            rq->args[0]);
    }
    if (st != OK) return st;
    struct view_verify_answer *v = answer_of(rq, &f);
    st = put_standing(v, rq, &f);
    if (st == OK) view_verify_answer(&rs->body, v);
    return st;
}

/* The bytes the number is made of, for who wants to do it again. */
enum status public_verify_text(struct request *rq, struct response *rs) {
    struct ledger_found f;
    enum status st = ledger_find(&f, rq->db, digits_of(rq->arena, rq->args[0]));
    if (st != OK) return st == INVALID || st == CONFLICT ? NOT_FOUND : st;
    if (f.text.n == 0) return NOT_FOUND;
    rs->type = "text/plain; charset=utf-8";
    buf_put(&rs->body, f.text);
    return OK;
}
