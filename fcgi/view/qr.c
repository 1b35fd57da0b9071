/*
 * Called by the handlers of printed pages; paper.html shows what comes out.
 */
#include "view/qr.h"

#include <errno.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

#define LABEL    STR("二维码，扫一扫打开查询的网页")
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
    qr->label = LABEL;
    QRcode_free(code);
    return qr;
}

/* The last codes, the oldest first to go. */
#define KEPT_CODES   16
#define KEPT_ADDRESS 200 /* bytes; longer ones are drawn each time */
static struct kept {
    char address[KEPT_ADDRESS];
    char *path;
    size_t n;
    int64_t size;
} kept[KEPT_CODES];
static size_t turn;

static struct kept *find(struct str address) {
    for (size_t i = 0; i < KEPT_CODES; i++) {
        if (str_is(address, kept[i].address)) return &kept[i];
    }
    return NULL;
}

static void keep(struct str address, const struct view_qr *qr) {
    struct kept *k = &kept[turn++ % KEPT_CODES];
    free(k->path);
    k->path = malloc(qr->path.n);
    if (!k->path) abort();
    memcpy(k->path, qr->path.p, qr->path.n);
    memcpy(k->address, address.p, address.n);
    k->address[address.n] = 0;
    k->n = qr->path.n;
    k->size = qr->size;
}

struct view_qr *qr_kept(struct arena *a, struct url address) {
    struct str text = address.text;
    bool fits = text.n > 0 && text.n < KEPT_ADDRESS;
    const struct kept *k = fits ? find(text) : NULL;
    if (!k) {
        struct view_qr *qr = qr_new(a, address);
        if (qr && fits) keep(text, qr);
        return qr;
    }
    struct view_qr *qr = ARENA_NEW(a, struct view_qr);
    *qr = (struct view_qr){
        .size = k->size, .path = str_copy(a, (struct str){k->path, k->n}), .label = LABEL};
    return qr;
}
