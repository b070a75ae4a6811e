internal import Findings
package import SweepModel

/// What a path of the coordinator's HTTP address names.
package enum LiveRoute: Hashable, Sendable {
  case home
  case sweep(SweepID, TrialSelection)
  case findings(SweepID)
  case trial(TrialID)
  case events
  case metrics
  case health
  /// The page's own script.
  case script
  /// The bundle that draws charts.
  case renderer

  /// - `path`: as it was sent, without the query.
  /// - `query`: without the question mark; unknown names are ignored.
  /// - Returns: `nil` where nothing is.
  package init?(path: String, query: String = "") {
    let parts = path.split(separator: "/").map(String.init)
    switch (parts.first ?? "", parts.count) {
    case (_, 0): self = .home
    case ("sweeps", 2):
      guard let id = SweepID(parts[1]) else { return nil }
      self = .sweep(id, TrialSelection(query: query))
    case ("sweeps", 3) where parts[2] == "findings.json":
      guard let id = SweepID(parts[1]) else { return nil }
      self = .findings(id)
    case ("trials", 2):
      guard let id = TrialID(parts[1]) else { return nil }
      self = .trial(id)
    case ("events", 1): self = .events
    case ("metrics", 1): self = .metrics
    case ("healthz", 1): self = .health
    case ("live.js", 1): self = .script
    case ("charts.js", 1): self = .renderer
    default: return nil
    }
  }
}

/// Which of a sweep's trials a page lists.
package struct TrialSelection: Hashable, Sendable {
  /// `nil` for all.
  package var state: TrialState?
  /// From 1.
  package var page: Int

  package static let pageSize = 100
  /// Far beyond any sweep, so that an offset never overflows.
  private static let lastPage = 10_000_000

  package init(state: TrialState? = nil, page: Int = 1) {
    (self.state, self.page) = (state, page)
  }

  /// Reads `state=failed&page=2`; what cannot be read counts as not given.
  init(query: String) {
    self.init()
    for field in query.split(separator: "&") {
      let pair = field.split(separator: "=", maxSplits: 1).map(String.init)
      guard pair.count == 2 else { continue }
      if pair[0] == "state" { state = TrialState(rawValue: pair[1]) }
      if pair[0] == "page", let number = Int(pair[1]) { page = min(max(number, 1), Self.lastPage) }
    }
  }

  /// Position of the first trial of the page among those selected.
  package var first: Int { (page - 1) * Self.pageSize }

  var query: String {
    let fields = [state.map { "state=\($0.rawValue)" }, page > 1 ? "page=\(page)" : nil].compactMap { $0 }
    return fields.isEmpty ? "" : "?" + fields.joined(separator: "&")
  }
}
