internal import Answers
package import RunStore
package import SweepModel

extension Store {
  /// The one sweep that a person names on the command line.
  package func sweep(named selector: String) throws -> SweepRow {
    try asInput { try sweep(matching: selector) }
  }

  /// The sweeps that a person selects on the command line.
  package func sweeps(named selector: String) throws -> SelectedSweeps {
    try asInput { try sweeps(matching: selector) }
  }
}

/// What a store refuses to open or to find is the caller's to mend.
package func asInput<Value>(_ body: () throws -> Value) throws -> Value {
  do { return try body() } catch let error as StoreError {
    throw CommandFailure.badInput(error.description)
  }
}
