/*
 * From rows of the model to structs of the views. No rule lives here: what is open, expired or
 * masked was decided by the model.
 */
#include "page/page.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"
#include "base/pattern.h"
#include "model/county/region.h"
#include "model/publish/glossary.h"
#include "view/qr.h"

#define YEARS 12

struct str page_hash(struct arena *a, struct str hash) {
    struct buf b = buf_new(a, 2 * hash.n + 1);
    for (size_t i = 0; i < hash.n; i += 4) {
        if (i > 0) buf_byte(&b, ' ');
        buf_put(&b, str_slice(hash, i, i + 4));
    }
    return buf_str(&b);
}

struct view_proof *page_proof(const struct request *rq, struct str hash) {
    if (!hash.n) return NULL;
    struct view_proof *v = ARENA_NEW(rq->arena, struct view_proof);
    struct url verify = link_verify(rq->arena, hash);
    *v = (struct view_proof){
        .hash = page_hash(rq->arena, hash),
        .verify = verify,
        .qr = qr_kept(rq->arena, link_absolute(rq->arena, rq->conf->url, verify)),
    };
    if (v->qr) v->qr->label = STR("二维码，扫一扫核对这一份是不是网上发布的");
    return v;
}

bool page_id(int64_t *out, struct str text) {
    return str_is_digits(text) && str_int(out, text) && *out > 0;
}

struct view_clock *page_clock(const struct request *rq, int64_t opens_at, int64_t closes_at) {
    static const char *const names[] = {"", "waiting", "open", "closed"};
    struct clock c = {opens_at, closes_at};
    enum clock_state state = clock_state(&c, rq->now);
    if (state == CLOCK_NONE) return NULL;
    struct view_clock *v = ARENA_NEW(rq->arena, struct view_clock);
    *v = (struct view_clock){
        .state = str_from(names[state]),
        .opens = opens_at,
        .closes = closes_at,
        .closes_text = date_close_text(rq->arena, closes_at, rq->now),
        .days_left = clock_days_left(&c, rq->now),
    };
    return v;
}

struct str page_place(struct arena *a, struct str above, struct str place) {
    if (above.n == 0) return place;
    return str_format(a, STR_FMT " " STR_FMT, STR_ARG(above), STR_ARG(place));
}

struct view_notice_row *page_notices(const struct request *rq, const struct row_notice_item *rows,
                                     size_t count) {
    struct view_notice_row *out = ARENA_ARRAY(rq->arena, struct view_notice_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct row_notice_item *n = &rows[i];
        out[i] = (struct view_notice_row){
            .self = link_notice(rq->arena, n->id),
            .type = label_text(label_types, n->type),
            .title = n->title,
            .place = page_place(rq->arena, n->above, n->place),
            .posted = date_day(n->published_at),
            .clock = page_clock(rq, n->opens_at, n->closes_at),
            .mark = n->number > 1 ? STR("已更正") : STR(""),
        };
    }
    return out;
}

static struct str standing_mark(enum article_standing standing) {
    static const char *const marks[] = {"", "还没生效", "已失效", "已被取代"};
    return str_from(marks[standing]);
}

struct str page_standing_mark(const struct request *rq, int32_t from, int32_t to,
                              int64_t successor) {
    return standing_mark(article_standing(from, to, successor, rq->now));
}

struct view_policy_row *page_policies(const struct request *rq, const struct row_policy_item *rows,
                                      size_t count) {
    struct view_policy_row *out = ARENA_ARRAY(rq->arena, struct view_policy_row, count);
    for (size_t i = 0; i < count; i++) {
        const struct row_policy_item *p = &rows[i];
        out[i] = (struct view_policy_row){
            .self = link_policy(rq->arena, p->id),
            .title = p->title,
            .issuer = p->issuer,
            .document_number = p->document_number,
            .issued = p->issued_on,
            .area = label_text(label_areas, p->area),
            .mark = page_standing_mark(rq, p->effective_from, p->effective_to, p->successor_id),
        };
    }
    return out;
}

struct str page_standing(struct str *note, struct str *successor, const struct request *rq,
                         const struct article *a) {
    const struct row_article *e = a->edition;
    enum article_standing standing = article_standing(e->effective_from, e->effective_to,
                                                      e->successor_id, rq->now);
    *note = *successor = STR("");
    switch (standing) {
    case STANDING_SUPERSEDED:
        *note = STR("这份文件已有新的代替它，办事请看新的。");
        *successor = a->successor_title;
        break;
    case STANDING_EXPIRED:
        *note = str_format(rq->arena, STR_FMT "以后不再执行。",
                           STR_ARG(date_text(rq->arena, e->effective_to)));
        break;
    case STANDING_WAITING:
        *note = str_format(rq->arena, STR_FMT "起执行。",
                           STR_ARG(date_text(rq->arena, e->effective_from)));
        break;
    case STANDING_IN_FORCE: break;
    }
    return standing_mark(standing);
}

enum status page_office_phone(struct str *out, const struct request *rq, struct str region) {
    struct row_region *office;
    *out = rq->site.phone;
    enum status st = region_find(&office, rq->db,
                                 str_slice(region, 0, region.n > 9 ? 9 : region.n));
    if (st == OK && office->phone.n) *out = office->phone;
    return st == NOT_FOUND ? OK : st;
}

struct str page_correction(const struct request *rq, const struct row_article *e) {
    if (e->number == 1) return STR("");
    return str_format(rq->arena, "本公告于" STR_FMT "更正%s",
                      STR_ARG(date_text(rq->arena, date_day(e->published_at))),
                      e->closes_at == MOMENT_NONE ? "。" : "，期限从那天起重新计算。");
}

struct view_glossary_term *page_terms(const struct request *rq,
                                      const struct row_glossary_term *rows, size_t count) {
    struct view_glossary_term *out = ARENA_ARRAY(rq->arena, struct view_glossary_term, count);
    for (size_t i = 0; i < count; i++) {
        out[i] = (struct view_glossary_term){rows[i].term, rows[i].meaning};
    }
    return out;
}

enum status page_within(struct view_glossary_within **out, const struct request *rq,
                        const struct str *texts, size_t count) {
    struct row_glossary_term *rows;
    size_t found, room = 1;
    *out = NULL;
    for (size_t i = 0; i < count; i++) room += texts[i].n + 1;
    struct buf all = buf_new(rq->arena, room);
    for (size_t i = 0; i < count; i++) {
        buf_put(&all, texts[i]);
        buf_byte(&all, '\n');
    }
    enum status st = glossary_within(&rows, &found, rq->db, buf_str(&all));
    if (st != OK || found == 0) return st;
    *out = ARENA_NEW(rq->arena, struct view_glossary_within);
    **out = (struct view_glossary_within){page_terms(rq, rows, found), found, link_glossary()};
    return OK;
}

struct view_edition *page_editions(const struct request *rq, const struct article *a,
                                   struct str kind) {
    struct view_edition *out = ARENA_ARRAY(rq->arena, struct view_edition, a->edition_count);
    for (size_t i = 0; i < a->edition_count; i++) {
        const struct row_edition_mark *e = &a->editions[i];
        bool shown = e->number == a->edition->number;
        struct str first = e->number == 1 ? STR("首次发布") : e->change_note;
        out[i] = (struct view_edition){
            .number = e->number,
            .made = e->published_at,
            .note = str_is(e->state, "withdrawn") ? STR("已撤回") : first,
        };
        if (!shown) out[i].self = link_edition(rq->arena, kind, a->edition->document_id, e->number);
        if (e->number > 1 && str_is(kind, "notice") && !str_is(a->edition->state, "withdrawn")) {
            out[i].changes = link_changes(rq->arena, a->edition->document_id, e->number);
        }
    }
    return out;
}

struct str page_file_size(struct arena *a, int64_t bytes) {
    return bytes < 1024 ? str_format(a, "%lld 字节", (long long)bytes)
                        : str_format(a, "%lld KB", (long long)(bytes + 1023) / 1024);
}

struct str page_file_kind(struct str type) {
    if (str_starts(type, STR("text/csv"))) return STR("表格");
    if (str_ends(type, STR("spreadsheetml.sheet"))) return STR("表格");
    if (str_starts(type, STR("image/"))) return STR("图片");
    if (str_starts(type, STR("application/pdf"))) return STR("PDF");
    return STR("文档");
}

/* Percent-encodes a file name for filename* (RFC 8187). */
static struct str encoded(struct arena *a, struct str name) {
    struct buf b = buf_new(a, name.n * 3 + 1);
    for (size_t i = 0; i < name.n; i++) buf_format(&b, "%%%02X", (unsigned char)name.p[i]);
    return buf_str(&b);
}

void page_hand_out(struct response *rs, struct arena *a, struct str name, struct str type,
                   struct str digest) {
    rs->type = str_cstr(a, type);
    rs->filename = encoded(a, name);
    rs->stored = str_format(a, "/stored/" STR_FMT, STR_ARG(digest));
}

struct view_attachment *page_attachments(const struct request *rq, const struct article *a) {
    struct view_attachment *out = ARENA_ARRAY(rq->arena, struct view_attachment,
                                              a->attachment_count);
    for (size_t i = 0; i < a->attachment_count; i++) {
        const struct row_attachment *f = &a->attachments[i];
        out[i] = (struct view_attachment){
            .name = f->name,
            .kind = page_file_kind(f->type),
            .size = page_file_size(rq->arena, f->size),
            .file = link_file(rq->arena, f->id),
        };
    }
    return out;
}

struct view_name_list *page_names(const struct request *rq, struct str caption,
                                  const struct row_entry *rows, size_t count) {
    if (count == 0) return NULL;
    struct view_name_list *l = ARENA_NEW(rq->arena, struct view_name_list);
    l->caption = caption;
    l->rows = ARENA_ARRAY(rq->arena, struct view_name_row, count);
    l->rows_count = count;
    l->count = (int64_t)count;
    l->total = MONEY_NONE;
    for (size_t i = 0; i < count; i++) {
        l->rows[i] = (struct view_name_row){
            .name = rows[i].masked_name,
            .village = rows[i].village,
            .group = rows[i].team,
            .size = rows[i].size,
            .category = rows[i].category,
            .amount = rows[i].amount,
        };
        if (rows[i].amount == MONEY_NONE) continue;
        l->total = (l->total == MONEY_NONE ? 0 : l->total) + rows[i].amount;
    }
    return l;
}

/* The first land line in a text, or ${missing}. */
static struct str phone_in(struct str text, struct str missing) {
    static struct pattern *phone;
    size_t begin, end;
    if (!phone) phone = pattern_new("(?<!\\d)(?:0\\d{2,3}[- ]?)?[2-8]\\d{6,7}(?!\\d)");
    return pattern_find(phone, text, 0, &begin, &end) ? str_slice(text, begin, end) : missing;
}

struct view_policy_card *page_card(const struct request *rq, struct str who, struct str what,
                                   struct str how, struct str when, struct str bring,
                                   struct str ask) {
    if (who.n + what.n + how.n + ask.n == 0) return NULL;
    struct view_policy_card *c = ARENA_NEW(rq->arena, struct view_policy_card);
    struct str phone = phone_in(ask, rq->site.phone);
    *c = (struct view_policy_card){
        .who = who,
        .what = what,
        .how = how,
        .by_when = when,
        .bring = bring,
        .ask = ask,
        .phone = phone,
        .phone_link = link_tel(rq->arena, phone),
    };
    return c;
}

struct view_area_link *page_areas(size_t *count, const struct request *rq) {
    size_t n = 0;
    while (label_areas[n].code) n++;
    struct view_area_link *out = ARENA_ARRAY(rq->arena, struct view_area_link, n);
    for (size_t i = 0; i < n; i++) {
        struct link_filter f = {.area = str_from(label_areas[i].code)};
        out[i] = (struct view_area_link){str_from(label_areas[i].text),
                                         link_policies(rq->arena, &f)};
    }
    *count = n;
    return out;
}

struct view_choice *page_labels(size_t *count, const struct request *rq, const struct label *list,
                                struct str chosen) {
    size_t n = 0;
    while (list[n].code) n++;
    struct view_choice *first = ARENA_ARRAY(rq->arena, struct view_choice, n + 1);
    struct view_choice *next = frame_choice(first, STR(""), STR("全部"), chosen);
    for (size_t i = 0; i < n; i++) {
        next = frame_choice(next, str_from(list[i].code), str_from(list[i].text), chosen);
    }
    *count = n + 1;
    return first;
}

struct view_seek *page_seek(const struct request *rq, struct str label, struct str kind) {
    struct view_seek *v = ARENA_NEW(rq->arena, struct view_seek);
    *v = (struct view_seek){link_search(rq->arena, &link_everything), kind, label};
    return v;
}

enum status page_regions(struct view_choice **out, size_t *count, const struct request *rq,
                         struct str chosen) {
    struct row_region *rows;
    size_t n;
    enum status st = region_below(&rows, &n, rq->db, str_from(rq->conf->county));
    if (st != OK) return st;
    *out = ARENA_ARRAY(rq->arena, struct view_choice, n + 1);
    *count = n + 1;
    struct view_choice *next = frame_choice(*out, STR(""), STR("全部"), chosen);
    for (size_t i = 0; i < n; i++) next = frame_choice(next, rows[i].code, rows[i].name, chosen);
    return OK;
}

struct view_choice *page_years(size_t *count, const struct request *rq, struct str chosen) {
    struct view_choice *first = ARENA_ARRAY(rq->arena, struct view_choice, YEARS + 1);
    struct view_choice *next = frame_choice(first, STR(""), STR("全部"), chosen);
    int year = date_ymd(date_day(rq->now)).year;
    for (int i = 0; i < YEARS; i++) {
        next = frame_choice(next, str_format(rq->arena, "%d", year - i),
                            str_format(rq->arena, "%d年", year - i), chosen);
    }
    *count = YEARS + 1;
    return first;
}

enum status page_tags(struct view_filter_tag **out, size_t *count, const struct request *rq,
                      struct link_filter all, const struct page_words *words) {
    struct arena *a = rq->arena;
    struct str place = STR("");
    if (all.region.n) {
        enum status st = region_place(&place, rq->db, all.region);
        if (st != OK) return st;
        if (place.n == 0) place = all.region;
    }
    struct {
        struct str *value, label;
        bool none;
    } const parts[] = {
        {&all.q, str_format(a, "“" STR_FMT "”", STR_ARG(all.q)), !words->q},
        {&all.kind, words->kinds ? label_text(words->kinds, all.kind) : STR(""), !words->kinds},
        {&all.area, label_text(label_areas, all.area), false},
        {&all.level, label_text(label_levels, all.level), false},
        {&all.type, words->types ? label_text(words->types, all.type) : STR(""), !words->types},
        {&all.region, place, false},
        {&all.state, words->states ? label_text(words->states, all.state) : STR(""),
         !words->states},
        {&all.year, str_format(a, STR_FMT "年", STR_ARG(all.year)), false},
    };
    struct view_filter_tag *next = *out = ARENA_ARRAY(a, struct view_filter_tag,
                                                      sizeof parts / sizeof *parts);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        struct str value = *parts[i].value;
        if (value.n == 0 || parts[i].none) continue;
        *parts[i].value = STR_NONE;
        *next++ = (struct view_filter_tag){parts[i].label,
                                           link_self(a, str_from(rq->route->path), &all)};
        *parts[i].value = value;
    }
    *count = (size_t)(next - *out);
    return OK;
}

struct view_pager *page_pager(const struct request *rq, struct link_filter all, bool first,
                              struct cursor next) {
    struct view_pager *p = ARENA_NEW(rq->arena, struct view_pager);
    struct str path = str_from(rq->route->path);
    if (!first) p->newest = link_self(rq->arena, path, &all);
    all.before = next;
    if (next.id) p->older = link_self(rq->arena, path, &all);
    return p;
}
