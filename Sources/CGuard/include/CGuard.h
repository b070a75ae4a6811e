#ifndef FATHOM_CGUARD_H
#define FATHOM_CGUARD_H

#include <stdint.h>
#include <sys/types.h>

/// A program to start, and who may be told of it. Strings and arrays stay the caller's.
struct guard_order {
  const char *path;
  char *const *words;
  char *const *settings;
  /// The program's working folder.
  const char *folder;
  /// Read end: a byte of 1 to 64 is a signal for the program's group, one from 128 on a new grace of byte - 128
  /// seconds. Its end orders the program to end.
  int control;
  /// Write end: takes a `guard_start_report` and, at the end, a `guard_end_report`.
  int status;
  /// Ends of pipes: standard output, standard error and what the program reports with. The program has the write
  /// ends as its descriptors 1, 2 and 3.
  int outputs_read[3];
  int outputs_write[3];
  /// Descriptors that stay open until everything has ended, as locks do; -1 for none.
  int kept[2];
  /// What asks the program to end, and how long it may take after `control` has ended.
  int stop_signal;
  int grace_milliseconds;
};

struct guard_start_report {
  int32_t program;
  /// Why it was not started; 0 where it was.
  int32_t error;
};

struct guard_end_report {
  int32_t status;
  /// Processes that it had left behind and that were killed.
  int32_t left_behind;
  /// Processor time of the program and of all that it had started.
  int64_t microseconds;
  /// The greatest resident memory of one of its processes; 0 where it is not above what the guard itself held, which is all
  /// that the system tells of it then.
  int64_t kilobytes;
  /// Whether the guard takes another order; else it ends.
  int32_t is_free;
};

/// Starts a guard: a copy of this process that takes orders from the socket `orders`, one at a time, starts the program
/// of each, and ends it and all that comes of it, whoever else dies. It ends when nobody has the socket's other end any
/// more. Answers its id, or -1 with errno.
pid_t guard_start(int orders);

/// Gives an order to a guard that is free, through the other end of its socket. Answers -1 with errno where it has gone.
int guard_send(int orders, const struct guard_order *order);

/// A pipe that no child inherits. Answers -1 with errno.
int guard_pipe(int ends[2]);

/// Orders that a child that is spawned with these `posix_spawn_file_actions_t` has none of this process's descriptors from
/// `first` on.
int guard_close_from(void *actions, int first);

#endif
