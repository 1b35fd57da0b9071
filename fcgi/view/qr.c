/*
 * Called by the handlers of printed pages; paper.html shows what comes out.
 */
#include "view/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

#define QUIET    4               /* modules of white, as the standard wants */
#define PATH_MAX (177 * 177 * 8) /* the largest code, were every module a run of its own */

/* Each run of dark modules in a row is one rectangle. */
static struct str path(struct arena *a, const QRcode *code) {
    struct buf b = buf_new(a, PATH_MAX);
    for (int y = 0; y < code->width; y++) {
        const unsigned char *row = code->data + y * code->width;
        for (int x = 0, n; x < code->width; x += n) {
            bool dark = row[x] & 1;
            for (n = 1; x + n < code->width && (row[x + n] & 1) == dark; n++) {
            }
            if (!dark) continue;
            buf_byte(&b, 'M');
            buf_int(&b, x + QUIET);
            buf_byte(&b, ' ');
            buf_int(&b, y + QUIET);
            buf_byte(&b, 'h');
            buf_int(&b, n);
            BUF_LIT(&b, "v1h-");
            buf_int(&b, n);
            buf_byte(&b, 'z');
        }
    }
    return buf_str(&b);
}

struct view_qr *qr_new(struct arena *a, struct url address) {
    QRcode *code = QRcode_encodeString8bit(str_cstr(a, address.text), 0, QR_ECLEVEL_M);
    if (!code && errno == ENOMEM) abort();
    if (!code) return NULL;
    struct view_qr *qr = ARENA_NEW(a, struct view_qr);
    qr->size = code->width + 2 * QUIET;
    qr->path = path(a, code);
    qr->label = STR("二维码，扫一扫打开查询的网页");
    QRcode_free(code);
    return qr;
}
