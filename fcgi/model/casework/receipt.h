/*
 * The number and the secret code of a ticket: digits only, as nothing else is so hard to misread or
 * to mistype on a phone; the last one is a check digit (ISO 7064, MOD 11,10), which catches any one
 * wrong digit and nearly every swapped pair before anything is looked up. Pure but for the keys.
 */
#ifndef MODEL_CASEWORK_RECEIPT_H
#define MODEL_CASEWORK_RECEIPT_H

#include "base/str.h"

struct arena;
struct seal_keys;

#define RECEIPT_NUMBER 12 /* digits */
#define RECEIPT_SECRET 8

/* receipt_number(a): a fresh random one. receipt_secret(a, keys, form): that of the form with this
 * digest, the same one each time under one key, so that a form which was sent again because no
 * answer came can be told it again; it is kept nowhere. */
struct str receipt_number(struct arena *a);
struct str receipt_secret(struct arena *a, const struct seal_keys *keys, struct str form);

/* receipt_is(digits, count): ${count} digits of which the last is right. */
bool receipt_is(struct str digits, size_t count);

/* receipt_grouped(a, digits): four at a time, as they are read out: 1234 5678 9012. */
struct str receipt_grouped(struct arena *a, struct str digits);

#endif
