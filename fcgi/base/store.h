/*
 * The store: files that are, or are to be, published, each under its SHA-256 in one folder. Only
 * nginx hands them out, when the program says so (X-Accel-Redirect). What lies there never changes.
 */
#ifndef BASE_STORE_H
#define BASE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "base/str.h"

struct arena;

#define STORE_DIGEST 65 /* hexadecimal digits of a digest, with their end */

/* store_start(dir): the folder, for this process and those it forks; borrowed. FAILED (logged) if
 * it is none. Must be called before anything else here. */
enum status store_start(const char *dir);

/* store_put(digest, fd): keeps what can be read from ${fd}, from its beginning; its digest. Fine if
 * it is there already. BUSY (logged) if the disk does not take it. */
enum status store_put(char digest[STORE_DIGEST], int fd);

/* store_path(a, digest): where it lies. */
const char *store_path(struct arena *a, struct str digest);

/* store_has(digest): it is there, and is what its digest says. Reads all of it. */
bool store_has(struct str digest);

/* store_sweep(kept, arg, seconds): removes what is older than that and for which kept(arg, digest)
 * says no. */
void store_sweep(bool (*kept)(void *arg, struct str digest), void *arg, int64_t seconds);

#endif
