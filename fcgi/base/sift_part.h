/*
 * What the files behind sift.h share. In the reader's process: saying what was found. In the
 * caller's: reading a pdf by other programs.
 */
#ifndef BASE_SIFT_PART_H
#define BASE_SIFT_PART_H

#include "base/apart.h"
#include "base/sift.h"

/* -- in the reader; all of it ends the process when the caller does not listen */

void sift_say_media(enum sift_media media);
void sift_say_text(const struct sift_place *place, const char *text, size_t n);
void sift_say_found(enum sift_finding what, const struct sift_place *place);
void sift_say_clean(const void *bytes, size_t n); /* a piece of the cleaned file */

/* sift_stop(what): that is all there is to say. */
_Noreturn void sift_stop(enum sift_finding what);

/* sift_office(bytes, n): docx or xlsx, told by what the archive holds; anything else is
 * SIFT_NOT_ALLOWED. ${bytes} is malloc'ed and taken over. */
void sift_office(void *bytes, size_t n);

/* sift_image_clean(out, bytes, n, media): the picture without what cameras and programs write into
 * it, in a fresh malloc; only how it is to be turned stays. ${*out} NULL: it is as it was. Bytes of
 * the result, 0 and *out NULL also if it is no such picture (*fine false). ${*told}: there was
 * something to leave out. */
size_t sift_image_clean(unsigned char **out, bool *fine, bool *told, const unsigned char *bytes,
                        size_t n, enum sift_media media);

/* -- in the caller */

/* sift_pdf(path, clean, sink, until): pages, comments, forms, properties. As sift_file. */
enum status sift_pdf(const char *path, int clean, const struct sift_sink *sink, int64_t until);

/* sift_left(until): milliseconds to go until that moment of sift_now, not negative. */
int64_t sift_left(int64_t until);

#define SIFT_DIGITS 11 /* of a text that is told: a mobile number has so many */

extern const struct apart_limits sift_limits;

#endif
