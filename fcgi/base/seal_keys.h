/*
 * The keys as seal.c and seal_sign.c use and seal_keys.c reads them; for these files only. All keys
 * of a purpose are kept, because a row may have been sealed under an older one.
 */
#ifndef BASE_SEAL_KEYS_H
#define BASE_SEAL_KEYS_H

#include <sys/stat.h>

#include "base/seal.h"

#define SEAL_KEY_BYTES 32

enum seal_purpose { SEAL_FOR_INDEX, SEAL_FOR_TEXT, SEAL_FOR_SIGN, SEAL_PURPOSES };

struct seal_keys {
    uint8_t now[SEAL_PURPOSES]; /* the current id of each purpose; 0 is no key */
    bool has[SEAL_PURPOSES][256];
    bool worn[256]; /* index keys that make nothing new; their bytes are with the others */
    uint8_t bytes[SEAL_PURPOSES][256][SEAL_KEY_BYTES];
    struct stat file; /* as it was when they were read */
};

#endif
