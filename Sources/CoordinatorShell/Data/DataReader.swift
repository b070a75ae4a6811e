internal import ArrayFiles
internal import Coordination
internal import Foundation
internal import Messaging
internal import SweepModel
internal import Synchronization

/// Reads pieces of data sets for workers that do not have them, on the data desk's thread.
///
/// A file that was changed since it was planned is not given out: its hash is taken anew whenever the disk says that it may
/// have changed.
final class DataReader: Sendable {
  enum Found: Sendable {
    case piece(files: [DataPart], bytes: [UInt8])
    case refused(String)
  }

  private let contents = Mutex(KnownContents())

  func read(_ request: PieceRequest, path: String) -> Found {
    let place = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    // A pipe would be waited for, and a device has no end. What is not there is found out by reading it.
    let facts = try? FileManager.default.attributesOfItem(atPath: place)
    if let type = facts?[.type] as? FileAttributeType, type != .typeRegular {
      return .refused("The coordinator's '\(path)' is no file.")
    }
    do {
      let files = try TrainingTables.files(path: path)
      let found = try contents.withLock { try $0.id(of: files) }
      guard found == request.data else {
        return .refused(
          "The coordinator's '\(path)' has changed since the sweep was planned (\(found.short), planned "
            + "\(request.data.short)). Restore it, or plan the sweep again.")
      }
      let parts = try files.map { file in
        DataPart(URL(fileURLWithPath: file).lastPathComponent, byteCount: try FileStamp(of: file).byteCount)
      }
      guard parts.count <= Limits.dataParts, Set(parts.map(\.name)).count == parts.count else {
        return .refused("The coordinator's '\(path)' comes in files that cannot lie in one folder.")
      }
      guard parts.allSatisfy({ $0.name.isPrintable && $0.name.utf8.count <= Limits.name }) else {
        return .refused(
          "The coordinator's '\(path.onOneLine)' comes in files whose names cannot be told. Rename them.")
      }
      return .piece(files: parts, bytes: try Self.bytes(request, files, parts))
    } catch {
      guard access(path, R_OK) != 0 else {
        return .refused(
          "The coordinator's '\(path)' has changed since the sweep was planned: it cannot be read as data any more. "
            + "Restore it, or plan the sweep again.")
      }
      return .refused(
        "The coordinator cannot read '\(path)' either: \(String(cString: strerror(errno)).lowercased()).")
    }
  }

  /// Those of the files one after the other, from the place asked for on.
  private static func bytes(_ request: PieceRequest, _ files: [String], _ parts: [DataPart]) throws -> [UInt8]
  {
    var bytes: [UInt8] = []
    var start = 0
    for (file, part) in zip(files, parts) {
      let wanted = request.offset + bytes.count
      if bytes.count < request.length, wanted < start + part.byteCount {
        let count = min(request.length - bytes.count, start + part.byteCount - wanted)
        bytes += try Self.bytes(of: file, at: wanted - start, count)
      }
      start += part.byteCount
    }
    return bytes
  }

  private static func bytes(of file: String, at offset: Int, _ count: Int) throws -> [UInt8] {
    let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
    defer { try? handle.close() }  // What was read stays read.
    try handle.seek(toOffset: UInt64(offset))
    return [UInt8](try handle.read(upToCount: count) ?? Data())
  }
}
