/*
 * The heads of the ledger are signed and checked here; keys come from seal_keys.c.
 */
#include "base/seal_sign.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/seal_keys.h"

_Static_assert(crypto_sign_PUBLICKEYBYTES == SEAL_SIGN_PUBLIC_BYTES, "public key");
_Static_assert(crypto_sign_BYTES == SEAL_SIGN_SIGNATURE_BYTES, "signature");
_Static_assert(crypto_sign_SEEDBYTES == SEAL_KEY_BYTES, "signing key");

static const unsigned char *bytes_of(struct str s) {
    return (const unsigned char *)(s.p ? s.p : "");
}

enum status seal_sign(uint8_t signature[SEAL_SIGN_SIGNATURE_BYTES],
                      uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES], const struct seal_keys *keys,
                      struct str text) {
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    uint8_t id = keys->now[SEAL_FOR_SIGN];
    if (!id) return NOT_FOUND;
    crypto_sign_seed_keypair(public_key, secret, keys->bytes[SEAL_FOR_SIGN][id]);
    crypto_sign_detached(signature, NULL, bytes_of(text), text.n, secret);
    sodium_memzero(secret, sizeof secret);
    return OK;
}

bool seal_sign_can(const struct seal_keys *keys) {
    return keys->now[SEAL_FOR_SIGN] != 0;
}

bool seal_sign_is_ours(const struct seal_keys *keys,
                       const uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES]) {
    unsigned char secret[crypto_sign_SECRETKEYBYTES], its[SEAL_SIGN_PUBLIC_BYTES];
    bool found = false;
    for (int id = 1; id < 256 && !found; id++) {
        if (!keys->has[SEAL_FOR_SIGN][id]) continue;
        crypto_sign_seed_keypair(its, secret, keys->bytes[SEAL_FOR_SIGN][id]);
        found = memcmp(its, public_key, sizeof its) == 0;
    }
    sodium_memzero(secret, sizeof secret);
    return found;
}

bool seal_sign_check(const uint8_t signature[SEAL_SIGN_SIGNATURE_BYTES],
                     const uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES], struct str text) {
    return crypto_sign_verify_detached(signature, bytes_of(text), text.n, public_key) == 0;
}

struct str seal_sign_base64(struct arena *a, struct str bytes) {
    size_t room = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_ORIGINAL);
    char *text = arena_alloc(a, room);
    sodium_bin2base64(text, room, bytes_of(bytes), bytes.n, sodium_base64_VARIANT_ORIGINAL);
    return str_from(text);
}

struct str seal_sign_pem(struct arena *a, const uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES]) {
    /* SubjectPublicKeyInfo of id-Ed25519: always these twelve bytes and the key. */
    static const uint8_t head[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                   0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
    char der[sizeof head + SEAL_SIGN_PUBLIC_BYTES];
    memcpy(der, head, sizeof head);
    memcpy(der + sizeof head, public_key, SEAL_SIGN_PUBLIC_BYTES);
    struct str text = seal_sign_base64(a, (struct str){der, sizeof der});
    return str_format(a, "-----BEGIN PUBLIC KEY-----\n" STR_FMT "\n-----END PUBLIC KEY-----\n",
                      STR_ARG(text));
}
