/*
 * What deed.c and deed_fields.c share: what the form of a deed sends, its page while it is made,
 * and the fields of each deed.
 */
#ifndef OFFICE_DEED_FORM_H
#define OFFICE_DEED_FORM_H

#include "model/register/record.h"
#include "view.h"
#include "web/request.h"

#define DEED_CAUSES 3
#define DEED_FIELDS 12

/* The fields of all deeds; each form sends a few. */
struct deed_sent {
    int64_t seen, id, member;
    struct str reason_code, reason, target, register_kind, attribute, cause[DEED_CAUSES];
    struct str name, number, relation, leaving, new_code, team, region;
    struct str unit, phone, area, title, amount, state, batch, desk, note;
    int32_t on;
};

struct deed;

struct deed_page {
    struct request *rq;
    const struct deed *deed;
    struct record r;
    int64_t id; /* of the measure or payment that is changed; INT64_MIN: a new one */
    struct view_input *fields;
    size_t count;
};

struct deed {
    const char *what, *heading, *lead, *button;
    bool danger;
    enum lifecycle_event event; /* of a move */
    void (*fields)(struct deed_page *p);
    enum status (*act)(struct str *why, const struct deed_page *p, const struct deed_sent *sent);
};

/* deed_put(p, name, label, value, kind, required): one more field; as in view/frame.h. */
struct view_input *deed_put(struct deed_page *p, const char *name, const char *label,
                            struct str value, const char *kind, bool required);

/* The fields of a deed, filled with what there is. */
void deed_fields_entry(struct deed_page *p);
void deed_fields_exit(struct deed_page *p);
void deed_fields_removal(struct deed_page *p);
void deed_fields_return(struct deed_page *p);
void deed_fields_reject(struct deed_page *p);
void deed_fields_cease(struct deed_page *p);
void deed_fields_join(struct deed_page *p);
void deed_fields_leave(struct deed_page *p);
void deed_fields_head(struct deed_page *p);
void deed_fields_split(struct deed_page *p);
void deed_fields_facts(struct deed_page *p);
void deed_fields_helper(struct deed_page *p);
void deed_fields_measure(struct deed_page *p);
void deed_fields_payment(struct deed_page *p);
void deed_fields_visit(struct deed_page *p);
void deed_fields_note(struct deed_page *p);

#endif
