internal import Foundation
package import Refinement
package import SweepModel

/// What a sweep asks that looks for boundaries: along which parameter, by which question, within which limits.
package struct BoundaryRequest: Hashable, Sendable {
  package let parameter: Declaration
  /// Of the parameter, ascending; all above 0.
  package let values: [ParameterValue]
  /// Parameters that tell settings apart, in the file's order.
  package let others: [Declaration]
  package let question: BoundaryQuestion
  package let plan: BoundaryPlan
  /// Of one level, in the order in which they are used.
  package let seeds: [Int]
  private let levels: [Double: Int]
  private let places: [Int: Int]

  /// - Parameters:
  ///   - values: at least two, each once, all above 0.
  ///   - seeds: at least one; those beyond the first `BoundaryPlan.mostSeeds` are not used.
  package init(
    along parameter: Declaration, _ values: [ParameterValue], others: [Declaration],
    question: BoundaryQuestion,
    tolerance: Double, batch: Int, cap: Int, seeds: [Int]
  ) {
    let sorted = values.compactMap { value in value.number.map { (number: $0, value: value) } }
      .sorted { $0.number < $1.number }
    (self.parameter, self.others, self.question) = (parameter, others, question)
    self.values = sorted.map(\.value)
    self.seeds = Array(seeds.prefix(BoundaryPlan.mostSeeds))
    plan = BoundaryPlan(
      levels: sorted.map { Self.decades($0.number) }, tolerance: tolerance, batch: batch, cap: cap,
      seeds: self.seeds.count)
    levels = Dictionary(sorted.enumerated().map { ($1.number, $0) }) { first, _ in first }
    places = Dictionary(self.seeds.enumerated().map { ($1, $0) }) { first, _ in first }
  }

  /// Rounded, so that the last bit of a C library decides nothing.
  package static func decades(_ value: Double) -> Double { (log10(value) * 0x1p30).rounded() / 0x1p30 }

  /// What tells the setting of a trial from others: the values of all parameters that vary but the one along which is looked.
  package func setting(of spec: Specification) -> [ParameterValue?] { others.map { spec.value(of: $0) } }

  private func trial(of spec: Specification) -> BoundaryTrial? {
    guard let value = spec.value(of: parameter)?.number, let level = levels[value],
      let seed = places[spec.seed]
    else { return nil }
    return BoundaryTrial(level: level, seed: seed)
  }

  /// Where each of these settings stands, in order.
  package func boundaries(_ settings: [[ParameterValue?]], _ trials: [MeasuredTrial]) -> [Boundary] {
    let numbers = Dictionary(settings.enumerated().map { ($1, $0) }) { first, _ in first }
    let rows = trials.compactMap { trial -> BoundaryRow? in
      guard let place = self.trial(of: trial.row.spec), let answer = question.answer(trial),
        let setting = numbers[setting(of: trial.row.spec)]
      else { return nil }
      return BoundaryRow(setting: setting, trial: place, answer: answer)
    }
    return BoundarySearch(plan).boundaries(settings: settings.count, rows)
  }
}
