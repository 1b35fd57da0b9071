/*
 * The one way records become bytes; audit rows and published editions are hashed through here.
 */
#include "base/canon.h"

#include "base/arena.h"

void canon_text(struct buf *b, const char *name, struct str value) {
    buf_put(b, str_from(name));
    if (!value.p) {
        BUF_LIT(b, " -\n");
        return;
    }
    BUF_LIT(b, " ");
    buf_int(b, (int64_t)value.n);
    BUF_LIT(b, "\n");
    buf_put(b, value);
    BUF_LIT(b, "\n");
}

void canon_int(struct buf *b, const char *name, int64_t value) {
    canon_text(b, name,
               value == INT64_MIN ? STR_NONE : str_format(b->arena, "%lld", (long long)value));
}

void canon_day(struct buf *b, const char *name, int32_t day) {
    canon_text(b, name, day == DAY_NONE ? STR_NONE : date_iso(b->arena, day));
}

void canon_moment(struct buf *b, const char *name, int64_t moment) {
    canon_text(b, name, moment == MOMENT_NONE ? STR_NONE : moment_iso(b->arena, moment));
}

void canon_bytes(struct buf *b, const char *name, struct str bytes) {
    canon_text(b, name, bytes.p ? str_hex(b->arena, bytes.p, bytes.n) : STR_NONE);
}
