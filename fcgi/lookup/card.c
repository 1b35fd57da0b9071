/*
 * Fills the view of a household's card from what the model read: words for codes, masked names,
 * links. status.c calls it after a hit.
 */
#include "lookup/card.h"

#include "base/text.h"
#include "model/register/voice.h"
#include "view/link.h"

static struct url notice_link(struct arena *a, int64_t document_id) {
    if (document_id == INT64_MIN) return (struct url){STR_NONE};
    return link_notice(a, document_id);
}

static struct str stops_title(const struct household_card *card) {
    if (card->case_count == 0) return STR_NONE;
    bool runs = card->cases[0].outcome.n == 0;
    if (str_is(card->cases[0].kind, "exit")) {
        return runs ? STR("脱贫办到哪一步") : STR("脱贫是怎么办的");
    }
    if (str_is(card->cases[0].kind, "removal")) {
        return runs ? STR("清退核实到哪一步") : STR("清退是怎么办的");
    }
    return runs ? STR("这次申请办到哪一步") : STR("申请是怎么办的");
}

static void fill_stops(struct view_household_card *v, struct arena *a,
                       const struct household_card *card) {
    static const char *const states[] = {
        [STOP_TODO] = "todo",         [STOP_NOW] = "now",           [STOP_DONE] = "done",
        [STOP_RETURNED] = "returned", [STOP_REJECTED] = "rejected", [STOP_ENDED] = "ended"};
    v->stops_title = stops_title(card);
    v->stops_count = card->step_count;
    v->stops = ARENA_ARRAY(a, struct view_stop, card->step_count + 1);
    for (size_t i = 0; i < card->step_count; i++) {
        const struct lifecycle_step *s = &card->steps[i];
        v->stops[i] = (struct view_stop){
            .label = str_from(s->stop->label),
            .state = str_from(states[s->state]),
            .on = s->on_day,
            .due = s->due_on,
            .late = s->days_left < 0,
            .days_left = s->days_left,
            .note = s->reason,
            .notice = notice_link(a, s->document_id),
        };
    }
}

static void fill_events(struct view_household_card *v, struct arena *a,
                        const struct household_card *card) {
    v->events = ARENA_ARRAY(a, struct view_event, card->event_count + 1);
    for (size_t i = 0; i < card->event_count; i++) {
        const struct row_household_event *e = &card->events[i];
        struct str kind = household_case_kind(card, e), said = lifecycle_sentence(a, kind, e);
        if (said.n == 0 || !lifecycle_is_change(kind, e)) continue;
        v->events[v->events_count++] = (struct view_event){
            .on = e->on_day,
            .sentence = said,
            .reason = e->reason,
            .notice = notice_link(a, household_notice(card, e)),
        };
    }
}

/* A day only of those who came later than the others. */
static void fill_people(struct view_household_card *v, struct arena *a,
                        const struct household_card *card) {
    int32_t first = DAY_NONE;
    for (size_t i = 0; i < card->member_count; i++) {
        int32_t on = card->members[i].from_on;
        if (first == DAY_NONE || on < first) first = on;
    }
    v->members_count = card->member_count;
    v->members = ARENA_ARRAY(a, struct view_member, card->member_count + 1);
    for (size_t i = 0; i < card->member_count; i++) {
        const struct row_household_member *m = &card->members[i];
        v->members[i] = (struct view_member){text_mask_name(a, m->name), m->relation,
                                             m->from_on > first ? m->from_on : DAY_NONE};
    }
    v->helpers_count = card->helper_count;
    v->helpers = ARENA_ARRAY(a, struct view_helper, card->helper_count + 1);
    for (size_t i = 0; i < card->helper_count; i++) {
        const struct row_household_helper *h = &card->helpers[i];
        v->helpers[i] = (struct view_helper){STR("帮扶责任人"), h->name, h->unit, h->phone,
                                             link_tel(a, h->phone)};
    }
}

/* Attribute and causes of the stay that runs, or of the latest. */
static void fill_spell(struct view_household_card *v, struct arena *a,
                       const struct household_card *card) {
    if (card->spell_count == 0) return;
    const struct row_household_spell *spell = card->current ? card->current : &card->spells[0];
    v->attribute = label_text(lifecycle_attributes, spell->attribute);
    v->causes = ARENA_ARRAY(a, struct str, card->cause_count + 1);
    for (size_t i = 0; i < card->cause_count; i++) {
        if (card->causes[i].spell_id != spell->id) continue;
        v->causes[v->causes_count++] = label_text(lifecycle_causes, card->causes[i].cause);
    }
}

/* Where the money is: 现在停在：县财政局; nothing once it has arrived. */
static struct str desk(struct arena *a, const struct row_household_payment *p) {
    if (str_is(p->state, "received") || p->desk.n == 0) return STR_NONE;
    if (str_is(p->state, "returned")) {
        return str_format(a, "退回到：" STR_FMT "。钱没有到账，请打电话问清楚。", STR_ARG(p->desk));
    }
    return str_format(a, "现在停在：" STR_FMT, STR_ARG(p->desk));
}

static void fill_money(struct view_household_card *v, struct arena *a,
                       const struct household_card *card) {
    v->measures_count = card->measure_count;
    v->measures = ARENA_ARRAY(a, struct view_measure, card->measure_count + 1);
    for (size_t i = 0; i < card->measure_count; i++) {
        const struct row_household_measure *m = &card->measures[i];
        v->measures[i] = (struct view_measure){label_text(label_areas, m->area), m->title,
                                               m->amount, label_text(lifecycle_measures, m->state)};
    }
    v->payments_count = card->payment_count;
    v->payments = ARENA_ARRAY(a, struct view_payment, card->payment_count + 1);
    for (size_t i = 0; i < card->payment_count; i++) {
        const struct row_household_payment *p = &card->payments[i];
        v->payments[i] = (struct view_payment){
            .programme = p->programme,
            .amount = p->amount,
            .state = label_text(lifecycle_payments, p->state),
            .on = p->state_on,
            .desk = desk(a, p),
            .wrong = str_is(p->state, "returned"),
        };
    }
}

static void fill_entitled(struct view_household_card *v, struct arena *a, const struct ask *q) {
    v->entitled_count = q->entitled_count;
    v->entitled = ARENA_ARRAY(a, struct view_entitled, q->entitled_count + 1);
    for (size_t i = 0; i < q->entitled_count; i++) {
        const struct entitle_policy *p = &q->entitled[i];
        v->entitled[i] = (struct view_entitled){p->title, link_policy(a, p->id), p->sure};
    }
}

/* Whom to ring: the township, else the county. */
static void fill_phone(struct view_household_card *v, const struct request *rq,
                       const struct row_household *h) {
    bool township = h->phone.n > 0;
    struct str place = township ? h->township : rq->site.county;
    v->phone = township ? h->phone : rq->site.phone;
    v->phone_link = link_tel(rq->arena, v->phone);
    v->phone_of = str_format(rq->arena, STR_FMT "%s", STR_ARG(place),
                             township ? "乡村振兴办" : "乡村振兴局");
}

void card_show(const struct request *rq, struct response *rs, struct view_layout *frame,
               const struct household_card *card, const struct ask *q) {
    struct arena *a = rq->arena;
    const struct row_household *h = card->household;
    const struct voice_who who = {h->id, q->by_code};
    struct view_household_card v = {
        .frame = frame,
        .sentence = card->sentence,
        .next = card->next,
        .next_due = card->next_due,
        .household_code = h->code,
        .place = str_trim(str_format(a, STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(h->township),
                                     STR_ARG(h->village), STR_ARG(h->team))),
        .correct = frame->kiosk ? (struct url){STR_NONE} : link_voice(),
        .pass = voice_pass(a, rq->keys, &who, rq->now),
        .kept = form_sent(&rq->sent, "kept"),
        .last_lookup = card->last_lookup,
        .leave = frame->kiosk ? link_kiosk() : link_home(),
        .find = link_find(),
    };
    fill_phone(&v, rq, h);
    fill_people(&v, a, card);
    fill_stops(&v, a, card);
    fill_events(&v, a, card);
    fill_spell(&v, a, card);
    fill_money(&v, a, card);
    fill_entitled(&v, a, q);
    view_household_card(&rs->body, &v);
}
