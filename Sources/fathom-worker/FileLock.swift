internal import Glibc

/// A kernel lock on a file, held until it is released or its process ends.
package final class FileLock {
  let descriptor: Int32

  init?(_ path: String, creating: Bool) {
    descriptor = open(path, O_RDWR | O_CLOEXEC | (creating ? O_CREAT : 0), 0o600)
    if descriptor < 0 { return nil }
  }

  deinit { close(descriptor) }

  func take() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }
  func share() -> Bool { flock(descriptor, LOCK_SH | LOCK_NB) == 0 }
  func wait() -> Bool { flock(descriptor, LOCK_EX) == 0 }
  package func release() { flock(descriptor, LOCK_UN) }
  /// Whether the name still means the file that is locked.
  func isFile(_ path: String) -> Bool {
    var (own, there) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && stat(path, &there) == 0 && own.st_ino == there.st_ino
      && own.st_dev == there.st_dev
  }

  func touch() { futimens(descriptor, nil) }
}
