/*
 * A form is done once: who was told to come back, or had no answer, sends the same again and is
 * shown what came of it the first time. Kept in the unit of work that did it, so a COMMIT nobody
 * heard of counts. Called by serve.c, for the forms that have a FIELD_ONCE.
 */
#ifndef MODEL_COUNTY_ONCE_H
#define MODEL_COUNTY_ONCE_H

#include <stdint.h>

#include "base/status.h"
#include "base/str.h"

struct db;

/* once_find(location, db, form): where it led, borrowed from the unit's arena; NOT_FOUND if it was
 * not done. ${form}: 32 bytes, a digest of all that was sent.
 * once_note(db, form, location, now): it is done in this unit. BUSY if another unit does the same
 * at this moment; the next try is told. Remembered for a day, longer than a session lasts. */
enum status once_find(struct str *location, struct db *db, struct str form);
enum status once_note(struct db *db, struct str form, struct str location, int64_t now);

#endif
