// What a power cut may undo, to be preloaded: names that were given and what was synchronised, a line each in the file that
// FATHOM_NAMES names.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void note(const char *format, ...) {
  static int file = -1;
  const char *path = getenv("FATHOM_NAMES");
  if (file < 0 && path) file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  char line[3 * PATH_MAX];
  va_list arguments;
  va_start(arguments, format);
  int count = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (count > 0 && count < (int)sizeof line && write(file, line, count) < 0) return;
}

int rename(const char *old, const char *name) {
  int (*next)(const char *, const char *) = dlsym(RTLD_NEXT, "rename");
  char from[PATH_MAX], to[PATH_MAX];
  const char *known = realpath(old, from);
  int answer = next(old, name);
  if (answer == 0 && known && realpath(name, to)) note("%d\trename\t%s\t%s\n", getpid(), from, to);
  return answer;
}

static void synchronised(int descriptor) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t count = readlink(link, path, sizeof path - 1);
  if (count < 0) return;
  path[count] = 0;
  note("%d\tfsync\t%s\n", getpid(), path);
}

int fsync(int descriptor) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
  int answer = next(descriptor);
  if (answer == 0) synchronised(descriptor);
  return answer;
}

int fdatasync(int descriptor) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync");
  int answer = next(descriptor);
  if (answer == 0) synchronised(descriptor);
  return answer;
}
