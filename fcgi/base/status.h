/*
 * The one result type of the house. Whoever finds a failure logs it once, there; callers only
 * pass it on, and serve/ turns it into a page or a JSON problem.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

enum status {
    OK = 0,
    NOT_FOUND, /* nothing there, or nothing this caller may know of          -> 404 */
    DENIED,    /* the caller is known and may not                            -> 403 */
    INVALID,   /* the input breaks a rule; rq->problems says which           -> 400 or 422 */
    CONFLICT,  /* somebody else was first; the caller's text is kept         -> 409 */
    LIMITED,   /* asked too often; rs->retry_after says when again           -> 429 */
    BUSY,      /* the database or a resource is away; trying again is right  -> 503 */
    FAILED,    /* our own fault, logged where it was found                   -> 500 */
};

#endif
