/*
 * The stops of an edition and the deeds that lead from one to the next. Pure rules and one table,
 * no I/O; edition.c and edition_step.c ask it, and triggers of the database (017_editions.sql) hold
 * the same rules against everybody else.
 *
 *     draft -> submitted -> approved -> scheduled -> published -> corrected
 *       ^__________|____________|___________|           |`-> withdrawn -> corrected
 *            returned, with a reason
 *
 * Four eyes: who wrote some of an edition, or submitted it, neither approves nor publishes it,
 * whatever his role. A second person may publish a draft at once: that is submitting, approving and
 * publishing in one deed.
 */
#ifndef MODEL_PUBLISH_FLOW_H
#define MODEL_PUBLISH_FLOW_H

#include "base/str.h"

enum flow_state {
    FLOW_DRAFT,
    FLOW_SUBMITTED,
    FLOW_APPROVED,
    FLOW_SCHEDULED,
    FLOW_PUBLISHED,
    FLOW_WITHDRAWN,
    FLOW_CORRECTED,
    FLOW_STATES
};

enum flow_deed {
    FLOW_SAVE,
    FLOW_SUBMIT,
    FLOW_RECALL, /* the writers take it back before anybody decided */
    FLOW_RETURN, /* to the writers, with the reason */
    FLOW_APPROVE,
    FLOW_SCHEDULE,
    FLOW_UNSCHEDULE,
    FLOW_HOLD, /* its hour came and it could not go out */
    FLOW_PUBLISH,
    FLOW_WITHDRAW,
    FLOW_CORRECT, /* the next edition takes its place */
    FLOW_DEEDS
};

/* Who may do it. */
enum flow_who {
    FLOW_WRITER,    /* who may write */
    FLOW_PUBLISHER, /* who may publish */
    FLOW_SECOND,    /* who may publish, and neither wrote nor submitted it */
    FLOW_HOUSE,     /* nobody: it follows from another deed, or from the hour */
};

struct flow_rule {
    const char *action; /* as in the audit */
    unsigned from;      /* a set of 1 << state */
    enum flow_state to;
    enum flow_who who;
    bool reason; /* wants one */
};
extern const struct flow_rule flow_rules[FLOW_DEEDS];

/* flow_code(state): as in edition.state; static. flow_state(out, code): the state of that code;
 * false if there is none. flow_is_out(state): it is, or was, on a public page. */
const char *flow_code(enum flow_state state);
bool flow_state(enum flow_state *out, struct str code);
bool flow_is_out(enum flow_state state);

enum flow_fault {
    FLOW_FINE,
    FLOW_NOT_NOW,   /* not from this state */
    FLOW_NOT_YOURS, /* not with this role */
    FLOW_OWN,       /* four eyes */
    FLOW_NO_REASON,
};

/* What is known of whoever wants to do it. */
struct flow_actor {
    bool writes, publishes, house;
    bool own; /* wrote some of the edition, or submitted it */
    bool reason;
};

/* flow_ask(deed, state, actor): whether it may be done. */
enum flow_fault flow_ask(enum flow_deed deed, enum flow_state state,
                         const struct flow_actor *actor);

/* flow_fault_text(fault): a sentence that says what to do; empty for FLOW_FINE. */
struct str flow_fault_text(enum flow_fault fault);

#endif
