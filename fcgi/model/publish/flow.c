/*
 * The table of an edition's way. Whoever changes it changes the triggers of 017_editions.sql too;
 * tests/http/editions.test.mjs holds the two against each other.
 */
#include "model/publish/flow.h"

#define IN(state)  (1u << FLOW_##state)
#define BEFORE_OUT (IN(SUBMITTED) | IN(APPROVED) | IN(SCHEDULED))

/* clang-format off */
const struct flow_rule flow_rules[FLOW_DEEDS] = {
    /*                   action        from                                  to              who             reason */
    [FLOW_SAVE]       = {"save",       IN(DRAFT),                            FLOW_DRAFT,     FLOW_WRITER,    false},
    [FLOW_SUBMIT]     = {"submit",     IN(DRAFT),                            FLOW_SUBMITTED, FLOW_WRITER,    false},
    [FLOW_RECALL]     = {"recall",     IN(SUBMITTED),                        FLOW_DRAFT,     FLOW_WRITER,    false},
    [FLOW_RETURN]     = {"return",     BEFORE_OUT,                           FLOW_DRAFT,     FLOW_PUBLISHER, true},
    [FLOW_APPROVE]    = {"approve",    IN(DRAFT) | IN(SUBMITTED),            FLOW_APPROVED,  FLOW_SECOND,    false},
    [FLOW_SCHEDULE]   = {"schedule",   IN(DRAFT) | IN(SUBMITTED) | IN(APPROVED), FLOW_SCHEDULED, FLOW_SECOND, false},
    [FLOW_UNSCHEDULE] = {"unschedule", IN(SCHEDULED),                        FLOW_APPROVED,  FLOW_PUBLISHER, false},
    [FLOW_HOLD]       = {"hold",       IN(SCHEDULED),                        FLOW_APPROVED,  FLOW_HOUSE,     true},
    [FLOW_PUBLISH]    = {"publish",    IN(DRAFT) | BEFORE_OUT,               FLOW_PUBLISHED, FLOW_SECOND,    false},
    [FLOW_WITHDRAW]   = {"withdraw",   IN(PUBLISHED),                        FLOW_WITHDRAWN, FLOW_PUBLISHER, true},
    [FLOW_CORRECT]    = {"correct",    IN(PUBLISHED) | IN(WITHDRAWN),        FLOW_CORRECTED, FLOW_HOUSE,     false},
};
/* clang-format on */

static const char *const codes[FLOW_STATES] = {
    [FLOW_DRAFT] = "draft",         [FLOW_SUBMITTED] = "submitted", [FLOW_APPROVED] = "approved",
    [FLOW_SCHEDULED] = "scheduled", [FLOW_PUBLISHED] = "published", [FLOW_WITHDRAWN] = "withdrawn",
    [FLOW_CORRECTED] = "corrected",
};

const char *flow_code(enum flow_state state) {
    return codes[state];
}

bool flow_state(enum flow_state *out, struct str code) {
    for (size_t i = 0; i < FLOW_STATES; i++) {
        if (!str_is(code, codes[i])) continue;
        *out = (enum flow_state)i;
        return true;
    }
    return false;
}

bool flow_is_out(enum flow_state state) {
    return state >= FLOW_PUBLISHED;
}

enum flow_fault flow_ask(enum flow_deed deed, enum flow_state state,
                         const struct flow_actor *actor) {
    const struct flow_rule *rule = &flow_rules[deed];
    const bool allowed[] = {
        [FLOW_WRITER] = actor->writes,
        [FLOW_PUBLISHER] = actor->publishes,
        [FLOW_SECOND] = actor->publishes,
        [FLOW_HOUSE] = actor->house,
    };
    if (!allowed[rule->who]) return FLOW_NOT_YOURS;
    if (!(rule->from & 1u << state)) return FLOW_NOT_NOW;
    if (rule->who == FLOW_SECOND && actor->own) return FLOW_OWN;
    return rule->reason && !actor->reason ? FLOW_NO_REASON : FLOW_FINE;
}

struct str flow_fault_text(enum flow_fault fault) {
    switch (fault) {
    case FLOW_FINE: break;
    case FLOW_NOT_NOW:
        return STR("这份文稿现在不能这样办，可能别人刚刚办过。请看看它现在的状态，再决定。");
    case FLOW_NOT_YOURS: return STR("您的账号不能这样办，请找审核发布的人。");
    case FLOW_OWN:
        return STR("这一版您写过或者提交过，不能由您批准和发布。请让另一位审核发布的人来办。");
    case FLOW_NO_REASON: return STR("请写明原因。");
    }
    return STR("");
}
