/*
 * What the office prints of the register: a household's card and the book of a village. Slips with
 * query codes are in slips.c. Each look is in the audit (model/register/paper.c).
 */
#include "model/register/paper.h"

#include "base/arena.h"
#include "office/office.h"
#include "office/part.h"
#include "view/link.h"
#include "view/qr.h"

/* --- a household's card --- */

static void fill_facts(struct view_paper_card *v, struct arena *a,
                       const struct household_card *card) {
    if (card->spell_count == 0) return;
    const struct row_household_spell *s = card->current ? card->current : &card->spells[0];
    struct str causes = STR("");
    for (size_t i = 0; i < card->cause_count; i++) {
        if (card->causes[i].spell_id != s->id) continue;
        causes = str_format(a, STR_FMT "%s" STR_FMT, STR_ARG(causes), causes.n ? "、" : "",
                            STR_ARG(label_text(lifecycle_causes, card->causes[i].cause)));
    }
    v->facts = ARENA_ARRAY(a, struct view_paper_fact, 4);
    struct view_paper_fact *f = v->facts;
    *f++ = (struct view_paper_fact){STR("纳入类型"), label_text(lifecycle_kinds, s->kind)};
    struct str since = date_text(a, s->from_on);
    if (!card->current) {
        since = str_format(a, STR_FMT "，到 " STR_FMT, STR_ARG(since),
                           STR_ARG(date_text(a, s->to_on)));
    }
    *f++ = (struct view_paper_fact){STR("哪天纳入"), since};
    *f++ = (struct view_paper_fact){STR("户属性"), label_text(lifecycle_attributes, s->attribute)};
    if (causes.n) *f++ = (struct view_paper_fact){STR("主要困难"), causes};
    v->facts_count = (size_t)(f - v->facts);
}

static void fill_people(struct view_paper_card *v, struct arena *a, const struct paper_card *c) {
    const struct household_card *card = &c->record.card;
    v->people = ARENA_ARRAY(a, struct view_paper_person, c->people_count);
    v->people_count = c->people_count;
    for (size_t i = 0; i < c->people_count; i++) {
        const struct paper_person *p = &c->people[i];
        v->people[i] = (struct view_paper_person){p->name, p->relation, p->tail, p->from_on};
    }
    v->helpers = ARENA_ARRAY(a, struct view_paper_helper, card->helper_count);
    v->helpers_count = card->helper_count;
    for (size_t i = 0; i < card->helper_count; i++) {
        const struct row_household_helper *h = &card->helpers[i];
        v->helpers[i] = (struct view_paper_helper){h->name, h->unit, h->phone};
    }
}

static struct str desk_of(struct arena *a, const struct row_household_payment *p) {
    if (str_is(p->state, "received") || p->desk.n == 0) return STR("");
    return str_format(a, "%s" STR_FMT, str_is(p->state, "returned") ? "退到" : "停在",
                      STR_ARG(p->desk));
}

static void fill_money(struct view_paper_card *v, struct arena *a,
                       const struct household_card *card) {
    v->measures = ARENA_ARRAY(a, struct view_paper_measure, card->measure_count);
    v->measures_count = card->measure_count;
    for (size_t i = 0; i < card->measure_count; i++) {
        const struct row_household_measure *m = &card->measures[i];
        v->measures[i] = (struct view_paper_measure){m->title, label_text(label_areas, m->area),
                                                     m->amount,
                                                     label_text(lifecycle_measures, m->state)};
    }
    v->payments = ARENA_ARRAY(a, struct view_paper_payment, card->payment_count);
    v->payments_count = card->payment_count;
    for (size_t i = 0; i < card->payment_count; i++) {
        const struct row_household_payment *p = &card->payments[i];
        v->payments[i] = (struct view_paper_payment){p->programme, p->amount,
                                                     label_text(lifecycle_payments, p->state),
                                                     desk_of(a, p), p->state_on};
    }
}

static void fill_phones(struct view_paper_card *v, const struct request *rq,
                        const struct row_household *h) {
    struct arena *a = rq->arena;
    v->phones = ARENA_ARRAY(a, struct view_paper_fact, 2);
    if (h->phone.n) {
        v->phones[v->phones_count++] = (struct view_paper_fact){h->township, h->phone};
    }
    if (rq->site.phone.n == 0) return;
    struct str hours = rq->site.hours;
    v->phones[v->phones_count++] = (struct view_paper_fact){
        STR("县里热线"),
        hours.n ? str_format(a, STR_FMT "（" STR_FMT "）", STR_ARG(rq->site.phone), STR_ARG(hours))
                : rq->site.phone};
}

enum status office_card(struct request *rq, struct response *rs) {
    struct arena *a = rq->arena;
    struct paper_card c;
    enum status st = paper_card(&c, rq->db, rq->keys, rq->actor, rq->args[0], rq->now);
    if (st != OK) return st;
    const struct row_casefile_household *h = c.record.file.household;
    struct url status = link_absolute(a, rq->conf->url, link_status());
    struct view_paper_card v = {
        .frame = part_sheet(rq, "card", STR("明白卡"), STR("A4 纸竖着打印，送到这一户家里。"),
                            link_office_household(a, h->code)),
        .county = rq->site.county,
        .name = c.people_count ? c.people[0].name : STR("（没有人）"),
        .code = part_grouped(a, h->code),
        .place = str_format(a, STR_FMT " " STR_FMT, STR_ARG(c.place), STR_ARG(h->team)),
        .answer = c.record.card.sentence,
        .qr = qr_new(a, status),
        .address = status.text,
    };
    fill_facts(&v, a, &c.record.card);
    fill_people(&v, a, &c);
    fill_money(&v, a, &c.record.card);
    fill_phones(&v, rq, c.record.card.household);
    view_paper_card(&rs->body, &v);
    return OK;
}

/* --- the book of a village --- */

struct book_asked {
    int64_t after;
};
static const struct field book_fields[] = {
    {.name = "after",
     .label = "翻页",
     .kind = FIELD_INT,
     .min = 0,
     .max = INT64_MAX,
     .offset = offsetof(struct book_asked, after)},
};
const struct form office_book_fields = FORM(book_fields, struct book_asked);

/* The words for codes with a space between. */
static struct str causes_text(struct arena *a, struct str codes) {
    struct str all = STR("");
    while (codes.p) {
        struct str code = str_cut(&codes, ' ');
        if (code.n == 0) continue;
        all = str_format(a, STR_FMT "%s" STR_FMT, STR_ARG(all), all.n ? "、" : "",
                         STR_ARG(label_text(lifecycle_causes, code)));
    }
    return all;
}

static struct view_paper_row *rows_of(const struct request *rq, const struct paper_book *b) {
    struct arena *a = rq->arena;
    struct view_paper_row *out = ARENA_ARRAY(a, struct view_paper_row, b->count);
    for (size_t i = 0; i < b->count; i++) {
        const struct row_paper_line *l = &b->lines[i];
        bool registered = l->attribute.n > 0;
        out[i] = (struct view_paper_row){
            .self = link_office_household(a, l->code),
            .first = i > 0 && !str_eq(l->team, b->lines[i - 1].team),
            .team = l->team,
            .code = l->code,
            .head = l->head.n ? l->head : STR("（没有户主）"),
            .size = l->size,
            .state = part_state(a, l->kind, l->ending, l->case_kind),
            .attribute = registered ? label_text(lifecycle_attributes, l->attribute) : STR(""),
            .since = l->from_on,
            .causes = causes_text(a, l->causes),
            .helper = l->helper.n ? l->helper : STR("没有"),
        };
    }
    return out;
}

enum status office_book(struct request *rq, struct response *rs) {
    const struct book_asked *asked = rq->form;
    struct arena *a = rq->arena;
    struct paper_book b;
    int64_t after = asked->after == INT64_MIN ? 0 : asked->after;
    enum status st = paper_book(&b, rq->db, rq->actor, rq->args[0], after, rq->now);
    if (st != OK) return st;
    struct view_paper_book v = {
        .frame = part_sheet(rq, "book", STR("村册"), STR("A4 纸横着打印，每一页都有表头。"),
                            link_office_slips()),
        .place = b.place,
        .day = date_day(rq->now),
        .households = b.totals->households,
        .people = b.totals->people,
        .registered = b.totals->registered,
        .registered_people = b.totals->registered_people,
        .rows = rows_of(rq, &b),
        .rows_count = b.count,
        .shown = (int64_t)b.count,
    };
    if (b.next) v.next = link_office_book(a, rq->args[0], b.next);
    view_paper_book(&rs->body, &v);
    return OK;
}
