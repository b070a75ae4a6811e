#define _GNU_SOURCE
#include "CGuard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// The guard is a copy of a process with many threads, of which only this one goes on: nothing here takes a lock or
// memory of the heap.

// Its own descriptors lie above those that a program has: the lower ones are taken, by nothing.

enum { report_descriptor = 3, first_free = 16, most_kept = 2, last_words_milliseconds = 2000 };
enum { control_end, status_end, read_ends, write_ends = read_ends + 3, kept_ends = write_ends + 3 };
enum { most_ends = kept_ends + most_kept };

/// What goes ahead of the texts of an order, with its descriptors.
struct request {
  uint32_t bytes, words, settings;
  int32_t ends, stop_signal, grace_milliseconds;
};

struct guard {
  int signals;
  pid_t program;
  int control, status;
  int outputs[3];
  /// When everything is killed; 0 for never.
  int64_t deadline;
  int64_t grace;
  int stop_signal;
  int wait_status;
  int has_ended;
  /// Of all that was started for this program and has ended.
  int64_t microseconds, kilobytes;
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

/// The program's own process until it becomes the program; answers why it cannot. It has the guard's memory, which
/// waits for it.
static int32_t become(char *const *texts, const struct request *request, const int *ends) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  // Descriptor 0 is nothing already.
  for (int number = 0; number < 2; number++) dup2(ends[write_ends + number], number + 1);
  dup2(ends[write_ends + 2], report_descriptor);
  // The path, the folder, the words and the variables.
  if (chdir(texts[1]) == 0) execve(texts[0], texts + 2, texts + 2 + request->words + 1);
  return errno;
}

/// Answers why the program was not started, or 0.
static int32_t start(
  struct guard *guard, char *const *texts, const struct request *request, const int *ends) {
  volatile int32_t error = 0;
  pid_t program = vfork();
  if (program == 0) {
    error = become(texts, request, ends);
    _exit(127);
  }
  if (program < 0) return errno;
  guard->program = program;
  return error;
}

/// Answers -1 where no child is left.
static pid_t reap(struct guard *guard) {
  struct signalfd_siginfo info;
  while (read(guard->signals, &info, sizeof info) > 0) {}
  int status;
  struct rusage usage;
  pid_t child;
  while ((child = wait4(-1, &status, WNOHANG, &usage)) > 0) {
    guard->microseconds += (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000
      + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    if (usage.ru_maxrss > guard->kilobytes) guard->kilobytes = usage.ru_maxrss;
    if (child == guard->program) {
      guard->wait_status = status;
      guard->has_ended = 1;
    }
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

/// What the program had started ends with it, also what has left its group. Answers whether all of it has.
static int clear(struct guard *guard, int32_t *count) {
  int64_t deadline = now() + last_words_milliseconds;
  while (1) {
    if (reap(guard) < 0) return 1;
    if (now() > deadline) return 0;
    int found = kill_children(guard->program);
    if (found > *count) *count = found;
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

/// Runs one program; answers whether another may follow.
static int run(int signals, char *const *texts, const struct request *request, int *ends) {
  struct guard guard = {.signals = signals, .control = ends[control_end], .status = ends[status_end],
    .grace = request->grace_milliseconds, .stop_signal = request->stop_signal};
  memcpy(guard.outputs, ends + read_ends, sizeof guard.outputs);
  struct guard_start_report started = {.error = start(&guard, texts, request, ends)};
  started.program = guard.program;
  for (int output = 0; output < 3; output++) close(ends[write_ends + output]);
  tell(guard.status, &started, sizeof started);
  if (started.error == 0) watch(&guard);
  struct guard_end_report ended = {.is_free = 1};
  if (guard.program > 0) ended.is_free = clear(&guard, &ended.left_behind);
  ended.status = guard.wait_status;
  ended.microseconds = guard.microseconds;
  // A process that was started here counts what this one held as its own: below that nothing is known.
  struct rusage own;
  if (getrusage(RUSAGE_SELF, &own) == 0 && guard.kilobytes > own.ru_maxrss) ended.kilobytes = guard.kilobytes;
  if (guard.control >= 0) close(guard.control);
  for (int output = 0; output < 3; output++)
    if (guard.outputs[output] >= 0) close(guard.outputs[output]);
  // Locks are free before anybody hears that all is over.
  for (int place = kept_ends; place < request->ends; place++) close(ends[place]);
  tell(guard.status, &ended, sizeof ended);
  close(guard.status);
  return ended.is_free;
}

static int read_all(int descriptor, char *bytes, size_t size) {
  for (size_t filled = 0; filled < size;) {
    ssize_t got = read(descriptor, bytes + filled, size - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return 0;
    filled += (size_t)got;
  }
  return 1;
}

/// Waits for an order and its descriptors; answers 0 where none comes any more.
static int hear_request(int orders, struct request *request, int *ends) {
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(most_ends * sizeof(int))];
  } rights;
  struct iovec place = {request, sizeof *request};
  struct msghdr message = {.msg_iov = &place, .msg_iovlen = 1, .msg_control = rights.bytes,
    .msg_controllen = sizeof rights.bytes};
  ssize_t got;
  do got = recvmsg(orders, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
  while (got < 0 && errno == EINTR);
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (got != sizeof *request || head == NULL) return 0;
  if (head->cmsg_len != CMSG_LEN((size_t)request->ends * sizeof(int))) return 0;
  memcpy(ends, CMSG_DATA(head), (size_t)request->ends * sizeof(int));
  return 1;
}

/// Runs one ordered program after another until whoever orders has gone.
static void serve(int orders) {
  setpgid(0, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_NAME, "fathom-guard");
  for (int number = 1; number < NSIG; number++)
    if (number != SIGCHLD) signal(number, SIG_IGN);
  signal(SIGCHLD, SIG_DFL);
  int own = fcntl(orders, F_DUPFD_CLOEXEC, first_free);
  syscall(SYS_close_range, 3, own - 1, 0);
  syscall(SYS_close_range, own + 1, ~0u, 0);
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int number = 0; number < first_free; number++)
    if (number != nothing) dup3(nothing, number, number < 3 ? 0 : O_CLOEXEC);
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_SETMASK, &children, NULL);
  int signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  int may_go_on = own >= 0 && signals >= 0, ends[most_ends];
  struct request request;
  while (may_go_on && hear_request(own, &request, ends)) {
    size_t count = 2 + (size_t)request.words + 1 + request.settings + 1;
    size_t size = count * sizeof(char *) + request.bytes;
    char **texts = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (texts == MAP_FAILED) break;
    char *text = (char *)(texts + count);
    if (!read_all(own, text, request.bytes)) break;
    for (size_t place = 0; place < count; place++) {
      int is_end = place == 2 + (size_t)request.words || place == count - 1;
      texts[place] = is_end ? NULL : text;
      if (!is_end) text += strlen(text) + 1;
    }
    may_go_on = run(signals, texts, &request, ends);
    munmap(texts, size);
  }
  _exit(0);
}

pid_t guard_start(int orders) {
  sigset_t all, before;
  sigfillset(&all);
  // A handler of the slot's must not run in the guard.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t child = _Fork();
  if (child == 0) serve(orders);
  int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = error;
  return child;
}

static char *append(char *end, char *const *texts, uint32_t *count) {
  for (; *texts != NULL; texts++, (*count)++) end = stpcpy(end, *texts) + 1;
  return end;
}

static size_t length(char *const *texts) {
  size_t sum = 0;
  for (; *texts != NULL; texts++) sum += strlen(*texts) + 1;
  return sum;
}

int guard_send(int orders, const struct guard_order *order) {
  char *const places[] = {(char *)order->path, (char *)order->folder, NULL};
  size_t size = length(places) + length(order->words) + length(order->settings);
  char *bytes = malloc(sizeof(struct request) + size);
  if (bytes == NULL || size > UINT32_MAX) {
    free(bytes);
    errno = ENOMEM;
    return -1;
  }
  struct request request = {.bytes = (uint32_t)size, .ends = kept_ends, .stop_signal = order->stop_signal,
    .grace_milliseconds = order->grace_milliseconds};
  uint32_t count = 0;
  char *end = append(bytes + sizeof request, places, &count);
  append(append(end, order->words, &request.words), order->settings, &request.settings);
  int ends[most_ends] = {order->control, order->status};
  memcpy(ends + read_ends, order->outputs_read, sizeof order->outputs_read);
  memcpy(ends + write_ends, order->outputs_write, sizeof order->outputs_write);
  for (int place = 0; place < most_kept; place++)
    if (order->kept[place] >= 0) ends[request.ends++] = order->kept[place];
  memcpy(bytes, &request, sizeof request);
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(most_ends * sizeof(int))];
  } rights = {.head = {CMSG_LEN((size_t)request.ends * sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
  memcpy(CMSG_DATA(&rights.head), ends, (size_t)request.ends * sizeof(int));
  size_t sent = 0;
  while (sent < sizeof request + size) {
    struct iovec rest = {bytes + sent, sizeof request + size - sent};
    struct msghdr message = {.msg_iov = &rest, .msg_iovlen = 1};
    if (sent == 0) {
      message.msg_control = rights.bytes;
      message.msg_controllen = CMSG_SPACE((size_t)request.ends * sizeof(int));
    }
    ssize_t count = sendmsg(orders, &message, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) break;
    sent += (size_t)count;
  }
  int error = errno;
  free(bytes);
  errno = error;
  return sent == sizeof request + size ? 0 : -1;
}

int guard_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int guard_close_from(void *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}
