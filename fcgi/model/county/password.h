/*
 * Which passwords will do: 8 to 64 characters, and not one of those that are tried first. No rule
 * of which characters, no forced change (NIST SP 800-63B, section 5.1.1.2).
 */
#ifndef MODEL_COUNTY_PASSWORD_H
#define MODEL_COUNTY_PASSWORD_H

#include "base/str.h"

struct arena;

#define PASSWORD_LEAST 8
#define PASSWORD_MOST  64

/* password_fault(login, password): a sentence that says what is wrong and what to do, static; NULL:
 * it will do. Common is: a word of common.txt, whatever stands before and after it in digits and
 * signs; the own login; digits only; one character or a run of the keyboard again and again. */
const char *password_fault(struct str login, struct str password);

/* password_once(a): one made by us, to be read out or copied from a sheet: three groups of four
 * letters and digits that are not taken for each other, 60 random bits. */
struct str password_once(struct arena *a);

#endif
