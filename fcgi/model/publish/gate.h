/*
 * The publish gate: no text goes out that carries somebody's number. A checksum-valid identity
 * number (GB 11643), a mainland mobile number or a bank-card number (Luhn) is a find, however it
 * is spaced, hyphenated, or written in full-width digits. The rule: DOMAIN.md, "What may be shown".
 */
#ifndef MODEL_PUBLISH_GATE_H
#define MODEL_PUBLISH_GATE_H

#include "base/str.h"

struct arena;

struct gate_find {
    const char *what;    /* 身份证号码, 手机号码, 银行卡号 */
    size_t line, column; /* from 1, in characters */
};

/* gate_screen(finds, a, text): what was found in ${text}, in order, at most 20. Returns the
 * count. The finds never carry the number itself. */
size_t gate_screen(struct gate_find **finds, struct arena *a, struct str text);

#endif
