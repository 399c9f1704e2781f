/* A slower disk: every fdatasync waits SLOW_US microseconds first. gcc -shared -fPIC -o slow.so slow.c -ldl */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

int fdatasync(int fd) {
    static int (*real)(int);
    static long us = -1;
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    if (us < 0) {
        const char *said = getenv("SLOW_US");
        us = said ? atol(said) : 0;
    }
    if (us > 0) usleep((useconds_t)us);
    return real(fd);
}
