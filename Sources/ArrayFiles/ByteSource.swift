internal import Glibc

/// The bytes of one file, read where they are needed.
///
/// A file is read with `pread`, neither mapped nor read at once: a map would end the process with SIGBUS when
/// another program shortens the file, and reading all of it would hold every array twice. With `pread` a stored
/// array goes straight from the page cache into the array that is returned.
final class ByteSource: Sendable {
  let file: String
  let count: Int
  private let descriptor: Int32

  init(path: String) throws(ArrayFileError) {
    // O_NONBLOCK: opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.cannotOpen(path, systemReason()) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Self.cannotOpen(path, "It is not a regular file")
    }
    (file, count, self.descriptor) = (path, Int(status.st_size), descriptor)
  }

  deinit { close(descriptor) }

  private static func cannotOpen(_ path: String, _ reason: String) -> ArrayFileError {
    .cannot("open", path, reason, "Check the path.")
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Fills `buffer` with the bytes from `offset` on; the caller has checked that they exist.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    precondition(offset >= 0 && offset <= count && buffer.count <= count - offset, "a read outside the file")
    var done = 0
    while done < buffer.count {
      let got = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if got < 0, errno == EINTR { continue }
      guard got > 0 else {
        let reason = got < 0 ? systemReason() : "It became shorter while it was read"
        throw .cannot("read", file, reason, "Copy the file again.")
      }
      done += got
    }
  }

  /// The bytes from `offset` on, at most `count` of them and fewer at the end of the file.
  func bytes(at offset: Int, upTo limit: Int) throws(ArrayFileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: max(0, min(limit, count - offset)))
    try bytes.withUnsafeMutableBufferPointer { buffer throws(ArrayFileError) in
      try read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }
}

/// What the last failed call of the system said.
func systemReason() -> String { String(cString: strerror(errno)) }

/// Bytes of memory in this machine; nothing larger is allocated for one array.
let physicalMemory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
