/// Why a command stops. Bad input ends with 2 and has started nothing; everything else ends with 1.
package enum CommandFailure: Error {
  case badInput([String])
  case failed(String)

  package var status: Int32 {
    switch self {
    case .badInput: 2
    case .failed: 1
    }
  }

  package var lines: [String] {
    switch self {
    case .badInput(let lines): lines
    case .failed(let line): [line]
    }
  }

  /// On standard error as text; with `--format json` also as the one JSON value on standard output.
  package func show(asJSON: Bool) {
    for line in lines { Output.write(line + "\n", to: .error) }
    if asJSON { try? Output.json(["errors": lines]) }  // A closed pipe leaves nobody to tell.
  }
}
