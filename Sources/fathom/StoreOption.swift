internal import ArgumentParser
internal import CoordinatorShell
internal import RunStore
internal import SweepModel

struct StoreOption: ParsableArguments {
  @Option(help: ArgumentHelp("Folder of the store.", valueName: "dir")) var store = Self.usual
  private static let usual = ".fathom"

  /// Where archives of programs lie.
  var codeFolder: String? { store.isEmpty ? nil : store + "/code" }

  /// A command on a sweep of this store, as a shell takes it when it is pasted.
  func command(_ name: String, of sweep: SweepID, _ option: String) -> String {
    let place = store == Self.usual ? [] : ["--store", Self.quoted(store)]
    return (["fathom", name, sweep.short] + place + [option]).joined(separator: " ")
  }

  /// One word for a POSIX shell.
  private static func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy {
      "/._-+:,@%".unicodeScalars.contains($0) || $0.isASCII && $0.properties.isAlphabetic
        || ("0"..."9").contains($0)
    }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  func openForReading() throws -> Store { try asInput { try Store.open(store, as: .reader) } }

  func openForWriting() throws -> Store { try asInput { try Store.open(store, as: .owner) } }
}
