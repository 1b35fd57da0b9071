/*
 * From texts of the model to what view/diff.h compares.
 */
#include "page/compare.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/money.h"
#include "model/publish/fit.h"
#include "model/publish/label.h"
#include "view/diff.h"
#include "web/request.h"

#define LIST_BYTES ((size_t)1 << 20)

void compare_fields(struct compare_field out[COMPARE_FIELDS], struct arena *a,
                    const struct edition_text *t) {
    const struct compare_field all[COMPARE_FIELDS] = {
        {"标题", t->title},
        {"正文", t->body},
        {"发文单位", t->issuer},
        {"发文字号", t->document_number},
        {"谁能享受", t->card_who},
        {"能得什么", t->card_what},
        {"怎么去办", t->card_how},
        {"什么时候", t->card_when},
        {"要带什么", t->card_bring},
        {"去问哪里", t->card_ask},
        {"哪些人家符合", fit_words(a, t->fit)},
        {"发文日期", date_text(a, t->issued_on)},
        {"开始执行", date_text(a, t->effective_from)},
        {"执行到", date_text(a, t->effective_to)},
        {"哪一级出的", label_text(label_levels, t->level)},
        {"哪一方面", label_text(label_areas, t->area)},
        {"哪一类公告", label_text(label_types, t->type)},
        {"公示几天", str_format(a, "%lld", (long long)t->window_days)},
        {"改了什么", t->change_note},
    };
    for (size_t i = 0; i < COMPARE_FIELDS; i++) out[i] = all[i];
}

struct compare_side compare_article(const struct article *article) {
    const struct row_article *e = article->edition;
    return (struct compare_side){
        {
            .title = e->title,
            .body = e->body,
            .issuer = e->issuer,
            .document_number = e->document_number,
            .issued_on = e->issued_on,
            .effective_from = e->effective_from,
            .effective_to = e->effective_to,
            .level = e->level,
            .area = e->area,
            .card_who = e->card_who,
            .card_what = e->card_what,
            .card_how = e->card_how,
            .card_when = e->card_when,
            .card_bring = e->card_bring,
            .card_ask = e->card_ask,
            .type = e->type,
            .window_days = e->window_days,
            .change_note = e->change_note,
        },
        article->entries,
        article->entry_count,
        STR(""),
    };
}

/* A line a household, so that who came and who went are lines of their own. */
static struct str list_text(struct arena *a, const struct compare_side *s) {
    struct buf b = buf_new(a, LIST_BYTES);
    for (size_t i = 0; i < s->count; i++) {
        const struct row_entry *e = &s->entries[i];
        buf_format(&b, STR_FMT "，" STR_FMT " " STR_FMT "，%lld 人，" STR_FMT,
                   STR_ARG(e->masked_name), STR_ARG(e->village), STR_ARG(e->team),
                   (long long)e->size, STR_ARG(e->category));
        if (e->amount != MONEY_NONE) {
            buf_format(&b, "，" STR_FMT " 元", STR_ARG(money_text(a, e->amount)));
        }
        buf_byte(&b, '\n');
    }
    return buf_str(&b);
}

static void put(struct view_diff_field *out, size_t *count, struct arena *a, const char *label,
                struct str before, struct str after) {
    struct view_diff_row *rows;
    size_t n = diff_rows(&rows, a, before, after);
    if (n > 0) out[(*count)++] = (struct view_diff_field){str_from(label), rows, n};
}

size_t compare_sides(struct view_diff_field **out, const struct request *rq,
                     const struct compare_side *before, const struct compare_side *after) {
    struct compare_field was[COMPARE_FIELDS], is[COMPARE_FIELDS];
    struct arena *a = rq->arena;
    size_t count = 0;
    *out = ARENA_ARRAY(a, struct view_diff_field, COMPARE_FIELDS + 2);
    compare_fields(was, a, &before->text);
    compare_fields(is, a, &after->text);
    for (size_t i = 0; i + 1 < COMPARE_FIELDS; i++) {
        put(*out, &count, a, is[i].label, was[i].value, is[i].value);
    }
    put(*out, &count, a, "名单", list_text(a, before), list_text(a, after));
    put(*out, &count, a, "附件", before->files, after->files);
    return count;
}
