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

#define LIFECYCLE_STOPS_MAX 8

/* Full days a notice runs at each level; a county may set its own. */
struct lifecycle_days {
    int64_t village, township, county;
};
extern const struct lifecycle_days lifecycle_default_days; /* 7, 5, 5 */

/* Who posts the notice, if the stop is one. */
enum lifecycle_notice { NOTICE_NONE, NOTICE_VILLAGE, NOTICE_TOWNSHIP, NOTICE_COUNTY };

struct lifecycle_stop {
    const char *key;    /* as in event.stop */
    const char *label;  /* 村级公示 */
    const char *desk;   /* who does it: 村委会 */
    const char *passed; /* a sentence for the day it was done */
    enum lifecycle_notice notice;
};

/* lifecycle_stops(out, kind): the stops of a case of ${kind} (entry exit removal) in order; static.
 * Returns how many, 0 for an unknown kind. */
size_t lifecycle_stops(const struct lifecycle_stop **out, struct str kind);

/* lifecycle_notice_days(stop, days): full days the stop's notice runs; 0 when it is none. */
int64_t lifecycle_notice_days(const struct lifecycle_stop *stop, const struct lifecycle_days *days);

enum lifecycle_state { STOP_TODO, STOP_NOW, STOP_DONE, STOP_RETURNED, STOP_REJECTED };

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

/* The words of the register; see label_text. Ended by a row with code NULL. */
extern const struct label lifecycle_kinds[];      /* spell.kind */
extern const struct label lifecycle_attributes[]; /* spell.attribute */
extern const struct label lifecycle_endings[];    /* spell.ending */
extern const struct label lifecycle_causes[];     /* spell_cause.cause */
extern const struct label lifecycle_measures[];   /* measure.state */
extern const struct label lifecycle_payments[];   /* payment.state */

#endif
