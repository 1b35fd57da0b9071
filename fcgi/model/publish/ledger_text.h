/*
 * What a leaf of the ledger is the hash of: canonical text (base/canon.h), first line and fields in
 * this order. A stranger can make it from what is published; /verify/{hash}/text shows it.
 *
 *   mingbai-edition 1
 *     kind document number region title body issuer document_number issued_on effective_from
 *     effective_to level area card_who card_what card_how card_when card_bring card_ask type
 *     window_days opens_at closes_at change_note published_at inside
 *     entries (how many), then for each row of the list: position masked_name village team size
 *     category amount (fen)
 *     files (how many), then for each: position id name type size digest (SHA-256)
 *   mingbai-edition 2, of an edition with conditions (fit.h): the same, and then
 *     conditions (how many), then for each: role fact
 *   mingbai-withdrawal 1
 *     kind document number of withdrawn_at reason inside
 *   mingbai-succession 1
 *     kind document number of successor inside
 *
 * `of` is the leaf hash of the edition meant. `inside` is a salted digest of what only the office
 * may read: who wrote and who published it, and the document's own row; it can be checked by who
 * has the database.
 */
#ifndef MODEL_PUBLISH_LEDGER_TEXT_H
#define MODEL_PUBLISH_LEDGER_TEXT_H

#include "base/str.h"
#include "rows.h"

struct arena;

#define LEDGER_SALT 16 /* bytes */

/* Everything of one edition that is published. */
struct ledger_record {
    struct row_ledger_edition *edition;
    struct row_ledger_entry *entries;
    size_t entry_count;
    struct row_ledger_file *files;
    size_t file_count;
    struct row_fit_condition *conditions;
    size_t condition_count;
};

/* The three texts, in ${a}; ${inside} and ${of} are 32 bytes. Empty if one does not fit (16 MiB).
 */
struct str ledger_text_edition(struct arena *a, const struct ledger_record *r, struct str inside);
struct str ledger_text_withdrawal(struct arena *a, const struct row_ledger_edition *e,
                                  struct str of, struct str inside);
struct str ledger_text_succession(struct arena *a, const struct row_ledger_edition *e,
                                  struct str of, struct str inside);

/* ledger_text_inside(out, a, row, salt): the digest of the office's own columns; updated_at is not
 * among them, it moves when the edition is withdrawn. */
void ledger_text_inside(uint8_t out[32], struct arena *a, const struct row_ledger_inside *row,
                        struct str salt);

#endif
