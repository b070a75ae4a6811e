internal import Answers
internal import Foundation

/// What an allocation is asked to keep, as it lies on disk.
struct AllocationDescription: Codable, Hashable {
  var name: String
  var maxWorkers, slots, timeSeconds, idleSeconds, everySeconds: Int
  var sbatch: [String]
}

/// The user's allocations, one file each. The file's kernel lock is held while the allocation's loop runs.
struct AllocationFolder {
  let path: String

  static var standard: AllocationFolder {
    let environment = ProcessInfo.processInfo.environment
    let state =
      environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? environment["HOME"].map { $0 + "/.local/state" } ?? NSTemporaryDirectory()
    return AllocationFolder(path: state + "/fathom/alloc")
  }

  func logs(of name: String) -> String { "\(path)/\(name).logs" }
  private func file(of name: String) -> String { "\(path)/\(name).json" }

  /// Takes the allocation's name for this process.
  ///
  /// - Throws: `.badInput` when another loop keeps it.
  func claim(_ description: AllocationDescription) throws -> AllocationClaim {
    try FileManager.default.createDirectory(
      atPath: logs(of: description.name), withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let claim = try AllocationClaim(file(of: description.name), creating: true)
    guard claim.take() else {
      throw CommandFailure.badInput(
        "Allocation '\(description.name)' is kept by another process. Stop that one, or pass another --name.")
    }
    try claim.write(Array(JSONEncoder().encode(description)))
    return claim
  }

  /// - Throws: `.badInput` when there is none of that name.
  func find(_ name: String) throws -> AllocationClaim {
    guard !name.contains("/"), FileManager.default.fileExists(atPath: file(of: name)) else {
      let names = try all().map { "'\($0.name)'" }.joined(separator: ", ")
      throw CommandFailure.badInput(
        "There is no allocation '\(name)'. \(names.isEmpty ? "There is none at all." : "There are \(names).")"
      )
    }
    return try AllocationClaim(file(of: name), creating: false)
  }

  func all() throws -> [AllocationDescription] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted().filter { $0.hasSuffix(".json") }
      .compactMap { FileManager.default.contents(atPath: "\(path)/\($0)") }
      // A file that was just made is still empty.
      .compactMap { try? JSONDecoder().decode(AllocationDescription.self, from: $0) }
  }

  func isKept(_ name: String) throws -> Bool { try !AllocationClaim(file(of: name), creating: false).take() }
}

/// An open allocation file. Its lock ends with its process, however that ends.
final class AllocationClaim {
  let path: String
  private let descriptor: Int32

  init(_ path: String, creating: Bool) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CLOEXEC | (creating ? O_CREAT : 0), 0o600)
    guard descriptor >= 0 else {
      throw CommandFailure.failed("Cannot open '\(path)': \(String(cString: strerror(errno))).")
    }
  }

  deinit { close(descriptor) }

  func take() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

  func write(_ bytes: [UInt8]) throws {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
      throw CommandFailure.failed("Cannot write '\(path)': \(String(cString: strerror(errno))).")
    }
  }

  /// Ends the allocation: its loop finds the file gone.
  func remove() { unlink(path) }
  var isRemoved: Bool { access(path, F_OK) != 0 }
}
