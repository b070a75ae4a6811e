internal import GRDB
internal import SweepModel
internal import Synchronization

/// The numbers by which rows refer to trials. Those of the last trials asked for are kept: a trial that is leased is
/// looked up again for its specification and for its result. A number never changes.
struct TrialNumbers {
  /// What is kept between calls.
  final class Memory: Sendable {
    fileprivate let numbers = Mutex<[TrialID: Int64]>([:])
    fileprivate static let limit = 65_536
  }

  private let memory: Memory
  private let find: RowStatement

  init(_ store: Store, _ database: Database) throws {
    memory = store.trialNumbers
    find = try RowStatement("SELECT number FROM trials WHERE id = ?", database)
  }

  /// - Throws: `.unknownTrial`.
  func number(of trial: TrialID) throws -> Int64 {
    if let known = memory.numbers.withLock({ $0[trial] }) { return known }
    find.bind(1, trial)
    guard let number = try find.first({ $0.number(0) }) else { throw StoreError.unknownTrial(trial) }
    memory.numbers.withLock { numbers in
      if numbers.count >= Memory.limit { numbers.removeAll(keepingCapacity: true) }
      numbers[trial] = number
    }
    return number
  }
}
