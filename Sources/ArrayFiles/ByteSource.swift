internal import Glibc

/// The bytes of one file, read where they are needed.
///
/// A file is read with `pread`, neither mapped nor read at once: a map would end the process with SIGBUS when
/// another program shortens the file, and reading all of it would hold every array twice. With `pread` a stored
/// array goes straight from the page cache into the array that is returned.
final class ByteSource: Sendable {
  let file: String
  let count: Int
  private let storage: Storage

  private enum Storage: Sendable {
    case memory([UInt8])
    case descriptor(Int32)
  }

  init(bytes: [UInt8], file: String) {
    (self.file, count, storage) = (file, bytes.count, .memory(bytes))
  }

  init(path: String) throws(ArrayFileError) {
    // O_NONBLOCK: opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .file(path, .cannotOpen(reason: systemReason())) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .file(path, .cannotOpen(reason: "It is not a regular file"))
    }
    (file, count, storage) = (path, Int(status.st_size), .descriptor(descriptor))
  }

  deinit {
    if case .descriptor(let descriptor) = storage { close(descriptor) }
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Fills `buffer` with the bytes from `offset` on; the caller has checked that they exist.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(ArrayFileError) {
    precondition(offset >= 0 && offset <= count && buffer.count <= count - offset, "a read outside the file")
    switch storage {
    case .memory(let bytes):
      bytes.withUnsafeBytes { buffer.copyMemory(from: .init(rebasing: $0[offset..<offset + buffer.count])) }
    case .descriptor(let descriptor):
      var done = 0
      while done < buffer.count {
        let got = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
        if got < 0, errno == EINTR { continue }
        guard got >= 0 else { throw .file(file, .cannotRead(reason: systemReason())) }
        guard got > 0 else { throw .file(file, .cannotRead(reason: "It became shorter while it was read")) }
        done += got
      }
    }
  }

  /// The bytes from `offset` on, at most `count` of them and fewer at the end of the file.
  func bytes(at offset: Int, upTo limit: Int) throws(ArrayFileError) -> [UInt8] {
    let length = max(0, min(limit, count - offset))
    var failure: ArrayFileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, initialized in
      do throws(ArrayFileError) {
        try read(at: offset, into: UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: length))
        initialized = length
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// What the last failed call of the system said.
func systemReason() -> String { String(cString: strerror(errno)) }

/// Bytes of memory in this machine; nothing larger is allocated for one array.
let physicalMemory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
