/*
 * Hard words with what they mean in plain ones. The county has one list; any editor keeps it, each
 * change is in the record, and the text passes the gate (gate.h). Rows in the unit's arena.
 */
#ifndef MODEL_PUBLISH_GLOSSARY_H
#define MODEL_PUBLISH_GLOSSARY_H

#include "base/status.h"
#include "base/str.h"
#include "rows.h"

struct actor;
struct db;

#define GLOSSARY_TERM    20  /* characters */
#define GLOSSARY_MEANING 200 /* characters */
#define GLOSSARY_SHOWN   12  /* under one text */

/* glossary_all: by term, at most 500. glossary_within: those that occur in ${text}, in its order,
 * at most GLOSSARY_SHOWN. Letter for letter: Wifi does not find wifi. */
enum status glossary_all(struct row_glossary_term **rows, size_t *count, struct db *db);
enum status glossary_within(struct row_glossary_term **rows, size_t *count, struct db *db,
                            struct str text);

/* glossary_find(out, db, term): one to be changed, or NOT_FOUND. */
enum status glossary_find(struct row_glossary_find **out, struct db *db, struct str term);

/* glossary_put(field, why, db, actor, term, meaning, version, now): version 0 adds it. INVALID:
 * *field is wrong, *why a sentence; CONFLICT: somebody changed it since. */
enum status glossary_put(const char **field, struct str *why, struct db *db,
                         const struct actor *actor, struct str term, struct str meaning,
                         int64_t version, int64_t now);

/* glossary_drop: CONFLICT as above. */
enum status glossary_drop(struct db *db, const struct actor *actor, struct str term,
                          int64_t version, int64_t now);

#endif
