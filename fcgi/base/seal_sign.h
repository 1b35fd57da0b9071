/*
 * Signatures: Ed25519 (RFC 8032) with the signing key of the key file. Room of libsodium, with
 * seal.h. The public half is published; whoever has it can check without us.
 */
#ifndef BASE_SEAL_SIGN_H
#define BASE_SEAL_SIGN_H

#include "base/seal.h"

#define SEAL_SIGN_PUBLIC_BYTES    32
#define SEAL_SIGN_SIGNATURE_BYTES 64

/* seal_sign(signature, public_key, keys, text): under the current signing key, whose public half
 * goes to ${public_key}. NOT_FOUND if the file has none. */
enum status seal_sign(uint8_t signature[SEAL_SIGN_SIGNATURE_BYTES],
                      uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES], const struct seal_keys *keys,
                      struct str text);

/* seal_sign_can(keys): there is a current signing key. */
bool seal_sign_can(const struct seal_keys *keys);

/* seal_sign_is_ours(keys, public_key): it is the public half of a signing key of the file, be it an
 * older one. */
bool seal_sign_is_ours(const struct seal_keys *keys,
                       const uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES]);

/* seal_sign_check(signature, public_key, text): the holder of ${public_key} signed ${text}. */
bool seal_sign_check(const uint8_t signature[SEAL_SIGN_SIGNATURE_BYTES],
                     const uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES], struct str text);

/* seal_sign_pem(a, public_key): as a PEM file (RFC 8410), for openssl; seal_sign_base64: bytes as
 * plain base64. Both in ${a}. */
struct str seal_sign_pem(struct arena *a, const uint8_t public_key[SEAL_SIGN_PUBLIC_BYTES]);
struct str seal_sign_base64(struct arena *a, struct str bytes);

#endif
