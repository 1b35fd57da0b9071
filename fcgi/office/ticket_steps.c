/*
 * What an officer does to a ticket: one small form each, all of them on its page. Done: the page
 * again. Refused: the page with the sentence, and what was typed.
 */
#include "office/tickets.h"

#include <stddef.h>

#include "base/arena.h"
#include "base/spool.h"
#include "office/office.h"
#include "view/link.h"

struct step_sent {
    int64_t account;
    struct str found, outcome, told, question, answer, area;
    bool shown;
};

#define AT(m) .offset = offsetof(struct step_sent, m)
#define TOKEN                                                                                      \
    { .name = "token", .label = "表单", .kind = FIELD_TOKEN }
#define PROSE(n, l, most)                                                                          \
    { .name = #n, .label = l, .kind = FIELD_PROSE, .max = most, AT(n) }

static const char *const outcomes[] = {"upheld", "partly", "refused", "answered", NULL};
static const struct field assign_fields[] = {
    TOKEN,
    {.name = "account",
     .label = "同事",
     .kind = FIELD_INT,
     .min = 1,
     .max = INT64_MAX,
     AT(account)},
};
static const struct field visit_fields[] = {TOKEN, PROSE(found, "核实到什么", ANSWER_FOUND)};
static const struct field decide_fields[] = {
    TOKEN,
    {.name = "outcome", .label = "结果", .kind = FIELD_CHOICE, .choices = outcomes, AT(outcome)},
    PROSE(told, "结果和理由", ANSWER_TOLD),
};
static const struct field word_fields[] = {
    TOKEN,
    PROSE(question, "问", ANSWER_QUESTION),
    PROSE(answer, "答", ANSWER_PUBLIC),
    {.name = "area",
     .label = "哪一方面",
     .kind = FIELD_CHOICE,
     .choices = label_area_codes,
     AT(area)},
};
static const struct field show_fields[] = {
    TOKEN,
    {.name = "shown", .label = "放回去", .kind = FIELD_FLAG, AT(shown)},
};
static const struct field bare_fields[] = {TOKEN};
const struct form office_ticket_assign_fields = FORM(assign_fields, struct step_sent);
const struct form office_ticket_visit_fields = FORM(visit_fields, struct step_sent);
const struct form office_ticket_decide_fields = FORM(decide_fields, struct step_sent);
const struct form office_ticket_word_fields = FORM(word_fields, struct step_sent);
const struct form office_ticket_show_fields = FORM(show_fields, struct step_sent);
const struct form office_ticket_bare_fields = FORM(bare_fields, struct step_sent);

static struct str or_empty(struct str s) {
    return s.p ? s : STR("");
}

/* One of these does the step. */
static enum status assign(struct str *why, struct request *rq, int64_t id) {
    const struct step_sent *s = rq->form;
    return answer_assign(why, rq->db, rq->actor, id, s->account, rq->now);
}

static enum status visit(struct str *why, struct request *rq, int64_t id) {
    const struct step_sent *s = rq->form;
    return answer_visit(why, rq->db, rq->keys, rq->actor, id, or_empty(s->found), rq->now);
}

static enum status decide(struct str *why, struct request *rq, int64_t id) {
    const struct step_sent *s = rq->form;
    return answer_decide(why, rq->db, rq->keys, rq->actor, id, or_empty(s->outcome),
                         or_empty(s->told), rq->now);
}

static enum status word(struct str *why, struct request *rq, int64_t id) {
    const struct step_sent *s = rq->form;
    return answer_word(why, rq->db, rq->keys, rq->actor, id, or_empty(s->question),
                       or_empty(s->answer), or_empty(s->area), rq->now);
}

static enum status publish(struct str *why, struct request *rq, int64_t id) {
    return answer_publish(why, rq->db, rq->actor, id, rq->now);
}

static enum status flip(struct str *why, struct request *rq, int64_t id) {
    const struct step_sent *s = rq->form;
    (void)why;
    return answer_show(rq->db, rq->actor, id, s->shown, rq->now);
}

static enum status step(struct request *rq, struct response *rs,
                        enum status (*run)(struct str *why, struct request *rq, int64_t id)) {
    struct str why = STR("");
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = rq->problems.count ? INVALID : run(&why, rq, id);
    if (st == OK) response_see(rs, link_office_ticket(rq->arena, id, ""));
    if (st != INVALID && st != CONFLICT) return st;
    if (why.n) problem_add(&rq->problems, rq->arena, NULL, STR_FMT, STR_ARG(why));
    rs->status = st == CONFLICT ? 409 : 422;
    return tickets_show(rq, rs, id, STR(""), STR(""));
}

enum status office_ticket_assign(struct request *rq, struct response *rs) {
    return step(rq, rs, assign);
}

enum status office_ticket_visit(struct request *rq, struct response *rs) {
    return step(rq, rs, visit);
}

enum status office_ticket_decide(struct request *rq, struct response *rs) {
    return step(rq, rs, decide);
}

enum status office_ticket_word(struct request *rq, struct response *rs) {
    return step(rq, rs, word);
}

enum status office_ticket_publish(struct request *rq, struct response *rs) {
    return step(rq, rs, publish);
}

enum status office_ticket_show(struct request *rq, struct response *rs) {
    return step(rq, rs, flip);
}

/* --- who wrote it, and what came with it: for one answer --- */

enum status office_ticket_reveal(struct request *rq, struct response *rs) {
    struct str name, phone;
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = answer_reveal(&name, &phone, rq->db, rq->keys, rq->actor, id, rq->now);
    return st == OK ? tickets_show(rq, rs, id, name, phone) : st;
}

/* Under a name of ours: that of the sender may say who it is. */
enum status office_ticket_file(struct request *rq, struct response *rs) {
    struct row_answer_file *file;
    struct spool_file f;
    int64_t id;
    if (!page_id(&id, rq->args[0])) return NOT_FOUND;
    enum status st = answer_file(&file, rq->db, rq->keys, rq->actor, id, rq->now);
    if (st == OK) st = spool_new(&f, rq->conf->spool);
    if (st != OK) return st;
    st = spool_put(&f, file->sealed);
    int fd = st == OK ? spool_reopen(&f, rq->conf->spool) : -1;
    spool_drop(&f, rq->conf->spool);
    if (fd < 0) return BUSY;
    rs->file = fd;
    rs->type = "application/octet-stream"; /* saved, never shown by the browser */
    rs->filename = str_format(rq->arena, "ticket-%lld." STR_FMT, (long long)id,
                              STR_ARG(file->kind));
    return OK;
}
