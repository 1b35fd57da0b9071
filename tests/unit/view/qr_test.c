/* A QR code is drawn module by module: of the right size, with its three corners, its timing lines
 * and the white around it. That it can be read is tests/browser/paper.test.mjs's. */
#include "../base/fixture.h"

#include "view/link.h"
#include "view/qr.h"

#define QUIET 4
#define MOST  200

static char grid[MOST][MOST];

/* Draws the path again; every run must lie inside, and no two may overlap. */
static int draw(const struct view_qr *qr) {
    const char *p = str_cstr(arena, qr->path);
    int runs = 0, x, y, n, back, read;
    memset(grid, 0, sizeof grid);
    while (*p) {
        assert_int_equal(sscanf(p, "M%d %dh%dv1h-%dz%n", &x, &y, &n, &back, &read), 4);
        assert_int_equal(n, back);
        assert_true(n > 0 && x >= QUIET && x + n <= qr->size - QUIET);
        assert_true(y >= QUIET && y < qr->size - QUIET);
        for (int i = x; i < x + n; i++) {
            assert_int_equal(grid[y][i], 0);
            grid[y][i] = 1;
        }
        p += read;
        runs++;
    }
    return runs;
}

static bool is_finder(int left, int top) {
    for (int y = 0; y < 7; y++) {
        for (int x = 0; x < 7; x++) {
            bool ring = x == 0 || x == 6 || y == 0 || y == 6;
            bool heart = x >= 2 && x <= 4 && y >= 2 && y <= 4;
            if (grid[QUIET + top + y][QUIET + left + x] != (ring || heart)) return false;
        }
    }
    return true;
}

static struct url address(const char *base) {
    return link_absolute(arena, base, link_status());
}

/* 29 bytes at level M are version 3: 29 modules a side. */
static void test_shape(void **state) {
    (void)state;
    struct view_qr *qr = qr_new(arena, address("https://county.example"));
    assert_non_null(qr);
    assert_int_equal(qr->size, 29 + 2 * QUIET);
    assert_true(draw(qr) > 100);
    assert_true(is_finder(0, 0) && is_finder(22, 0) && is_finder(0, 22));
    assert_false(is_finder(22, 22));
    for (int i = 8; i < 21; i++) {
        assert_int_equal(grid[QUIET + 6][QUIET + i], i % 2 == 0);
        assert_int_equal(grid[QUIET + i][QUIET + 6], i % 2 == 0);
    }
}

/* The same address gives the same code, another one another. */
static void test_content(void **state) {
    (void)state;
    struct str one = qr_new(arena, address("https://county.example"))->path;
    assert_true(str_eq(one, qr_new(arena, address("https://county.example"))->path));
    assert_false(str_eq(one, qr_new(arena, address("https://county.exampla"))->path));
}

/* An address that is too long for any code gives none, and the page stands without it. */
static void test_too_long(void **state) {
    (void)state;
    char base[3001];
    memset(base, 'a', sizeof base - 1);
    base[sizeof base - 1] = 0;
    assert_null(qr_new(arena, address(base)));
    base[2300] = 0;
    assert_non_null(qr_new(arena, address(base)));
}

/* What is remembered is what would be drawn: beyond as many as are kept, and of like addresses. */
static void test_kept(void **state) {
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 20; i++) {
            struct url u = address(
                str_cstr(arena, str_format(arena, "https://county%d.example", i)));
            for (int again = 0; again < 2; again++) {
                struct view_qr *kept = qr_kept(arena, u), *fresh = qr_new(arena, u);
                assert_int_equal(kept->size, fresh->size);
                assert_true(str_eq(kept->path, fresh->path));
                assert_true(str_eq(kept->label, fresh->label));
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_shape), TEST(test_content), TEST(test_too_long),
                                       TEST(test_kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
