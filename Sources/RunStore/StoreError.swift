internal import GRDB
package import SweepModel

/// What stops a call to a store. After every one of them the store is as it was before the call.
package enum StoreError: Error, Hashable, Sendable {
  /// The process that holds a store's lock, by its own account.
  package struct Owner: Hashable, Sendable {
    package var process: Int
    package var host: String

    package init(process: Int, host: String) { (self.process, self.host) = (process, host) }
  }

  // Opening
  case noName
  case noStore(String)
  case notAFolder(String)
  case cannotCreate(String, String)
  case networkFileSystem(String, String)
  case owned(String, by: Owner?)
  case newerVersion(String, found: Int)
  case foreignFile(String)
  case unreadableLog(String)
  case unsafeSetting(String, String, String, String)

  // Disk
  /// The files that are open are not those that lie there.
  case gone(String)
  case damaged(String, String)
  case diskFull(String)
  case readOnly(String)
  case inputOutput(String, String)
  case busy(String)

  // Rows
  case refusedRow(String, String)
  case trialCount(SweepID, found: Int, expected: Int)
  case conflictingTrial(TrialID)
  case conflictingResult(TrialID, accepted: Attempt, offered: Attempt)
  case unknownSweep(SweepID)
  case unknownTrial(TrialID)
  case unknownWorker(WorkerID)
  case unknownData(DataID, TrialID)

  // Selectors
  case noSuchSweep(String, known: [String], nearest: String?)
  case ambiguousSweep(String, matches: [String])
  case severalSweeps(String, matches: [String])
  case rangeBeyond(String, numbers: ClosedRange<Int>)

  /// Turns whatever SQLite says of the file at `path` into one of these; other errors pass.
  static func translating<Value>(_ path: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(error, path)
    } catch let error as RowError {
      throw StoreError.damaged(path, "column \(error.column) should hold \(error.expected)")
    }
  }

  private init(_ error: DatabaseError, _ path: String) {
    let text = error.message ?? error.resultCode.description
    switch error.resultCode {
    case .SQLITE_FULL: self = .diskFull(path)
    case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly(path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path, text)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path)
    case .SQLITE_CONSTRAINT: self = .refusedRow(path, text)
    default: self = .inputOutput(path, text)
    }
  }
}
