internal import GRDB
internal import SweepModel
internal import Synchronization

/// One store folder, open as its owner (reads and writes) or as a reader.
///
/// An owner holds the folder's lock until `close()` or the end of its process. A reader needs no lock and sees,
/// in each call, one committed state. Calls may come from any thread and are carried out one at a time for each
/// `Store`, so a long read on the owner delays its commits: open a reader for reports. A block that is handed
/// rows one by one must not call the same store.
package final class Store: Sendable {
  package enum Role: Sendable {
    /// Creates what is missing, migrates, writes. One process at a time.
    case owner
    /// Changes nothing.
    case reader
  }

  package let folder: StoreFolder
  let results: RowCodec<TrialResult>
  let layers: RowCodec<LayerMeasure>
  let trialNumbers = Mutex(KnownNumbers())
  private let queue: DatabaseQueue
  private let lock: StoreLock?
  /// What its files were when it was opened for writing.
  private let place: Mutex<StorePlace?>

  private init(_ folder: StoreFolder, _ queue: DatabaseQueue, lock: StoreLock? = nil) throws {
    self.folder = folder
    self.queue = queue
    self.lock = lock
    place = Mutex(lock == nil ? nil : StorePlace(folder))
    (results, layers) = try queue.read { database in
      (
        .results(try Schema.present(Metric.ofTrials, in: "results", database)),
        .layers(
          try Schema.present(Metric.ofLayers, in: "layers", database),
          hasNames: try Schema.columns(of: "layers", database).contains(Schema.layerName))
      )
    }
  }

  deinit {
    // A failed last checkpoint loses nothing: the next opening reads the write-ahead log.
    try? queue.close()
    lock?.release()
  }

  /// Opens the store in `path`.
  ///
  /// - `mounts`: Linux' table of mounts, which tells network file systems; tests pretend to be on NFS with it.
  /// - Throws: `StoreError`; nothing was changed when it concerns another owner, a newer version, a file that
  ///   is not ours or a network file system.
  package static func open(
    _ path: String, as role: Role, mounts: MountTable = .current
  ) throws -> Store {
    // It would be the current folder.
    guard !path.isEmpty else { throw StoreError.noName }
    let folder = StoreFolder(path)
    switch role {
    case .owner:
      try folder.create()
      if let kind = mounts.networkFileSystem(of: folder.path) {
        throw StoreError.networkFileSystem(folder.path, kind)
      }
      let lock = try StoreLock(folder)
      return try Store(folder, try Connection.writing(folder), lock: lock)
    case .reader:
      try folder.requireDatabase()
      let isRemote = mounts.networkFileSystem(of: folder.path) != nil
      return try Store(folder, try Connection.reading(folder, isRemote: isRemote))
    }
  }

  /// Writes the log back into the database file, closes it and lets the next owner in. The store is of no use after.
  package func close() throws {
    try StoreError.translating(folder.database) { try queue.close() }
    lock?.release()
  }

  /// Whether a process, this one included, owns the store now: what a coordinator has under way is under way only then.
  package var isOwned: Bool { lock != nil || StoreLock.isHeld(folder) }

  /// That an owner's files are still where it opened them: a folder may be removed, moved or replaced meanwhile.
  ///
  /// - Throws: `.gone`.
  package func checkPlace() throws {
    try place.withLock { place in
      guard place?.isThere(folder) != false else { throw StoreError.gone(folder.path) }
    }
  }

  /// Bounds the database file to so many 4,096-byte pages (`nil`: no bound) as a full disk would.
  package func limit(pages: Int?) throws {
    try StoreError.translating(folder.database) {
      try queue.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA max_page_count = \(pages ?? Int(Int32.max) - 1)")
      }
    }
  }

  /// Runs `body` on one committed state.
  func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try StoreError.translating(folder.database) { try queue.read(body) }
  }

  /// Runs `body` in one transaction: all of it is on disk when this returns, and none of it when it throws.
  func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
    try StoreError.translating(folder.database) { try queue.write(body) }
  }
}
