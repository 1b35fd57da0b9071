/*
 * The page a document is written on: the form of a new one, of a draft, and of one that two wrote
 * at once. write.c reads what comes back.
 */
#ifndef OFFICE_WRITE_FORM_H
#define OFFICE_WRITE_FORM_H

#include "model/publish/edition.h"
#include "view.h"
#include "web/request.h"
#include "web/response.h"

/* What the page is about; version, number 0: a new document. */
struct write_form {
    struct request *rq;
    struct str kind, region;
    struct edition_text text;
    int64_t version, number;
    struct str key;
    struct url action, back;
    struct view_edit_conflict *conflict;
};

/* write_form_new(rq, kind), write_form_draft(rq, draft): what the form begins with; what was sent
 * is put over it by write_form_show(p, rs). */
struct write_form write_form_new(struct request *rq, struct str kind);
struct write_form write_form_draft(struct request *rq, const struct row_edition *draft);
enum status write_form_show(const struct write_form *p, struct response *rs);

#endif
