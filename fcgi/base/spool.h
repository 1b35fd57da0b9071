/*
 * The spool: a private folder for files on their way in. A file that somebody sends is written here
 * while the request is read, not into memory; when the request ends it is gone, unless the handler
 * has kept it for later. What lies here may hold ID numbers: folder 0700, files 0600, names of our
 * own making, never the visitor's.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include "base/status.h"
#include "base/str.h"

struct arena;

#define SPOOL_NAME 48 /* bytes of a name, with its end */

struct spool_file {
    char name[SPOOL_NAME]; /* in the folder; empty: there is none */
    int64_t size;
    int fd; /* open for writing, or -1 */
};

/* spool_start(dir): makes the folder, or makes sure that it is ours alone, and removes what
 * requests of an earlier life left. FAILED (logged) if that cannot be. Before forking. */
enum status spool_start(const char *dir);

/* spool_new(f, dir): an empty file. BUSY (logged) if that cannot be. Files of requests that ended
 * without taking theirs along, minutes ago, are removed. */
enum status spool_new(struct spool_file *f, const char *dir);

/* spool_put(f, bytes): appends; BUSY (logged) if the disk does not take it. */
enum status spool_put(struct spool_file *f, struct str bytes);

/* spool_keep(f, dir): the file outlives its request, under a new name (f->name); spool_remove
 * takes it away. FAILED if that cannot be. */
enum status spool_keep(struct spool_file *f, const char *dir);

/* spool_settle(dir): a new name in that folder is on the disk when the folder is. */
bool spool_settle(const char *dir);

/* spool_drop(f, dir): closes it, and unlinks it unless it was kept. */
void spool_drop(struct spool_file *f, const char *dir);

/* spool_reopen(f, dir): a descriptor to read what was written, which stays good when the file has
 * been dropped; -1 if that cannot be. */
int spool_reopen(const struct spool_file *f, const char *dir);

/* spool_path(a, dir, name): where it lies; NULL if ${name} is none of ours. */
const char *spool_path(struct arena *a, const char *dir, struct str name);

/* spool_remove(dir, name): fine when it is not there. */
void spool_remove(const char *dir, struct str name);

/* spool_sweep(dir, kept, arg, seconds): removes files older than ${seconds}: those that requests
 * left, and kept ones for which kept(arg, name) says no. */
void spool_sweep(const char *dir, bool (*kept)(void *arg, struct str name), void *arg,
                 int64_t seconds);

#endif
