internal import ArrayFiles
internal import Coordination
internal import Foundation
internal import Glibc
internal import Sessions
internal import SweepModel

/// Carries out what the session orders about data sets, on the data desk's thread: looks, writes and checks. It decides nothing.
final class DataShelf {
  private let cache: DataCache
  /// The folder of `--data-dir`.
  private let folder: String?
  private var contents = KnownContents()
  private var draft: Draft?
  private var locks: [DataID: FileLock] = [:]

  private struct Draft {
    let data: DataID
    let parts: [DataPart]
    let folder: String
    let lock: FileLock
    var hash = ContentHash()
  }

  init(cache: DataCache, folder: String?) { (self.cache, self.folder) = (cache, folder) }

  /// What came of it; `nil` where there is nothing to tell.
  func carryOut(_ order: DataSupply.Order) -> DataSupply.News? {
    switch order {
    case .look(let data, let path): return look(for: data, at: path)
    case .begin(let data, let parts):
      drop()
      do throws(DataCache.Refusal) {
        let (folder, lock) = try cache.begin(data, parts)
        draft = Draft(data: data, parts: parts, folder: folder, lock: lock)
        return nil
      } catch { return .failed(data, error.text) }
    case .keep(let data, let offset, let bytes): return keep(data, offset, bytes)
    case .check(let data): return check(data)
    case .drop(let data):
      if draft?.data == data { drop() }
      return nil
    case .letGo(let data):
      locks[data] = nil
      return nil
    }
  }

  private func look(for data: DataID, at path: String) -> DataSupply.News {
    var reason = "'\(path)' is not on this machine."
    if access(path, R_OK) == 0 {
      if holds(path, data) { return .found(data, path: path) }
      reason = "'\(path)' on this machine holds other data."
    }
    if let folder {
      // One of the same name first; the others are read once each.
      let name = URL(fileURLWithPath: path).lastPathComponent
      let names = DataCache.names(in: folder)
      for candidate in names.filter({ $0 == name }) + names.filter({ $0 != name })
      where holds("\(folder)/\(candidate)", data) {
        return .found(data, path: "\(folder)/\(candidate)")
      }
      reason += " '\(folder)' has no copy."
    }
    if let (files, lock) = cache.use(data), let file = files.first(where: { holds($0, data) }) {
      locks[data] = lock
      return .found(data, path: file)
    }
    return .missing(data, reason)
  }

  /// What is no data file holds no data.
  private func holds(_ path: String, _ data: DataID) -> Bool {
    var facts = stat()
    // As the doc comment says, whatever is wrong with it.
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
      let files = try? TrainingTables.files(path: path), let found = try? contents.id(of: files)
    else { return false }
    return found == data
  }

  private func keep(_ data: DataID, _ offset: Int, _ bytes: [UInt8]) -> DataSupply.News? {
    guard var draft, draft.data == data else { return nil }
    draft.hash.update(bytes)
    self.draft = draft
    var start = 0
    for part in draft.parts {
      let (from, to) = (max(offset, start), min(offset + bytes.count, start + part.byteCount))
      if from < to {
        let file = "\(draft.folder)/files/\(part.name)"
        guard Self.write(bytes[(from - offset)..<(to - offset)], to: file, at: from - start) else {
          let reason = String(cString: strerror(errno))
          drop()
          return .failed(data, "Cannot write '\(file)': \(reason).")
        }
      }
      start += part.byteCount
    }
    return .kept(data, upTo: offset + bytes.count)
  }

  private static func write(_ bytes: ArraySlice<UInt8>, to file: String, at place: Int) -> Bool {
    let descriptor = open(file, O_WRONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return DurableFile.write(bytes, to: descriptor, at: place)
  }

  private func check(_ data: DataID) -> DataSupply.News? {
    guard let draft, draft.data == data else { return nil }
    guard draft.hash.finish() == data else {
      drop()
      return .failed(data, "What the coordinator sent is not the planned content; nothing of it is kept.")
    }
    do throws(DataCache.Refusal) {
      let (file, lock) = try cache.finish(data, draft.folder, draft.parts, draft.lock)
      locks[data] = lock
      self.draft = nil
      return .found(data, path: file)
    } catch {
      drop()
      return .failed(data, error.text)
    }
  }

  private func drop() {
    if let draft { DataCache.remove(draft.folder) }
    draft = nil
  }
}
