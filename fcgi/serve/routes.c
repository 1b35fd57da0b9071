/*
 * Every URL of the portal, one row each. A row says all there is to know: the pool that answers,
 * the handler, who may, the form it reads, how long nginx keeps it, how long a body may be.
 * Rows are tried from top to bottom within their pool.
 */
#include "lookup/lookup.h"
#include "model/county/account.h"
#include "office/office.h"
#include "public/public.h"
#include "api/api.h"
#include "serve/operate.h"
#include "serve/serve.h"

#define KIB 1024
#define MIB (1024 * KIB)

/* What is published shows within five seconds: the page cache holds a page for two. */
#define FRESH SECONDS(2)

/* clang-format off */
const struct route routes[] = {
    /* pool    method path                          handler                 who may      form                  keeps     body */
    {  PUBLIC, GET,   "/",                          public_home,            ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/policies",                  public_policies,        ANYONE,      &public_policies_form,FRESH,    0,        false },
    {  PUBLIC, GET,   "/policies/{id}",             public_policy,          ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/policies/{id}/editions/{n}",public_policy_edition,  ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/notices",                   public_notices,         ANYONE,      &public_notices_form, FRESH,    0,        false },
    {  PUBLIC, GET,   "/notices/{id}",              public_notice,          ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/notices/{id}/editions/{n}", public_notice_edition,  ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/notices/{id}/changes/{n}",  public_notice_changes,  ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/files/{id}",                public_file,            ANYONE,      NULL,                 NO_STORE, 0,        false },
    {  PUBLIC, GET,   "/verify",                    public_verify,          ANYONE,      &public_verify_form,  NO_STORE, 0,        false },
    {  PUBLIC, GET,   "/verify/{hash}",             public_verify_hash,     ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/verify/{hash}/text",        public_verify_text,     ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/view",                      public_view,            ANYONE,      &public_view_form,    NO_STORE, 0,        true  },
    {  PUBLIC, GET,   "/api/v1/policies",           api_policies,           ANYONE,      &api_articles_form,  FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/policies/{id}",      api_policy,             ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/notices",            api_notices,            ANYONE,      &api_articles_form,   FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/notices/{id}",       api_notice,             ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/regions",            api_regions,            ANYONE,      &api_regions_form,    FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/verify/{hash}",      api_verify,             ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/ledger",             api_ledger,             ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/ledger/leaves/{from}", api_ledger_leaves,    ANYONE,      NULL,                 FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/ledger/consistency/{from}/{to}", api_ledger_consistency, ANYONE, NULL,           FRESH,    0,        false },
    {  PUBLIC, GET,   "/api/v1/openapi.json",       api_openapi,            ANYONE,      NULL,                 FRESH,    0,        true  },
    {  PUBLIC, GET,   "/healthz",                   operate_health,         ANYONE,      NULL,                 NO_STORE, 0,        true  },
    {  PUBLIC, GET,   "/readyz",                    operate_ready,          ANYONE,      NULL,                 NO_STORE, 0,        true  },
    {  PUBLIC, GET,   "/metrics",                   operate_metrics,        ANYONE,      NULL,                 NO_STORE, 0,        true  },

    {  LOOKUP, GET,   "/status",                    lookup_status_form,     ANYONE,      NULL,                 NO_STORE, 0,        false },
    {  LOOKUP, POST,  "/status",                    lookup_status,          ANYONE,      &ask_form,            NO_STORE, 8 * KIB,  false },
    {  LOOKUP, POST,  "/status/voice",              lookup_voice,           ANYONE,      &lookup_voice_form,   NO_STORE, 16 * KIB, false },
    {  LOOKUP, POST,  "/api/v1/status",             lookup_status_api,      ANYONE,      &ask_form,            NO_STORE, 4 * KIB,  false },
    {  LOOKUP, GET,   "/healthz",                   operate_health,         ANYONE,      NULL,                 NO_STORE, 0,        true  },
    {  LOOKUP, GET,   "/readyz",                    operate_ready,          ANYONE,      NULL,                 NO_STORE, 0,        true  },
    {  LOOKUP, GET,   "/metrics",                   operate_metrics,        ANYONE,      NULL,                 NO_STORE, 0,        true  },

    {  OFFICE, GET,   "/office/login",              office_login_form,      ANYONE,      NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/login",              office_login,           ANYONE,      &office_login_fields, NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/logout",             office_logout,          LEAVE,       NULL,                 NO_STORE, 4 * KIB,  false },
    {  OFFICE, GET,   "/office/login/code",         office_code_form,       GIVE_CODE,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/login/code",         office_code,            GIVE_CODE,   &office_code_fields,  NO_STORE, 4 * KIB,  false },
    {  OFFICE, GET,   "/office/account",            office_account,         SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/account/sessions",   office_sessions,        SIGNED_IN,   &office_sessions_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, GET,   "/office/account/password",   office_password_form,   SET_PASSWORD, NULL,                NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/account/password",   office_password,        SET_PASSWORD, &office_password_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, GET,   "/office/account/factor",     office_factor_form,     SET_FACTOR,  NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/account/factor",     office_factor,          SET_FACTOR,  &office_factor_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, GET,   "/office/users",              office_users,           MAY_MANAGE,  &office_users_fields, NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/users/new",          office_user_new_form,   MAY_MANAGE,  NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/users/new",          office_user_new,        MAY_MANAGE,  &office_user_fields,  NO_STORE, 4 * KIB,  false },
    {  OFFICE, GET,   "/office/users/{id}",         office_user,            MAY_MANAGE,  NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/users/{id}/change",  office_user_change,     MAY_MANAGE,  &office_user_fields,  NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/users/{id}/suspend", office_user_suspend,    MAY_MANAGE,  NULL,                 NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/users/{id}/resume",  office_user_resume,     MAY_MANAGE,  NULL,                 NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/users/{id}/password", office_user_password,  MAY_MANAGE,  NULL,                 NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/users/{id}/factor",  office_user_factor,     MAY_MANAGE,  NULL,                 NO_STORE, 4 * KIB,  false },
    {  OFFICE, GET,   "/office",                    office_home,            SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/articles",           office_list,            SIGNED_IN,   &office_list_fields,  NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/articles/new",       office_new_form,        MAY_WRITE,   &office_new_fields,   NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/articles/new",       office_new,             MAY_WRITE,   &office_edit_fields,  NO_STORE, 256 * KIB, false },
    {  OFFICE, GET,   "/office/articles/{id}",      office_article,         SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/articles/{id}/edit", office_edit_form,       MAY_WRITE,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/articles/{id}/edit", office_edit,            MAY_WRITE,   &office_edit_fields,  NO_STORE, 256 * KIB, false },
    {  OFFICE, GET,   "/office/articles/{id}/preview", office_preview,      MAY_WRITE,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/articles/{id}/submit", office_submit,        MAY_WRITE,   &office_step_fields,  NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/articles/{id}/recall", office_recall,        MAY_WRITE,   &office_step_fields,  NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/articles/{id}/return", office_return,        MAY_PUBLISH, &office_return_fields, NO_STORE, 8 * KIB, false },
    {  OFFICE, POST,  "/office/articles/{id}/publish", office_publish,      MAY_PUBLISH, &office_publish_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, POST,  "/office/articles/{id}/unschedule", office_unschedule, MAY_PUBLISH, &office_step_fields, NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/articles/{id}/withdraw", office_withdraw,    MAY_PUBLISH, &office_withdraw_fields, NO_STORE, 8 * KIB, false },
    {  OFFICE, POST,  "/office/articles/{id}/correct", office_correct,      MAY_WRITE,   &office_step_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, POST,  "/office/articles/{id}/relist", office_relist,        MAY_WRITE,   &office_relist_fields, NO_STORE, 32 * KIB, false },
    {  OFFICE, GET,   "/office/lists",              office_lists,           SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/lists/new",          office_list_new_form,   MAY_KEEP,    &office_list_ask_fields, NO_STORE, 0,      false },
    {  OFFICE, POST,  "/office/lists/new",          office_list_new,        MAY_KEEP,    &office_list_new_fields, NO_STORE, 32 * KIB, false },
    {  OFFICE, GET,   "/office/households",         office_households,      SIGNED_IN,   &office_households_fields, NO_STORE, 0,    false },
    {  OFFICE, POST,  "/office/households",         office_household_search, SIGNED_IN,  &office_household_search_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, GET,   "/office/households/new",     office_household_new_form, MAY_KEEP,  NULL,                NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/households/new",     office_household_new,   MAY_KEEP,    &office_deed_fields,  NO_STORE, 8 * KIB,  false },
    {  OFFICE, GET,   "/office/slips",              office_slips,           SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/slips",              office_slips_make,      MAY_KEEP,    &office_slips_fields, NO_STORE, 4 * KIB,  false },
    {  OFFICE, GET,   "/office/villages/{region}/book", office_book,        SIGNED_IN,   &office_book_fields,  NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/households/{code}/card", office_card,        SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/households/{code}/slip", office_slip_replace, MAY_KEEP,   &office_slip_fields,  NO_STORE, 4 * KIB,  false },
    {  OFFICE, GET,   "/office/households/export",  office_export_form,     MAY_KEEP,    NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/households/export",  office_export,          MAY_KEEP,    &office_export_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, POST,  "/office/households/export/full", office_export_full, MAY_EXPORT,  &office_export_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, GET,   "/office/households/{code}",  office_household,       SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/households/{code}/reveal", office_reveal_form, MAY_REVEAL, &office_reveal_asked, NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/households/{code}/reveal", office_reveal,    MAY_REVEAL,  &office_reveal_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, GET,   "/office/requests",           office_requests,        SIGNED_IN,   &office_requests_fields, NO_STORE, 0,      false },
    {  OFFICE, GET,   "/office/requests/{id}",      office_request,         SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/requests/{id}/check", office_request_check,  MAY_KEEP,    &office_request_check_fields, NO_STORE, 8 * KIB, false },
    {  OFFICE, POST,  "/office/requests/{id}/close", office_request_close,  MAY_KEEP,    &office_request_close_fields, NO_STORE, 8 * KIB, false },
    {  OFFICE, GET,   "/office/households/{code}/{deed}", office_deed_form, MAY_KEEP,    &office_deed_asked,   NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/households/{code}/{deed}", office_deed,      MAY_KEEP,    &office_deed_fields,  NO_STORE, 16 * KIB, false },
    {  OFFICE, GET,   "/office/findings",           office_findings,        SIGNED_IN,   &office_findings_fields, NO_STORE, 0,      false },
    {  OFFICE, GET,   "/office/findings.csv",       office_findings_csv,    SIGNED_IN,   &office_findings_fields, NO_STORE, 0,      false },
    {  OFFICE, GET,   "/office/findings/{rule}/{code}", office_finding_note_form, MAY_KEEP,  NULL,           NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/findings/{rule}/{code}", office_finding_note, MAY_KEEP,   &office_finding_note_fields, NO_STORE, 4 * KIB, false },
    {  OFFICE, GET,   "/office/imports",            office_imports,         SIGNED_IN,   &office_imports_fields, NO_STORE, 0,       false },
    {  OFFICE, GET,   "/office/imports/new",        office_import_form,     MAY_KEEP,    NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/imports/new",        office_import_new,      MAY_KEEP,    &office_import_fields, NO_STORE, 64 * MIB, false },
    {  OFFICE, GET,   "/office/imports/{id}",       office_import,          SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, POST,  "/office/imports/{id}/apply", office_import_apply,    MAY_PUBLISH, NULL,                 NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/imports/{id}/drop",  office_import_drop,     MAY_KEEP,    NULL,                 NO_STORE, 4 * KIB,  false },
    {  OFFICE, POST,  "/office/imports/{id}/undo",  office_import_undo,     MAY_PUBLISH, NULL,                 NO_STORE, 4 * KIB,  false },
    {  OFFICE, GET,   "/office/imports/{id}/report.csv", office_import_report, SIGNED_IN,   NULL,                 NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/imports/{id}/{part}", office_import_part,    SIGNED_IN,   &office_import_part_fields, NO_STORE, 0,   false },
    {  OFFICE, GET,   "/office/audit",              office_audit,           MAY_AUDIT,   &office_audit_fields, NO_STORE, 0,        false },
    {  OFFICE, GET,   "/office/audit.csv",          office_audit_csv,       MAY_AUDIT,   &office_audit_fields, NO_STORE, 0,        false },
    {  OFFICE, GET,   "/healthz",                   operate_health,         ANYONE,      NULL,                 NO_STORE, 0,        true  },
    {  OFFICE, GET,   "/readyz",                    operate_ready,          ANYONE,      NULL,                 NO_STORE, 0,        true  },
    {  OFFICE, GET,   "/metrics",                   operate_metrics,        ANYONE,      NULL,                 NO_STORE, 0,        true  },
};
/* clang-format on */

const size_t route_count = sizeof routes / sizeof routes[0];
