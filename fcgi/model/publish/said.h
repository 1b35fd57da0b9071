/*
 * How people say what documents write: for /search when nothing was found by their own words, as
 * something they may have meant. Also the slips of the pinyin keyboard that come up again and
 * again.
 */
#ifndef MODEL_PUBLISH_SAID_H
#define MODEL_PUBLISH_SAID_H

struct said {
    const char *said, *written;
};

/* Ended by a row of NULL; the first that fits comes first. */
extern const struct said said_all[];

/* Words of a question that are not what it is about, the longer ones first; ended by NULL. */
extern const char *const said_round[];

#endif
