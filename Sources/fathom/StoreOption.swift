internal import ArgumentParser
internal import RunStore
internal import SweepModel

struct StoreOption: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the store.", valueName: "dir")) var store = ".fathom"

  func openForReading() throws -> Store { try asInput { try Store.open(store, as: .reader) } }

  func openForWriting() throws -> Store { try asInput { try Store.open(store, as: .owner) } }
}

extension Store {
  /// The one sweep that a person names on the command line.
  func sweep(named selector: String) throws -> SweepRow { try asInput { try sweep(matching: selector) } }

  /// The sweeps that a person selects on the command line.
  func sweeps(named selector: String) throws -> SelectedSweeps {
    try asInput { try sweeps(matching: selector) }
  }
}

/// What goes wrong here is the caller's to mend: bad input, nothing started.
func asInput<Value>(_ body: () throws -> Value) throws -> Value {
  do { return try body() } catch let error as StoreError {
    throw CommandFailure.badInput([error.description])
  }
}
