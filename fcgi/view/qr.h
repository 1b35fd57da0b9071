/*
 * QR codes for printed pages, as vector shapes: a path of one unit a module, no image, no markup.
 * Made here only, and only of addresses made in link.c. Room of libqrencode.
 */
#ifndef VIEW_QR_H
#define VIEW_QR_H

#include "view.h"
#include "web/html.h"

struct arena;

/* qr_new(a, address): the code (ISO/IEC 18004, error correction M, four modules of white around
 * it); NULL if the address is too long for one, over 2,300 bytes. */
struct view_qr *qr_new(struct arena *a, struct url address);

/* qr_kept(a, address): the same, for addresses that anybody may know: a process remembers the last
 * few it drew, as drawing one takes longer than all the rest of its page. */
struct view_qr *qr_kept(struct arena *a, struct url address);

#endif
