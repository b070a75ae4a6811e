// A wall clock that jumps, to be preloaded: it is as many seconds off as the file that FATHOM_CLOCK names says.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int64_t offset(void) {
  static const volatile int64_t *seconds;
  if (!seconds) {
    const char *path = getenv("FATHOM_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    void *place = file < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ, MAP_SHARED, file, 0);
    if (file >= 0) close(file);
    if (place == MAP_FAILED) return 0;
    seconds = place;
  }
  return *seconds;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  int answer = (int)syscall(SYS_clock_gettime, clock, time);
  if (answer == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += offset();
  return answer;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  int answer = (int)syscall(SYS_gettimeofday, time, zone);
  if (answer == 0 && time) time->tv_sec += offset();
  return answer;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}
