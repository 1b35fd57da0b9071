/*
 * What a process of a pool gives up once it has started: system calls it never makes (seccomp),
 * files it never opens (Landlock, where the kernel has it) and every way to more rights. Whoever
 * takes over a worker of the public pool can read what is published, and that is all. Second to
 * systemd's and the container's own walls, and there without them.
 */
#ifndef SERVE_CONFINE_H
#define SERVE_CONFINE_H

#include "base/status.h"
#include "web/route.h"

struct conf;

/* confine(conf, pool): for this process and all it starts; there is no way back. After everything
 * that is opened once, before the first request. FAILED (logged) when the kernel refuses: the
 * process must not serve then. A kernel without Landlock is none of that: it is logged once by
 * confine_check, which the pool's parent calls. */
enum status confine(const struct conf *conf, enum pool pool);
void confine_check(void);

#endif
