/*
 * Which policies fit me. The questions are one page, the answer another. They are sent by POST: who
 * is ill or disabled must not stand in an address, which a shared phone remembers and a proxy
 * writes down. Nothing is kept here either: no cookie, no row, and the log has the route alone.
 */
#include "public/public.h"

#include "base/arena.h"
#include "model/publish/fit.h"
#include "page/page.h"
#include "view/link.h"

/* Of what fits the card is shown in full, of what may fit what there is to get; its page has the
 * rest. So that the answer stays small, so many cards at most. */
#define CARDS_MOST 12

#define QUESTIONS_MOST 16
#define NEITHER        "none"

/* A question of one answer is a field of its own name, the others have a field for each fact. What
 * is not among its answers counts as none given: the page offers nothing else. */
static struct str neither_name(const struct request *rq, const struct fit_question *q) {
    if (q->single) return str_from(q->code);
    return str_format(rq->arena, "no_%s", q->code);
}

static void read_answer(struct fit_known *known, const struct request *rq,
                        const struct fit_question *q) {
    struct str field = neither_name(rq, q);
    struct str own = form_sent(&rq->sent, str_cstr(rq->arena, field));
    uint32_t given = q->single ? fit_bit(own) : 0;
    for (int i = 0; !q->single && i < q->count; i++) {
        const char *code = fit_facts[q->first + i].code;
        if (form_sent(&rq->sent, code).n > 0) given |= fit_bit(str_from(code));
    }
    fit_answer(known, q, given, str_is(own, NEITHER));
}

static struct fit_known read_answers(const struct request *rq) {
    struct fit_known known = {0};
    for (const struct fit_question *q = fit_questions; q->code; q++) read_answer(&known, rq, q);
    return known;
}

static bool is_answered(const struct fit_known *known, const struct fit_question *q) {
    uint32_t first = fit_bit(str_from(fit_facts[q->first].code));
    return (known->yes | known->no) & first;
}

static bool is_neither(const struct fit_known *known, const struct fit_question *q) {
    for (int i = 0; i < q->count; i++) {
        if (known->yes & fit_bit(str_from(fit_facts[q->first + i].code))) return false;
    }
    return is_answered(known, q);
}

/* --- the questions --- */

static struct view_find_question question(const struct request *rq, const struct fit_question *q,
                                          const struct fit_known *known) {
    struct view_find_question v = {.text = str_from(q->text)};
    struct view_find_option *o = v.options = ARENA_ARRAY(rq->arena, struct view_find_option,
                                                         (size_t)q->count + 2);
    for (int i = 0; i < q->count; i++) {
        const struct fit_fact *f = &fit_facts[q->first + i];
        *o++ = (struct view_find_option){
            .name = str_from(q->single ? q->code : f->code),
            .value = q->single ? str_from(f->code) : STR("1"),
            .text = str_from(f->option),
            .single = q->single,
            .chosen = known->yes & fit_bit(str_from(f->code)),
        };
    }
    *o++ = (struct view_find_option){neither_name(rq, q), STR(NEITHER),
                                     q->single ? STR("都不是") : STR("都没有"), q->single,
                                     is_neither(known, q)};
    if (q->single) { /* what is marked by mistake can be taken back */
        *o++ = (struct view_find_option){str_from(q->code), STR(""), STR("不知道"), true,
                                         !is_answered(known, q)};
    }
    v.options_count = (size_t)(o - v.options);
    return v;
}

static void show_questions(const struct request *rq, struct response *rs,
                           const struct fit_known *known, bool nothing) {
    struct view_find_page v = {
        .frame = frame_new(rq, STR("我能享受哪些政策"), "policies"),
        .action = link_find(),
        .questions = ARENA_ARRAY(rq->arena, struct view_find_question, QUESTIONS_MOST),
        .nothing = nothing,
        .policies = link_policies(rq->arena, &link_everything),
    };
    v.frame->description = STR("答几道题，就知道哪些帮扶政策和您家有关。");
    for (const struct fit_question *q = fit_questions; q->code; q++) {
        v.questions[v.questions_count++] = question(rq, q, known);
    }
    view_find_page(&rs->body, &v);
}

enum status public_find(struct request *rq, struct response *rs) {
    const struct fit_known nothing = {0};
    show_questions(rq, rs, &nothing, false);
    return OK;
}

/* --- the answer --- */

/* The policies in force with their cards, and what is known. */
struct asked {
    const struct fit_known *known;
    struct fit_policy *policies;
    struct row_fit_card *cards;
    size_t count, card_count;
};

static struct view_find_policy policy(const struct request *rq, const struct asked *q,
                                      const struct fit_policy *p, bool whole) {
    struct view_find_policy v = {
        .title = p->title,
        .self = link_policy(rq->arena, p->id),
        .why = fit_why(rq->arena, p->fit, q->known),
    };
    for (size_t i = 0; i < q->card_count; i++) {
        const struct row_fit_card *c = &q->cards[i];
        if (c->id != p->id) continue;
        v.what = c->what;
        if (whole) v.card = page_card(rq, c->who, c->what, c->how, c->by_when, c->bring, c->ask);
    }
    return v;
}

/* The same answers again, for the page of questions. */
static void put_given(struct view_find_answer *v, const struct request *rq,
                      const struct fit_known *known) {
    v->again = ARENA_ARRAY(rq->arena, struct view_find_given, FIT_FACTS + QUESTIONS_MOST);
    for (const struct fit_question *q = fit_questions; q->code; q++) {
        struct view_find_question shown = question(rq, q, known);
        for (size_t i = 0; i < shown.options_count; i++) {
            const struct view_find_option *o = &shown.options[i];
            if (!o->chosen || o->value.n == 0) continue;
            v->again[v->again_count++] = (struct view_find_given){o->name, o->value};
        }
    }
}

/* What may fit stands in the order of what is still open, the least first. */
static void put_may(struct view_find_answer *v, const struct request *rq, const struct asked *q) {
    for (int open = 1; open <= FIT_FACTS; open++) {
        for (size_t i = 0; i < q->count; i++) {
            const struct fit_policy *p = &q->policies[i];
            if (fit_judge(p->fit, q->known) != FIT_MAYBE) continue;
            if (fit_open(p->fit, q->known) != open) continue;
            v->may[v->may_count++] = policy(rq, q, p, false);
        }
    }
}

static bool has_conditions(const struct asked *q, int64_t id) {
    for (size_t i = 0; i < q->count; i++) {
        if (q->policies[i].id == id) return true;
    }
    return false;
}

/* What is in force and has no conditions no question decides: its card says whom it is for. */
static void put_rest(struct view_find_answer *v, const struct request *rq, const struct asked *q) {
    for (size_t i = 0; i < q->card_count; i++) {
        const struct row_fit_card *c = &q->cards[i];
        if (has_conditions(q, c->id)) continue;
        v->rest[v->rest_count++] = (struct view_find_policy){
            .title = c->title,
            .self = link_policy(rq->arena, c->id),
            .why = c->who,
        };
    }
    v->rest_many = (int64_t)v->rest_count;
}

static void show_answer(const struct request *rq, struct response *rs, const struct asked *q) {
    struct view_find_answer v = {
        .frame = frame_new(rq, STR("我能享受哪些政策"), "policies"),
        .action = link_find(),
        .fits = ARENA_ARRAY(rq->arena, struct view_find_policy, q->count + 1),
        .may = ARENA_ARRAY(rq->arena, struct view_find_policy, q->count + 1),
        .others = ARENA_ARRAY(rq->arena, struct view_find_policy, q->count + 1),
        .rest = ARENA_ARRAY(rq->arena, struct view_find_policy, q->card_count + 1),
        .policies = link_policies(rq->arena, &link_everything),
        .phone = rq->site.phone,
        .phone_link = link_tel(rq->arena, rq->site.phone),
    };
    for (size_t i = 0; i < q->count; i++) {
        const struct fit_policy *p = &q->policies[i];
        enum fit_verdict verdict = fit_judge(p->fit, q->known);
        if (verdict == FIT_YES) {
            v.fits[v.fits_count] = policy(rq, q, p, v.fits_count < CARDS_MOST);
            v.fits_count++;
        } else if (verdict == FIT_NO) {
            v.others[v.others_count++] = policy(rq, q, p, false);
        }
    }
    put_may(&v, rq, q);
    put_rest(&v, rq, q);
    v.fits_many = (int64_t)v.fits_count;
    v.may_many = (int64_t)v.may_count;
    v.other_many = (int64_t)v.others_count;
    put_given(&v, rq, q->known);
    view_find_answer(&rs->body, &v);
}

enum status public_find_answer(struct request *rq, struct response *rs) {
    int32_t today = date_day(rq->now);
    struct fit_known known = read_answers(rq);
    struct asked q = {.known = &known};
    bool nothing = !known.yes && !known.no;
    if (nothing || str_is(form_sent(&rq->sent, "do"), "edit")) {
        show_questions(rq, rs, &known, nothing);
        return OK;
    }
    enum status st = fit_policies(&q.policies, &q.count, rq->db, today);
    if (st == OK) st = fit_cards(&q.cards, &q.card_count, rq->db, today);
    if (st == OK) show_answer(rq, rs, &q);
    return st;
}
