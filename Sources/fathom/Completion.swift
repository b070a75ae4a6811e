internal import ArgumentParser
internal import RunStore
internal import SweepModel

extension CompletionKind {
  static let sweepFile = CompletionKind.file(extensions: ["yaml", "yml"])

  /// Names of the sweeps in the store that the command line names, the latest first.
  static let sweeps = CompletionKind.custom { (words: [String], _: Int, _: String) -> [String] in
    let option = Array(zip(words, words.dropFirst())).last { $0.0 == "--store" }?.1
    // Where there is no store there is nothing to offer, and a shell has no place for the reason.
    let names = try? Store.open(option ?? ".fathom", as: .reader).storedSweeps().reversed().map(\.sweep.name)
    var seen: Set<String> = []
    return ["last", "all"] + (names ?? []).filter { seen.insert($0).inserted }
  }
}
