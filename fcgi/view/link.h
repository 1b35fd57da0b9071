/*
 * Every URL of the portal is built here, so that a path is spelt once and nothing unescaped gets
 * into one. Results live in ${a} or are static.
 */
#ifndef VIEW_LINK_H
#define VIEW_LINK_H

#include "web/form.h"
#include "web/html.h"

struct arena;

/* link_kept(text): one that was made here before and was kept. */
struct url link_kept(struct str text);

struct url link_home(void);
struct url link_status(void);
struct url link_kiosk(void);
struct url link_voice(void);
struct url link_find(void);
struct url link_accessibility(void);

/* Tickets. link_ticket_new(a, notice): the form, about a notice; INT64_MIN: about none. The other
 * forms are sent to the fixed ones. */
struct url link_ticket_new(struct arena *a, int64_t notice);
struct url link_ticket_receipt(void);
struct url link_ticket_more(void);
struct url link_ticket_slip(void);
struct url link_privacy(void);
struct url link_glossary(void);
struct url link_glossary_csv(void);

/* For machines: the sitemap with its parts ("documents", "efforts", from 1); where security.txt
 * stands (RFC 9116). */
struct url link_sitemap(void);
struct url link_sitemap_lists(void);
struct url link_sitemap_part(struct arena *a, const char *of, int64_t part);
struct url link_security(void);

/* What a list is narrowed to; empty members are left out. */
struct link_filter {
    struct str area, level, region, year, type, state, kind, q;
    struct cursor before; /* id 0: the first page */
};

extern const struct link_filter link_everything; /* not narrowed */

struct url link_policies(struct arena *a, const struct link_filter *f);
struct url link_policy(struct arena *a, int64_t id);
struct url link_notices(struct arena *a, const struct link_filter *f);
struct url link_notice(struct arena *a, int64_t id);
struct url link_notice_list(struct arena *a, int64_t id); /* its name list, as a table */
/* On paper: the board's sheet of a notice, the card of a policy. */
struct url link_notice_sheet(struct arena *a, int64_t id);
struct url link_policy_sheet(struct arena *a, int64_t id);
struct url link_questions(struct arena *a, const struct link_filter *f);
struct url link_search(struct arena *a, const struct link_filter *f);
/* What was published, by its kind: as it is now; and one edition of it, where those have pages. */
struct url link_published(struct arena *a, struct str kind, int64_t id);
struct url link_edition(struct arena *a, struct str kind, int64_t id, int64_t number);
struct url link_changes(struct arena *a, int64_t id, int64_t number); /* of a notice's edition */
/* link_self(a, path, filter): a list or feed at its own path. */
struct url link_self(struct arena *a, struct str path, const struct link_filter *f);
struct url link_file(struct arena *a, int64_t id);

/* Projects, jobs, donations: ${kind} "project", "job" or "donation"; as a table with ${csv}; and
 * the page of one project or job. */
struct url link_efforts(struct arena *a, const char *kind, const struct link_filter *f, bool csv);
struct url link_effort(struct arena *a, const char *kind, int64_t id);

/* Figures of ${f}'s region and year; as a table with ${csv}. */
struct url link_figures(struct arena *a, const struct link_filter *f, bool csv);

/* Checking what was published: the question, one answer, what its number is made of; and as data.
 */
struct url link_verify_form(void);
struct url link_verify(struct arena *a, struct str hash);
struct url link_verify_text(struct arena *a, struct str hash);
struct url link_api_verify(struct arena *a, struct str hash);
struct url link_api_ledger(void);

/* link_view(a, size, back): chooses the text size ("elder", or empty) and returns to ${back}, or
 * home if that is over 500 bytes. */
struct url link_view(struct arena *a, struct str size, struct str back);

/* link_tel(a, phone): to ring the first number in a text; empty where there is none. */
struct url link_tel(struct arena *a, struct str phone);

struct url link_office(void);
struct url link_office_search(void);
struct url link_office_banner(void);
/* Hard words; ${term}: with that one in the form. */
struct url link_office_glossary(struct arena *a, struct str term);
/* A deed on several: tickets findings helper articles. ${id}: of a helper. */
struct url link_office_many(struct arena *a, const char *what);
struct url link_office_helped(struct arena *a, int64_t id);
struct url link_office_login(void);
struct url link_office_logout(void);

/* The steps at the door, the own account, and the accounts of a region. ${after}: the login that
 * was shown last. ${part}: "" or change suspend resume password factor. */
struct url link_office_code(void);
struct url link_office_account(void);
struct url link_office_sessions(void);
struct url link_office_password(void);
struct url link_office_factor(void);
struct url link_office_users(struct arena *a, struct str after);
struct url link_office_user_new(void);
struct url link_office_user(struct arena *a, int64_t id, const char *part);

/* link_totp(a, issuer, login, secret): what an authenticator app reads from a QR code (the "Key URI
 * Format" of Google's app, which all of them take). */
struct url link_totp(struct arena *a, struct str issuer, struct str login, struct str secret);
struct url link_office_articles(struct arena *a, struct str kind, struct str state,
                                struct cursor before);
struct url link_office_new(struct arena *a, struct str kind);
struct url link_office_article(struct arena *a, int64_t id);
struct url link_office_edit(struct arena *a, int64_t id);
struct url link_office_preview(struct arena *a, int64_t id);
struct url link_office_publish(struct arena *a, int64_t id);
struct url link_office_withdraw(struct arena *a, int64_t id);
struct url link_office_correct(struct arena *a, int64_t id);
/* ${deed}: submit recall return unschedule */
struct url link_office_step(struct arena *a, int64_t id, const char *deed);
/* The files of a document; one of them: to open it (${what} empty), "drop" or "look". */
struct url link_office_files(struct arena *a, int64_t id);
struct url link_office_file(struct arena *a, int64_t id, int64_t file, const char *what);

/* The register in the office. ${after} of a list: the code of a village and an id. ${what}: the
 * name of a deed (office/deed.c); ${id} INT64_MIN: of nothing in particular. ${after} of the
 * requests: the last one shown, 0: from the first. */
struct url link_office_households(struct arena *a, struct str region, struct str status,
                                  struct cursor after);
struct url link_office_household(struct arena *a, struct str code);
struct url link_office_household_new(void);
struct url link_office_deed(struct arena *a, struct str code, const char *what, int64_t id);
/* Paper: link_office_slip makes a new query code for one household; ${after} of a book: the
 * household to go on after, 0 for the first page. */
struct url link_office_card(struct arena *a, struct str code);
struct url link_office_slip(struct arena *a, struct str code);
struct url link_office_slips(void);
struct url link_office_book(struct arena *a, struct str region, int64_t after);
struct url link_office_reveal(struct arena *a, struct str code, int64_t member);
struct url link_office_requests(struct arena *a, int64_t after);
struct url link_office_request(struct arena *a, int64_t id);
struct url link_office_request_check(struct arena *a, int64_t id);
struct url link_office_request_close(struct arena *a, int64_t id);
struct url link_office_lists(void);
struct url link_office_list_new(struct arena *a, struct str kind, struct str stop,
                                struct str region);
/* Register files. ${part}: "" or apply drop undo report.csv new joining people households same
 * missing suspects; ${after}: the place in such a list, may be empty. */
struct url link_office_imports(struct arena *a, int64_t before);
struct url link_office_import_new(void);
struct url link_office_import(struct arena *a, int64_t id, const char *part, struct str after);
struct url link_office_export(bool full);
struct url link_office_relist(struct arena *a, int64_t id);

/* Findings: all, those of a rule, as a table, and settling one household's. */
struct url link_office_findings(struct arena *a, struct str rule, struct cursor before);
struct url link_office_findings_csv(struct arena *a, struct str rule);
struct url link_office_finding(struct arena *a, const char *rule, struct str code);

/* Tickets in the office. ${what}: "" or assign visit decide word publish show reveal file. */
struct link_tickets {
    struct str region, kind;
    bool mine, closed;
    struct cursor after; /* id 0: the first page */
};
struct url link_office_tickets(struct arena *a, const struct link_tickets *f);
struct url link_office_ticket(struct arena *a, int64_t id, const char *what);

/* Projects, jobs, donations in the office. ${part} of one: "" edit step payment drop publish
 * withdraw; of a file: "" publish drop. */
struct url link_office_efforts(struct arena *a, struct str kind, struct str state,
                               struct cursor before);
struct url link_office_effort_new(struct arena *a, const char *kind);
struct url link_office_effort(struct arena *a, int64_t id, const char *part);
struct url link_office_effort_import(struct arena *a, const char *kind);
struct url link_office_effort_file(struct arena *a, int64_t id, const char *part);

/* The record, for auditors; ${csv}: as a file. Members that are empty are left out. */
struct link_audit {
    struct str login, region, action, kind, id, from, to;
    int64_t before; /* 0: from the newest */
};
struct url link_office_audit(struct arena *a, const struct link_audit *f, bool csv);

/* link_anchor(a, field): "#field", a place on this page; empty for NULL. */
struct url link_anchor(struct arena *a, const char *field);

/* link_absolute(a, base, u): with the portal's address in front. */
struct url link_absolute(struct arena *a, const char *base, struct url u);

/* link_local(a, path): a path that came from a visitor, for going back to it; the home page unless
 * it is a plain path of this site. */
struct url link_local(struct arena *a, struct str path);

#endif
