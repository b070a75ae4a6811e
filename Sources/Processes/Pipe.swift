internal import CGuard
internal import Glibc

/// Both ends of a pipe that no child inherits; `nil` when the process may open no more files.
func closeOnExecPipe() -> (read: Int32, write: Int32)? {
  var ends: [Int32] = [-1, -1]
  guard guard_pipe(&ends) == 0 else { return nil }
  return (ends[0], ends[1])
}

/// A child that is spawned with these actions has none of this process's descriptors from `first` on.
func keepFromChild(_ actions: inout posix_spawn_file_actions_t, from first: Int32) {
  // It fails where memory does, and the child's start then fails as well.
  _ = guard_close_from(&actions, first)
}
