/*
 * Called by figure_count.c for each table of a year. suppress.h has the argument; here is the
 * search for the cheapest move, cell by cell.
 */
#include "model/register/suppress.h"

#include "base/arena.h"

#define NOWHERE ((size_t)-1)
#define TOTAL   20 /* as dear as so many of its columns */

struct search {
    const struct suppress_table *t;
    size_t *end;    /* of each place: behind the last one below it */
    int64_t *given; /* by leaves, for the cell at hand */
    size_t *gave;   /* the cells of those */
    size_t gifts;
    bool all; /* leaves give what they have, not only what they can spare */
};

/* A leaf at one end of a move: what hiding the way up from it costs, and how many it can give. */
struct reach {
    size_t leaf;
    int64_t cost, number;
};

/* One household or more: to column ${first} of leaf ${to}, in the cell's place. Below ${top}
 * (NOWHERE: in the whole tree), which is not touched. */
struct move {
    size_t to, top, first;
    size_t giver, second; /* from column second of this leaf; NOWHERE: from none */
    size_t other;         /* and in this leaf from first to second, or away; NOWHERE: nothing */
    int64_t cost, number;
};

static size_t cell(const struct search *s, size_t place, size_t column) {
    return place * s->t->columns + column;
}

static size_t above(const struct search *s, size_t place) {
    return place == 0 ? NOWHERE : s->t->parent[place];
}

/* What is lost with a cell: large numbers tell more, and totals most. A nought hidden looks odd, so
 * it costs some. */
static int64_t weight(const struct search *s, size_t at) {
    if (s->t->hidden[at]) return 0;
    bool total = s->t->columns > 1 && at % s->t->columns == 0;
    return (s->t->count[at] ? s->t->count[at] + 1 : 8) * (total ? TOTAL : 1);
}

static int64_t way(const struct search *s, size_t from, size_t top, size_t first, size_t second) {
    int64_t sum = 0;
    for (size_t p = from; p != top; p = above(s, p)) {
        sum += weight(s, cell(s, p, first));
        if (second != first) sum += weight(s, cell(s, p, second));
    }
    return sum;
}

static void hide(const struct search *s, size_t from, size_t top, size_t first, size_t second) {
    for (size_t p = from; p != top; p = above(s, p)) {
        s->t->hidden[cell(s, p, first)] = true;
        s->t->hidden[cell(s, p, second)] = true;
    }
}

/* The lowest place that holds both. */
static size_t meeting(const struct search *s, size_t a, size_t b) {
    while (b < a || b >= s->end[a]) a = above(s, a);
    return a;
}

static int64_t spare(const struct search *s, size_t leaf, size_t column) {
    size_t at = cell(s, leaf, column);
    return (s->all ? s->t->count[at] : s->t->spare[at]) - s->given[at];
}

static void give(struct search *s, size_t leaf, size_t column, int64_t number) {
    size_t at = cell(s, leaf, column);
    s->given[at] += number;
    s->gave[s->gifts++] = at;
}

/* Dearer for what it gives; of two as dear, the one that gives less. */
static bool worse(int64_t cost, int64_t number, int64_t than_cost, int64_t than_number) {
    int64_t a = cost * than_number, b = than_cost * number;
    return a > b || (a == b && number <= than_number);
}

/* Looks at the leaves of [begin, end) but for [skip, skip_end): the cheapest for ${need}. Column
 * ${donor}: what it gives from; NOWHERE: it gives nothing, any leaf will do. */
static struct reach reach(const struct search *s, size_t begin, size_t end, size_t skip,
                          size_t skip_end, size_t top, size_t first, size_t second, size_t donor,
                          int64_t need) {
    struct reach best = {.leaf = NOWHERE};
    for (size_t p = begin; p < end; p++) {
        if (p == skip) p = skip_end;
        if (p >= end) break;
        if (s->end[p] != p + 1) continue;
        int64_t number = donor == NOWHERE ? need : spare(s, p, donor);
        if (number <= 0) continue;
        if (number > need) number = need;
        int64_t cost = way(s, p, top, first, second);
        if (best.leaf == NOWHERE || !worse(cost, number, best.cost, best.number)) {
            best = (struct reach){p, cost, number};
        }
    }
    return best;
}

static void consider(struct move *best, struct move m) {
    if (!best->number || !worse(m.cost, m.number, best->cost, best->number)) *best = m;
}

/* The columns a household may be in: the total is none of them. */
static size_t first_column(const struct search *s) {
    return s->t->columns > 1 ? 1 : 0;
}

static bool is_total(const struct search *s, size_t column) {
    return s->t->columns > 1 && column == 0;
}

/* bring: from a leaf below ${top} but not below ${branch}, its child that holds ${place}. */
static void bring(struct move *best, const struct search *s, size_t place, size_t column,
                  int64_t need, size_t top, size_t branch) {
    for (size_t c = first_column(s); c < s->t->columns; c++) {
        if (!is_total(s, column) && c != column) continue;
        struct reach own = reach(s, place, s->end[place], NOWHERE, 0, top, c, 0, NOWHERE, need);
        struct reach other = reach(s, top, s->end[top], branch, s->end[branch], top, c, 0, c, need);
        if (own.leaf == NOWHERE || other.leaf == NOWHERE) continue;
        consider(best, (struct move){own.leaf, top, c, NOWHERE, 0, other.leaf,
                                     own.cost + other.cost, other.number});
    }
}

/* The first half of a swap, or a recast: to ${column} in ${place} from column d below ${branch}. Of
 * a leaf itself, or, if the place is one, of a leaf near it. */
static void shift(struct move *best, const struct search *s, size_t place, size_t column, size_t d,
                  int64_t need, size_t top, size_t branch) {
    struct reach own = reach(s, place, s->end[place], NOWHERE, 0, top, column, d, d, need);
    if (own.leaf != NOWHERE) {
        consider(best,
                 (struct move){own.leaf, top, column, own.leaf, d, NOWHERE, own.cost, own.number});
    }
    if (s->end[place] != place + 1) return;
    for (size_t p = branch; p < s->end[branch]; p++) {
        int64_t number = spare(s, p, d);
        if (p == place || s->end[p] != p + 1 || number <= 0) continue;
        size_t both = meeting(s, place, p);
        int64_t cost = way(s, place, both, column, 0) + way(s, p, both, d, 0) +
                       way(s, both, top, column, d);
        if (number > need) number = need;
        consider(best, (struct move){place, top, column, p, d, NOWHERE, cost, number});
    }
}

static void swap(struct move *best, const struct search *s, size_t place, size_t column,
                 int64_t need, size_t top, size_t branch) {
    for (size_t d = first_column(s); !is_total(s, column) && d < s->t->columns; d++) {
        struct move m = {.number = 0};
        if (d == column) continue;
        struct reach other = reach(s, top, s->end[top], branch, s->end[branch], top, column, d,
                                   column, need);
        if (other.leaf == NOWHERE) continue;
        shift(&m, s, place, column, d, need, top, branch);
        if (!m.number) continue;
        m.other = other.leaf;
        m.cost += other.cost;
        if (other.number < m.number) m.number = other.number;
        consider(best, m);
    }
}

static void recast(struct move *best, const struct search *s, size_t place, size_t column,
                   int64_t need) {
    for (size_t d = first_column(s); !is_total(s, column) && d < s->t->columns; d++) {
        if (d != column) shift(best, s, place, column, d, need, NOWHERE, 0);
    }
}

/* It always can be done. */
static void add(struct move *best, const struct search *s, size_t place, size_t column,
                int64_t need) {
    for (size_t c = first_column(s); c < s->t->columns; c++) {
        if (!is_total(s, column) && c != column) continue;
        struct reach own = reach(s, place, s->end[place], NOWHERE, 0, NOWHERE, c, 0, NOWHERE, need);
        consider(best,
                 (struct move){own.leaf, NOWHERE, c, NOWHERE, 0, NOWHERE, own.cost, own.number});
    }
}

static void make(struct search *s, const struct move *m) {
    if (m->giver == NOWHERE || m->giver == m->to) {
        hide(s, m->to, m->top, m->first, m->second);
    } else {
        size_t both = meeting(s, m->to, m->giver);
        hide(s, m->to, both, m->first, 0);
        hide(s, m->giver, both, m->second, 0);
        hide(s, both, m->top, m->first, m->second);
    }
    if (m->giver != NOWHERE) give(s, m->giver, m->second, m->number);
    if (m->other == NOWHERE) return;
    hide(s, m->other, m->top, m->first, m->second);
    give(s, m->other, m->first, m->number);
}

/* The nearest first: only when the places next to it have no more to give, those further away. */
static struct move find(struct search *s, size_t place, size_t column, int64_t need) {
    struct move m = {.number = 0};
    for (int all = 0; !m.number && all <= 1; all++) {
        s->all = all;
        for (size_t p = place; !m.number && p != 0; p = above(s, p)) {
            bring(&m, s, place, column, need, above(s, p), p);
            swap(&m, s, place, column, need, above(s, p), p);
        }
    }
    if (!m.number) recast(&m, s, place, column, need);
    if (!m.number) add(&m, s, place, column, need);
    return m;
}

static void protect(struct search *s, size_t place, size_t column, int64_t need) {
    s->gifts = 0;
    s->t->hidden[cell(s, place, column)] = true;
    while (need > 0) {
        struct move m = find(s, place, column, need);
        make(s, &m);
        need -= m.number;
    }
    for (size_t i = 0; i < s->gifts; i++) s->given[s->gave[i]] = 0;
}

void suppress_cells(struct arena *a, const struct suppress_table *t) {
    struct search s = {
        .t = t,
        .end = ARENA_ARRAY(a, size_t, t->places),
        .given = ARENA_ARRAY(a, int64_t, t->places * t->columns),
    };
    int64_t most = 0;
    for (size_t i = 0; i < t->places * t->columns; i++) {
        if (t->rise[i] > most) most = t->rise[i];
    }
    s.gave = ARENA_ARRAY(a, size_t, 2 * (size_t)most + 1); /* each move gives one or more */
    for (size_t p = t->places; p-- > 0;) {
        if (s.end[p] == 0) s.end[p] = p + 1;
        if (p > 0 && s.end[t->parent[p]] < s.end[p]) s.end[t->parent[p]] = s.end[p];
    }
    for (size_t p = 0; p < t->places; p++) {
        for (size_t c = 0; c < t->columns; c++) {
            int64_t need = t->rise[p * t->columns + c];
            if (need > 0) protect(&s, p, c, need);
        }
    }
}
