/*
 * What a session remembers of where it was begun, for its owner to tell it from others: the device
 * in words, and half of the address. Pure.
 */
#ifndef MODEL_COUNTY_DEVICE_H
#define MODEL_COUNTY_DEVICE_H

#include "base/str.h"

struct arena;

/* device_words(a, agent): "Windows 电脑上的 Chrome", from a browser's own words about itself; what
 * is not known is left out, at worst 不认识的设备. */
struct str device_words(struct arena *a, struct str agent);

/* device_network(a, address): "10.12.*.*" or "2408:8000:*"; empty if it is no address. */
struct str device_network(struct arena *a, struct str address);

#endif
