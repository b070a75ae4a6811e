internal import Extents
internal import Foundation
internal import Statistics
internal import SweepModel

extension Question {
  package static let threshold = Question(
    "threshold", "Where does the transition to few directions lie?",
    of: [.regression, .classification]
  ) { $0.transitionFinding }

  /// A question of one's own.
  ///
  /// - Parameter over: a parameter that holds numbers; the sweep's own choice for `nil`.
  package static func asking(_ question: TrialQuestion, over parameter: String?) -> Question {
    let (key, text) = ("asked_threshold", "Where does '\(question.text)' turn?")
    // What a finding carries of its question is its name.
    let name = Question(key, text, of: []) { _ in nil }
    return Question(key, text, of: Set(ExperimentKind.all)) { group in
      guard let axis = parameter ?? group.thresholdAxis else {
        return .noClaim(
          name, group,
          "no parameter that holds numbers has three values above 0. Give one of them three or more, as with '{distribution: "
            + "log_grid, min: 1.0e-5, max: 1.0e-2, n: 7}', and run the sweep again: trials that are there are kept."
        )
      }
      return group.thresholdFinding(name, [question], halfWay: [], over: axis)
    }
  }
}

extension DataGroup {
  /// Names of varied parameters whose values are numbers with an order: not labels such as seeds.
  var numericParameters: [String] {
    varied.filter { name in
      !Extent.labels.contains(name)
        && cells.allSatisfy { parameter(name, of: $0.spec).value?.number != nil }
    }
  }

  /// `nil` where no parameter has an inside.
  fileprivate var transitionFinding: Finding? {
    guard let axis = thresholdAxis else { return nil }
    let isOfClasses = cells.first?.spec.kind == .classification
    return thresholdFinding(
      .threshold, [isOfClasses ? .classDimension : .dimension, .lowRank],
      halfWay: [.weightStableRank],
      over: axis)
  }

  /// Weight decay where it has three values above 0, else the parameter with the most.
  fileprivate var thresholdAxis: String? {
    let counts = numericParameters.map { name in
      (name, places(over: name).map(Set.init)?.count ?? 0)
    }
    .filter { $0.1 > 2 }
    let most = counts.map(\.1).max()
    return (counts.first { $0.0 == Parameter.weightDecay.name } ?? counts.first { $0.1 == most })?.0
  }

  /// The logarithms of the parameter's values above 0, one a cell.
  private func places(over name: String) -> [Double]? {
    let places = cells.compactMap { Self.place($0, name) }
    return places.isEmpty ? nil : places
  }

  private static func place(_ cell: Cell, _ name: String) -> Double? {
    parameter(name, of: cell.spec).value?.number.flatMap { $0 > 0 ? log10($0) : nil }
  }

  /// What each setting answers to each question along one parameter.
  fileprivate func thresholdFinding(
    _ question: Question, _ questions: [TrialQuestion], halfWay: [TrialReading], over name: String
  ) -> Finding {
    let others = varied.filter { $0 != name }
    let settings = byParameters(others).map { setting, cells in
      (setting, cells.compactMap { cell in Self.place(cell, name).map { (x: $0, cell: cell) } })
    }
    let model = places(over: name).map { ThresholdModel(levels: Set($0).sorted()) }
    let asked = questions.map { one in settings.map { ThresholdReading(one, $0.0, $0.1, model) } }
    let relative = halfWay.map { reading in
      settings.compactMap { setting, cells in
        TrialQuestion.halfWay(reading, cells).map { ThresholdReading($0, setting, cells, model) }
      }
    }
    let groups = (asked + relative).map { $0.filter { $0.threshold != nil } }.filter { !$0.isEmpty }
    let readings = groups.flatMap { $0 }
    guard !readings.isEmpty else {
      return .noClaim(
        question, self,
        "no setting has counted trials that answer at three values of \(words(name)) above 0. More values of it, or a milder range "
          + "where nets do not learn, would tell."
      )
    }
    let numbers = Self.table(readings, others, over: name)
    let ids = Set(readings.flatMap(\.trials))
    let trials = cells.flatMap(\.trials).map(\.id).filter(ids.contains)
    // A level that follows each setting is for the table where there is another.
    let absolute = groups.filter { $0[0].isComparable }
    let sentences = (absolute.isEmpty ? groups : absolute).map { sentence($0, others) }.joined(separator: " ")
    let isClaim = readings.contains {
      $0.isPlaced || $0.threshold?.outcome == Threshold.Outcome.none
    }
    guard isClaim else {
      return .noClaim(
        question, self, "along \(span(name)) nothing is placed: \(sentences)", numbers,
        trials: trials)
    }
    return .claim(
      question, self,
      "Along \(span(name)), with 95 % credible intervals: \(sentences)\(learning(readings))",
      numbers, trials: trials, headline: Self.headline(groups, name, others))
  }

  /// Of the first question that is placed anywhere and has one level in all settings, with the settings that it is placed in and what
  /// the others say.
  private static func headline(_ groups: [[ThresholdReading]], _ name: String, _ others: [String]) -> String {
    let group = groups.first { $0[0].isComparable && $0.contains(where: \.isPlaced) } ?? []
    let sorted = group.filter(\.isPlaced).sorted { ($0.threshold?.median ?? 0) < ($1.threshold?.median ?? 0) }
    let rising = Set(sorted.compactMap { $0.threshold?.isRising })
    guard let low = sorted.first, let high = sorted.last, rising.count == 1 else { return "" }
    let isOne = place(low) == place(high)
    let ends = [low, high].compactMap(\.threshold).map { Numeral.measured(pow(10, $0.median)) }
    let range =
      isOne
      ? "\(rising == [true] ? "from" : "up to") \(words(name)) \(place(low))"
      : "\(rising == [true] ? "begins" : "ends") between \(words(name)) \(ends.joined(separator: " and ")), by setting"
    let rest = ThresholdReading.Standing.allCases.filter { $0 != .placed }.compactMap { standing -> String? in
      let part = at(standing, of: group, others)
      return part.map { "\(standing.brief) \($0)" }
    }
    let part = at(.placed, of: group, others) ?? ""
    return "\(low.question) \(range)"
      + (part.isEmpty ? "" : isOne ? " \(part)" : ", \(part)")
      + (rest.isEmpty ? "" : ", \(rest.joined(separator: ", "))")
  }

  /// Which of a question's settings stand so, such as `at activation relu`; empty where all do, `nil` where none does.
  private static func at(
    _ standing: ThresholdReading.Standing, of readings: [ThresholdReading], _ others: [String]
  ) -> String? {
    let isMember = readings.map { $0.standing == standing }
    guard isMember.contains(true) else { return nil }
    return Extent(others, readings.map(\.setting), isMember).words("setting")
  }

  /// Such as `weight decay 3e-4 to 0.03 (9 values)`; what has no logarithm is told.
  private func span(_ name: String) -> String {
    let values = Set(cells.compactMap { parameter(name, of: $0.spec).value?.number }).sorted()
    let positive = values.filter { $0 > 0 }
    guard let low = positive.first, let high = positive.last else { return words(name) }
    let zero = positive.count == values.count ? "" : "; 0 has no place on its logarithmic axis"
    return
      "\(words(name)) \(Numeral.parameter(low)) to \(Numeral.parameter(high)) (\(positive.count) values\(zero))"
  }

  /// What one question's settings say.
  private func sentence(_ readings: [ThresholdReading], _ others: [String]) -> String {
    let placed = readings.filter(\.isPlaced)
    let parts = ThresholdReading.Standing.allCases.compactMap { standing -> String? in
      guard let part = Self.at(standing, of: readings, others) else { return nil }
      if standing == .placed { return Self.places(placed, among: readings, others) }
      let members = readings.filter { $0.standing == standing }.compactMap(\.threshold)
      let (yes, all) = (members.reduce(0) { $0 + $1.yes }, members.reduce(0) { $0 + $1.answers })
      return standing.words(part, yes, of: all)
    }
    return "'\(readings[0].question)', by \(answering(readings)), \(parts.joined(separator: "; it "))."
      + Self.interpolated(placed)
  }

  /// Who answers this question, which another may not.
  private func answering(_ readings: [ThresholdReading]) -> String {
    let ids = Set(readings.flatMap(\.trials))
    let trials = cells.flatMap(\.trials).filter { ids.contains($0.id) }
    let partial = trials.count { $0.isPartial }
    return Numeral.count(trials.count, "trial") + (partial == 0 ? "" : " (\(partial) of them partial)")
  }

  /// Where each seed's own curve passes the level, in the mean over seeds.
  private static func interpolated(_ placed: [ThresholdReading]) -> String {
    let means = placed.filter { $0.crossings.count == $0.seeds }.compactMap { mean($0.crossings) }
      .map {
        pow(10, $0)
      }
    guard let low = means.min(), let high = means.max() else { return "" }
    let list = [low, high].map(Numeral.measured)
    return means.count == 1
      ? " Interpolated seed by seed the mean is \(list[0])."
      : " Interpolated seed by seed the means of \(means.count) settings are "
        + "\(list[0] == list[1] ? list[0] : list.joined(separator: " to "))."
  }

  /// Settings with one threshold together; of more than four thresholds the lowest and the highest.
  private static func places(
    _ placed: [ThresholdReading], among readings: [ThresholdReading], _ others: [String]
  ) -> String {
    let sorted = placed.sorted { ($0.threshold?.median ?? 0) < ($1.threshold?.median ?? 0) }
    let rising = Set(placed.compactMap { $0.threshold?.isRising })
    let side = rising.count > 1 ? "turns at" : rising == [true] ? "holds from" : "holds up to"
    let groups = inOrder(sorted) { place($0) }
    let told = groups.count > 4 ? [groups[0], groups[groups.count - 1]] : groups
    let list = told.map { number, members in
      let isMember = readings.map { reading in members.contains { $0.setting == reading.setting } }
      let part = Extent(others, readings.map(\.setting), isMember).words("setting")
      return number
        + (!part.isEmpty ? " \(part)" : readings.count > 1 ? " in each of \(readings.count) settings" : "")
    }
    let words =
      "\(side) \(enumerated(list))"
      + (groups.count > 4 ? ", the lowest and the highest of \(placed.count) settings" : "")
    guard let low = sorted.first?.threshold, let high = sorted.last?.threshold, placed.count > 1,
      sorted[0].isComparable, low.interval.upperBound < high.interval.lowerBound
    else { return words }
    return
      "\(words) (\(told.count > 2 ? "lowest and highest " : "")\(Numeral.measured(pow(10, high.median - low.median))) times apart, "
      + "intervals do not touch)"
  }

  /// Such as `0.00132 (0.0011 to 0.00158)`.
  private static func place(_ reading: ThresholdReading) -> String {
    guard let threshold = reading.threshold else { return "" }
    func number(_ decades: Double) -> String { Numeral.measured(pow(10, decades)) }
    return "\(number(threshold.median)) (\(number(threshold.interval.lowerBound)) to "
      + "\(number(threshold.interval.upperBound)))"
  }

  private func learning(_ readings: [ThresholdReading]) -> String {
    let found = inOrder(readings.filter { $0.learns?.outcome == .placed }, by: \.setting).map { $1[0] }
    return inOrder(found) { $0.learns?.isRising ?? true }.map { isRising, members in
      " In \(Numeral.count(members.count, "setting")) trials also \(isRising ? "begin" : "cease") to "
        + "\(Aim(cells).present) within the range (columns learns)."
    }.joined()
  }

  private static func table(
    _ readings: [ThresholdReading], _ parameters: [String], over name: String
  ) -> FindingTable {
    var table = FindingTable()
    table.columns =
      [.init("question", "question")] + parameters.map { .init($0, words($0)) } + [
        .init("outcome", "outcome"), .init("threshold", "threshold"), .init("low", "low"),
        .init("high", "high"),
        .init("trials", "trials"), .init("transition_width", "width, decades"),
        .init("holds", "holds"),
        .init("interpolated", "interpolated"), .init("interpolated_low", "its low"),
        .init("interpolated_high", "its high"), .init("crossing_seeds", "seeds that cross"),
        .init("learns", "learns"), .init("learns_low", "its low"), .init("learns_high", "its high"),
        .init(FindingTable.along, "along"),
      ]
    func power(_ decades: Double?) -> FindingTable.Entry { .init(decades.map { pow(10, $0) }) }
    for reading in readings {
      guard let threshold = reading.threshold else { continue }
      let interval = threshold.outcome == .none ? nil : threshold.interval
      let (learns, crossing) = (
        reading.learns?.outcome == .placed ? reading.learns : nil, reading.crossingInterval
      )
      table.add(
        [.text(reading.question)] + reading.setting.map { .parameter($0) } + [
          .text(threshold.outcome.rawValue), power(reading.isPlaced ? threshold.median : nil),
          power(interval?.lowerBound), power(interval?.upperBound), .count(threshold.answers),
          .init(reading.isPlaced ? threshold.transitionWidth : nil),
          reading.isPlaced ? .text(threshold.isRising ? "above" : "below") : .missing,
          power(mean(reading.crossings)), power(crossing?.lowerBound), power(crossing?.upperBound),
          reading.seeds == 0 ? .missing : .share(reading.crossings.count, of: reading.seeds),
          power(learns?.median), power(learns?.interval.lowerBound),
          power(learns?.interval.upperBound), .text(words(name)),
        ], trials: reading.trials)
    }
    return table
  }
}
