/*
 * Called by lookup/ticket.c and lookup/receipt.c. What the office does with a ticket is answer.c's.
 */
#include "model/casework/ticket.h"

#include "base/arena.h"
#include "base/seal.h"
#include "base/text.h"
#include "db/db.h"
#include "model/casework/receipt.h"
#include "model/casework/workday.h"
#include "model/county/region.h"
#include "model/publish/gate.h"
#include "model/register/casefile.h"
#include "model/register/identity.h"
#include "query.h"

#define PASS          STR("ticket")
#define SLIP          STR("ticket-slip")
#define PARTING       '\x1f' /* between words: no clean text holds it */
#define TRIES         5      /* numbers that may be taken */
#define COUNTY_DIGITS 6
#define NAME_LEAST    2 /* characters that make a name worth looking for */
#define PHONE_LEAST   7 /* digits */

const struct label ticket_kinds[] = {{"objection", "异议"},
                                     {"question", "咨询"},
                                     {"correction", "信息更正"},
                                     {"praise", "表扬"},
                                     {NULL, NULL}};
const char *const ticket_kind_codes[] = {"objection", "question", "correction", "praise", NULL};
const struct label ticket_outcomes[] = {{"upheld", "异议成立"},
                                        {"partly", "部分成立"},
                                        {"refused", "异议不成立"},
                                        {"answered", "已经答复"},
                                        {NULL, NULL}};

/* --- what it is about --- */

enum status ticket_about(struct ticket_about *out, struct db *db, int64_t document_id,
                         int64_t now) {
    *out = (struct ticket_about){0};
    enum status st = q_ticket_notice(&out->notice, db, document_id);
    if (st != OK) return st;
    const struct row_ticket_notice *n = out->notice;
    struct clock c = {n->opens_at, n->closes_at};
    out->clock = str_is(n->state, "withdrawn") ? CLOCK_NONE : clock_state(&c, now);
    if (str_is(n->state, "withdrawn")) return OK;
    return q_ticket_entries(&out->entries, &out->entry_count, db, n->edition_id);
}

bool ticket_guards(struct str kind, bool has_notice, struct str region) {
    return str_is(kind, "objection") || (has_notice && region.n > COUNTY_DIGITS);
}

bool ticket_takes_names(struct str kind, bool has_notice, struct str region) {
    return !ticket_guards(kind, has_notice, region) || region.n > COUNTY_DIGITS;
}

struct str ticket_context(struct arena *a, struct str form, const char *what) {
    return str_format(a, "ticket:" STR_FMT ":%s", STR_ARG(str_hex(a, form.p, form.n)), what);
}

void ticket_who(struct str *name, struct str *phone, struct str text) {
    *name = str_cut(&text, PARTING);
    *phone = text;
}

bool ticket_tells(struct arena *a, struct str text, struct str name, struct str phone) {
    struct gate_find *finds;
    struct str plain = text_key(a, text), digits = text_code(a, text);
    struct str key = text_key(a, name), ring = text_code(a, phone);
    if (gate_screen(&finds, a, text) > 0) return true;
    if (text_length(key) >= NAME_LEAST && str_find(plain, key) < plain.n) return true;
    return ring.n >= PHONE_LEAST && str_find(digits, ring) < digits.n;
}

/* --- sending --- */

/* A ticket on its way in. */
struct sending {
    struct db *db;
    const struct seal_keys *keys;
    const struct ticket_form *f;
    struct str form, region;
    int64_t edition_id, case_id, hold_id, now;
    bool guarded;
    struct ticket_receipt receipt;
};

static enum status refuse(enum ticket_fault *fault, struct str *why, enum ticket_fault what,
                          struct str sentence) {
    *fault = what;
    *why = sentence;
    return INVALID;
}

static struct str form_of(struct arena *a, const struct seal_keys *keys,
                          const struct ticket_form *f) {
    uint8_t file[32];
    uint8_t *out = arena_alloc(a, SEAL_INDEX_BYTES);
    seal_digest(file, f->file.kind ? f->file.bytes : STR(""));
    struct str text = str_format(a,
                                 STR_FMT "%c" STR_FMT "%c%lld%c%lld%c" STR_FMT "%c" STR_FMT
                                         "%c" STR_FMT "%c" STR_FMT "%c" STR_FMT,
                                 STR_ARG(f->key), PARTING, STR_ARG(f->kind), PARTING,
                                 (long long)f->document_id, PARTING, (long long)f->entry, PARTING,
                                 STR_ARG(f->region), PARTING, STR_ARG(f->text), PARTING,
                                 STR_ARG(f->name), PARTING, STR_ARG(f->phone), PARTING,
                                 STR_ARG(str_hex(a, file, sizeof file)));
    seal_index(out, keys, "ticket", text);
    return (struct str){(const char *)out, SEAL_INDEX_BYTES};
}

/* The line of a list, and the case behind it. */
static enum status find_entry(struct sending *s, enum ticket_fault *fault, struct str *why) {
    struct row_ticket_entry *entry;
    struct row_ticket_case *behind;
    if (s->f->entry == INT64_MIN) return OK;
    enum status st = q_ticket_entry(&entry, s->db, s->edition_id, s->f->entry);
    if (st == NOT_FOUND) {
        return refuse(fault, why, TICKET_ENTRY,
                      STR("名单上没有这一行，可能刚刚更正过。请打开公示再看一看。"));
    }
    if (st == OK) st = q_ticket_case(&behind, s->db, s->edition_id, s->f->entry);
    if (st == OK) s->case_id = behind->case_id;
    return st == NOT_FOUND ? OK : st;
}

static enum status check_notice(struct sending *s, enum ticket_fault *fault, struct str *why) {
    struct ticket_about about;
    enum status st = ticket_about(&about, s->db, s->f->document_id, s->now);
    if (st == NOT_FOUND) {
        return refuse(fault, why, TICKET_KIND, STR("没有找到这份公示。请从公示那一页点进来。"));
    }
    if (st != OK) return st;
    s->region = about.notice->region;
    s->edition_id = about.notice->edition_id;
    if (str_is(s->f->kind, "objection") && about.clock != CLOCK_OPEN) {
        return refuse(fault, why, TICKET_KIND,
                      STR("这份公示现在不收异议：公示期已经过了，或者还没有开始。"
                          "可以改成“咨询”再提交，您写的还在。"));
    }
    return find_entry(s, fault, why);
}

static enum status check_place(struct sending *s, enum ticket_fault *fault, struct str *why) {
    struct row_region *place;
    if (str_is(s->f->kind, "objection")) {
        return refuse(fault, why, TICKET_KIND,
                      STR("提异议要先打开那份公示，从那一页点“对名单有异议？”进来。"));
    }
    s->region = s->f->region;
    enum status st = region_find(&place, s->db, s->region);
    if (st == OK && s->region.n >= COUNTY_DIGITS) return OK;
    if (st != OK && st != NOT_FOUND) return st;
    return refuse(fault, why, TICKET_REGION, STR("请选择是哪个地方的事。"));
}

static enum status check(struct sending *s, enum ticket_fault *fault, struct str *why) {
    const struct ticket_form *f = s->f;
    bool has_notice = f->document_id != INT64_MIN;
    enum status st = has_notice ? check_notice(s, fault, why) : check_place(s, fault, why);
    if (st != OK) return st;
    s->guarded = ticket_guards(f->kind, has_notice, s->region);
    if (s->guarded && ticket_tells(db_arena(s->db), f->text, f->name, f->phone)) {
        return refuse(fault, why, TICKET_WORDS,
                      STR("这段话里有您的姓名、电话或者证件号码。被反映的那一级看得到这段话，"
                          "请把它们从这里删掉。"));
    }
    return OK;
}

static enum status hold_cases(struct sending *s) {
    s->hold_id = INT64_MIN;
    if (!str_is(s->f->kind, "objection")) return OK;
    return casefile_object(&s->hold_id, s->db, s->f->document_id, s->case_id, s->now);
}

static enum status reckon(struct sending *s) {
    struct workday_calendar calendar;
    int32_t today = date_day(s->now);
    enum status st = workday_load(&calendar, s->db, today);
    if (st != OK) return st;
    s->receipt.visit_by = workday_after(&calendar, today, WORKDAY_VISIT);
    s->receipt.decide_by = workday_after(&calendar, today, WORKDAY_DECIDE);
    return OK;
}

static enum status put(struct sending *s) {
    const struct ticket_form *f = s->f;
    struct arena *a = db_arena(s->db);
    struct str text = seal_close(a, s->keys, ticket_context(a, s->form, "text"), f->text);
    struct str who = STR_NONE;
    bool has_notice = f->document_id != INT64_MIN;
    if (f->name.n + f->phone.n > 0 && ticket_takes_names(f->kind, has_notice, s->region)) {
        who = seal_close(
            a, s->keys, ticket_context(a, s->form, "who"),
            str_format(a, STR_FMT "%c" STR_FMT, STR_ARG(f->name), PARTING, STR_ARG(f->phone)));
    }
    enum status st = CONFLICT;
    for (int tries = 0; st == CONFLICT && tries < TRIES; tries++) {
        s->receipt.number = receipt_number(a);
        s->receipt.secret = receipt_secret(a, s->keys, s->form);
        st = q_ticket_add(s->db, s->receipt.number,
                          identity_query_index(a, s->keys, s->receipt.number, s->receipt.secret),
                          identity_chain(a, s->keys), s->form, f->kind, s->region,
                          f->area.n ? f->area : STR_NONE, f->document_id, s->edition_id, f->entry,
                          s->hold_id, s->guarded, f->consent, text, who, s->now,
                          s->receipt.visit_by, s->receipt.decide_by);
    }
    return st == CONFLICT ? BUSY : st; /* the same form at the same moment: told at the next try */
}

static enum status put_file(const struct sending *s, int64_t id) {
    const struct evidence *e = &s->f->file;
    struct arena *a = db_arena(s->db);
    uint8_t digest[32];
    if (!e->kind) return OK;
    seal_digest(digest, e->bytes);
    return q_ticket_file_add(s->db, id, (struct str){(const char *)digest, sizeof digest},
                             str_from(e->kind), (int64_t)e->bytes.n,
                             seal_close(a, s->keys, ticket_context(a, s->form, "name"),
                                        text_clip(e->name, EVIDENCE_NAME)),
                             seal_close(a, s->keys, ticket_context(a, s->form, "file"), e->bytes));
}

/* It came before: whoever has the form gets the same receipt once more, for a while. */
static enum status tell_again(struct sending *s, struct str *why,
                              const struct row_ticket_claim *t) {
    struct arena *a = db_arena(s->db);
    s->receipt = (struct ticket_receipt){t->number, receipt_secret(a, s->keys, s->form),
                                         t->visit_by, t->decide_by};
    bool fits = identity_query_fits(a, s->keys, t->number, s->receipt.secret, t->secret_index,
                                    t->secret_chain);
    if (fits && s->now - t->asked_at < TICKET_LIFE) return OK;
    *why = STR("这一份早先已经收到了，编号和密码那时显示过，不能再显示。要补充，请另写一份。");
    return CONFLICT;
}

enum status ticket_send(struct ticket_receipt *out, enum ticket_fault *fault, struct str *why,
                        struct db *db, const struct seal_keys *keys, const struct ticket_form *form,
                        int64_t now) {
    struct row_ticket_claim *before;
    struct sending s = {.db = db,
                        .keys = keys,
                        .f = form,
                        .form = form_of(db_arena(db), keys, form),
                        .edition_id = INT64_MIN,
                        .case_id = INT64_MIN,
                        .now = now};
    *fault = TICKET_FINE;
    enum status st = q_ticket_by_form(&before, db, s.form);
    if (st == OK) {
        st = tell_again(&s, why, before);
    } else if (st == NOT_FOUND) {
        st = check(&s, fault, why);
        if (st == OK) st = reckon(&s);
        if (st == OK) st = hold_cases(&s);
        if (st == OK) st = put(&s);
        if (st == OK) st = put_file(&s, db_insert_id(db));
    }
    if (st == OK) *out = s.receipt;
    return st;
}

/* --- how it stands --- */

enum status ticket_claim(int64_t *id, int64_t *beside, struct db *db, const struct seal_keys *keys,
                         struct str number, struct str secret) {
    struct row_ticket_claim nobody = {0}, *row = &nobody;
    struct row_ticket_beside *next;
    *id = *beside = 0;
    enum status st = q_ticket_by_number(&row, db, number);
    if (st != OK && st != NOT_FOUND) return st;
    if (st == NOT_FOUND) row = &nobody; /* a digest that nothing has */
    if (identity_query_fits(db_arena(db), keys, number, secret, row->secret_index,
                            row->secret_chain)) {
        *id = row->id;
    }
    st = q_ticket_beside(&next, db, number);
    if (st == OK) *beside = next->id;
    return st == NOT_FOUND ? OK : st;
}

enum status ticket_read(struct ticket *out, struct db *db, const struct seal_keys *keys,
                        int64_t id) {
    struct arena *a = db_arena(db);
    *out = (struct ticket){.told = STR("")};
    enum status st = q_ticket_read(&out->row, db, id);
    if (st != OK || out->row->told_sealed.n == 0) return st;
    return seal_open(&out->told, a, keys, ticket_context(a, out->row->form, "told"),
                     out->row->told_sealed);
}

struct str ticket_pass(struct arena *a, const struct seal_keys *keys, int64_t id, int64_t now) {
    return seal_wrap(a, keys, PASS,
                     str_format(a, "%lld.%lld", (long long)id, (long long)(now + TICKET_LIFE)));
}

bool ticket_admit(int64_t *id, struct arena *a, const struct seal_keys *keys, struct str pass,
                  int64_t now) {
    struct str text;
    int64_t until;
    if (!seal_unwrap(&text, a, keys, PASS, pass)) return false;
    return str_int(id, str_cut(&text, '.')) && str_int(&until, text) && until > now;
}

struct str ticket_slip(struct arena *a, const struct seal_keys *keys,
                       const struct ticket_receipt *r) {
    return seal_wrap(a, keys, SLIP,
                     str_format(a, STR_FMT "." STR_FMT ".%d.%d", STR_ARG(r->number),
                                STR_ARG(r->secret), (int)r->visit_by, (int)r->decide_by));
}

bool ticket_slip_open(struct ticket_receipt *out, struct arena *a, const struct seal_keys *keys,
                      struct str slip) {
    struct str text;
    int64_t visit, decide;
    if (!seal_unwrap(&text, a, keys, SLIP, slip)) return false;
    *out = (struct ticket_receipt){.number = str_cut(&text, '.'), .secret = str_cut(&text, '.')};
    if (!str_int(&visit, str_cut(&text, '.')) || !str_int(&decide, text)) return false;
    out->visit_by = (int32_t)visit;
    out->decide_by = (int32_t)decide;
    return true;
}

enum status ticket_more(struct db *db, const struct seal_keys *keys, const struct ticket *t,
                        struct str text, int64_t now) {
    struct arena *a = db_arena(db);
    struct str sealed = seal_close(a, keys, ticket_context(a, t->row->form, "more"), text);
    enum status st = q_ticket_more(db, sealed, now, t->row->id);
    return st == OK && db_changed(db) == 0 ? CONFLICT : st;
}

enum status ticket_unshow(struct db *db, const struct ticket *t) {
    return q_ticket_unshow(db, t->row->id);
}
