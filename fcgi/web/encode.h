/*
 * Compressing a page for the way it goes: brotli or gzip, whichever the browser's normalised
 * wish says. Only pages without secrets are compressed; serve.c knows which. Room of brotli, zlib.
 */
#ifndef WEB_ENCODE_H
#define WEB_ENCODE_H

#include "web/request.h"

/* encode_body(out, a, body, encoding): ${body} compressed, in ${a}. ENCODING_IDENTITY, a body under
 * 200 bytes, and one that does not shrink give INVALID: send it as it is. */
enum status encode_body(struct str *out, struct arena *a, struct str body, enum encoding encoding);

/* encode_even(a, body, instead, encoding): ${body} in that encoding, filled up with bytes that mean
 * nothing to a multiple of ENCODE_EVEN bytes (of ENCODE_EVEN_PLAIN for ENCODING_IDENTITY) in which
 * either ${body} or ${instead} has room, so that neither its size nor the work tells which of the
 * two it is. For HTML and JSON. */
#define ENCODE_EVEN       ((size_t)4096) /* the largest card of the demo county takes 2.4 KB */
#define ENCODE_EVEN_PLAIN ((size_t)16 * 1024)
struct str encode_even(struct arena *a, struct str body, struct str instead,
                       enum encoding encoding);

#endif
