internal import Glibc

/// A lock on a folder, as long as it is there or anything that inherited it runs.
final class FolderLock {
  let descriptor: Int32

  /// `nil` with `errno` where there is no such folder and none can be made.
  init?(making path: String) {
    func opened() -> Int32 { open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
    var found = mkdir(path, 0o700) == 0 || errno == EEXIST ? opened() : -1
    if found < 0, errno == ENOENT, let end = path.lastIndex(of: "/"),
      mkdir(String(path[..<end]), 0o700) == 0 || errno == EEXIST
    {
      mkdir(path, 0o700)
      found = opened()
    }
    descriptor = found
    if found < 0 { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func take() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  /// Whether the folder is still the one at `path`.
  func isOf(_ path: String) -> Bool {
    var (own, there) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && lstat(path, &there) == 0 && own.st_ino == there.st_ino
      && own.st_dev == there.st_dev
  }
}
