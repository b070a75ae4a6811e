internal import Foundation
internal import GRDB
internal import SweepModel

extension Store {
  /// Puts a batch of records on disk in one transaction, in their order: when this returns they outlive a power cut.
  ///
  /// When it throws, none of them is stored and the same call can be made again.
  ///
  /// - Throws: `.gone`; `.diskFull`, `.readOnly`, `.inputOutput`; `.unknownTrial`, `.unknownWorker`, `.conflictingResult`, `.refusedRow` for records that contradict the store.
  package func commit(_ records: [StoreRecord]) throws {
    guard !records.isEmpty else { return }
    try write { database in
      var writer = try RecordWriter(database, self)
      for record in records { try writer.write(record) }
    }
    // Before anything is acknowledged: what lies in files that nobody can find is not kept.
    try checkPlace()
  }
}

/// Carries records into an open transaction.
private struct RecordWriter {
  private let database: Database
  private let numbers: TrialNumbers
  private let results: ResultRows
  private let grant: RowStatement
  private let accept: RowStatement
  /// Numbers of workers that this batch has met; a batch names few workers often.
  private var workers: [WorkerID: Int64] = [:]

  init(_ database: Database, _ store: Store) throws {
    self.database = database
    numbers = try TrialNumbers(store, database)
    results = try ResultRows(database, store)
    grant = try RowStatement(
      """
      INSERT INTO attempts (trial, attempt, worker, state, started_time) VALUES (?, ?, ?, 'leased', ?)
      ON CONFLICT (trial, attempt) DO UPDATE SET state = 'leased', ended_time = NULL, failure = NULL,
        failure_text = NULL, is_final = 0
      WHERE worker = excluded.worker AND state IN ('expired', 'failed')
      """, database)
    accept = try RowStatement(
      """
      INSERT INTO attempts (trial, attempt, worker, state, ended_time) VALUES (?, ?, ?, 'accepted', ?)
      ON CONFLICT (trial, attempt) DO UPDATE SET state = 'accepted', ended_time = excluded.ended_time,
        failure = NULL, failure_text = NULL, is_final = 0
      WHERE state <> 'accepted'
      """, database)
  }

  mutating func write(_ record: StoreRecord) throws {
    switch record {
    case .workerJoined(let worker, let host, let slots, let coreType, let time):
      try join(worker, host, slots, coreType, time)
    case .nameTaken(let worker, let key):
      try run(
        "INSERT INTO worker_keys (worker, key) VALUES (?, ?) ON CONFLICT (worker) DO UPDATE SET key = excluded.key",
        [number(of: worker), key])
    case .leaseGranted(let trial, let attempt, let worker, let time):
      try bind(grant, trial, attempt, worker, time)
      try grant.run()
    case .accepted(let trial, let attempt, let worker, let result, let time):
      try accept(trial, attempt, worker, result, time)
    case .superseded(let trial, let attempt, let worker, let time):
      try run(
        """
        INSERT INTO attempts (trial, attempt, worker, state, ended_time) VALUES (?, ?, ?, 'superseded', ?)
        ON CONFLICT (trial, attempt) DO UPDATE SET state = 'superseded', ended_time = excluded.ended_time
        WHERE state IN ('leased', 'expired', 'handed_back')
        """, [number(of: trial), attempt.number, number(of: worker), time.microseconds])
    case .attemptFailed(let trial, let attempt, let worker, let failure, let text, let isFinal, let time):
      try fail(trial, attempt, worker, failure, text, isFinal, time)
    case .logged(let trial, let attempt, let text):
      try run(
        """
        INSERT INTO logs (trial, attempt, text) VALUES (?, ?, ?)
        ON CONFLICT (trial, attempt) DO UPDATE SET text = excluded.text
        """, [number(of: trial), attempt.number, text])
    case .leaseExpired(let trial, let attempt, let time): try end(trial, attempt, "expired", time)
    case .handedBack(let trial, let attempt, let time): try end(trial, attempt, "handed_back", time)
    case .sweepChanged(let sweep, let state):
      try run("UPDATE sweeps SET state = ? WHERE id = ?", [state.rawValue, sweep.bytes])
    case .sweepPrioritised(let sweep, let priority):
      try run("UPDATE sweeps SET priority = ? WHERE id = ?", [priority, sweep.bytes])
    case .retried(let trial):
      try run(
        "UPDATE attempts SET is_final = 0, pardoned = 1 WHERE trial = ? AND state = 'failed'",
        [number(of: trial)])
    }
  }

  private func join(_ worker: WorkerID, _ host: String, _ slots: Int, _ coreType: String, _ time: Date) throws
  {
    try run(
      """
      INSERT INTO workers (name, host, slots, core_type, joined_time, seen_time) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
      ON CONFLICT (name) DO UPDATE SET host = excluded.host, slots = excluded.slots,
        core_type = excluded.core_type, seen_time = max(seen_time, excluded.seen_time)
      """, [worker.name, host, slots, coreType, time.microseconds])
  }

  private mutating func accept(
    _ trial: TrialID, _ attempt: Attempt, _ worker: WorkerID, _ result: TrialResult, _ time: Date
  ) throws {
    try bind(accept, trial, attempt, worker, time)
    do {
      // Nothing changes when this very attempt was accepted before.
      guard try accept.run() > 0 else { return }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
      throw try conflict(on: trial, offered: attempt) ?? error
    }
    try results.write(result, of: number(of: trial), attempt)
  }

  /// What speaks against accepting another attempt.
  private func conflict(on trial: TrialID, offered: Attempt) throws -> StoreError? {
    let accepted = try Int.fetchOne(
      database, sql: "SELECT attempt FROM results WHERE trial = ?", arguments: [number(of: trial)])
    return accepted.map { .conflictingResult(trial, accepted: Attempt($0), offered: offered) }
  }

  private mutating func bind(
    _ statement: RowStatement, _ trial: TrialID, _ attempt: Attempt, _ worker: WorkerID, _ time: Date
  ) throws {
    statement.bind(1, try number(of: trial))
    statement.bind(2, attempt.number)
    statement.bind(3, try number(of: worker))
    statement.bind(4, time.microseconds)
  }

  private mutating func fail(
    _ trial: TrialID, _ attempt: Attempt, _ worker: WorkerID, _ failure: FailureClass, _ text: String,
    _ isFinal: Bool, _ time: Date
  ) throws {
    try run(
      """
      INSERT INTO attempts (trial, attempt, worker, state, failure, failure_text, is_final, ended_time)
      VALUES (?, ?, ?, 'failed', ?, ?, ?, ?)
      ON CONFLICT (trial, attempt) DO UPDATE SET state = 'failed', failure = excluded.failure,
        failure_text = excluded.failure_text, is_final = excluded.is_final, pardoned = 0,
        ended_time = excluded.ended_time
      WHERE state <> 'accepted'
      """,
      [
        number(of: trial), attempt.number, number(of: worker), failure.rawValue, text, isFinal,
        time.microseconds,
      ])
  }

  /// Ends an attempt that still holds its lease.
  private func end(_ trial: TrialID, _ attempt: Attempt, _ state: String, _ time: Date) throws {
    try run(
      "UPDATE attempts SET state = ?, ended_time = ? WHERE trial = ? AND attempt = ? AND state = 'leased'",
      [state, time.microseconds, number(of: trial), attempt.number])
  }

  private func number(of trial: TrialID) throws -> Int64 { try numbers.number(of: trial) }

  private mutating func number(of worker: WorkerID) throws -> Int64 {
    if let known = workers[worker] { return known }
    let find = try database.cachedStatement(sql: "SELECT number FROM workers WHERE name = ?")
    guard let number = try Int64.fetchOne(find, arguments: [worker.name]) else {
      throw StoreError.unknownWorker(worker)
    }
    workers[worker] = number
    return number
  }

  private func run(_ sql: String, _ arguments: StatementArguments) throws {
    try database.cachedStatement(sql: sql).execute(arguments: arguments)
  }
}
