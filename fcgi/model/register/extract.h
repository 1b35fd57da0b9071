/*
 * The register as rows of a register file: what `mingbai export` writes and `mingbai import` reads
 * again. Households that are or were in a register, the head first.
 */
#ifndef MODEL_REGISTER_EXTRACT_H
#define MODEL_REGISTER_EXTRACT_H

#include "base/status.h"
#include "model/register/intake.h"

struct db;
struct seal_keys;

/* extract_rows: as extract_register, and records nothing: the caller does. */
enum status extract_rows(struct db *db, const struct seal_keys *keys, struct str region, bool full,
                         enum status (*row)(void *arg, const struct str *cells), void *arg,
                         int64_t now);

/* extract_register(db, keys, region, full, login, row, arg, now): calls row(arg, cells) for every
 * person with INTAKE_COLUMNS texts, safe for spreadsheets. Not ${full}: names, numbers and phones
 * are masked and addresses left out. ${full} is written to the audit, in the caller's unit of work.
 * NOT_FOUND without such a region. */
enum status extract_register(struct db *db, const struct seal_keys *keys, struct str region,
                             bool full, struct str login,
                             enum status (*row)(void *arg, const struct str *cells), void *arg,
                             int64_t now);

#endif
