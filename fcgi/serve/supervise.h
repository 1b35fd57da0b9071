/*
 * The parent of a pool: forks the workers, replaces those that die, and ends them in order.
 */
#ifndef SERVE_SUPERVISE_H
#define SERVE_SUPERVISE_H

/* supervise(workers, socket, work, extra, arg): keeps ${workers} children alive, each running
 * work(socket, arg), until SIGTERM or SIGINT; then lets each finish the request in hand. ${extra},
 * unless NULL, is run by one more child. A child
 * that dies is replaced at once, one that dies young after a growing pause of at most 5 s. */
void supervise(int workers, int socket, void (*work)(int socket, void *arg),
               void (*extra)(void *arg), void *arg);

#endif
