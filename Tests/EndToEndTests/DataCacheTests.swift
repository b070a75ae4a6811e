import Coordination
import Foundation
import Sessions
import SweepModel
import Synchronization
import Testing
import fathom_worker

/// Agents of one machine share a cache that has room for one of their data sets: what one has locked is never removed by another.
@Suite struct DataCacheTests {
  private static let bytes = 4096
  private static let data = (0..<3).map { number in
    var hash = ContentHash()
    hash.update([UInt8(number)])
    return hash.finish() as DataID
  }

  /// A folder's one file, whole, or what is wrong with it.
  private static func fault(of file: String) -> String? {
    let found = FileManager.default.contents(atPath: file)
    return found?.count == bytes ? nil : "'\(file)' has \(found?.count ?? -1) bytes"
  }

  private static func work(_ cache: DataCache, _ random: inout RandomStream) throws -> String? {
    let data = data[random.below(data.count)]
    if let (files, lock) = cache.use(data) {
      defer { withExtendedLifetime(lock) {} }
      for _ in 0..<3 {
        if files.count != 1 { return "\(files)" }
        if let fault = fault(of: files[0]) { return "in use: \(fault)" }
      }
      return nil
    }
    let parts = [DataPart("x", byteCount: bytes)]
    do throws(DataCache.Refusal) {
      let (folder, lock) = try cache.begin(data, parts)
      let (file, kept) = try cache.finish(data, folder, parts, lock)
      defer { withExtendedLifetime(kept) {} }
      for _ in 0..<3 { if let fault = fault(of: file) { return "fetched: \(fault)" } }
    } catch {}  // All room is in use.
    return nil
  }

  @Test func `what is locked is whole until it is let go`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("cache")
    let faults = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 3) { thread in
      let cache = DataCache(path: path, room: CacheRoom(bound: 2 * Self.bytes))
      var random = RandomStream(seed: thread, for: .test)
      for _ in 0..<2_000 {
        var fault: String?
        do { fault = try Self.work(cache, &random) } catch { fault = "\(error)" }
        if let fault { faults.withLock { $0.append(fault) } }
      }
    }
    let found = faults.withLock { $0 }
    #expect(found.isEmpty, "\(found.count) faults: \(found.prefix(3))")
  }
}
