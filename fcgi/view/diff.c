/*
 * Myers' O(ND) difference (1986), twice: over sentences, and over the characters of each place that
 * changed. The handlers of the office and of the public notices show it through page/compare.h.
 */
#include "view/diff.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"

#define MOST       400  /* steps: additions and removals */
#define CHARS_MOST 4000 /* of one place, that are compared one by one */
#define KEPT_LEAST 2    /* fewer characters between two changes belong to the change */

/* One side: tokens, each a number that stands for its text. */
struct side {
    struct str *texts;
    uint32_t *ids;
    bool *kept; /* is in the other as well */
    size_t n;
};

static struct side side_new(struct arena *a, size_t room) {
    return (struct side){ARENA_ARRAY(a, struct str, room), ARENA_ARRAY(a, uint32_t, room),
                         ARENA_ARRAY(a, bool, room), 0};
}

/* --- the shortest way from one side to the other --- */

/* trace[d] holds, for each diagonal -d, -d + 2 … d after d steps, how far it got in the first side.
 * Rows are made when they are first needed and used again by every comparison of a call. */
struct ways {
    struct arena *arena;
    int32_t *trace[MOST + 1];
};

static int32_t reach(const struct ways *w, int d, int k) {
    return k < -d || k > d ? -1 : w->trace[d][(k + d) / 2];
}

/* The farthest on diagonal ${k} with ${d} steps, before any token in common is taken. */
static int32_t begin_of(const struct ways *w, int d, int k) {
    if (d == 0) return 0;
    int32_t down = reach(w, d - 1, k + 1), right = reach(w, d - 1, k - 1);
    return k == -d || (k != d && right < down) ? down : right + 1;
}

/* Marks what is kept, from the end back to the start. */
static void walk_back(const struct ways *w, int d, int32_t x, int32_t y, struct side *a,
                      struct side *b) {
    for (; d >= 0; d--) {
        int k = x - y;
        int32_t from = begin_of(w, d, k);
        while (x > from) {
            x--, y--;
            a->kept[x] = b->kept[y] = true;
        }
        if (d == 0) return;
        bool down = k == -d || (k != d && reach(w, d - 1, k - 1) < reach(w, d - 1, k + 1));
        if (down) {
            y--;
        } else {
            x--;
        }
    }
}

static void compare(struct ways *w, struct side *a, struct side *b) {
    int32_t n = (int32_t)a->n, m = (int32_t)b->n;
    for (int d = 0; d <= MOST && d <= n + m; d++) {
        if (!w->trace[d]) w->trace[d] = ARENA_ARRAY(w->arena, int32_t, (size_t)d + 1);
        for (int k = -d; k <= d; k += 2) {
            int32_t x = begin_of(w, d, k), y = x - k;
            while (x < n && y < m && x >= 0 && y >= 0 && a->ids[x] == b->ids[y]) x++, y++;
            w->trace[d][(k + d) / 2] = x;
            if (x != n || y != m) continue;
            walk_back(w, d, n, m, a, b);
            return;
        }
    }
    /* Too far apart: nothing but the two ends is in both. */
    size_t head = 0, tail = 0, least = a->n < b->n ? a->n : b->n;
    while (head < least && a->ids[head] == b->ids[head]) head++;
    while (tail < least - head && a->ids[a->n - 1 - tail] == b->ids[b->n - 1 - tail]) tail++;
    for (size_t i = 0; i < head; i++) a->kept[i] = b->kept[i] = true;
    for (size_t i = 1; i <= tail; i++) a->kept[a->n - i] = b->kept[b->n - i] = true;
}

/* --- characters --- */

static struct side characters(struct arena *a, struct str text) {
    struct side s = side_new(a, text.n + 1);
    while (text.n > 0) {
        uint32_t c = 0;
        size_t bytes = str_char(&c, text);
        if (bytes == 0) c = (unsigned char)text.p[0], bytes = 1;
        s.texts[s.n] = str_slice(text, 0, bytes);
        s.ids[s.n++] = c;
        text = str_slice(text, bytes, text.n);
    }
    return s;
}

/* A character or two that happen to be the same between two changes only disturb the reader. */
static void smooth(struct side *a, struct side *b) {
    size_t i = 0, j = 0;
    while (i < a->n || j < b->n) {
        bool before = false;
        while (i < a->n && !a->kept[i]) i++, before = true;
        while (j < b->n && !b->kept[j]) j++, before = true;
        size_t run = 0;
        while (i + run < a->n && j + run < b->n && a->kept[i + run] && b->kept[j + run]) run++;
        bool after = i + run < a->n || j + run < b->n;
        for (size_t k = 0; before && after && run < KEPT_LEAST && k < run; k++) {
            a->kept[i + k] = b->kept[j + k] = false;
        }
        i += run, j += run;
    }
}

/* Less than a third in common: two sentences, not one that was changed. */
static void part(struct side *a, struct side *b) {
    size_t kept = 0, most = a->n > b->n ? a->n : b->n;
    for (size_t i = 0; i < a->n; i++) kept += a->kept[i];
    if (3 * kept >= most) return;
    memset(a->kept, 0, a->n * sizeof *a->kept);
    memset(b->kept, 0, b->n * sizeof *b->kept);
}

static struct view_diff_piece *pieces(size_t *count, struct arena *a, const struct side *s,
                                      const char *changed) {
    struct view_diff_piece *out = ARENA_ARRAY(a, struct view_diff_piece, s->n + 1);
    *count = 0;
    for (size_t i = 0; i < s->n;) {
        size_t end = i, bytes = 0;
        while (end < s->n && s->kept[end] == s->kept[i]) bytes += s->texts[end++].n;
        out[(*count)++] = (struct view_diff_piece){(struct str){s->texts[i].p, bytes},
                                                   str_from(s->kept[i] ? "" : changed)};
        i = end;
    }
    return out;
}

static struct view_diff_row row_of(struct ways *w, struct str before, struct str after) {
    struct arena *a = w->arena;
    struct view_diff_row row = {0};
    struct side x, y;
    if (before.n > CHARS_MOST * sizeof(uint32_t) || after.n > CHARS_MOST * sizeof(uint32_t)) {
        x = side_new(a, 1), y = side_new(a, 1);
        x.texts[0] = before, y.texts[0] = after;
        x.n = before.n > 0, y.n = after.n > 0;
    } else {
        x = characters(a, before), y = characters(a, after);
        compare(w, &x, &y);
        smooth(&x, &y);
        part(&x, &y);
    }
    row.before = pieces(&row.before_count, a, &x, "removed");
    row.after = pieces(&row.after_count, a, &y, "added");
    return row;
}

/* --- sentences --- */

static bool ends_sentence(uint32_t c) {
    return c == '\n' || c == 0x3002 || c == 0xff01 || c == 0xff1f || c == 0xff1b; /* 。！？； */
}

static struct side sentences(struct arena *a, struct str text) {
    size_t count = 1;
    for (size_t i = 0, n; i < text.n; i += n ? n : 1) {
        uint32_t c = 0;
        n = str_char(&c, str_slice(text, i, text.n));
        count += ends_sentence(c);
    }
    struct side s = side_new(a, count);
    for (size_t i = 0, from = 0, n; i < text.n;) {
        uint32_t c = 0;
        n = str_char(&c, str_slice(text, i, text.n));
        i += n ? n : 1;
        if (!ends_sentence(c) && i < text.n) continue;
        s.texts[s.n++] = str_slice(text, from, i);
        from = i;
    }
    return s;
}

static size_t slot_of(struct str s, size_t mask) {
    uint64_t h = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * UINT64_C(1099511628211);
    return (size_t)(h ^ h >> 32) & mask;
}

/* One number for each sentence, the same for the same; the sentences themselves are compared, so
 * that nobody can make two look alike. */
static void name_all(struct arena *a, struct side *x, struct side *y) {
    size_t mask = 15;
    uint32_t last = 0;
    while (mask < 2 * (x->n + y->n)) mask = mask * 2 + 1;
    const struct str **table = ARENA_ARRAY(a, const struct str *, mask + 1);
    uint32_t *ids = ARENA_ARRAY(a, uint32_t, mask + 1);
    for (size_t i = 0; i < x->n + y->n; i++) {
        struct side *s = i < x->n ? x : y;
        size_t at = i < x->n ? i : i - x->n;
        size_t slot = slot_of(s->texts[at], mask);
        while (table[slot] && !str_eq(*table[slot], s->texts[at])) slot = (slot + 1) & mask;
        if (!table[slot]) {
            table[slot] = &s->texts[at];
            ids[slot] = ++last;
        }
        s->ids[at] = ids[slot];
    }
}

/* The text of the sentences [from, to), which stand one behind the other, without the line's end.
 */
static struct str span(const struct side *s, size_t from, size_t to) {
    size_t bytes = 0;
    for (size_t i = from; i < to; i++) bytes += s->texts[i].n;
    return from < to ? str_trim((struct str){s->texts[from].p, bytes}) : STR("");
}

static bool is_blank(const struct side *s, size_t i) {
    return str_trim(s->texts[i]).n == 0;
}

size_t diff_rows(struct view_diff_row **rows, struct arena *a, struct str before,
                 struct str after) {
    struct side x = sentences(a, before), y = sentences(a, after);
    size_t count = 0, i = 0, j = 0;
    int64_t skipped = 0;
    struct ways w = {.arena = a};
    *rows = NULL;
    if (str_eq(before, after)) return 0;
    name_all(a, &x, &y);
    compare(&w, &x, &y);
    *rows = ARENA_ARRAY(a, struct view_diff_row, x.n + y.n + 1);
    while (i < x.n || j < y.n) {
        if (i < x.n && j < y.n && x.kept[i] && y.kept[j]) {
            skipped += !is_blank(&x, i);
            i++, j++;
            continue;
        }
        size_t from_i = i, from_j = j;
        for (;;) {
            while (i < x.n && !x.kept[i]) i++;
            while (j < y.n && !y.kept[j]) j++;
            /* An empty line between two places that changed does not part them. */
            size_t gap = 0;
            while (i + gap < x.n && j + gap < y.n && x.kept[i + gap] && y.kept[j + gap] &&
                   is_blank(&x, i + gap)) {
                gap++;
            }
            bool more = (i + gap < x.n && !x.kept[i + gap]) || (j + gap < y.n && !y.kept[j + gap]);
            if (gap == 0 || !more) break;
            i += gap, j += gap;
        }
        struct str was = span(&x, from_i, i), is = span(&y, from_j, j);
        if (str_eq(was, is)) continue; /* only empty lines */
        (*rows)[count] = row_of(&w, was, is);
        (*rows)[count++].skipped = skipped;
        skipped = 0;
    }
    return count;
}
