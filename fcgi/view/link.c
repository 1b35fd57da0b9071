/*
 * The only place that writes struct url. Handlers ask for a page by what it is.
 */
#include "view/link.h"

#include "base/arena.h"
#include "base/buf.h"

#define LINK_MAX 2048
#define BACK_MAX 500 /* bytes of a path to go back to */

const struct link_filter link_everything = {.area = {NULL, 0}};

static struct url fixed(const char *path) {
    return (struct url){str_from(path)};
}

static void encode(struct buf *b, struct str s) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            buf_byte(b, (char)c);
        } else {
            buf_byte(b, '%');
            buf_byte(b, digits[c >> 4]);
            buf_byte(b, digits[c & 15]);
        }
    }
}

static void add(struct buf *b, const char *name, struct str value) {
    if (value.n == 0) return;
    buf_byte(b, str_find(buf_str(b), STR("?")) == b->n ? '?' : '&');
    buf_put(b, str_from(name));
    buf_byte(b, '=');
    encode(b, value);
}

static struct url numbered(struct arena *a, const char *before, int64_t id, const char *after) {
    return (struct url){str_format(a, "%s%lld%s", before, (long long)id, after)};
}

struct url link_kept(struct str text) {
    return (struct url){text};
}

struct url link_home(void) {
    return fixed("/");
}

struct url link_status(void) {
    return fixed("/status");
}

struct url link_find(void) {
    return fixed("/find");
}

struct url link_kiosk(void) {
    return fixed("/kiosk");
}

struct url link_voice(void) {
    return fixed("/status/voice");
}

struct url link_ticket_new(struct arena *a, int64_t notice) {
    if (notice == INT64_MIN) return fixed("/tickets/new");
    return numbered(a, "/tickets/new?notice=", notice, "");
}

struct url link_ticket_receipt(void) {
    return fixed("/tickets/receipt");
}

struct url link_ticket_more(void) {
    return fixed("/tickets/more");
}

struct url link_ticket_slip(void) {
    return fixed("/tickets/slip");
}

struct url link_accessibility(void) {
    return fixed("/accessibility");
}

struct url link_privacy(void) {
    return fixed("/privacy");
}

struct url link_glossary(void) {
    return fixed("/glossary");
}

struct url link_glossary_csv(void) {
    return fixed("/glossary.csv");
}

struct url link_sitemap(void) {
    return fixed("/sitemap.xml");
}

struct url link_sitemap_lists(void) {
    return fixed("/sitemap/lists");
}

struct url link_sitemap_part(struct arena *a, const char *of, int64_t part) {
    return (struct url){str_format(a, "/sitemap/%s/%lld", of, (long long)part)};
}

struct url link_security(void) {
    return fixed("/.well-known/security.txt");
}

struct url link_self(struct arena *a, struct str path, const struct link_filter *f) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_put(&b, path);
    add(&b, "area", f->area);
    add(&b, "level", f->level);
    add(&b, "region", f->region);
    add(&b, "year", f->year);
    add(&b, "type", f->type);
    add(&b, "state", f->state);
    add(&b, "kind", f->kind);
    add(&b, "q", f->q);
    if (f->before.id) add(&b, "before", cursor_text(a, f->before));
    return (struct url){buf_str(&b)};
}

static struct url list(struct arena *a, const char *path, const struct link_filter *f) {
    return link_self(a, str_from(path), f);
}

struct url link_policies(struct arena *a, const struct link_filter *f) {
    return list(a, "/policies", f);
}

struct url link_notices(struct arena *a, const struct link_filter *f) {
    return list(a, "/notices", f);
}

struct url link_questions(struct arena *a, const struct link_filter *f) {
    return list(a, "/questions", f);
}

struct url link_search(struct arena *a, const struct link_filter *f) {
    return list(a, "/search", f);
}

struct url link_policy(struct arena *a, int64_t id) {
    return numbered(a, "/policies/", id, "");
}

struct url link_notice(struct arena *a, int64_t id) {
    return numbered(a, "/notices/", id, "");
}

struct url link_notice_list(struct arena *a, int64_t id) {
    return numbered(a, "/notices/", id, "/list.csv");
}

struct url link_notice_sheet(struct arena *a, int64_t id) {
    return numbered(a, "/notices/", id, "/print");
}

struct url link_policy_sheet(struct arena *a, int64_t id) {
    return numbered(a, "/policies/", id, "/card");
}

static bool is_kind(const char *kind, const char *word) {
    return str_is(str_from(kind), word);
}

struct url link_efforts(struct arena *a, const char *kind, const struct link_filter *f, bool csv) {
    if (is_kind(kind, "job")) return list(a, csv ? "/jobs.csv" : "/jobs", f);
    if (is_kind(kind, "project")) return list(a, csv ? "/projects.csv" : "/projects", f);
    return list(a, csv ? "/projects/donations.csv" : "/projects/donations", f);
}

struct url link_effort(struct arena *a, const char *kind, int64_t id) {
    return numbered(a, is_kind(kind, "job") ? "/jobs/" : "/projects/", id, "");
}

struct url link_figures(struct arena *a, const struct link_filter *f, bool csv) {
    return list(a, csv ? "/figures.csv" : "/figures", f);
}

struct url link_published(struct arena *a, struct str kind, int64_t id) {
    if (str_is(kind, "policy")) return link_policy(a, id);
    if (str_is(kind, "notice")) return link_notice(a, id);
    if (str_is(kind, "donation")) return link_efforts(a, "donation", &link_everything, false);
    return link_effort(a, str_cstr(a, kind), id);
}

struct url link_edition(struct arena *a, struct str kind, int64_t id, int64_t number) {
    struct url page = link_published(a, kind, id);
    if (!str_is(kind, "policy") && !str_is(kind, "notice")) return page;
    return numbered(a, str_cstr(a, str_format(a, STR_FMT "/editions/", STR_ARG(page.text))), number,
                    "");
}

struct url link_changes(struct arena *a, int64_t id, int64_t number) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_format(&b, "/notices/%lld/changes/%lld", (long long)id, (long long)number);
    return (struct url){buf_str(&b)};
}

struct url link_file(struct arena *a, int64_t id) {
    return numbered(a, "/files/", id, "");
}

struct url link_verify_form(void) {
    return fixed("/verify");
}

struct url link_verify(struct arena *a, struct str hash) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/verify/");
    encode(&b, hash);
    return (struct url){buf_str(&b)};
}

struct url link_verify_text(struct arena *a, struct str hash) {
    return (struct url){str_format(a, STR_FMT "/text", STR_ARG(link_verify(a, hash).text))};
}

struct url link_api_verify(struct arena *a, struct str hash) {
    return (struct url){str_format(a, "/api/v1" STR_FMT, STR_ARG(link_verify(a, hash).text))};
}

struct url link_api_ledger(void) {
    return fixed("/api/v1/ledger");
}

struct url link_view(struct arena *a, struct str size, struct str back) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/view");
    add(&b, "size", size);
    if (back.n <= BACK_MAX) add(&b, "back", back);
    return (struct url){buf_str(&b)};
}

/* The first number of a text like "0990-1234567 转 802、7654321": digits with what groups them; a
 * phone cannot dial the rest, and all of them in a row would ring somebody else. */
struct url link_tel(struct arena *a, struct str phone) {
    struct buf b = buf_new(a, 64);
    size_t digits = 0, length;
    uint32_t c;
    BUF_LIT(&b, "tel:");
    for (size_t i = 0; (length = str_char(&c, str_slice(phone, i, phone.n))) > 0; i += length) {
        bool digit = c >= '0' && c <= '9';
        bool groups = c == ' ' || c == '-' || c == '(' || c == ')' || c == 0xFF08 || c == 0xFF09;
        if (digit || (c == '+' && digits == 0)) {
            buf_byte(&b, (char)c);
            digits += digit;
        } else if (digits > 0 && !groups) {
            break;
        }
    }
    return digits ? (struct url){buf_str(&b)} : fixed("");
}

struct url link_office(void) {
    return fixed("/office");
}

struct url link_office_search(void) {
    return fixed("/office/search");
}

struct url link_office_many(struct arena *a, const char *what) {
    return (struct url){str_format(a, "/office/many/%s", what)};
}

struct url link_office_helped(struct arena *a, int64_t id) {
    return numbered(a, "/office/helpers/", id, "");
}

struct url link_office_banner(void) {
    return fixed("/office/banner");
}

struct url link_office_glossary(struct arena *a, struct str term) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/glossary");
    add(&b, "term", term);
    return (struct url){buf_str(&b)};
}

struct url link_office_login(void) {
    return fixed("/office/login");
}

struct url link_office_logout(void) {
    return fixed("/office/logout");
}

struct url link_office_code(void) {
    return fixed("/office/login/code");
}

struct url link_office_account(void) {
    return fixed("/office/account");
}

struct url link_office_sessions(void) {
    return fixed("/office/account/sessions");
}

struct url link_office_password(void) {
    return fixed("/office/account/password");
}

struct url link_office_factor(void) {
    return fixed("/office/account/factor");
}

struct url link_office_users(struct arena *a, struct str after) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/users");
    add(&b, "after", after);
    return (struct url){buf_str(&b)};
}

struct url link_office_user_new(void) {
    return fixed("/office/users/new");
}

struct url link_office_user(struct arena *a, int64_t id, const char *part) {
    struct url page = numbered(a, "/office/users/", id, *part ? "/" : "");
    return *part ? (struct url){str_format(a, STR_FMT "%s", STR_ARG(page.text), part)} : page;
}

struct url link_totp(struct arena *a, struct str issuer, struct str login, struct str secret) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "otpauth://totp/");
    encode(&b, login);
    add(&b, "secret", secret);
    add(&b, "issuer", issuer);
    return (struct url){buf_str(&b)};
}

struct url link_office_articles(struct arena *a, struct str kind, struct str state,
                                struct cursor before) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/articles");
    add(&b, "kind", kind);
    add(&b, "state", state);
    if (before.id) add(&b, "before", cursor_text(a, before));
    return (struct url){buf_str(&b)};
}

struct url link_office_new(struct arena *a, struct str kind) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/articles/new");
    add(&b, "kind", kind);
    return (struct url){buf_str(&b)};
}

struct url link_office_article(struct arena *a, int64_t id) {
    return numbered(a, "/office/articles/", id, "");
}

struct url link_office_edit(struct arena *a, int64_t id) {
    return numbered(a, "/office/articles/", id, "/edit");
}

struct url link_office_preview(struct arena *a, int64_t id) {
    return numbered(a, "/office/articles/", id, "/preview");
}

struct url link_office_publish(struct arena *a, int64_t id) {
    return numbered(a, "/office/articles/", id, "/publish");
}

struct url link_office_withdraw(struct arena *a, int64_t id) {
    return numbered(a, "/office/articles/", id, "/withdraw");
}

struct url link_office_correct(struct arena *a, int64_t id) {
    return numbered(a, "/office/articles/", id, "/correct");
}

struct url link_office_step(struct arena *a, int64_t id, const char *deed) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_format(&b, "/office/articles/%lld/%s", (long long)id, deed);
    return (struct url){buf_str(&b)};
}

struct url link_office_files(struct arena *a, int64_t id) {
    return numbered(a, "/office/files/", id, "");
}

struct url link_office_file(struct arena *a, int64_t id, int64_t file, const char *what) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_format(&b, "/office/files/%lld/%lld%s%s", (long long)id, (long long)file, *what ? "/" : "",
               what);
    return (struct url){buf_str(&b)};
}

struct url link_office_households(struct arena *a, struct str region, struct str status,
                                  struct cursor after) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/households");
    add(&b, "region", region);
    add(&b, "status", status);
    if (after.id) add(&b, "after", cursor_text(a, after));
    return (struct url){buf_str(&b)};
}

struct url link_office_household(struct arena *a, struct str code) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/households/");
    encode(&b, code);
    return (struct url){buf_str(&b)};
}

struct url link_office_household_new(void) {
    return fixed("/office/households/new");
}

struct url link_office_deed(struct arena *a, struct str code, const char *what, int64_t id) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/households/");
    encode(&b, code);
    BUF_LIT(&b, "/");
    buf_put(&b, str_from(what));
    if (id != INT64_MIN) add(&b, "id", str_format(a, "%lld", (long long)id));
    return (struct url){buf_str(&b)};
}

struct url link_office_card(struct arena *a, struct str code) {
    return link_office_deed(a, code, "card", INT64_MIN);
}

struct url link_office_slip(struct arena *a, struct str code) {
    return link_office_deed(a, code, "slip", INT64_MIN);
}

struct url link_office_slips(void) {
    return fixed("/office/slips");
}

struct url link_office_book(struct arena *a, struct str region, int64_t after) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/villages/");
    encode(&b, region);
    BUF_LIT(&b, "/book");
    if (after) add(&b, "after", str_format(a, "%lld", (long long)after));
    return (struct url){buf_str(&b)};
}

struct url link_office_reveal(struct arena *a, struct str code, int64_t member) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_put(&b, link_office_deed(a, code, "reveal", INT64_MIN).text);
    if (member != INT64_MIN) add(&b, "member", str_format(a, "%lld", (long long)member));
    return (struct url){buf_str(&b)};
}

struct url link_office_requests(struct arena *a, int64_t after) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/requests");
    if (after) add(&b, "after", str_format(a, "%lld", (long long)after));
    return (struct url){buf_str(&b)};
}

struct url link_office_request(struct arena *a, int64_t id) {
    return numbered(a, "/office/requests/", id, "");
}

struct url link_office_request_check(struct arena *a, int64_t id) {
    return numbered(a, "/office/requests/", id, "/check");
}

struct url link_office_request_close(struct arena *a, int64_t id) {
    return numbered(a, "/office/requests/", id, "/close");
}

struct url link_office_lists(void) {
    return fixed("/office/lists");
}

struct url link_office_list_new(struct arena *a, struct str kind, struct str stop,
                                struct str region) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/lists/new");
    add(&b, "kind", kind);
    add(&b, "stop", stop);
    add(&b, "region", region);
    return (struct url){buf_str(&b)};
}

struct url link_office_imports(struct arena *a, int64_t before) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/imports");
    if (before > 0) add(&b, "before", str_format(a, "%lld", (long long)before));
    return (struct url){buf_str(&b)};
}

struct url link_office_import_new(void) {
    return fixed("/office/imports/new");
}

struct url link_office_import(struct arena *a, int64_t id, const char *part, struct str after) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_format(&b, "/office/imports/%lld", (long long)id);
    if (*part) buf_format(&b, "/%s", part);
    add(&b, "after", after);
    return (struct url){buf_str(&b)};
}

struct url link_office_export(bool full) {
    return fixed(full ? "/office/households/export/full" : "/office/households/export");
}

struct url link_office_relist(struct arena *a, int64_t id) {
    return numbered(a, "/office/articles/", id, "/relist");
}

struct url link_office_findings(struct arena *a, struct str rule, struct cursor before) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/findings");
    add(&b, "rule", rule);
    if (before.id) add(&b, "before", cursor_text(a, before));
    return (struct url){buf_str(&b)};
}

struct url link_office_findings_csv(struct arena *a, struct str rule) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/findings.csv");
    add(&b, "rule", rule);
    return (struct url){buf_str(&b)};
}

struct url link_office_finding(struct arena *a, const char *rule, struct str code) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_format(&b, "/office/findings/%s/", rule);
    encode(&b, code);
    return (struct url){buf_str(&b)};
}

struct url link_office_tickets(struct arena *a, const struct link_tickets *f) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/tickets");
    add(&b, "region", f->region);
    add(&b, "kind", f->kind);
    if (f->mine) add(&b, "mine", STR("1"));
    if (f->closed) add(&b, "state", STR("closed"));
    if (f->after.id) add(&b, "after", cursor_text(a, f->after));
    return (struct url){buf_str(&b)};
}

struct url link_office_ticket(struct arena *a, int64_t id, const char *what) {
    struct str after = *what ? str_format(a, "/%s", what) : STR("");
    return numbered(a, "/office/tickets/", id, str_cstr(a, after));
}

struct url link_office_efforts(struct arena *a, struct str kind, struct str state,
                               struct cursor before) {
    struct buf b = buf_new(a, LINK_MAX);
    BUF_LIT(&b, "/office/efforts");
    add(&b, "kind", kind);
    add(&b, "state", state);
    if (before.id) add(&b, "before", cursor_text(a, before));
    return (struct url){buf_str(&b)};
}

struct url link_office_effort_new(struct arena *a, const char *kind) {
    return (struct url){str_format(a, "/office/efforts/new?kind=%s", kind)};
}

static struct url with_part(struct arena *a, const char *before, int64_t id, const char *part) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_format(&b, "%s%lld", before, (long long)id);
    if (*part) buf_format(&b, "/%s", part);
    return (struct url){buf_str(&b)};
}

struct url link_office_effort(struct arena *a, int64_t id, const char *part) {
    return with_part(a, "/office/efforts/", id, part);
}

struct url link_office_effort_import(struct arena *a, const char *kind) {
    return (struct url){str_format(a, "/office/efforts/import?kind=%s", kind)};
}

struct url link_office_effort_file(struct arena *a, int64_t id, const char *part) {
    return with_part(a, "/office/efforts/files/", id, part);
}

struct url link_office_audit(struct arena *a, const struct link_audit *f, bool csv) {
    struct buf b = buf_new(a, LINK_MAX);
    buf_put(&b, csv ? STR("/office/audit.csv") : STR("/office/audit"));
    add(&b, "login", f->login);
    add(&b, "region", f->region);
    add(&b, "action", f->action);
    add(&b, "kind", f->kind);
    add(&b, "id", f->id);
    add(&b, "from", f->from);
    add(&b, "to", f->to);
    if (f->before) add(&b, "before", str_format(a, "%lld", (long long)f->before));
    return (struct url){buf_str(&b)};
}

struct url link_anchor(struct arena *a, const char *field) {
    return field ? (struct url){str_format(a, "#%s", field)} : fixed("");
}

struct url link_absolute(struct arena *a, const char *base, struct url u) {
    return (struct url){str_format(a, "%s" STR_FMT, base, STR_ARG(u.text))};
}

/* Without the second slash and the backslash rules, "//host" and "/\host" would leave the site. */
struct url link_local(struct arena *a, struct str path) {
    if (path.n == 0 || path.n > BACK_MAX || path.p[0] != '/') return link_home();
    if (path.n > 1 && (path.p[1] == '/' || path.p[1] == '\\')) return link_home();
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];
        if (c <= 0x20 || c >= 0x7F || c == '\\' || c == '"' || c == '<' || c == '>')
            return link_home();
    }
    return (struct url){str_copy(a, path)};
}
