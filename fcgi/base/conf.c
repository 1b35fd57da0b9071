/*
 * Start-up: what this installation is, as its environment says. Read before anything is opened or
 * forked, so that a mistake is one line on the operator's screen and never a puzzle at night.
 * An empty variable counts as one that is not set.
 */
#include "base/conf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "base/log.h"

static bool complain(const char *name, const char *rule) {
    fprintf(stderr, "mingbai: 环境变量 %s %s\n", name, rule);
    return false;
}

static const char *get(const char *name) {
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static bool need(const char **out, const char *name) {
    *out = get(name);
    return *out || complain(name, "没有设置");
}

static bool get_int(int *out, const char *name, int least, int most, int otherwise) {
    const char *value = get(name);
    int64_t n = otherwise;
    if (value && (!str_int(&n, str_from(value)) || n < least || n > most)) {
        char rule[80];
        snprintf(rule, sizeof rule, "应当是 %d 到 %d 的整数", least, most);
        return complain(name, rule);
    }
    *out = (int)n;
    return true;
}

/* http or https, a host and perhaps a port: links are made by putting a path behind it. */
static bool get_url(const char **out) {
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "-.:[]";
    const char *url = get("MINGBAI_URL");
    *out = url;
    if (!url) return true;
    const char *host = strncmp(url, "http://", 7) == 0    ? url + 7
                       : strncmp(url, "https://", 8) == 0 ? url + 8
                                                          : "";
    if (*host && host[strspn(host, allowed)] == '\0') return true;
    return complain("MINGBAI_URL", "应当像 https://example.org，末尾没有斜线");
}

static bool get_socket(const char **out, const char *name) {
    const char *path = *out = get(name);
    if (!path || strlen(path) < sizeof((struct sockaddr_un *)0)->sun_path) return true;
    return complain(name, "的路径太长，一个套接字的路径最多 107 个字节");
}

static bool get_county(const char **out) {
    struct str county = str_from(*out = get("MINGBAI_COUNTY"));
    if (!county.p || (county.n == 6 && str_is_digits(county))) return true;
    return complain("MINGBAI_COUNTY", "应当是本县的六位行政区划代码");
}

static bool get_log_level(int *out) {
    static const char *const names[] = {"debug", "info", "warn", "error"};
    const char *value = get("MINGBAI_LOG");
    *out = LOG_INFO;
    if (!value) return true;
    for (int i = LOG_DEBUG; i <= LOG_ERROR; i++) {
        if (strcmp(value, names[i]) == 0) {
            *out = i;
            return true;
        }
    }
    return complain("MINGBAI_LOG", "应当是 debug、info、warn、error 之一");
}

/* A password is never on a command line or in the environment, where others can see it. */
static bool get_password(const char **out) {
    static const char name[] = "MINGBAI_DB_PASSWORD_FILE";
    static char line[256];
    const char *path = get(name);
    *out = "";
    if (!path) return true;

    FILE *file = fopen(path, "re");
    if (!file) {
        char rule[128];
        snprintf(rule, sizeof rule, "所指的文件读不了：%s", strerror(errno));
        return complain(name, rule);
    }
    bool got = fgets(line, sizeof line, file) != NULL;
    fclose(file);
    size_t n = got ? strcspn(line, "\r\n") : 0;
    if (n == 0) return complain(name, "所指的文件第一行是空的");
    if (n == sizeof line - 1) return complain(name, "所指的文件第一行太长");
    line[n] = '\0';
    *out = line;
    return true;
}

static bool is_loopback(const char *host) {
    return strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.")] == '\0');
}

static bool get_db(struct conf *conf, bool needed) {
    conf->db_host = get("MINGBAI_DB_HOST");
    conf->db_ca = get("MINGBAI_DB_CA");
    conf->db_name = get("MINGBAI_DB_NAME");
    conf->db_user = get("MINGBAI_DB_USER");
    if (!conf->db_name) conf->db_name = "mingbai";
    if (!get_socket(&conf->db_socket, "MINGBAI_DB_SOCKET")) return false;
    if (!get_int(&conf->db_port, "MINGBAI_DB_PORT", 1, 65535, 3306)) return false;
    if (!get_password(&conf->db_password)) return false;
    if (!needed) return true;

    if (!need(&conf->db_user, "MINGBAI_DB_USER")) return false;
    if (conf->db_socket) return true;
    if (!conf->db_host)
        return complain("MINGBAI_DB_SOCKET", "和 MINGBAI_DB_HOST 都没有设置，要有一个");
    if (!*conf->db_password) return complain("MINGBAI_DB_PASSWORD_FILE", "没有设置");
    if (!conf->db_ca && !is_loopback(conf->db_host))
        return complain("MINGBAI_DB_CA", "没有设置：连接别的主机上的数据库要有证书");
    return true;
}

static bool get_folder(const char **out, const char *name) {
    *out = get(name);
    return !*out || **out == '/' || complain(name, "应当是一个文件夹的完整路径");
}

const struct conf *conf_load(unsigned needs) {
    static struct conf conf;
    conf = (struct conf){0};
    if (!get_log_level(&conf.log_level) || !get_int(&conf.workers, "MINGBAI_WORKERS", 1, 256, 4) ||
        !get_url(&conf.url) || !get_county(&conf.county) ||
        !get_socket(&conf.listen, "MINGBAI_LISTEN") || !get_db(&conf, needs & CONF_DB))
        return NULL;

    if ((needs & CONF_SERVE) &&
        (!need(&conf.url, "MINGBAI_URL") || !need(&conf.listen, "MINGBAI_LISTEN") ||
         !need(&conf.county, "MINGBAI_COUNTY")))
        return NULL;

    conf.keys = get("MINGBAI_KEYS");
    if ((needs & CONF_KEYS) && !need(&conf.keys, "MINGBAI_KEYS")) return NULL;
    if (!get_folder(&conf.spool, "MINGBAI_SPOOL") || !get_folder(&conf.files, "MINGBAI_FILES"))
        return NULL;
    if ((needs & CONF_SPOOL) &&
        (!need(&conf.spool, "MINGBAI_SPOOL") || !need(&conf.files, "MINGBAI_FILES")))
        return NULL;
    return &conf;
}
