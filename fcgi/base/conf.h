/*
 * Configuration: read once from the environment into one const struct. A missing or malformed
 * value stops start-up with one clear line on stderr that names the variable.
 */
#ifndef BASE_CONF_H
#define BASE_CONF_H

#include "base/status.h"
#include "base/str.h"

struct conf {
    const char *url;         /* MINGBAI_URL: public address without a final slash; its scheme says
                                whether cookies are Secure */
    const char *listen;      /* MINGBAI_LISTEN: path of the pool's socket (serve only) */
    int workers;             /* MINGBAI_WORKERS: 1..256, default 4 */
    const char *db_socket;   /* MINGBAI_DB_SOCKET: unix socket; or else host and port */
    const char *db_host;     /* MINGBAI_DB_HOST */
    int db_port;             /* MINGBAI_DB_PORT: default 3306 */
    const char *db_ca;       /* MINGBAI_DB_CA: certificate authority, required with a host that is
                                not loopback */
    const char *db_name;     /* MINGBAI_DB_NAME: default mingbai */
    const char *db_user;     /* MINGBAI_DB_USER */
    const char *db_password; /* the first line of the file MINGBAI_DB_PASSWORD_FILE */
    const char *keys;        /* MINGBAI_KEYS: path of the identity keys; lookup, office, commands */
    const char *spool;       /* MINGBAI_SPOOL: private folder for files on their way in; lookup and
                                office, each its own */
    const char *files;  /* MINGBAI_FILES: folder of attachments, which nginx reads; office only */
    const char *county; /* MINGBAI_COUNTY: six digits of the county this portal serves */
    int log_level;      /* MINGBAI_LOG: debug info warn error; default info */
};

/* conf_load(): the process's configuration, static. On a mistake prints one line and returns
 * NULL. Which variables are required depends on the caller: ${needs} is a set of CONF_ flags. */
#define CONF_DB    1u /* a database account */
#define CONF_SERVE 2u /* a socket to listen on, MINGBAI_URL and MINGBAI_COUNTY */
#define CONF_KEYS  4u /* the identity keys */
#define CONF_SPOOL 8u /* the folders for files */
const struct conf *conf_load(unsigned needs);

#endif
