/* For LD_PRELOAD: makes one system call on the files of one directory fail, the FAIL_AT-th one.
 *
 *   FAIL_UNDER   the directory
 *   FAIL_AT      which of its calls, from 1
 *   FAIL_WITH    an errno by number, or "short": half of what was to be read or written
 *   FAIL_MARK    a file that is made when the call has failed: without it, there were fewer calls
 *
 * Made for a process of one thread at a time. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum verdict { go_on, fail, cut };

static long calls;

static int is_under(const char* path) {
  const char* directory = getenv("FAIL_UNDER");
  const size_t length = directory == NULL ? 0 : strlen(directory);
  return length > 0 && strncmp(path, directory, length) == 0 && path[length] == '/';
}

static int is_descriptor_under(int descriptor) {
  char link[64];
  char path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = '\0';
  return is_under(path) || is_under(strcat(path, "/")); /* the directory itself, when synced */
}

static void mark(void) {
  const char* path = getenv("FAIL_MARK");
  const long descriptor =
      path == NULL ? -1 : syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY, 0600);
  if (descriptor >= 0) syscall(SYS_close, descriptor);
}

/* Counts a call. `bytes` is what it moves; 0 for one that moves none. */
static enum verdict judge(int concerned, size_t bytes) {
  const char* with = getenv("FAIL_WITH");
  const char* at = getenv("FAIL_AT");
  if (!concerned || with == NULL || at == NULL) return go_on;
  const int is_short = strcmp(with, "short") == 0;
  if (is_short && bytes < 2) return go_on;
  if (++calls != atol(at)) return go_on;
  mark();
  if (is_short) return cut;
  errno = atoi(with);
  return fail;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define MOVING(result, name, parameters, arguments, half) \
  result name parameters {                                \
    switch (judge(is_descriptor_under(fd), count)) {      \
      case fail:                                          \
        return -1;                                        \
      case cut:                                           \
        return REAL(name) half;                           \
      case go_on:                                         \
        break;                                            \
    }                                                     \
    return REAL(name) arguments;                          \
  }

MOVING(ssize_t, write, (int fd, const void* data, size_t count), (fd, data, count),
       (fd, data, count / 2))
MOVING(ssize_t, read, (int fd, void* data, size_t count), (fd, data, count), (fd, data, count / 2))
MOVING(ssize_t, pwrite64, (int fd, const void* data, size_t count, off64_t at),
       (fd, data, count, at), (fd, data, count / 2, at))
MOVING(ssize_t, pread64, (int fd, void* data, size_t count, off64_t at), (fd, data, count, at),
       (fd, data, count / 2, at))
MOVING(ssize_t, pwrite, (int fd, const void* data, size_t count, off_t at), (fd, data, count, at),
       (fd, data, count / 2, at))
MOVING(ssize_t, pread, (int fd, void* data, size_t count, off_t at), (fd, data, count, at),
       (fd, data, count / 2, at))

#define ON_DESCRIPTOR(name, parameters, arguments)            \
  int name parameters {                                       \
    if (judge(is_descriptor_under(fd), 0) == fail) return -1; \
    return REAL(name) arguments;                              \
  }

ON_DESCRIPTOR(fsync, (int fd), (fd))
ON_DESCRIPTOR(fdatasync, (int fd), (fd))
ON_DESCRIPTOR(ftruncate, (int fd, off_t size), (fd, size))
ON_DESCRIPTOR(ftruncate64, (int fd, off64_t size), (fd, size))

#define OPENING(name)                                \
  int name(const char* path, int flags, ...) {       \
    mode_t mode = 0;                                 \
    if ((flags & O_CREAT) != 0) {                    \
      va_list rest;                                  \
      va_start(rest, flags);                         \
      mode = va_arg(rest, mode_t);                   \
      va_end(rest);                                  \
    }                                                \
    if (judge(is_under(path), 0) == fail) return -1; \
    return REAL(name)(path, flags, mode);            \
  }

OPENING(open)
OPENING(open64)

#define OPENING_AT(name)                                      \
  int name(int directory, const char* path, int flags, ...) { \
    mode_t mode = 0;                                          \
    if ((flags & O_CREAT) != 0) {                             \
      va_list rest;                                           \
      va_start(rest, flags);                                  \
      mode = va_arg(rest, mode_t);                            \
      va_end(rest);                                           \
    }                                                         \
    if (judge(is_under(path), 0) == fail) return -1;          \
    return REAL(name)(directory, path, flags, mode);          \
  }

OPENING_AT(openat)
OPENING_AT(openat64)

int rename(const char* from, const char* to) {
  if (judge(is_under(from), 0) == fail) return -1;
  return REAL(rename)(from, to);
}

int unlink(const char* path) {
  if (judge(is_under(path), 0) == fail) return -1;
  return REAL(unlink)(path);
}
