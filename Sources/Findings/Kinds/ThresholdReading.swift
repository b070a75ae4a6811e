internal import Foundation
internal import Statistics
internal import SweepModel

/// One question along one parameter in one setting of the others.
struct ThresholdReading {
  /// Values of the parameters that vary beside the one along which is asked.
  let setting: [FieldValue]
  let question: String
  /// Whether its threshold can be compared with that of other settings.
  let isComparable: Bool
  /// By the answers of all trials; `nil` with answers at fewer than three values.
  let threshold: Threshold?
  /// Where each seed's own curve passes the level, in decades, and how many seeds have a curve. Empty where no level is asked for.
  let crossings: [Double]
  let seeds: Int
  /// Where trials stop to learn, or begin; `nil` where all learnt.
  let learns: Threshold?
  let trials: [TrialID]

  /// 95 % of the mean crossing by Student's t, where every seed's curve passes the level.
  var crossingInterval: ClosedRange<Double>? {
    crossings.count == seeds ? Sample(crossings)?.interval() : nil
  }

  var isPlaced: Bool { threshold?.outcome == .placed }

  /// What a setting says of its question.
  enum Standing: CaseIterable {
    case placed, everywhere, nowhere, outside, open

    /// As a headline has it.
    var brief: String {
      switch self {
      case .placed: "placed"
      case .everywhere: "everywhere"
      case .nowhere: "nowhere"
      case .outside: "without a turn"
      case .open: "not placed"
      }
    }

    /// - Parameters:
    ///   - part: of the settings.
    ///   - yes, all: answers in them.
    func words(_ part: String, _ yes: Int, of all: Int) -> String {
      let place = part.isEmpty ? "" : " " + part
      return switch self {
      case .placed: "is placed\(place)"
      case .everywhere: "holds on the whole range\(place)"
      case .nowhere: "holds nowhere in the range\(place)"
      case .outside: "turns at no value of the range\(place) (yes in \(yes) of \(all))"
      case .open:
        "is not placed\(place): too few answers, mixed ones or too near an end (yes in \(yes) of \(all))"
      }
    }
  }

  var standing: Standing {
    guard let threshold, threshold.outcome != .notPlaced else { return .open }
    if threshold.outcome == .placed { return .placed }
    return threshold.yes == 0 ? .nowhere : threshold.yes == threshold.answers ? .everywhere : .outside
  }

  /// - Parameters:
  ///   - cells: of one setting, each with its place along the parameter, in decades.
  ///   - model: of all places along the parameter.
  init(
    _ question: TrialQuestion, _ setting: [FieldValue], _ cells: [(x: Double, cell: Cell)],
    _ model: ThresholdModel?
  ) {
    (self.question, self.setting, isComparable) = (question.text, setting, !question.isRelative)
    let asked = cells.flatMap { x, cell in cell.trials.map { (x: x, trial: $0) } }
    let answers = asked.compactMap { x, trial in
      question.answer(trial).map { (x: x, yes: $0, id: trial.id) }
    }
    let threshold = Threshold(answers.map { ($0.x, $0.yes) }, model: model)
    self.threshold = threshold
    trials = answers.map(\.id)
    let isFalling = threshold?.isRising ?? true
    let curves =
      question.curve.map { Self.crossings(asked, $0.reading, log10($0.level), isFalling) } ?? []
    crossings = curves.compactMap(\.x)
    seeds = curves.count
    let learnt = cells.flatMap { x, cell -> [(x: Double, yes: Bool)] in
      let learning = Learning([cell])
      return (0..<learning.ended).map { (x, $0 < learning.learnt) }
    }
    learns = learnt.allSatisfy(\.yes) ? nil : Threshold(learnt, model: model)
  }

  private static func crossings(
    _ asked: [(x: Double, trial: FinishedTrial)], _ reading: TrialReading, _ level: Double,
    _ isFalling: Bool
  ) -> [Crossing] {
    let seeds = Dictionary(grouping: asked) { $0.trial.spec.seed }.sorted { $0.key < $1.key }
    return seeds.compactMap { _, points in
      let curve = points.compactMap { x, trial -> (x: Double, y: Double)? in
        reading.value(trial).flatMap { $0 > 0 ? (x, log10($0)) : nil }
      }
      return curve.count < 3 ? nil : Crossing(curve, of: level, isFalling: isFalling)
    }
  }
}

extension TrialQuestion {
  /// Whether a reading is beyond the middle, of logarithms, between its means at both ends of a setting; `nil` where the ends are
  /// not clearly apart. The level follows the setting and its range: compare settings by an absolute level.
  static func halfWay(_ reading: TrialReading, _ cells: [(x: Double, cell: Cell)]) -> TrialQuestion? {
    let counted = cells.sorted { $0.x < $1.x }.compactMap { _, cell in
      Estimate(
        cell.trials.compactMap { trial in reading.value(trial).map { (trial.id, log10($0)) } })
    }
    guard let low = counted.first, let high = counted.last, low.isApart(from: high) else {
      return nil
    }
    var question = TrialQuestion(
      "\(reading.title) half-way", reading, atMost: pow(10, (low.mean + high.mean) / 2))
    question.isRelative = true
    return question
  }
}
