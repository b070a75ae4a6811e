internal import Findings

/// What the checks of one claim come to.
package enum ClaimVerdict: Hashable, Sendable {
  case reproduced
  /// The names of the checks that fail.
  case notReproduced(failing: [String])
  case differs(because: String)
  case notRun(because: String)

  /// A failed check with a known reason makes the claim differ; one without makes it not reproduced.
  init(_ checked: [CheckedNumber], differences: [String: String]) {
    let failing = checked.filter { $0.check.isJudged && !$0.holds }.map(\.check.name)
    let reasons = failing.compactMap { differences[$0] }
    if failing.isEmpty && !checked.isEmpty {
      self = .reproduced
    } else if !failing.isEmpty && reasons.count == failing.count {
      self = .differs(because: inOrder(reasons) { $0 }.map(\.0).joined(separator: " "))
    } else {
      self = .notReproduced(failing: failing)
    }
  }

  package var text: String {
    switch self {
    case .reproduced: "reproduced"
    case .notReproduced(let failing): "not reproduced: \(failing.joined(separator: "; "))"
    case .differs(let reason): "differs because \(reason)"
    case .notRun(let reason): "not run: \(reason)"
    }
  }

  /// Without reasons.
  var word: String {
    switch self {
    case .reproduced: "reproduced"
    case .notReproduced: "not reproduced"
    case .differs: "differs"
    case .notRun: "not run"
    }
  }
}
