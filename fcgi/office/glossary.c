/*
 * /office/glossary: the county's list of hard words. One form, for a new word or for the one that
 * was chosen from the list below it.
 */
#include "model/publish/glossary.h"

#include "base/arena.h"
#include "office/office.h"
#include "page/page.h"
#include "view/link.h"

struct glossary_sent {
    struct str act, term, meaning;
    int64_t version;
};

#define AT(m) .offset = offsetof(struct glossary_sent, m)
static const struct field asked[] = {
    {.name = "term", .label = "词", .kind = FIELD_TEXT, .max = GLOSSARY_TERM, AT(term)},
};
const struct form office_glossary_asked = FORM(asked, struct glossary_sent);

static const char *const acts[] = {"put", "drop", NULL};
static const struct field fields[] = {
    {.name = "token", .label = "表单", .kind = FIELD_TOKEN},
    {.name = "do", .label = "按钮", .kind = FIELD_CHOICE, .choices = acts, AT(act)},
    {.name = "term", .label = "词", .kind = FIELD_TEXT, .max = GLOSSARY_TERM, AT(term)},
    {.name = "meaning",
     .label = "什么意思",
     .kind = FIELD_TEXT,
     .max = GLOSSARY_MEANING,
     AT(meaning)},
    {.name = "version",
     .label = "表单",
     .kind = FIELD_INT,
     .min = 0,
     .max = INT32_MAX,
     AT(version)},
};
const struct form office_glossary_fields = FORM(fields, struct glossary_sent);

static void fill_form(struct view_office_glossary *v, const struct request *rq,
                      const struct row_glossary_find *old) {
    v->fields = ARENA_ARRAY(rq->arena, struct view_input, 2);
    if (!old) {
        struct view_input *term = &v->fields[v->fields_count++];
        *term = *frame_input(rq, "term", "词", STR(""));
        term->required = true;
        term->most = GLOSSARY_TERM;
    }
    struct view_input *meaning = &v->fields[v->fields_count++];
    *meaning = *frame_input(rq, "meaning", "什么意思", old ? old->meaning : STR(""));
    meaning->kind = STR("prose");
    meaning->hint = STR("最多 200 个字");
    meaning->required = true;
    meaning->rows = 3;
    meaning->most = GLOSSARY_MEANING;
    if (!old) return;
    v->fixed = old->term;
    v->version = old->version;
    v->setter = old->setter;
    v->set_at = old->set_at;
}

/* ${term}: the one in the form; empty, or one there is not: a new one. */
static enum status show(struct request *rq, struct response *rs, struct str term) {
    struct row_glossary_term *rows;
    struct row_glossary_find *old = NULL;
    size_t count;
    enum status st = glossary_all(&rows, &count, rq->db);
    if (st == OK && term.n) st = glossary_find(&old, rq->db, term);
    if (st == NOT_FOUND) st = OK, old = NULL;
    if (st != OK) return st;
    struct view_office_glossary v = {
        .frame = frame_new(rq, STR("难懂的词"), "articles"),
        .action = link_office_glossary(rq->arena, STR_NONE),
        .token = rq->token,
        .problems = frame_problems(rq),
        .rows = ARENA_ARRAY(rq->arena, struct view_office_term, count),
        .rows_count = count,
        .page = link_glossary(),
    };
    for (size_t i = 0; i < count; i++) {
        v.rows[i] = (struct view_office_term){link_office_glossary(rq->arena, rows[i].term),
                                              rows[i].term, rows[i].meaning};
    }
    fill_form(&v, rq, old);
    view_office_glossary(&rs->body, &v);
    return OK;
}

enum status office_glossary_form(struct request *rq, struct response *rs) {
    const struct glossary_sent *sent = rq->form;
    return show(rq, rs, sent->term);
}

enum status office_glossary(struct request *rq, struct response *rs) {
    const struct glossary_sent *s = rq->form;
    int64_t version = s->version == INT64_MIN ? 0 : s->version;
    const char *name = NULL;
    struct str why;
    enum status st = INVALID;
    if (rq->problems.count == 0 && str_is(s->act, "drop")) {
        st = glossary_drop(rq->db, rq->actor, s->term, version, rq->now);
    } else if (rq->problems.count == 0) {
        st = glossary_put(&name, &why, rq->db, rq->actor, s->term, s->meaning, version, rq->now);
        if (st == INVALID) problem_add(&rq->problems, rq->arena, name, STR_FMT, STR_ARG(why));
    }
    if (st == OK) response_see(rs, link_office_glossary(rq->arena, STR_NONE));
    if (st != INVALID) return st;
    rs->status = 422;
    return show(rq, rs, version ? s->term : STR_NONE);
}
