import Coordination
import Foundation
import Sessions
import SweepModel
import Synchronization
import Testing
import fathom_worker

/// Agents of one machine share a cache that has room for two data sets: what one has locked is never removed by another.
@Suite struct DataCacheTests {
  private static let bytes = 4096
  private static let data = (0..<3).map { number in
    var hash = ContentHash()
    hash.update([UInt8(number)])
    return hash.finish() as DataID
  }

  /// What is wrong with a file for a while; `nil` when it stays whole.
  private static func fault(of file: String) -> String? {
    for _ in 0..<3 {
      let found = FileManager.default.contents(atPath: file)
      if found?.count != bytes { return "'\(file)' has \(found?.count ?? -1) bytes" }
      usleep(200)
    }
    return nil
  }

  private static func work(_ cache: DataCache, _ random: inout RandomStream) throws -> String? {
    let data = data[random.below(data.count)]
    if let (files, lock) = cache.use(data) {
      defer { withExtendedLifetime(lock) {} }
      return files.count == 1 ? fault(of: files[0]).map { "in use: \($0)" } : "\(files)"
    }
    let parts = [DataPart("x", byteCount: bytes)]
    do throws(DataCache.Refusal) {
      let (folder, lock) = try cache.begin(data, parts)
      let (file, kept) = try cache.finish(data, folder, parts, lock)
      defer { withExtendedLifetime(kept) {} }
      if let fault = fault(of: file) { return "fetched: \(fault)" }
    } catch {}  // All room is in use.
    return nil
  }

  @Test func `what is locked is whole until it is let go`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("cache")
    let faults = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      let cache = DataCache(path: path, room: CacheRoom(bound: 2 * Self.bytes))
      var random = RandomStream(seed: thread, for: .test)
      for _ in 0..<500 {
        var fault: String?
        do { fault = try Self.work(cache, &random) } catch { fault = "\(error)" }
        if let fault { faults.withLock { $0.append(fault) } }
      }
    }
    let found = faults.withLock { $0 }
    #expect(found.isEmpty, "\(found.count) faults: \(found.prefix(3))")
  }
}
