/*
 * Secrets: keyed blind indexes, sealed identities, password hashes, random tokens. Room of
 * libsodium. Which number belongs to whom is known only to who holds the keys; the keys live in a
 * file outside the database and only the lookup and office pools read it.
 */
#ifndef BASE_SEAL_H
#define BASE_SEAL_H

#include "base/status.h"
#include "base/str.h"

#define SEAL_INDEX_BYTES 32
#define SEAL_INDEX_KEYS_MAX                                                                        \
    3                       /* in use at a time: the current one and those rows still wait under */
#define SEAL_TOKEN_BYTES 32 /* 256 random bits */

struct seal_keys; /* opaque */

/* seal_start(): must be called once before anything else here. FAILED if there is no randomness. */
enum status seal_start(void);

/* seal_keys_load(out, path): reads a key file: one key a line, "ID PURPOSE HEX64", PURPOSE index
 * seal or
 * sign, ID 1..255; '#' starts a comment. The highest id of each purpose is the current key.
 * PURPOSE worn is an index key that was retired: it makes no index any more, but it is the inner
 * layer of query codes that were digested again. INVALID (logged, never with key material) if the
 * file is readable by others, malformed, lacks index or seal, or has more than SEAL_INDEX_KEYS_MAX
 * index keys. ${*out} is locked memory. */
enum status seal_keys_load(struct seal_keys **out, const char *path);

/* seal_keys_renew(keys, path): if the file was replaced since *keys were read, reads it again and
 * frees the old ones. One that cannot be used is logged once and changes nothing. Costs a stat. */
void seal_keys_renew(struct seal_keys **keys, const char *path);

/* seal_keys_rotate(path, id): adds a fresh index and seal key under a new id, which thereby
 * becomes the current one. seal_keys_retire(path, id, worn): takes both keys of ${id} out; the
 * index key stays as a worn one if ${worn}. The file is replaced in one step, comments and mode
 * kept. CONFLICT: there are SEAL_INDEX_KEYS_MAX index keys or 255 ids already, or ${id} is a
 * current key; NOT_FOUND: no such id; FAILED, INVALID as above, logged. */
enum status seal_keys_rotate(const char *path, int64_t *id);
enum status seal_keys_retire(const char *path, int64_t id, bool worn);

/* seal_keys_add_sign(path, id): adds a fresh signing key (seal_sign.h), which thereby becomes the
 * current one. FAILED, INVALID, CONFLICT as above. */
enum status seal_keys_add_sign(const char *path, int64_t *id);

/* seal_keys_write(path): a new key file with one fresh key for each purpose, mode 0600.
 * CONFLICT if the file exists. */
enum status seal_keys_write(const char *path);

/* seal_index(out, keys, purpose, text): HMAC-SHA-512-256 of ${purpose} 0x00 ${text} under the
 * current index key. ${purpose} separates domains ("id", "query-code", "address"). */
void seal_index(uint8_t out[SEAL_INDEX_BYTES], const struct seal_keys *keys, const char *purpose,
                struct str text);

/* seal_index_ids(out, keys): the index keys in use, the current one first; how many, at least 1. */
size_t seal_index_ids(uint8_t out[SEAL_INDEX_KEYS_MAX], const struct seal_keys *keys);

/* seal_index_under(out, keys, id, purpose, text): as seal_index, under the key ${id}, which may be
 * a worn one. false, and all zero, if the file has no such key. */
bool seal_index_under(uint8_t out[SEAL_INDEX_BYTES], const struct seal_keys *keys, uint8_t id,
                      const char *purpose, struct str text);

/* seal_current(keys): the id of the key that seal_close uses. */
uint8_t seal_current(const struct seal_keys *keys);

/* seal_close(a, keys, context, text): ${text} as authenticated ciphertext
 * (XChaCha20-Poly1305-IETF): 1 byte key id, 24 bytes nonce, ciphertext, 16 bytes tag; bound to
 * ${context} (the row's id or the like, so that a ciphertext cannot be moved). In ${a}. */
struct str seal_close(struct arena *a, const struct seal_keys *keys, struct str context,
                      struct str text);

/* seal_open(out, a, keys, context, sealed): the text again, in ${a}. FAILED if forged, moved, or
 * sealed under a key that is not in the file. */
enum status seal_open(struct str *out, struct arena *a, const struct seal_keys *keys,
                      struct str context, struct str sealed);

/* seal_wrap(a, keys, context, text): seal_close as URL-safe base64 without padding, for a visitor
 * to carry; in ${a}. seal_unwrap(out, a, keys, context, wrapped): the text again; false, and
 * nothing logged, if it is not ours: a visitor may send anything. */
struct str seal_wrap(struct arena *a, const struct seal_keys *keys, struct str context,
                     struct str text);
bool seal_unwrap(struct str *out, struct arena *a, const struct seal_keys *keys, struct str context,
                 struct str wrapped);

/* seal_password(a, password): an Argon2id string (OWASP: 19 MiB, t=2) to store. */
struct str seal_password(struct arena *a, struct str password);

/* seal_password_is(stored, password): compares; costs the same for any ${stored} that is valid.
 * With an empty ${stored} it does the same work and says false (so that an unknown login takes as
 * long as a wrong password). */
bool seal_password_is(struct str stored, struct str password);

/* seal_token(a): SEAL_TOKEN_BYTES random bytes as URL-safe base64 without padding, in ${a}. */
struct str seal_token(struct arena *a);

/* seal_digest(out, text): SHA-256, for storing tokens. seal_digest_of: of ${count} texts one after
 * another. */
void seal_digest(uint8_t out[32], struct str text);
void seal_digest_of(uint8_t out[32], const struct str *texts, size_t count);

/* seal_mark(out, text): BLAKE2b, several times faster than seal_digest; for what is compared within
 * a moment and kept nowhere, as the tag of a page. */
#define SEAL_MARK_BYTES 16
void seal_mark(uint8_t out[SEAL_MARK_BYTES], struct str text);

/* seal_same(a, b): equal, in constant time for equal lengths. */
bool seal_same(struct str a, struct str b);

/* seal_random(out, n): ${n} random bytes. seal_below(n): uniform in [0, n). */
void seal_random(void *out, size_t n);
uint32_t seal_below(uint32_t n);

#endif
