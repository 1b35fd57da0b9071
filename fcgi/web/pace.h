/*
 * Doing something a moment later without waiting for it: an answer that is ready goes out at its
 * tick while the worker already takes the next request.
 */
#ifndef WEB_PACE_H
#define WEB_PACE_H

#include <stdint.h>

#define PACE_MOST 64 /* things that may wait at once in a process */

/* pace_at(at, act, what): ${act}(${what}) once, at ${at} (microseconds of CLOCK_MONOTONIC) or as
 * soon after as the machine can, in a thread of its own and never two at a time; in the order
 * given, so ${at} should not be earlier than that of the one before. Returns at once, unless
 * PACE_MOST wait already. ${what} is then ${act}'s. A process that has used this does not fork. */
void pace_at(int64_t at, void (*act)(void *what), void *what);

/* pace_finish(): returns when nothing waits any more. */
void pace_finish(void);

#endif
