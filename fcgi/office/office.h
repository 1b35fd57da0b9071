/*
 * The pages of those who work here: signing in, the desk, writing, publishing.
 */
#ifndef OFFICE_OFFICE_H
#define OFFICE_OFFICE_H

#include "web/request.h"
#include "web/response.h"

enum status office_login_form(struct request *rq, struct response *rs);
enum status office_login(struct request *rq, struct response *rs);
enum status office_logout(struct request *rq, struct response *rs);

enum status office_code_form(struct request *rq, struct response *rs);
enum status office_code(struct request *rq, struct response *rs);

enum status office_account(struct request *rq, struct response *rs);
enum status office_sessions(struct request *rq, struct response *rs);
enum status office_password_form(struct request *rq, struct response *rs);
enum status office_password(struct request *rq, struct response *rs);
enum status office_factor_form(struct request *rq, struct response *rs);
enum status office_factor(struct request *rq, struct response *rs);

extern const struct form office_code_fields, office_sessions_fields, office_password_fields,
    office_factor_fields;

enum status office_users(struct request *rq, struct response *rs);
enum status office_user_new_form(struct request *rq, struct response *rs);
enum status office_user_new(struct request *rq, struct response *rs);
enum status office_user(struct request *rq, struct response *rs);
enum status office_user_change(struct request *rq, struct response *rs);
enum status office_user_suspend(struct request *rq, struct response *rs);
enum status office_user_resume(struct request *rq, struct response *rs);
enum status office_user_password(struct request *rq, struct response *rs);
enum status office_user_factor(struct request *rq, struct response *rs);

extern const struct form office_users_fields, office_user_fields;

enum status office_home(struct request *rq, struct response *rs);
enum status office_list(struct request *rq, struct response *rs);
enum status office_many_tickets(struct request *rq, struct response *rs);
enum status office_many_findings(struct request *rq, struct response *rs);
enum status office_many_helper(struct request *rq, struct response *rs);
enum status office_many_articles(struct request *rq, struct response *rs);
enum status office_helped(struct request *rq, struct response *rs);

extern const struct form office_many_tickets_fields, office_many_findings_fields,
    office_many_helper_fields, office_many_articles_fields;

enum status office_check(struct request *rq, struct response *rs);
enum status office_glossary_form(struct request *rq, struct response *rs);
enum status office_glossary(struct request *rq, struct response *rs);
enum status office_banner_form(struct request *rq, struct response *rs);
enum status office_banner(struct request *rq, struct response *rs);

extern const struct form office_banner_fields;
extern const struct form office_glossary_asked, office_glossary_fields;

enum status office_search_form(struct request *rq, struct response *rs);
enum status office_search(struct request *rq, struct response *rs);

extern const struct form office_search_fields;

enum status office_new_form(struct request *rq, struct response *rs);
enum status office_new(struct request *rq, struct response *rs);
enum status office_edit_form(struct request *rq, struct response *rs);
enum status office_edit(struct request *rq, struct response *rs);

enum status office_article(struct request *rq, struct response *rs);
enum status office_preview(struct request *rq, struct response *rs);
enum status office_submit(struct request *rq, struct response *rs);
enum status office_recall(struct request *rq, struct response *rs);
enum status office_return(struct request *rq, struct response *rs);
enum status office_publish(struct request *rq, struct response *rs);
enum status office_unschedule(struct request *rq, struct response *rs);
enum status office_withdraw(struct request *rq, struct response *rs);
enum status office_correct(struct request *rq, struct response *rs);

enum status office_households(struct request *rq, struct response *rs);
enum status office_household_search(struct request *rq, struct response *rs);
enum status office_household(struct request *rq, struct response *rs);
enum status office_household_new_form(struct request *rq, struct response *rs);
enum status office_household_new(struct request *rq, struct response *rs);
enum status office_deed_form(struct request *rq, struct response *rs);
enum status office_deed(struct request *rq, struct response *rs);
enum status office_reveal_form(struct request *rq, struct response *rs);
enum status office_reveal(struct request *rq, struct response *rs);
enum status office_requests(struct request *rq, struct response *rs);
enum status office_request(struct request *rq, struct response *rs);
enum status office_request_check(struct request *rq, struct response *rs);
enum status office_request_close(struct request *rq, struct response *rs);
enum status office_tickets(struct request *rq, struct response *rs);
enum status office_ticket(struct request *rq, struct response *rs);
enum status office_ticket_assign(struct request *rq, struct response *rs);
enum status office_ticket_visit(struct request *rq, struct response *rs);
enum status office_ticket_decide(struct request *rq, struct response *rs);
enum status office_ticket_word(struct request *rq, struct response *rs);
enum status office_ticket_publish(struct request *rq, struct response *rs);
enum status office_ticket_show(struct request *rq, struct response *rs);
enum status office_ticket_reveal(struct request *rq, struct response *rs);
enum status office_ticket_file(struct request *rq, struct response *rs);
enum status office_lists(struct request *rq, struct response *rs);
enum status office_list_new_form(struct request *rq, struct response *rs);
enum status office_list_new(struct request *rq, struct response *rs);
enum status office_relist(struct request *rq, struct response *rs);
enum status office_findings(struct request *rq, struct response *rs);
enum status office_findings_csv(struct request *rq, struct response *rs);
enum status office_finding_note_form(struct request *rq, struct response *rs);
enum status office_finding_note(struct request *rq, struct response *rs);

enum status office_card(struct request *rq, struct response *rs);
enum status office_book(struct request *rq, struct response *rs);
enum status office_slips(struct request *rq, struct response *rs);
enum status office_slips_make(struct request *rq, struct response *rs);
enum status office_slip_replace(struct request *rq, struct response *rs);

extern const struct form office_book_fields, office_slips_fields, office_slip_fields;

enum status office_files(struct request *rq, struct response *rs);
enum status office_files_add(struct request *rq, struct response *rs);
enum status office_file(struct request *rq, struct response *rs);
enum status office_file_drop(struct request *rq, struct response *rs);
enum status office_file_look(struct request *rq, struct response *rs);

extern const struct form office_files_fields, office_file_look_fields;

enum status office_export_form(struct request *rq, struct response *rs);
enum status office_export(struct request *rq, struct response *rs);
enum status office_export_full(struct request *rq, struct response *rs);

enum status office_imports(struct request *rq, struct response *rs);
enum status office_import_form(struct request *rq, struct response *rs);
enum status office_import_new(struct request *rq, struct response *rs);
enum status office_import(struct request *rq, struct response *rs);
enum status office_import_apply(struct request *rq, struct response *rs);
enum status office_import_drop(struct request *rq, struct response *rs);
enum status office_import_undo(struct request *rq, struct response *rs);
enum status office_import_report(struct request *rq, struct response *rs);
enum status office_import_part(struct request *rq, struct response *rs);

extern const struct form office_export_fields, office_imports_fields, office_import_fields,
    office_import_part_fields;

extern const struct form office_households_fields, office_household_search_fields,
    office_deed_fields, office_deed_asked, office_list_new_fields, office_list_ask_fields,
    office_relist_fields, office_findings_fields, office_finding_note_fields, office_audit_fields;

extern const struct form office_reveal_asked, office_reveal_fields, office_requests_fields,
    office_request_check_fields, office_request_close_fields;

extern const struct form office_tickets_fields, office_ticket_assign_fields,
    office_ticket_visit_fields, office_ticket_decide_fields, office_ticket_word_fields,
    office_ticket_show_fields, office_ticket_bare_fields;

enum status office_efforts(struct request *rq, struct response *rs);
enum status office_effort_new_form(struct request *rq, struct response *rs);
enum status office_effort_new(struct request *rq, struct response *rs);
enum status office_effort(struct request *rq, struct response *rs);
enum status office_effort_edit_form(struct request *rq, struct response *rs);
enum status office_effort_edit(struct request *rq, struct response *rs);
enum status office_effort_step(struct request *rq, struct response *rs);
enum status office_effort_payment(struct request *rq, struct response *rs);
enum status office_effort_drop(struct request *rq, struct response *rs);
enum status office_effort_publish(struct request *rq, struct response *rs);
enum status office_effort_withdraw(struct request *rq, struct response *rs);
enum status office_effort_import_form(struct request *rq, struct response *rs);
enum status office_effort_import(struct request *rq, struct response *rs);
enum status office_effort_file(struct request *rq, struct response *rs);
enum status office_effort_file_publish(struct request *rq, struct response *rs);
enum status office_effort_file_drop(struct request *rq, struct response *rs);

extern const struct form office_efforts_fields, office_effort_new_fields, office_effort_edit_fields,
    office_effort_step_fields, office_effort_payment_fields, office_effort_drop_fields,
    office_effort_publish_fields, office_effort_withdraw_fields, office_effort_import_asked,
    office_effort_import_fields;

enum status office_audit(struct request *rq, struct response *rs);
enum status office_audit_csv(struct request *rq, struct response *rs);

extern const struct form office_login_fields, office_list_fields, office_new_fields,
    office_edit_fields, office_step_fields, office_return_fields, office_publish_fields,
    office_withdraw_fields;

#endif
