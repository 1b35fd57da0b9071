/*
 * Made when a ticket is sent (ticket.c), checked when somebody asks how it stands.
 */
#include "model/casework/receipt.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/seal.h"

/* ISO 7064, MOD 11,10: the product after the digits so far. */
static int product_of(const char *digits, size_t n) {
    int product = 10;
    for (size_t i = 0; i < n; i++) {
        int sum = (product + digits[i] - '0') % 10;
        product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return product;
}

static struct str checked(char *digits, size_t n) {
    digits[n - 1] = (char)('0' + (11 - product_of(digits, n - 1)) % 10);
    return (struct str){digits, n};
}

bool receipt_is(struct str digits, size_t count) {
    if (digits.n != count || !str_is_digits(digits)) return false;
    return (product_of(digits.p, count - 1) + digits.p[count - 1] - '0') % 10 == 1;
}

/* Never a 0 in front: people leave it out. */
struct str receipt_number(struct arena *a) {
    char *p = arena_alloc(a, RECEIPT_NUMBER);
    p[0] = (char)('1' + seal_below(9));
    for (size_t i = 1; i + 1 < RECEIPT_NUMBER; i++) p[i] = (char)('0' + seal_below(10));
    return checked(p, RECEIPT_NUMBER);
}

struct str receipt_secret(struct arena *a, const struct seal_keys *keys, struct str form) {
    uint8_t digest[SEAL_INDEX_BYTES];
    char *p = arena_alloc(a, RECEIPT_SECRET);
    seal_index(digest, keys, "ticket-secret", form);
    uint64_t n = 0;
    for (size_t i = 0; i < 8; i++) n = n << 8 | digest[i]; /* of 2^64, so no digit is favoured */
    p[0] = (char)('1' + n % 9);
    n /= 9;
    for (size_t i = 1; i + 1 < RECEIPT_SECRET; i++, n /= 10) p[i] = (char)('0' + n % 10);
    return checked(p, RECEIPT_SECRET);
}

struct str receipt_grouped(struct arena *a, struct str digits) {
    struct buf b = buf_new(a, 64);
    for (size_t i = 0; i < digits.n; i++) {
        if (i > 0 && i % 4 == 0) buf_byte(&b, ' ');
        buf_byte(&b, digits.p[i]);
    }
    return buf_str(&b);
}
