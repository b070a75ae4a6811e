internal import ArgumentParser
internal import CoordinatorShell
internal import RunStore

struct StoreOption: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the store.", valueName: "dir")) var store = ".fathom"

  /// Where archives of programs lie.
  var codeFolder: String? { store.isEmpty ? nil : store + "/code" }

  func openForReading() throws -> Store { try asInput { try Store.open(store, as: .reader) } }

  func openForWriting() throws -> Store { try asInput { try Store.open(store, as: .owner) } }
}
