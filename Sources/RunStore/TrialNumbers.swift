internal import GRDB
package import SweepModel
internal import Synchronization

/// Numbers of the trials that were looked up last, no more of them than `limit`.
package struct KnownNumbers: Sendable {
  package static let limit = 65_536

  private var numbers: [TrialID: Int64] = [:]

  package init() {}

  package subscript(trial: TrialID) -> Int64? { numbers[trial] }

  package mutating func keep(_ number: Int64, of trial: TrialID) {
    if numbers.count >= Self.limit { numbers.removeAll(keepingCapacity: true) }
    numbers[trial] = number
  }
}

/// The numbers by which rows refer to trials. Those of the last trials asked for are kept: a trial that is leased is
/// looked up again for its specification and for its result. A number never changes.
struct TrialNumbers {
  private let store: Store
  private let find: RowStatement

  init(_ store: Store, _ database: Database) throws {
    self.store = store
    find = try RowStatement("SELECT number FROM trials WHERE id = ?", database)
  }

  /// - Throws: `.unknownTrial`.
  func number(of trial: TrialID) throws -> Int64 {
    if let known = store.trialNumbers.withLock({ $0[trial] }) { return known }
    find.bind(1, trial)
    guard let number = try find.first({ $0.number(0) }) else { throw StoreError.unknownTrial(trial) }
    store.trialNumbers.withLock { $0.keep(number, of: trial) }
    return number
  }
}
