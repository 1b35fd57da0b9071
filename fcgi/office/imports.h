/*
 * What the pages of register files share: places to choose from, tables.
 */
#ifndef OFFICE_IMPORTS_H
#define OFFICE_IMPORTS_H

#include "model/register/batch.h"
#include "page/page.h"
#include "base/spool.h"
#include "web/response.h"

/* imports_regions(out, count, rq, chosen): the actor's own place and those directly below. */
enum status imports_regions(struct view_choice **out, size_t *count, const struct request *rq,
                            struct str chosen);

/* imports_table(rq, t): NULL when it has no rows. */
struct view_office_table *imports_table(const struct request *rq, const struct batch_table *t);

/* imports_batch(out, rq): the batch in the path, if it is the actor's; NOT_FOUND otherwise. */
enum status imports_batch(struct row_batch **out, const struct request *rq);

/* imports_path(rq, f): where a file of the spool lies. imports_hand_out(rs, rq, f, st): what was
 * written there (if ${st} is OK) becomes the answer; the file itself goes. Returns the status. */
const char *imports_path(const struct request *rq, const struct spool_file *f);
enum status imports_hand_out(struct response *rs, const struct request *rq, struct spool_file *f,
                             enum status st);

#endif
