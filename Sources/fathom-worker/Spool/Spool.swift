internal import Coordination
internal import Foundation
internal import Glibc
internal import SweepModel

/// Reports on this machine's disk until they are acknowledged, so that they outlive their agent.
///
/// A folder, one file a report, written under another name, synchronised and then renamed. One agent owns it: the
/// lock is the kernel's and ends with the process. What an agent finds at its start is what dead ones have left.
final class Spool {
  /// More is kept in memory alone, and said.
  static let greatestFiles = 16_384
  static let greatestBytes = 1 << 30

  let folder: String
  /// Where this machine's slots keep checkpoints.
  let checkpoints: CheckpointFolder
  private let lock: FileLock
  private let tell: (String) -> Void
  private var sizes: [String: Int] = [:]
  private var bytes = 0
  private var isRefusing = false

  /// Takes the first of `base`'s numbered folders that no other agent owns, and what dead owners of further ones
  /// have left.
  ///
  /// - Throws: `Refusal` when no folder can be made or owned.
  init(in base: String, tell: @escaping (String) -> Void) throws(Refusal) {
    self.tell = tell
    if let fault = PrivatePlace.fault(of: base) { throw Refusal(path: base, reason: fault) }
    checkpoints = CheckpointFolder(CheckpointFolder.beside(spool: base), tell: tell)
    var own: (folder: String, lock: FileLock)?
    for number in 1...1_024 {
      let folder = "\(base)/\(number)"
      if own != nil, !FileManager.default.fileExists(atPath: folder) { break }
      guard let lock = try Self.own(folder) else { continue }
      guard let own else {
        own = (folder, lock)
        continue
      }
      withExtendedLifetime(lock) { Self.move(from: folder, to: own.folder) }
    }
    guard let own else { throw Refusal(path: base, reason: "1024 agents own its folders") }
    (folder, lock) = own
  }

  struct Refusal: Error, CustomStringConvertible {
    let path, reason: String
    var description: String {
      "Cannot keep reports in '\(path)': \(reason). Name another folder with --spool."
    }
  }

  /// What dead agents have left, by worker. Files that cannot be read are removed: their trials run again.
  func leftovers() -> [WorkerID: [Report]] {
    var found: [WorkerID: [Report]] = [:]
    for name in DataCache.names(in: folder) {
      let path = "\(folder)/\(name)"
      guard name.hasSuffix(SpoolFile.ending) else {
        if name != "lock" { unlink(path) }
        continue
      }
      do {
        let file = try SpoolFile(bytes: [UInt8](Data(contentsOf: URL(fileURLWithPath: path))))
        found[file.worker, default: []].append(file.report)
        count(name, (FileManager.default.contents(atPath: path) ?? Data()).count)
      } catch {
        tell("'\(path)' cannot be read and is removed; its trial runs again. \(error)")
        unlink(path)
      }
    }
    return found
  }

  /// Puts a report on disk, and answers whether it is there. A disk that refuses is told of once; the report is then in
  /// memory alone.
  func keep(_ report: Report, of worker: WorkerID) -> Bool {
    do {
      let content = try SpoolFile(worker: worker, report: report).bytes()
      guard sizes.count < Self.greatestFiles, bytes + content.count <= Self.greatestBytes else {
        throw Refusal(path: folder, reason: "\(sizes.count) reports with \(bytes >> 20) MiB wait there")
      }
      let name = SpoolFile.name(of: report.lease)
      try DurableFile.write(content, to: "\(folder)/\(name)", draft: "\(folder)/\(name).draft")
      count(name, content.count)
      isRefusing = false
      return true
    } catch {
      if !isRefusing { tell("\(error) Reports are kept in memory until it goes again.") }
      isRefusing = true
      return false
    }
  }

  func forget(_ lease: Lease) {
    let name = SpoolFile.name(of: lease)
    guard let size = sizes.removeValue(forKey: name) else { return }
    bytes -= size
    unlink("\(folder)/\(name)")
  }

  private func count(_ name: String, _ size: Int) {
    bytes += size - (sizes.updateValue(size, forKey: name) ?? 0)
  }

  /// The folder's lock, or `nil` while another process has it.
  private static func own(_ folder: String) throws(Refusal) -> FileLock? {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw Refusal(path: folder, reason: (error as NSError).localizedDescription) }
    if let fault = PrivatePlace.fault(of: folder) { throw Refusal(path: folder, reason: fault) }
    let lock = FileLock(folder + "/lock", creating: true)
    if let lock, lock.take() { return lock }
    if lock != nil, errno == EWOULDBLOCK { return nil }
    throw Refusal(path: folder, reason: String(cString: strerror(errno)))
  }

  private static func move(from other: String, to folder: String) {
    for name in DataCache.names(in: other) where name.hasSuffix(SpoolFile.ending) {
      rename("\(other)/\(name)", "\(folder)/\(name)")
    }
  }
}
