import Foundation
import Glibc
import RunStore
import SweepModel
import Testing

/// What a dying process, a cut log or a copy leaves behind.
@Suite struct DurabilityTests {
  let lab: StoreLab
  let store: Store
  let sweep: SweepID
  static let trials = 40

  /// Each trial's lease and result is one commit.
  init() throws {
    lab = try StoreLab()
    store = try lab.owner()
    sweep = try lab.fill(store, trials: Self.trials)
    try lab.checkpoint()
    for trial in 0..<Self.trials { try store.commit([lab.leased(trial), lab.accepted(trial)]) }
  }

  /// A copy of the files of the running store, as they lie on the disk now, with the log changed by `damage`.
  private func copy(_ damage: (inout Data) -> Void = { _ in }) throws -> StoreLab {
    let copy = try StoreLab()
    try FileManager.default.createDirectory(atPath: copy.folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: lab.database, toPath: copy.database)
    var log = try Data(contentsOf: URL(fileURLWithPath: lab.database + "-wal"))
    damage(&log)
    try log.write(to: URL(fileURLWithPath: copy.database + "-wal"))
    return copy
  }

  /// How many of the first trials have all their numbers, when no later one has any.
  private func intactPrefix(_ store: Store) throws -> Int {
    let rows = try store.rows(of: sweep)
    let done = rows.trials.prefix { $0.state == .finished }.count
    #expect(rows.trials.dropFirst(done).allSatisfy { $0.state == .waiting && rows.layers[$0.id] == nil })
    for trial in 0..<done {
      #expect(rows.layers[StoreLab.trial(trial)] == StoreLab.result(trial).layers)
      #expect(rows.curves[StoreLab.trial(trial)] == StoreLab.result(trial).curve)
    }
    return done
  }

  @Test func `every commit that returned is in the files at once`() throws {
    let copy = try copy()
    #expect(try intactPrefix(copy.owner()) == Self.trials)
    #expect(try copy.owner().verify(sweep).isProven)
  }

  @Test(arguments: [1, 100, 4096, 8192, 30_000, 100_000])
  func `a log cut short loses only the commits it was cut in`(_ bytes: Int) throws {
    let copy = try copy { $0.removeLast(bytes) }
    let kept = try intactPrefix(copy.owner())
    #expect(kept < Self.trials)
    #expect(kept >= Self.trials - 1 - bytes / Self.leastCommit)
  }

  @Test(arguments: [1, 100, 4096, 8192, 65_536])
  func `a log with zeros at its end loses only the commits they lie in`(_ bytes: Int) throws {
    let copy = try copy { $0.replaceSubrange(($0.count - bytes)..., with: Data(count: bytes)) }
    let kept = try intactPrefix(copy.owner())
    #expect(kept >= Self.trials - 1 - bytes / Self.leastCommit)
    #expect(try copy.reader().verify(sweep).damage.isEmpty)
  }

  @Test func `one flipped bit in the log hides the commits from there on and nothing before`() throws {
    let copy = try copy { $0[$0.count - 20_000] ^= 1 }
    let kept = try intactPrefix(copy.owner())
    #expect(kept < Self.trials)
    #expect(kept >= Self.trials - 1 - 20_000 / Self.leastCommit)
  }

  @Test func `after a cut the missing trials are simply run again`() throws {
    let copy = try copy { $0.removeLast(50_000) }
    let next = try copy.owner()
    let rows = try next.dispatchedTrials(of: sweep)
    let waiting = rows.indices.filter { rows[$0].standing == .waiting }
    #expect(!waiting.isEmpty)
    try next.commit(waiting.flatMap { [lab.leased($0), lab.accepted($0)] })
    #expect(try next.verify(sweep).isProven)
  }

  @Test func `a copy that nobody may write to is read, unless results wait in its log`() throws {
    let running = try copy()
    try store.close()
    let finished = try StoreLab()
    try FileManager.default.createDirectory(atPath: finished.folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: lab.database, toPath: finished.database)
    for lab in [running, finished] { chmod(lab.folder, 0o555) }
    try withoutPrivileges {
      #expect(throws: StoreError.unreadableLog(running.folder)) { try running.reader() }
      let kept = try intactPrefix(finished.reader())
      #expect(kept == Self.trials)
      #expect(throws: StoreError.readOnly(finished.folder)) { try finished.owner() }
    }
  }

  /// Runs `body` with the file access of a user without privileges, on this thread alone.
  private func withoutPrivileges(_ body: () throws -> Void) throws {
    typealias SetUser = @convention(c) (uid_t) -> Int32
    let setUser = unsafeBitCast(try #require(dlsym(nil, "setfsuid")), to: SetUser.self)
    _ = setUser(65_534)
    defer { _ = setUser(getuid()) }
    try body()
  }

  /// No commit of this suite writes fewer bytes: at least four pages, each with a header of 24 bytes.
  private static let leastCommit = 4 * (4096 + 24)
}

@Suite struct ReaderTests {
  @Test func `a reader sees whole commits only while the owner writes`() async throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 300)
    let folder = lab.folder
    let watching = Task.detached {
      let reader = try Store.open(folder, as: .reader)
      var last = 0
      while last < 300 {
        let rows = try reader.rows(of: sweep)
        let done = rows.trials.filter { $0.state == .finished }
        // Results are committed by threes, each with all its layers.
        #expect(done.count % 3 == 0)
        #expect(done.count >= last)
        #expect(rows.layers.count == done.count)
        #expect(rows.layers.values.allSatisfy { $0.count == 8 })
        last = done.count
      }
    }
    for first in stride(from: 0, to: 300, by: 3) {
      try store.commit((first..<first + 3).flatMap { [lab.leased($0), lab.accepted($0)] })
    }
    try await watching.value
  }

  @Test func `a reader that stays open does not keep the next owner out`() throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 2)
    let reader = try lab.reader()
    #expect(try reader.counts(of: sweep)[.waiting] == 2)
    try store.close()
    let next = try lab.owner()
    try next.commit([lab.leased(0), lab.accepted(0)])
    #expect(try reader.counts(of: sweep)[.finished] == 1)
  }
}
