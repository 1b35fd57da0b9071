/*
 * What is kept back cannot be computed from what is shown: random tables of small trees, and for
 * each cell that asked for it the largest value that any register with the shown sums gives it.
 * That is found by linear programming (simplex, Bland's rule), which knows nothing of suppress.c. A
 * tree of places times one row of columns is a network, so its corners are whole numbers.
 */
#include "../base/fixture.h"

#include "model/register/suppress.h"

#define PLACES  14
#define COLUMNS 5
#define CELLS   (PLACES * COLUMNS)
#define EVER    INT64_MAX

struct sample {
    struct suppress_table t;
    size_t parent[PLACES];
    int64_t count[CELLS], spare[CELLS], rise[CELLS];
    bool hidden[CELLS], leaf[PLACES];
};

static uint32_t seed = 20261122;

static int64_t chance(int64_t n) {
    seed = seed * 1664525u + 1013904223u;
    return (int64_t)((seed >> 8) % (uint32_t)n);
}

/* The county, townships, villages; most numbers are small. */
static void draw(struct sample *s) {
    memset(s, 0, sizeof *s);
    size_t n = 1;
    for (int64_t town = chance(3) + 1; town > 0; town--) {
        size_t top = n++;
        for (int64_t v = chance(4); v > 0 && n < PLACES; v--) s->parent[n++] = top;
        if (n >= PLACES) break;
    }
    size_t columns = chance(3) == 0 ? 1 : (size_t)chance(3) + 3;
    int64_t size = chance(4) == 0 ? 40 : chance(2) ? 9 : 4;
    for (size_t p = 0; p < n; p++) s->leaf[p] = p > 0;
    for (size_t p = 1; p < n; p++) s->leaf[s->parent[p]] = false;
    for (size_t p = 1; p < n; p++) {
        for (size_t c = columns > 1; s->leaf[p] && c < columns; c++) {
            int64_t x = chance(3) ? chance(size) : 0;
            s->spare[p * columns + c] = x && chance(2) ? x - 1 : x;
            for (size_t q = p;; q = s->parent[q]) {
                s->count[q * columns + c] += x;
                if (c) s->count[q * columns] += x;
                if (q == 0) break;
            }
        }
    }
    for (size_t i = 0; i < n * columns; i++) {
        int64_t x = s->count[i];
        s->rise[i] = x >= 1 && x <= 4 ? 5 - x : chance(40) == 0 ? chance(5) + 1 : 0;
    }
    s->t = (struct suppress_table){n, columns, s->parent, s->count, s->spare, s->rise, s->hidden};
}

/* -- the other way round: what a reader can work out
 * --------------------------------------------- */

static double tableau[CELLS + 2][2 * CELLS + 2];
static size_t basis[CELLS];

static bool is_below(const struct sample *s, size_t place, size_t top) {
    for (; place != top; place = s->parent[place]) {
        if (place == 0) return false;
    }
    return true;
}

/* Whether a leaf's cell counts in another cell. */
static bool is_in(const struct sample *s, size_t leaf, size_t column, size_t cell) {
    size_t place = cell / s->t.columns, c = cell % s->t.columns;
    return is_below(s, leaf, place) && (c == column || (c == 0 && s->t.columns > 1));
}

static void pivot(size_t rows, size_t width, size_t row, size_t column) {
    double by = tableau[row][column];
    for (size_t j = 0; j <= width; j++) tableau[row][j] /= by;
    for (size_t i = 0; i <= rows; i++) {
        double f = tableau[i][column];
        if (i == row || f == 0) continue;
        for (size_t j = 0; j <= width; j++) tableau[i][j] -= f * tableau[row][j];
    }
    basis[row] = column;
}

/* Maximises what the last row says, over the first ${use} columns. False: without end. */
static bool climb(size_t rows, size_t width, size_t use) {
    for (;;) {
        size_t in = 0, out = rows;
        while (in < use && tableau[rows][in] > -1e-7) in++;
        if (in == use) return true;
        for (size_t i = 0; i < rows; i++) {
            if (tableau[i][in] < 1e-7) continue;
            double r = tableau[i][width] / tableau[i][in];
            double best = out < rows ? tableau[out][width] / tableau[out][in] : 0;
            if (out == rows || r < best - 1e-9 || (r < best + 1e-9 && basis[i] < basis[out])) {
                out = i;
            }
        }
        if (out == rows) return false;
        pivot(rows, width, out, in);
    }
}

/* The largest value of a cell in any register that has every shown sum; EVER: as large as one
 * likes. */
static int64_t most(const struct sample *s, size_t target) {
    size_t vars = 0, rows = 0, at[CELLS], cells = s->t.places * s->t.columns;
    for (size_t i = 0; i < cells; i++) {
        bool own = s->leaf[i / s->t.columns] && (s->t.columns == 1 || i % s->t.columns);
        if (own) at[vars++] = i;
    }
    memset(tableau, 0, sizeof tableau);
    for (size_t i = 0; i < cells; i++) {
        if (!s->hidden[i]) rows++;
    }
    size_t width = vars + rows, row = 0;
    for (size_t i = 0; i < cells; i++) {
        if (s->hidden[i]) continue;
        for (size_t v = 0; v < vars; v++) {
            tableau[row][v] = is_in(s, at[v] / s->t.columns, at[v] % s->t.columns, i);
        }
        tableau[row][vars + row] = 1;
        tableau[row][width] = (double)s->count[i];
        basis[row] = vars + row;
        row++;
    }
    for (size_t r = 0; r < rows; r++) { /* first: is there any such register */
        for (size_t v = 0; v < vars; v++) tableau[rows][v] -= tableau[r][v];
        tableau[rows][width] -= tableau[r][width];
    }
    assert_true(climb(rows, width, vars));
    assert_true(tableau[rows][width] > -1e-6);
    for (size_t r = 0; r < rows; r++) { /* what stands on a spare column says nothing new */
        for (size_t v = 0; basis[r] >= vars && v < vars; v++) {
            if (tableau[r][v] > 1e-7 || tableau[r][v] < -1e-7) pivot(rows, width, r, v);
        }
    }
    memset(tableau[rows], 0, sizeof tableau[rows]);
    for (size_t v = 0; v < vars; v++) {
        if (is_in(s, at[v] / s->t.columns, at[v] % s->t.columns, target)) tableau[rows][v] = -1;
    }
    for (size_t r = 0; r < rows; r++) {
        double f = tableau[rows][basis[r]];
        for (size_t j = 0; f != 0 && j <= width; j++) tableau[rows][j] -= f * tableau[r][j];
    }
    if (!climb(rows, width, vars)) return EVER;
    return (int64_t)(tableau[rows][width] + 0.5);
}

/* -- tests
 * ---------------------------------------------------------------------------------------- */

/* Of 4,000 random tables no cell that asked to be kept back is known, nor known to be less than its
 * rise; nothing is hidden where nobody asked; and what stays shown is not nothing. */
static void nothing_can_be_worked_out(void **state) {
    (void)state;
    static struct sample s;
    size_t asked = 0, hidden = 0, cells = 0, known = 0;
    for (int i = 0; i < 4000; i++) {
        draw(&s);
        bool any = false;
        size_t n = s.t.places * s.t.columns;
        for (size_t k = 0; k < n; k++) any = any || s.rise[k];
        /* So far as hiding the cells themselves goes: is the search able to find a leak? */
        for (size_t k = 0; k < n; k++) s.hidden[k] = s.rise[k] > 0;
        for (size_t k = 0; k < n && i < 400; k++) {
            if (s.rise[k]) known += most(&s, k) < s.count[k] + s.rise[k];
        }
        memset(s.hidden, 0, sizeof s.hidden);
        arena_reset(arena);
        suppress_cells(arena, &s.t);
        for (size_t k = 0; k < n; k++) {
            if (!any) assert_false(s.hidden[k]);
            if (s.rise[k]) assert_true(s.hidden[k] && most(&s, k) >= s.count[k] + s.rise[k]);
            asked += s.rise[k] > 0;
            hidden += s.hidden[k];
        }
        cells += n;
    }
    assert_true(known > 100);
    assert_true(asked > 10000 && hidden < cells);
}

/* One small cell among large ones costs three more, its neighbours, and no total. */
static void the_nearest_are_given_up(void **state) {
    (void)state;
    static struct sample s = {.parent = {0, 0, 1, 1, 1, 0, 5}};
    static const int64_t leaves[7][3] = {{0},         {0}, {0, 3, 30}, {0, 20, 40},
                                         {0, 50, 60}, {0}, {0, 70, 80}};
    s.t = (struct suppress_table){7, 3, s.parent, s.count, s.spare, s.rise, s.hidden};
    for (size_t p = 1; p < 7; p++) {
        for (size_t c = 1; c < 3; c++) {
            s.spare[p * 3 + c] = leaves[p][c];
            for (size_t q = p;; q = s.parent[q]) {
                s.count[q * 3 + c] += leaves[p][c];
                s.count[q * 3] += leaves[p][c];
                if (q == 0) break;
            }
        }
    }
    s.rise[2 * 3 + 1] = 2;
    suppress_cells(arena, &s.t);
    for (size_t i = 0; i < 21; i++) {
        bool near = i == 7 || i == 8 || i == 10 || i == 11;
        assert_int_equal(s.hidden[i], near);
    }
}

/* Where all there is are four households, not even the total is told. */
static void four_are_not_told_of(void **state) {
    (void)state;
    static struct sample s = {.parent = {0, 0}, .count = {4, 4}, .spare = {0, 4}, .rise = {1, 1}};
    s.t = (struct suppress_table){2, 1, s.parent, s.count, s.spare, s.rise, s.hidden};
    suppress_cells(arena, &s.t);
    assert_true(s.hidden[0] && s.hidden[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(nothing_can_be_worked_out),
        TEST(the_nearest_are_given_up),
        TEST(four_are_not_told_of),
    };
    return cmocka_run_group_tests_name("model/suppress", tests, NULL, NULL);
}
