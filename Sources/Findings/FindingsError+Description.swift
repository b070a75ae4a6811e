internal import SweepModel

extension FindingsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notTwoAxes(let text, let varied):
      return
        "'--axes' is '\(text)'. Give two different parameters with a comma between them. \(Self.choice(varied))"
    case .unvariedAxis(let name, let varied):
      let guess = nearestName(to: name, among: varied).map { " Did you mean '\($0)'?" } ?? ""
      return "'--axes' names '\(name)', which does not vary in this sweep. \(Self.choice(varied))\(guess)"
    case .condition(let text, let fault):
      return "'--where' is '\(text)'; at character \(fault.position) \(fault.error)"
    case .unknownColumn(let name, let nearest):
      let hint =
        nearest.map { "Did you mean '\($0)'?" } ?? "The columns are those of 'fathom export --table trials'."
      return "'--sort' names '\(name)', which is no column. \(hint)"
    }
  }

  private static func choice(_ varied: [String]) -> String {
    varied.isEmpty
      ? "Nothing varies but the seed." : "What varies: \(varied.map { "'\($0)'" }.joined(separator: ", "))."
  }
}
