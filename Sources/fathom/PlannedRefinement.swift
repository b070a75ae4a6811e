internal import Boundaries
internal import Refinement
internal import SweepLanguage
internal import SweepModel

/// What a sweep that looks for boundaries would ask, and when it stops.
struct PlannedRefinement: Encodable {
  var parameter, question: String
  var settings, levels: Int
  var least, greatest, tolerance: Double
  var batch, cap: Int

  /// `nil` for a sweep that looks for none.
  init?(_ plan: SweepPlan) {
    guard let request = plan.refinement else { return nil }
    (parameter, question) = (request.parameter.name, request.question.text)
    settings = Set(plan.trials.map { request.setting(of: $0.spec) }).count
    levels = request.values.count
    (least, greatest) = (request.values.first?.number ?? 0, request.values.last?.number ?? 0)
    (tolerance, batch, cap) = (request.plan.tolerance, request.plan.batch, request.plan.cap)
  }

  func count(least: Int?, likely: Int?, most: Int?) -> String? {
    guard let least, let likely, let most else { return nil }
    return "at least \(least) trials, likely \(likely), at most \(most), in \(settings) "
      + (settings == 1 ? "setting" : "settings")
  }

  var lines: [String] {
    let range = "\(ParameterValue.plain(least)) to \(ParameterValue.plain(greatest))"
    return [
      "  refines    \(parameter) (\(levels) values from \(range)): where '\(question)' turns",
      "  stops      at \(ParameterValue.plain(tolerance)) decades or \(cap) trials of a setting, which asks for \(batch) at once",
    ]
  }
}
