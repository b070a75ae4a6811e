#define _GNU_SOURCE
#include "CGuard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// The guard is a copy of a process with many threads, of which only this one goes on: nothing here takes a lock or
// memory of the heap.

enum { report_descriptor = 3, first_free = 16, last_words_milliseconds = 2000 };

struct guard {
  pid_t program;
  int control, status, signals;
  int outputs[3];
  /// When everything is killed; 0 for never.
  int64_t deadline;
  int64_t grace;
  int stop_signal;
  int wait_status;
  int has_ended;
};

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void tell(int descriptor, const void *report, size_t size) {
  ssize_t written;
  do written = write(descriptor, report, size);
  while (written < 0 && errno == EINTR);
}

/// Moves a descriptor out of the way of the fixed numbers.
static int moved(int descriptor) { return descriptor < 0 ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, first_free); }

/// Closes every descriptor but those of `kept`, and 0 to 2.
static void close_others(const int *kept, int count) {
  int least = 3;
  while (1) {
    int next = -1;
    for (int place = 0; place < count; place++)
      if (kept[place] >= least && (next < 0 || kept[place] < next)) next = kept[place];
    if (next < 0) break;
    if (next > least) syscall(SYS_close_range, least, next - 1, 0);
    least = next + 1;
  }
  syscall(SYS_close_range, least, ~0u, 0);
}

/// The program's own process until it becomes the program.
static void become(const struct guard_order *order, const int *outputs, int complaint) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing > 0) dup2(nothing, 0);
  for (int number = 0; number < 2; number++) dup2(outputs[number], number + 1);
  dup2(outputs[2], report_descriptor);
  if (nothing > report_descriptor) close(nothing);
  if (chdir(order->folder) == 0) execve(order->path, order->words, order->settings);
  int32_t error = errno;
  tell(complaint, &error, sizeof error);
  _exit(127);
}

/// Answers why the program was not started, or 0.
static int32_t start(struct guard *guard, const struct guard_order *order, const int *outputs) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  int complaint = moved(ends[1]);
  close(ends[1]);
  guard->program = _Fork();
  if (guard->program == 0) become(order, outputs, complaint);
  int32_t error = guard->program < 0 ? errno : 0;
  close(complaint);
  // Both sides, so that the group is there whichever runs first.
  if (guard->program > 0) setpgid(guard->program, guard->program);
  ssize_t found;
  do found = read(ends[0], &error, sizeof error);
  while (found < 0 && errno == EINTR);
  close(ends[0]);
  return error;
}

/// Answers -1 where no child is left.
static pid_t reap(struct guard *guard) {
  struct signalfd_siginfo info;
  while (read(guard->signals, &info, sizeof info) > 0) {}
  int status;
  pid_t child;
  while ((child = waitpid(-1, &status, WNOHANG)) > 0)
    if (child == guard->program) {
      guard->wait_status = status;
      guard->has_ended = 1;
    }
  return child;
}

/// Kills every child that this process has, its own and those that it inherited, and answers how many besides `program`.
static int kill_children(pid_t program) {
  static char text[1 << 16];
  static char path[64];
  char digits[16];
  int length = 0, count = 0;
  for (pid_t id = getpid(); id > 0; id /= 10) digits[length++] = (char)('0' + id % 10);
  char *end = stpcpy(path, "/proc/self/task/");
  while (length > 0) *end++ = digits[--length];
  strcpy(end, "/children");
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  pid_t id = 0;
  for (ssize_t place = 0; place < size; place++) {
    if (text[place] >= '0' && text[place] <= '9') {
      id = id * 10 + (text[place] - '0');
    } else {
      if (id > 0 && kill(id, SIGKILL) == 0 && id != program) count++;
      id = 0;
    }
  }
  return count;
}

/// What the program had started ends with it, also what has left its group.
static int clear(struct guard *guard) {
  int64_t deadline = now() + last_words_milliseconds;
  int count = 0;
  while (1) {
    if (reap(guard) < 0 || now() > deadline) return count;
    int found = kill_children(guard->program);
    if (found > count) count = found;
    kill(-guard->program, SIGKILL);
    struct pollfd wait = {guard->signals, POLLIN, 0};
    poll(&wait, 1, 10);
  }
}

/// Orders of whoever started this; their end is one too.
static void hear(struct guard *guard) {
  unsigned char orders[64];
  ssize_t count = read(guard->control, orders, sizeof orders);
  if (count < 0) return;
  for (ssize_t place = 0; place < count; place++) {
    if (orders[place] >= 128) guard->grace = (int64_t)(orders[place] - 128) * 1000;
    else if (orders[place] > 0) kill(-guard->program, orders[place]);
  }
  if (count > 0) return;
  close(guard->control);
  guard->control = -1;
  kill(-guard->program, guard->stop_signal);
  // One that was stopped would not hear it.
  kill(-guard->program, SIGCONT);
  guard->deadline = now() + guard->grace;
}

/// Nobody else reads what the program writes any more, and it must not be ended by that.
static void drain(struct guard *guard, int output) {
  static char bytes[1 << 16];
  if (read(guard->outputs[output], bytes, sizeof bytes) <= 0) {
    close(guard->outputs[output]);
    guard->outputs[output] = -1;
  }
}

static void watch(struct guard *guard) {
  while (!guard->has_ended && (guard->deadline == 0 || now() < guard->deadline)) {
    int is_alone = guard->control < 0;
    struct pollfd found[5] = {{guard->signals, POLLIN, 0}, {guard->control, POLLIN, 0}};
    for (int output = 0; output < 3; output++)
      found[2 + output] = (struct pollfd){is_alone ? guard->outputs[output] : -1, POLLIN, 0};
    int64_t left = guard->deadline == 0 ? -1 : guard->deadline - now();
    if (poll(found, 5, left < 0 ? -1 : (int)left + 1) < 0) continue;
    if (found[0].revents) reap(guard);
    if (found[1].revents) hear(guard);
    for (int output = 0; output < 3; output++)
      if (found[2 + output].revents) drain(guard, output);
  }
}

static void guard_run(const struct guard_order *order) {
  setpgid(0, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "fathom-guard");
  for (int number = 1; number < NSIG; number++)
    if (number != SIGCHLD) signal(number, SIG_IGN);
  signal(SIGCHLD, SIG_DFL);
  struct guard guard = {.grace = order->grace_milliseconds, .stop_signal = order->stop_signal};
  int outputs[3], kept[12], count = 0;
  kept[count++] = guard.control = moved(order->control);
  kept[count++] = guard.status = moved(order->status);
  for (int output = 0; output < 3; output++) {
    kept[count++] = guard.outputs[output] = moved(order->outputs_read[output]);
    kept[count++] = outputs[output] = moved(order->outputs_write[output]);
  }
  for (int place = 0; place < 2; place++)
    if (order->kept[place] >= 0) kept[count++] = moved(order->kept[place]);
  close_others(kept, count);
  int nothing = open("/dev/null", O_RDWR);
  for (int number = 0; number < 3; number++)
    if (nothing != number) dup2(nothing, number);
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_SETMASK, &children, NULL);
  guard.signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);

  struct guard_start_report started = {.error = start(&guard, order, outputs)};
  started.program = guard.program;
  for (int output = 0; output < 3; output++) close(outputs[output]);
  tell(guard.status, &started, sizeof started);
  if (started.error == 0) watch(&guard);
  struct guard_end_report ended = {.left_behind = guard.program > 0 ? clear(&guard) : 0};
  ended.status = guard.wait_status;
  struct rusage usage;
  getrusage(RUSAGE_CHILDREN, &usage);
  ended.microseconds = (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000
    + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
  ended.kilobytes = usage.ru_maxrss;
  tell(guard.status, &ended, sizeof ended);
  _exit(0);
}

pid_t guard_start(const struct guard_order *order) {
  sigset_t all, before;
  sigfillset(&all);
  // A handler of the slot's must not run in the guard.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = _Fork();
  if (child == 0) guard_run(order);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return child;
}

int guard_close_from(void *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
