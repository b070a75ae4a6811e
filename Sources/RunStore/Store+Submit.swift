internal import Foundation
internal import GRDB
package import SweepModel

/// One trial of a sweep that is being submitted.
package struct SubmittedTrial: Hashable, Sendable {
  package var id: TrialID
  /// Number of the grid cell, from 0.
  package var cell: Int
  /// Canonical JSON.
  package var specification: String
  /// The data file it reads, where it reads one.
  package var data: DataID?

  package init(id: TrialID, cell: Int, specification: String, data: DataID? = nil) {
    (self.id, self.cell, self.specification, self.data) = (id, cell, specification, data)
  }
}

extension Store {
  /// Stores a sweep with all its trials in one transaction.
  ///
  /// A sweep that is already there stays as it is; only the paths of its data files are brought up to date, and
  /// `last` now means it. `trials` is walked once, in the sweep's order, and may be produced on the way.
  ///
  /// - Parameters:
  ///   - replacing: a sweep that the new one is grown from. The new one takes over its priority and its pause; the old
  ///     one asks for nothing any more.
  ///   - isOver: it asks for no more than these trials; otherwise it may `grow`.
  /// - Returns: whether the sweep is new here.
  /// - Throws: `.trialCount`, `.unknownData`, `.conflictingTrial`, and what the disk says.
  @discardableResult
  package func submit(
    _ sweep: SweepRow, retryMax: Int, limits: AttemptLimits = .none, trials: some Sequence<SubmittedTrial>,
    dataPaths: [DataID: String] = [:], replacing old: SweepID? = nil, isOver: Bool = true
  ) throws -> Bool {
    try write { database in
      let data = try Submission.keep(dataPaths, database)
      try database.execute(
        sql: "UPDATE sweeps SET asked_time = max(asked_time, ?) WHERE id = ?",
        arguments: [sweep.submitted.microseconds, sweep.id.bytes])
      if database.changesCount > 0 { return false }
      try Submission.insert(sweep, retryMax, limits, database)
      let number = database.lastInsertedRowID
      if let manner = limits.manner {
        try database.execute(
          sql: "INSERT INTO manners (sweep, text) VALUES (?, ?)", arguments: [number, manner.text])
      }
      var submission = try Submission(sweep: number, data: data, database)
      for trial in trials { try submission.add(trial, database) }
      guard submission.position == sweep.trials else {
        throw StoreError.trialCount(sweep.id, found: submission.position, expected: sweep.trials)
      }
      if !isOver {
        try database.execute(sql: "INSERT INTO growing_sweeps VALUES (?)", arguments: [number])
      }
      if let old { try Submission.replace(old, by: sweep.id, database) }
      return true
    }
  }
}

/// A sweep on its way into the store: the statements that are used for every trial.
struct Submission {
  private let sweep: Int64
  private let data: [DataID: Int64]
  private(set) var position: Int
  private let insertTrial: RowStatement
  private let insertPlace: RowStatement

  init(sweep: Int64, data: [DataID: Int64], from position: Int = 0, _ database: Database) throws {
    self.position = position
    self.sweep = sweep
    self.data = data
    insertTrial = try RowStatement(
      "INSERT INTO trials (id, data, spec) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING", database)
    insertPlace = try RowStatement(
      "INSERT INTO sweep_trials (sweep, position, trial, cell, reused) VALUES (?, ?, ?, ?, ?)", database)
  }

  static func insert(
    _ sweep: SweepRow, _ retryMax: Int, _ limits: AttemptLimits, _ database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO sweeps (id, name, file, trials, retry_max, time_limit_seconds, memory_limit_bytes,
          submitted_time, asked_time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        sweep.id.bytes, sweep.name, sweep.file, sweep.trials, retryMax,
        limits.time.map { $0 / .seconds(1) }, limits.residentBytes, sweep.submitted.microseconds,
        sweep.submitted.microseconds,
      ])
  }

  static func replace(_ old: SweepID, by new: SweepID, _ database: Database) throws {
    try database.execute(
      sql: """
        UPDATE sweeps SET priority = old.priority, state = iif(old.state = 'paused', 'paused', 'active')
        FROM (SELECT priority, state FROM sweeps WHERE id = ?1) AS old WHERE id = ?2
        """, arguments: [old.bytes, new.bytes])
    try database.execute(sql: "UPDATE sweeps SET state = 'replaced' WHERE id = ?", arguments: [old.bytes])
  }

  static func keep(_ paths: [DataID: String], _ database: Database) throws -> [DataID: Int64] {
    var numbers: [DataID: Int64] = [:]
    for (id, path) in paths.sorted(by: { $0.key < $1.key }) {
      numbers[id] = try Int64.fetchOne(
        database,
        sql: """
          INSERT INTO data_files (id, path) VALUES (?, ?)
          ON CONFLICT (id) DO UPDATE SET path = excluded.path RETURNING number
          """, arguments: [id.bytes, path])
    }
    return numbers
  }

  mutating func add(_ trial: SubmittedTrial, _ database: Database) throws {
    var file: Int64?
    if let id = trial.data {
      guard let number = data[id] else { throw StoreError.unknownData(id, trial.id) }
      file = number
    }
    insertTrial.bind(1, trial.id)
    insertTrial.bind(2, file)
    insertTrial.bind(3, trial.specification)
    let isNew = try insertTrial.run() > 0
    let (number, reused) =
      isNew ? (database.lastInsertedRowID, false) : try existing(trial, database)
    insertPlace.bind(1, sweep)
    insertPlace.bind(2, position)
    insertPlace.bind(3, number)
    insertPlace.bind(4, trial.cell)
    insertPlace.bind(5, reused ? 1 : 0)
    try insertPlace.run()
    position += 1
  }

  private func existing(_ trial: SubmittedTrial, _ database: Database) throws -> (Int64, Bool) {
    let find = try database.cachedStatement(
      sql: "SELECT number, spec, EXISTS (SELECT 1 FROM results WHERE trial = number) FROM trials WHERE id = ?"
    )
    guard let row = try Row.fetchOne(find, arguments: [trial.id.bytes]), row[1] == trial.specification else {
      throw StoreError.conflictingTrial(trial.id)
    }
    return (row[0], row[2])
  }
}
