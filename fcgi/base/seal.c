/*
 * Secrets; with seal_keys.c the room of libsodium. Keys are read at start by the pools that may
 * hold them (lookup, office) and by commands; the register's numbers pass through seal_index on
 * the way to a query and through seal_close on the way to a row. Key files: seal_keys.c.
 */
#include "base/seal.h"

#include <errno.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/seal_keys.h"

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HEAD_BYTES  (1 + NONCE_BYTES)
#define BASE64      sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* OWASP's floor for Argon2id: 19 MiB, two passes. */
#define PASSWORD_MEMORY ((size_t)19 * 1024 * 1024)
#define PASSWORD_PASSES 2

_Static_assert(SEAL_INDEX_BYTES == crypto_auth_hmacsha512256_BYTES, "index");
_Static_assert(SEAL_KEY_BYTES == crypto_auth_hmacsha512256_KEYBYTES, "index key");
_Static_assert(SEAL_KEY_BYTES == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "seal key");
_Static_assert(crypto_hash_sha256_BYTES == 32, "digest");

static const unsigned char *bytes_of(struct str s) {
    return (const unsigned char *)(s.p ? s.p : "");
}

enum status seal_start(void) {
    if (sodium_init() >= 0) return OK;
    log_event(LOG_ERROR, "sodium_failed", NULL);
    return FAILED;
}

/* Half of the work of an HMAC is its key; where that is the last one's, it has been done. */
static void begin_index(crypto_auth_hmacsha512256_state *state, const uint8_t key[SEAL_KEY_BYTES]) {
    static crypto_auth_hmacsha512256_state begun;
    static uint8_t of[SEAL_KEY_BYTES];
    static bool any;
    if (!any || sodium_memcmp(of, key, SEAL_KEY_BYTES) != 0) {
        crypto_auth_hmacsha512256_init(&begun, key, SEAL_KEY_BYTES);
        memcpy(of, key, SEAL_KEY_BYTES);
        any = true;
    }
    *state = begun;
}

static void index_with(uint8_t out[SEAL_INDEX_BYTES], const uint8_t key[SEAL_KEY_BYTES],
                       const char *purpose, struct str text) {
    crypto_auth_hmacsha512256_state state;
    begin_index(&state, key);
    crypto_auth_hmacsha512256_update(&state, (const unsigned char *)purpose, strlen(purpose) + 1);
    crypto_auth_hmacsha512256_update(&state, bytes_of(text), text.n);
    crypto_auth_hmacsha512256_final(&state, out);
    sodium_memzero(&state, sizeof state);
}

void seal_index(uint8_t out[SEAL_INDEX_BYTES], const struct seal_keys *keys, const char *purpose,
                struct str text) {
    index_with(out, keys->bytes[SEAL_FOR_INDEX][keys->now[SEAL_FOR_INDEX]], purpose, text);
}

size_t seal_index_ids(uint8_t out[SEAL_INDEX_KEYS_MAX], const struct seal_keys *keys) {
    size_t n = 0;
    for (int id = 255; id > 0 && n < SEAL_INDEX_KEYS_MAX; id--) {
        if (keys->has[SEAL_FOR_INDEX][id]) out[n++] = (uint8_t)id;
    }
    return n;
}

bool seal_index_under(uint8_t out[SEAL_INDEX_BYTES], const struct seal_keys *keys, uint8_t id,
                      const char *purpose, struct str text) {
    bool known = keys->has[SEAL_FOR_INDEX][id] || keys->worn[id];
    index_with(out, keys->bytes[SEAL_FOR_INDEX][id], purpose, text);
    if (!known) memset(out, 0, SEAL_INDEX_BYTES);
    return known;
}

uint8_t seal_current(const struct seal_keys *keys) {
    return keys->now[SEAL_FOR_TEXT];
}

struct str seal_close(struct arena *a, const struct seal_keys *keys, struct str context,
                      struct str text) {
    uint8_t id = keys->now[SEAL_FOR_TEXT];
    size_t n = HEAD_BYTES + text.n + TAG_BYTES;
    unsigned char *out = arena_alloc(a, n);
    out[0] = id;
    randombytes_buf(out + 1, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD_BYTES, NULL, bytes_of(text), text.n,
                                               bytes_of(context), context.n, NULL, out + 1,
                                               keys->bytes[SEAL_FOR_TEXT][id]);
    return (struct str){(const char *)out, n};
}

/* NULL, or why it cannot be opened. */
static const char *try_open(struct str *out, struct arena *a, const struct seal_keys *keys,
                            struct str context, struct str sealed) {
    const unsigned char *in = bytes_of(sealed);
    *out = STR_NONE;
    if (sealed.n < HEAD_BYTES + TAG_BYTES) return "too short";
    if (!keys->has[SEAL_FOR_TEXT][in[0]]) return "no such key";

    size_t n = sealed.n - HEAD_BYTES - TAG_BYTES;
    unsigned char *text = arena_alloc(a, n + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            text, NULL, NULL, in + HEAD_BYTES, sealed.n - HEAD_BYTES, bytes_of(context), context.n,
            in + 1, keys->bytes[SEAL_FOR_TEXT][in[0]]) != 0)
        return "forged or moved";
    *out = (struct str){(const char *)text, n};
    return NULL;
}

enum status seal_open(struct str *out, struct arena *a, const struct seal_keys *keys,
                      struct str context, struct str sealed) {
    const char *reason = try_open(out, a, keys, context, sealed);
    if (!reason) return OK;
    log_event(LOG_ERROR, "seal_not_opened", "reason", reason, NULL);
    return FAILED;
}

static struct str base64(struct arena *a, const void *bytes, size_t n) {
    size_t room = sodium_base64_encoded_len(n, BASE64);
    char *text = arena_alloc(a, room);
    sodium_bin2base64(text, room, bytes, n, BASE64);
    return str_from(text);
}

struct str seal_wrap(struct arena *a, const struct seal_keys *keys, struct str context,
                     struct str text) {
    struct str sealed = seal_close(a, keys, context, text);
    return base64(a, sealed.p, sealed.n);
}

bool seal_unwrap(struct str *out, struct arena *a, const struct seal_keys *keys, struct str context,
                 struct str wrapped) {
    unsigned char *bytes = arena_alloc(a, wrapped.n + 1);
    size_t n = 0;
    *out = STR_NONE;
    if (wrapped.n == 0 ||
        sodium_base642bin(bytes, wrapped.n, wrapped.p, wrapped.n, NULL, &n, NULL, BASE64) != 0)
        return false;
    return !try_open(out, a, keys, context, (struct str){(const char *)bytes, n});
}

static void hash_password(char out[crypto_pwhash_STRBYTES], struct str password) {
    if (crypto_pwhash_str_alg(out, password.p ? password.p : "", password.n, PASSWORD_PASSES,
                              PASSWORD_MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0)
        return;
    log_event(LOG_ERROR, "out_of_memory", "for", "password", NULL);
    _exit(70); /* as an arena does */
}

struct str seal_password(struct arena *a, struct str password) {
    char *stored = arena_alloc(a, crypto_pwhash_STRBYTES);
    hash_password(stored, password);
    return str_from(stored);
}

bool seal_password_is(struct str stored, struct str password) {
    /* Made on the first call whatever it asks, so that it does not tell an unknown login. */
    static char nobody[crypto_pwhash_STRBYTES];
    if (!nobody[0]) hash_password(nobody, STR("nobody"));

    char hash[crypto_pwhash_STRBYTES] = {0};
    bool known = stored.n > 0 && stored.n < sizeof hash;
    memcpy(hash, known ? stored.p : nobody, known ? stored.n : sizeof nobody);
    errno = 0;
    bool same = crypto_pwhash_str_verify(hash, password.p ? password.p : "", password.n) == 0;
    if (!same && errno == ENOMEM) abort(); /* a wrong one is EINVAL */
    return same && known;
}

struct str seal_token(struct arena *a) {
    unsigned char bytes[SEAL_TOKEN_BYTES];
    randombytes_buf(bytes, sizeof bytes);
    struct str text = base64(a, bytes, sizeof bytes);
    sodium_memzero(bytes, sizeof bytes);
    return text;
}

void seal_digest(uint8_t out[32], struct str text) {
    crypto_hash_sha256(out, bytes_of(text), text.n);
}

void seal_mark(uint8_t out[SEAL_MARK_BYTES], struct str text) {
    crypto_generichash(out, SEAL_MARK_BYTES, bytes_of(text), text.n, NULL, 0);
}

void seal_digest_of(uint8_t out[32], const struct str *texts, size_t count) {
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) {
        crypto_hash_sha256_update(&state, bytes_of(texts[i]), texts[i].n);
    }
    crypto_hash_sha256_final(&state, out);
}

bool seal_same(struct str a, struct str b) {
    return a.n == b.n && sodium_memcmp(bytes_of(a), bytes_of(b), a.n) == 0;
}

void seal_random(void *out, size_t n) {
    randombytes_buf(out, n);
}

uint32_t seal_below(uint32_t n) {
    return randombytes_uniform(n);
}
