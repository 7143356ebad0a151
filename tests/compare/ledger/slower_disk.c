/* Makes each flush of a file take at least SLOWER_DISK_US microseconds, in a program that preloads this library. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

static int flush(const char *name, int file) {
    const char *least = getenv("SLOWER_DISK_US");
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_nsec += (least ? atol(least) : 0) * 1000;
    end.tv_sec += end.tv_nsec / 1000000000;
    end.tv_nsec %= 1000000000;
    int (*original)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int result = original(file), error = errno;
    /* By default, the kernel ends a thread's sleep up to 50 microseconds late. */
    prctl(PR_SET_TIMERSLACK, 1);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &end, NULL);
    errno = error;
    return result;
}

int fsync(int file) { return flush("fsync", file); }
int fdatasync(int file) { return flush("fdatasync", file); }
