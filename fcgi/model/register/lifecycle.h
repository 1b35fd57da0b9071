/*
 * How a household gets in, leaves, and is taken out: the stops of each kind of case in their
 * order, and where a case stands, worked out from its events. Pure rules and tables, no I/O. The
 * rules: DOMAIN.md, "How a household gets in, stays and leaves".
 */
#ifndef MODEL_REGISTER_LIFECYCLE_H
#define MODEL_REGISTER_LIFECYCLE_H

#include "base/date.h"
#include "base/str.h"
#include "model/publish/label.h"
#include "rows.h"

struct settings;

#define LIFECYCLE_STOPS_MAX 9

/* Who posts the notice, if the stop is one. */
enum lifecycle_notice { NOTICE_NONE, NOTICE_VILLAGE, NOTICE_TOWNSHIP, NOTICE_COUNTY, NOTICE_GROUP };

/* Full days a notice runs at each level, and which of them an entry must pass; a county may set
 * its own. entry_notices: a set of 1 << NOTICE_…; 0 is the usual set (village, township, county).
 */
struct lifecycle_days {
    int64_t village, township, county, group;
    unsigned entry_notices;
};
extern const struct lifecycle_days lifecycle_default_days; /* 7, 5, 5; group 5 */

/* lifecycle_days_of(settings): what this county has set. */
struct lifecycle_days lifecycle_days_of(const struct settings *s);

/* Whose desk a stop is. A village's papers are kept by the township's clerk as well. */
enum lifecycle_level { LEVEL_VILLAGE, LEVEL_TOWNSHIP, LEVEL_COUNTY };

struct lifecycle_stop {
    const char *key;    /* as in event.stop */
    const char *label;  /* 村级公示 */
    const char *desk;   /* who does it: 村委会 */
    const char *passed; /* a sentence for the day it was done */
    enum lifecycle_notice notice;
    enum lifecycle_level level;
};

/* lifecycle_stops(out, kind): the usual stops of a case of ${kind} (entry exit removal) in order;
 * static. Returns how many, 0 for an unknown kind. lifecycle_plan: the stops in this county. */
size_t lifecycle_stops(const struct lifecycle_stop **out, struct str kind);
size_t lifecycle_plan(const struct lifecycle_stop *out[LIFECYCLE_STOPS_MAX], struct str kind,
                      const struct lifecycle_days *days);

/* lifecycle_notice_days(stop, days): full days the stop's notice runs; 0 when it is none. */
int64_t lifecycle_notice_days(const struct lifecycle_stop *stop, const struct lifecycle_days *days);

enum lifecycle_state {
    STOP_TODO,
    STOP_NOW,
    STOP_DONE,
    STOP_RETURNED,
    STOP_REJECTED,
    STOP_ENDED, /* withdrawn by the household, or without object */
};

/* One stop of one case, today. */
struct lifecycle_step {
    const struct lifecycle_stop *stop;
    enum lifecycle_state state;
    bool begun;          /* now: its desk has begun (a notice is posted), not only its turn come */
    int32_t on_day;      /* now: since; done, returned, rejected: when. DAY_NONE: not known */
    int32_t due_on;      /* its last day; DAY_NONE when there is none */
    int64_t days_left;   /* now, with a due day: whole days after today until it; below 0: late */
    struct str reason;   /* returned, rejected */
    int64_t document_id; /* its notice; INT64_MIN when there is none */
};

/* The outcomes of an event: reached (its desk began; a notice was posted), passed, returned (back
 * to this stop), resubmitted, recalled (its notice is void: to be posted anew), rejected,
 * withdrawn, ended. */

/* lifecycle_progress(steps, kind, events, count, days, today): every stop of a case, from its
 * events in the order in which they happened. An event at an earlier stop takes the case back to
 * it: what came after is to be done again. Returns the number of stops. */
size_t lifecycle_progress(struct lifecycle_step steps[LIFECYCLE_STOPS_MAX], struct str kind,
                          const struct row_household_event *events, size_t count,
                          const struct lifecycle_days *days, int32_t today);

/* lifecycle_step_at(steps, count): where the case is: the stop that is now, returned or rejected;
 * NULL when all are done. */
const struct lifecycle_step *lifecycle_step_at(const struct lifecycle_step *steps, size_t count);

/* lifecycle_sentence(a, kind, event): what happened, for the household: 乡镇审核通过了。 Empty for
 * a stop the kind does not have; ${kind} is empty for an event outside any case. */
struct str lifecycle_sentence(struct arena *a, struct str kind,
                              const struct row_household_event *event);

/* lifecycle_is_change(kind, event): whether the event changed something for the household: it went
 * into a register or out of it, was sent back, turned down or ended, or somebody gave a reason. A
 * stop that was only passed is none. */
bool lifecycle_is_change(struct str kind, const struct row_household_event *event);

/* --- moving a case --- */

/* Where a case is. WAITING: the stop's turn has come; RUNNING: its desk has begun, a notice is
 * posted. CASE_NONE: there is no case. The last three are the end of it. */
enum lifecycle_place {
    CASE_NONE,
    CASE_WAITING,
    CASE_RUNNING,
    CASE_RETURNED,
    CASE_DONE,
    CASE_REJECTED,
    CASE_ENDED,
};
struct lifecycle_position {
    enum lifecycle_place place;
    size_t at; /* the number of the stop in the plan */
};

enum lifecycle_event {
    EVENT_BEGIN,    /* opens a case; at a stop whose turn has come: its desk begins */
    EVENT_PASS,     /* the stop is done, the next one's turn comes */
    EVENT_RETURN,   /* back to context.target, to be completed there */
    EVENT_RESUBMIT, /* completed: the stop's turn comes again */
    EVENT_REJECT,
    EVENT_WITHDRAW, /* by the household */
    EVENT_CEASE,    /* natural decrease: with a case under way or without */
    EVENT_RECALL,   /* the notice of context.target was corrected or withdrawn */
    EVENT_CLOSE,    /* the last stop is done: into the register, or out of it */
    LIFECYCLE_EVENTS
};

/* What is known when somebody moves a case. */
struct lifecycle_context {
    enum lifecycle_level level; /* whose desk acts */
    bool registered;            /* the household is in a register now */
    bool ceased;                /* its registration ended by death or moving away */
    bool posted;                /* BEGIN at a notice: the published notice is there */
    bool window_over;           /* PASS at a notice: it has run its full days */
    int64_t objections;         /* against its notices, not decided yet */
    struct str reason_code, reason;
    size_t target; /* RETURN, RECALL: the stop */
};

enum lifecycle_effect { EFFECT_NONE, EFFECT_ENTER, EFFECT_LIFT, EFFECT_REMOVE, EFFECT_CEASE };

struct lifecycle_move {
    struct lifecycle_position to;
    const char *stop, *outcome; /* the event to write down */
    enum lifecycle_effect effect;
};

enum lifecycle_fault {
    MOVE_FINE,
    MOVE_NO_CASE,        /* there is no case to move */
    MOVE_NO_KIND,        /* no such kind of case */
    MOVE_OVER,           /* the case has ended */
    MOVE_REGISTERED,     /* entry: already in a register */
    MOVE_NOT_REGISTERED, /* exit, removal, natural decrease: in none */
    MOVE_CEASED,         /* nothing begins after natural decrease */
    MOVE_BEGUN,
    MOVE_RETURNED,     /* to be completed first */
    MOVE_NOT_RETURNED, /* nothing to complete */
    MOVE_NOT_POSTED,   /* a notice comes first */
    MOVE_WINDOW,       /* the notice has not run in full */
    MOVE_OBJECTION,
    MOVE_LAST,     /* the last stop is closed, not passed */
    MOVE_NOT_LAST, /* only the last stop closes a case */
    MOVE_NOT_NOTICE,
    MOVE_TARGET,     /* a return leads back, never on */
    MOVE_REASON,     /* a code of the right list and a text are needed */
    MOVE_NOT_THEIRS, /* only an application can be withdrawn by the household */
    MOVE_DESK,       /* another desk's stop */
    LIFECYCLE_FAULTS
};

/* lifecycle_move(out, kind, days, at, event, context): what the event does to a case at ${at}, or
 * why it may not be. ${out} is written only when fine. Every pair of place and event has an
 * answer. */
enum lifecycle_fault lifecycle_move(struct lifecycle_move *out, struct str kind,
                                    const struct lifecycle_days *days, struct lifecycle_position at,
                                    enum lifecycle_event event,
                                    const struct lifecycle_context *context);

/* lifecycle_fault_text(fault): what to tell the officer; static. */
struct str lifecycle_fault_text(enum lifecycle_fault fault);

/* lifecycle_position(steps, count, ended): where the case of these steps is; ${ended}: its outcome
 * in case_file (done rejected withdrawn ended), empty while it runs. */
struct lifecycle_position lifecycle_position(const struct lifecycle_step *steps, size_t count,
                                             struct str ended);

/* lifecycle_reasons(event, kind): the reason codes the event demands; NULL when it needs none. */
const struct label *lifecycle_reasons(enum lifecycle_event event, struct str kind);

extern const struct label lifecycle_return_reasons[], lifecycle_reject_reasons[],
    lifecycle_removal_reasons[], lifecycle_exit_reasons[], lifecycle_natural_reasons[];
/* All of them, as choices of a form, ended by NULL. */
extern const char *const lifecycle_reason_codes[];

/* The words of the register; see label_text. Ended by a row with code NULL. */
extern const struct label lifecycle_cases[];      /* case_file.kind */
extern const struct label lifecycle_kinds[];      /* spell.kind */
extern const struct label lifecycle_attributes[]; /* spell.attribute */
extern const struct label lifecycle_endings[];    /* spell.ending */
extern const struct label lifecycle_causes[];     /* spell_cause.cause */
extern const struct label lifecycle_measures[];   /* measure.state */
extern const struct label lifecycle_payments[];   /* payment.state */

#endif
