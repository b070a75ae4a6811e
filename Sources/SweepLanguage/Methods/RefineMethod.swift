package import Boundaries
package import Refinement
internal import Rules
internal import SweepModel
package import SweepText

/// Looks for a threshold along one parameter, for each setting of the others: where a question about a trial turns its answer.
package struct RefineMethod: SweepMethod {
  package static let name = "refine"
  package static let keys = ["refine"]
  package static let usualSeeds = Seeds.count(BoundaryPlan.mostSeeds)

  package let request: BoundaryRequest
  /// Of each of the request's values, its place in the file.
  private let places: [Int]
  private let line: Int

  package init?(_ sections: [String: YAMLNode], of file: SweepFile, reader: inout SweepFileReader) {
    guard let read = reader.readRefinement(sections["refine"], of: file) else { return nil }
    (request, line) = (read.request, read.line)
    places = request.values.map { read.written.firstIndex(of: $0) ?? 0 }
  }

  /// The cap is not in it: a raised one goes on where settings have not been placed.
  package var question: String? {
    "\(request.parameter.name) \(request.question.text) \(request.plan.tolerance) \(request.plan.batch)"
  }

  package func propose(after trials: [MeasuredTrial], among cells: SweepCells) -> Proposal {
    let lines = cells.lines(along: request.parameter)
    let boundaries = request.boundaries(lines.map { request.setting(of: $0.spec) }, trials)
    if boundaries.allSatisfy({ $0.outcome != nil }) { return .over }
    var seeds: [Int: [Int]] = [:]
    for (line, boundary) in zip(lines, boundaries) {
      for trial in boundary.asked {
        seeds[line.number(places[trial.level]), default: []].append(request.seeds[trial.seed])
      }
    }
    return .run(seeds.mapValues { .list($0) })
  }

  /// What is asked has to be measured in every setting.
  package func objection(to cells: SweepCells) -> (sentence: String, line: Int)? {
    let kinds = Set(cells.lines(along: request.parameter).map { Possible($0.spec) })
    for metric in request.question.metrics {
      guard kinds.contains(where: { !$0.has(metric) }) else { continue }
      let cause =
        metric.group.map { "which is of group '\($0.rawValue)'. Add the group to 'metrics' of 'measure'" }
        ?? "which trials of this sweep do not have. Ask about another metric"
      return ("'question' names '\(metric.name)', \(cause).", line)
    }
    return nil
  }

  package func outlook(among cells: SweepCells) -> BoundaryOutlook? {
    BoundaryOutlook(request.plan).times(cells.lines(along: request.parameter).count)
  }
}

extension BoundaryRequest {
  /// What a sweep's file asks; `nil` where it looks for no boundary, or cannot be read.
  package init?(sweepFile text: String) {
    var problems = SweepProblems(path: "")
    guard let root = YAMLNode.read(text, problems: &problems) else { return nil }
    var reader = SweepFileReader(
      methods: SweepMethods.all, problems: problems, overrides: SweepOverrides(in: text))
    guard let method = reader.read(root).method as? RefineMethod else { return nil }
    self = method.request
  }
}
