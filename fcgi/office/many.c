/*
 * The way of a deed on several things, the same for each kind; what the kinds are is many_deeds.c.
 */
#include "office/many.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "db/db.h"
#include "view/link.h"

/* --- what was chosen --- */

static int by_key(const void *x, const void *y) {
    const struct many_line *a = x, *b = y;
    if (a->key.n != b->key.n) return a->key.n < b->key.n ? -1 : 1;
    return a->key.n ? memcmp(a->key.p, b->key.p, a->key.n) : 0;
}

/* Each thing once, always in the same order, so that two who hold the same ones do not wait for
 * each other. The second form says how each was: "17 a3.0". */
static struct many_line *chosen(size_t *count, const struct request *rq, bool sure) {
    struct many_line *all = ARENA_ARRAY(rq->arena, struct many_line, rq->sent.count + 1);
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < rq->sent.count; i++) {
        const struct pair *p = &rq->sent.pairs[i];
        if (!str_is(p->name, sure ? "seen" : "pick") || p->value.n == 0) continue;
        struct str rest = p->value;
        all[n].key = str_cut(&rest, ' ');
        all[n++].mark = rest.p ? rest : STR("");
    }
    qsort(all, n, sizeof *all, by_key);
    for (size_t i = 0; i < n; i++) {
        if (kept == 0 || by_key(&all[kept - 1], &all[i]) != 0) all[kept++] = all[i];
    }
    *count = kept;
    return all;
}

/* --- how they are, and what becomes of them --- */

static enum status see_all(struct request *rq, const struct many_deed *deed,
                           struct many_line *lines, size_t count, bool sure) {
    for (size_t i = 0; i < count; i++) {
        struct many_line *l = &lines[i];
        struct str seen = l->mark;
        l->title = l->key;
        enum status st = deed->see(l, rq);
        if (st == NOT_FOUND) {
            l->why = STR("没有这一件，或者不在您负责的地方。");
        } else if (st == CONFLICT) {
            l->why = STR("别人正在办这一件，请过一会儿再来。");
        } else if (st != OK) {
            return st;
        } else if (sure && !str_eq(seen, l->mark)) {
            l->changed = true;
        }
    }
    return OK;
}

static struct str reason(enum status st) {
    return st == DENIED     ? STR("这一件不归您办。")
           : st == CONFLICT ? STR("别人刚刚也办了这一件。")
                            : STR("这一件还有没弄好的地方，打开它看一看。");
}

static enum status act_all(struct request *rq, const struct many_deed *deed,
                           struct many_line *lines, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct many_line *l = &lines[i];
        struct str why = STR("");
        if (l->why.n) continue;
        enum status st = deed->act(&why, rq, l);
        if (st == BUSY || st == FAILED || st == LIMITED) return st;
        if (st != OK) l->why = why.n ? why : reason(st);
    }
    return OK;
}

static bool is_as_seen(const struct many_line *lines, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (lines[i].why.n || lines[i].changed) return false;
    }
    return true;
}

/* --- the page --- */

static void carry(struct view_office_carried *list, size_t *count, const char *name,
                  struct str value) {
    list[(*count)++] = (struct view_office_carried){str_from(name), value};
}

static struct view_office_carried *carried(size_t *count, const struct request *rq,
                                           const struct many_deed *deed, size_t more) {
    size_t n = 0;
    while (deed->carried[n]) n++;
    struct view_office_carried *list = ARENA_ARRAY(rq->arena, struct view_office_carried, n + more);
    *count = 0;
    for (size_t i = 0; i < n; i++) {
        struct str value = form_sent(&rq->sent, deed->carried[i]);
        if (value.p) carry(list, count, deed->carried[i], value);
    }
    return list;
}

static struct view_office_many page(const struct request *rq, const struct many_deed *deed) {
    return (struct view_office_many){
        .frame = frame_new(rq, str_from(deed->heading), deed->current),
        .heading = str_from(deed->heading),
        .problems = frame_problems(rq),
        .action = link_office_many(rq->arena, deed->what),
        .token = rq->token,
        .button = str_from(deed->button),
        .back = deed->back(rq),
    };
}

/* What was wrong with the fields, and the fields again. */
static enum status show_wrong(struct request *rq, struct response *rs, const struct many_deed *deed,
                              const struct many_line *lines, size_t count) {
    struct view_office_many v = page(rq, deed);
    size_t most = count < MANY_MOST ? count : MANY_MOST;
    v.carried = ARENA_ARRAY(rq->arena, struct view_office_carried, most + 1);
    for (size_t i = 0; i < most; i++) carry(v.carried, &v.carried_count, "pick", lines[i].key);
    struct str rule = form_sent(&rq->sent, "rule");
    if (rule.n) carry(v.carried, &v.carried_count, "rule", rule);
    if (count > 0 && count <= MANY_MOST) v.fields = deed->fields(&v.fields_count, rq);
    rs->status = 422;
    view_office_many(&rs->body, &v);
    return OK;
}

static void show_lines(struct request *rq, struct response *rs, const struct many_deed *deed,
                       const struct many_line *lines, size_t count, bool sure) {
    struct view_office_many v = page(rq, deed);
    v.lead = sure ? STR("什么都没有写进去：您看过以后，下面有的变了。再看一遍，还要办就再按一次。")
                  : STR("还什么都没有写进去。看清楚每一件会怎样，再按下面的按钮。");
    v.carried = carried(&v.carried_count, rq, deed, count + 1);
    v.lines = ARENA_ARRAY(rq->arena, struct view_office_many_line, count);
    v.lines_count = count;
    for (size_t i = 0; i < count; i++) {
        const struct many_line *l = &lines[i];
        bool can = l->why.n == 0;
        v.lines[i] = (struct view_office_many_line){
            l->title, l->will,
            l->changed && can ? str_format(rq->arena, "现在：" STR_FMT, STR_ARG(l->will)) : l->why,
            l->changed};
        if (!can) {
            v.cannot++;
            continue;
        }
        v.can++;
        carry(v.carried, &v.carried_count, "seen",
              str_format(rq->arena, STR_FMT " " STR_FMT, STR_ARG(l->key), STR_ARG(l->mark)));
    }
    rs->status = sure ? 409 : 200;
    view_office_many(&rs->body, &v);
}

enum status many_run(struct request *rq, struct response *rs, const struct many_deed *deed) {
    bool sure = form_sent(&rq->sent, "sure").n > 0;
    size_t count;
    struct many_line *lines = chosen(&count, rq, sure);
    if (count == 0) {
        problem_add(&rq->problems, rq->arena, NULL, "请先回到清单里，选上要一起办的。");
    } else if (count > MANY_MOST) {
        problem_add(&rq->problems, rq->arena, NULL, "一次最多办 %d 件，请分几次。", MANY_MOST);
    }
    enum status st = deed->check(rq);
    if (st != OK) return st;
    if (rq->problems.count > 0) return show_wrong(rq, rs, deed, lines, count);
    st = see_all(rq, deed, lines, count, sure);
    if (st == OK) st = act_all(rq, deed, lines, count);
    if (st != OK) return st;
    if (sure && is_as_seen(lines, count)) {
        response_see(rs, deed->back(rq));
        return OK;
    }
    db_rollback(rq->db);
    db_use(rq->db, rq->arena, true);
    show_lines(rq, rs, deed, lines, count, sure);
    return OK;
}

/* --- below a list --- */

struct view_office_pick *many_pick(const struct request *rq, const struct many_deed *deed) {
    struct view_office_pick *p = ARENA_NEW(rq->arena, struct view_office_pick);
    *p = (struct view_office_pick){.action = link_office_many(rq->arena, deed->what),
                                   .token = rq->token,
                                   .lead = str_from(deed->lead)};
    p->fields = deed->fields(&p->fields_count, rq);
    return p;
}

struct view_office_tick *many_tick(const struct request *rq, struct str value, struct str label,
                                   bool checked) {
    struct view_office_tick *t = ARENA_NEW(rq->arena, struct view_office_tick);
    *t = (struct view_office_tick){value, label, checked};
    return t;
}
