/*
 * What proves who somebody is: the number of an identity document (GB 11643) with a name, or a
 * household code with its query code. Normalised as people type them, judged for shape, and turned
 * into the keyed indexes under which the register knows them. Pure but for the keys; results in
 * ${a}.
 */
#ifndef MODEL_REGISTER_IDENTITY_H
#define MODEL_REGISTER_IDENTITY_H

#include "base/str.h"
#include "model/publish/label.h"

struct arena;
struct seal_keys;

#define IDENTITY_DIGITS   18
#define IDENTITY_CODE_MAX 32

enum identity_fault {
    IDENTITY_FINE,
    IDENTITY_LENGTH, /* not 18 characters */
    IDENTITY_LETTER, /* something that is no digit (the last may be X) */
    IDENTITY_DATE,   /* a birthday that does not exist, or is still to come */
    IDENTITY_CHECK,  /* the last character does not fit the others */
};

/* identity_number(a, typed): only the characters that count, in ASCII and upper case. */
struct str identity_number(struct arena *a, struct str typed);

/* identity_check(number, today): what is wrong with a normalised number, if anything. */
enum identity_fault identity_check(struct str number, int32_t today);

/* identity_check_digit(first): the last character that belongs to 17 digits. */
char identity_check_digit(const char first[IDENTITY_DIGITS - 1]);

/* identity_explain(a, fault, number): a sentence that says what to do; carries no digit of it. */
struct str identity_explain(struct arena *a, enum identity_fault fault, struct str number);

/* A document as somebody shows it. Only the number of a resident identity card can be checked;
 * every other one is kept as it is and has to be looked at ("待核"). */
struct identity_document {
    struct str number; /* as it is kept: normalised, whole */
    struct str lookup; /* what it is found by: of a disability certificate the first 18 */
    const char *kind;  /* a code of identity_kinds; resident when it can be no other document */
    enum identity_fault fault;
};

/* identity_document(out, a, typed, today): what kind it is follows from the shape of the number, so
 * that the same number is the same kind in a form and in a register file: 20 characters that begin
 * with a resident's number and end with kind (1-7) and degree (1-4) are a disability certificate;
 * H or M and 8 or 10 digits, or 8 digits that are no day, a permit of Hong Kong, Macau or Taiwan; a
 * letter or two with 7 or 8 digits a passport; with 字 in it a military one. Others have 5..30
 * characters that are not digits alone, nor digits and an X: that is a resident's with one too few.
 */
void identity_document(struct identity_document *out, struct arena *a, struct str typed,
                       int32_t today);

extern const struct label identity_kinds[]; /* resident disability permit passport military other */

/* identity_lookup(number): what a normalised number is found by: of a disability certificate the
 * first 18. */
struct str identity_lookup(struct str number);

/* identity_kin(number): the digits that tell where and when somebody was born. Guesses at a whole
 * number from what a neighbour knows differ only after them, so misses are counted under them. */
struct str identity_kin(struct str number);

/* identity_name_key(a, name): for comparing; writing a middle dot or leaving it out is one. */
struct str identity_name_key(struct arena *a, struct str name);

/* identity_code(a, typed): a household or query code as the register keeps it. identity_is_code:
 * 1..32 ASCII letters and digits. */
struct str identity_code(struct arena *a, struct str typed);
bool identity_is_code(struct str code);

/* identity_index_key(keys): the key of the indexes below, for person.index_key. identity_chain(a,
 * keys): the same for household.query_chain. Who writes an index writes its key beside it. */
int64_t identity_index_key(const struct seal_keys *keys);
struct str identity_chain(struct arena *a, const struct seal_keys *keys);

/* What a digest is of; the purposes of base/seal.h. */
#define IDENTITY_NUMBER  "id"
#define IDENTITY_PHONE   "phone"
#define IDENTITY_ADDRESS "address"

/* identity_alike(a, keys, name_key, number): a short keyed digest of a name and the birthday in a
 * number, for person.alike: who has it too may be the same person under another number. STR_NONE
 * for a number without a birthday. Under the current key only; while keys change, some suspicions
 * are missed. */
#define IDENTITY_ALIKE 8
struct str identity_alike(struct arena *a, const struct seal_keys *keys, struct str name_key,
                          struct str number);

/* identity_indexes(out, a, keys, number): the index of ${number} under every key in use, to look it
 * up while keys are being changed; the current one first, and again where there are fewer keys. */
#define IDENTITY_INDEXES 3
void identity_indexes(struct str out[IDENTITY_INDEXES], struct arena *a,
                      const struct seal_keys *keys, struct str number);

/* identity_query_fits(a, keys, household_code, query_code, index, chain): these codes have this
 * digest. ${chain} is household.query_chain: a digest made under the first key and digested again
 * under each that follows; without one, under any single key in use. */
bool identity_query_fits(struct arena *a, const struct seal_keys *keys, struct str household_code,
                         struct str query_code, struct str index, struct str chain);

/* identity_query_again(a, keys, index): ${index} digested once more, under the current key; its
 * chain grows by identity_chain. */
struct str identity_query_again(struct arena *a, const struct seal_keys *keys, struct str index);

/* Growing waits (casework/limit.h) are counted by digests under the current key alone: the first
 * question after a rotation finds no misses, as if a day had passed. Whoever guesses gains one more
 * handful of free tries by it, once a rotation; nobody who waits is locked out for longer. */

/* The indexes: person.id_index of a normalised number, household.query_index of normalised codes.
 */
struct str identity_index(struct arena *a, const struct seal_keys *keys, struct str number);
struct str identity_query_index(struct arena *a, const struct seal_keys *keys,
                                struct str household_code, struct str query_code);

#endif
