/*
 * Used when a session begins (session.c). A browser says what it wants, so nothing is decided by
 * these words.
 */
#include "model/county/device.h"

#include <arpa/inet.h>

#include "base/arena.h"

struct sign {
    const char *mark, *word;
};

/* The first mark found counts: browsers name those they descend from too. */
static const struct sign machines[] = {
    {"HarmonyOS", "鸿蒙手机"}, {"Android", "安卓手机"},  {"iPhone", "苹果手机"},
    {"iPad", "苹果平板"},      {"Mac OS X", "苹果电脑"}, {"Windows", "Windows 电脑"},
    {"Linux", "Linux 电脑"},
};
static const struct sign browsers[] = {
    {"MicroMessenger", "微信"}, {"QQBrowser", "QQ 浏览器"}, {"Edg", "Edge"},
    {"Firefox", "Firefox"},     {"Chrome", "Chrome"},       {"Safari", "Safari"},
};

static const char *word_of(const struct sign *signs, size_t count, struct str agent) {
    for (size_t i = 0; i < count; i++) {
        if (str_find(agent, str_from(signs[i].mark)) < agent.n) return signs[i].word;
    }
    return NULL;
}

struct str device_words(struct arena *a, struct str agent) {
    const char *machine = word_of(machines, sizeof machines / sizeof machines[0], agent);
    const char *browser = word_of(browsers, sizeof browsers / sizeof browsers[0], agent);
    if (machine && browser) return str_format(a, "%s上的 %s", machine, browser);
    if (machine || browser) return str_from(machine ? machine : browser);
    return STR("不认识的设备");
}

struct str device_network(struct arena *a, struct str address) {
    unsigned char n[16];
    const char *text = str_cstr(a, address);
    if (inet_pton(AF_INET, text, n) == 1) return str_format(a, "%d.%d.*.*", n[0], n[1]);
    if (inet_pton(AF_INET6, text, n) != 1) return STR("");
    return str_format(a, "%x:%x:*", n[0] << 8 | n[1], n[2] << 8 | n[3]);
}
