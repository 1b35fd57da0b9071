/*
 * Called by the handlers of figures; chart.html shows what comes out.
 */
#include "view/chart.h"

#include "base/arena.h"

/* In tenths of the size of its letters: a row, from its top to the line of the words, and to the
 * bar. */
#define ROW  26
#define LINE 12
#define BAR  16

static struct str tenths(struct arena *a, size_t n) {
    return str_format(a, "%zu.%zu", n / 10, n % 10);
}

static struct str share(struct arena *a, int64_t size, int64_t most) {
    int64_t n = size > 0 ? (int64_t)((double)size * 1000 / (double)most) : 0;
    return str_format(a, "%lld.%lld%%", (long long)n / 10, (long long)n % 10);
}

struct view_chart *chart_new(struct arena *a, const char *id, struct str title,
                             const struct chart_item *items, size_t count) {
    const struct chart_item *longest = NULL;
    size_t bars = 0;
    for (size_t i = 0; i < count; i++) {
        if (items[i].size > (longest ? longest->size : 0)) longest = &items[i];
        bars += items[i].size > 0;
    }
    if (bars < 2) return NULL;
    struct view_chart *v = ARENA_NEW(a, struct view_chart);
    *v = (struct view_chart){
        .id = str_from(id),
        .title = title,
        .about = str_format(
            a, "横条图，%zu 条，最长的是" STR_FMT "，" STR_FMT "。数字都在图后面的表里。", count,
            STR_ARG(longest->label), STR_ARG(longest->words)),
        .height = tenths(a, count * ROW),
        .bars = ARENA_ARRAY(a, struct view_chart_bar, count),
        .bars_count = count,
    };
    for (size_t i = 0; i < count; i++) {
        v->bars[i] = (struct view_chart_bar){
            .label = items[i].label,
            .words = items[i].words,
            .line = tenths(a, i * ROW + LINE),
            .bar = tenths(a, i * ROW + BAR),
        };
        if (items[i].size > 0) v->bars[i].share = share(a, items[i].size, longest->size);
    }
    return v;
}
