/*
 * Text files carried inside the program (migrations, grants, demo content), so that one binary is
 * all an installation needs. Made by gen/files.c; the texts are static and live forever.
 */
#ifndef BASE_EMBEDDED_H
#define BASE_EMBEDDED_H

#include "base/str.h"

struct embedded {
    const char *name; /* the file's name, without its folders */
    struct str text;
};

/* EMBEDDED(name): declares the table ${name} and its length ${name}_count, in the order in which
 * the files were given to the build. */
#define EMBEDDED(name)                                                                             \
    extern const struct embedded name[];                                                           \
    extern const size_t name##_count

#endif
