/*
 * What deed.c, deed_fields.c and deed_people.c share: what the form of a deed sends, its page while
 * it is made, the fields of each deed, and the deeds about people.
 */
#ifndef OFFICE_DEED_FORM_H
#define OFFICE_DEED_FORM_H

#include "base/status.h"
#include "model/register/member.h"
#include "model/register/record.h"
#include "view.h"
#include "web/request.h"

#define DEED_CAUSES 3
#define DEED_FIELDS 80 /* one for each member among them */

/* What somebody becomes to the head of another household: a field for each member, by its number.
 */
#define DEED_KIN "kin"

/* The fields of all deeds; each form sends a few. */
struct deed_sent {
    int64_t seen, id, member;
    struct str reason_code, reason, target, register_kind, attribute, cause[DEED_CAUSES];
    struct str name, number, papers, twice, relation, joining, leaving, new_code, team, region;
    struct str unit, phone, area, title, amount, state, batch, desk, note;
    int32_t on;
};

struct deed;

struct deed_page {
    struct request *rq;
    const struct deed *deed;
    struct record r;
    int64_t id;       /* of the measure or payment that is changed; INT64_MIN: a new one */
    bool twice_asked; /* the number is somebody's: it may be written down all the same */
    struct view_input *fields;
    size_t count;
    enum status failed; /* what a field could not be asked for */
};

struct deed {
    const char *what, *heading, *lead, *button;
    bool danger;
    enum lifecycle_event event; /* of a move */
    void (*fields)(struct deed_page *p);
    enum status (*act)(struct str *why, struct deed_page *p, const struct deed_sent *sent);
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
void deed_fields_merge(struct deed_page *p);
void deed_fields_move(struct deed_page *p);
void deed_fields_facts(struct deed_page *p);
void deed_fields_helper(struct deed_page *p);
void deed_fields_measure(struct deed_page *p);
void deed_fields_payment(struct deed_page *p);
void deed_fields_visit(struct deed_page *p);
void deed_fields_note(struct deed_page *p);

/* deed_put_person(p, name, number): name, document and number of somebody who is written down,
 * under these words.
 * deed_put_village(p): the villages of the actor's region. deed_put_twice(p): the box to tick when
 * ${p->twice_asked}. */
void deed_put_person(struct deed_page *p, const char *name, const char *number);
void deed_put_village(struct deed_page *p);
void deed_put_twice(struct deed_page *p);

/* deed_person(sent, relation): who was typed. */
struct member_person deed_person(const struct deed_sent *sent, struct str relation);

/* The deeds about people; each as deed.act. */
enum status deed_join(struct str *why, struct deed_page *p, const struct deed_sent *sent);
enum status deed_leave(struct str *why, struct deed_page *p, const struct deed_sent *sent);
enum status deed_head(struct str *why, struct deed_page *p, const struct deed_sent *sent);
enum status deed_split(struct str *why, struct deed_page *p, const struct deed_sent *sent);
enum status deed_merge(struct str *why, struct deed_page *p, const struct deed_sent *sent);
enum status deed_move(struct str *why, struct deed_page *p, const struct deed_sent *sent);

#endif
