internal import SweepModel

extension Question {
  package static let classCollapse = Question(
    "class_collapse", "From which layer on do classes collapse, and how far?", of: [.classification]
  ) { $0.classCollapseFinding }
}

/// How far the classes of one trial collapsed: nc1 is scatter within classes over scatter of their means.
private struct ClassGrade {
  /// Levels of nc1: as much scatter within classes as between them, a tenth, a hundredth.
  static let levels = [1.0, 0.1, 0.01]
  /// The level at which a layer counts as collapsed.
  static let collapsed = 0.1

  let trial: FinishedTrial
  let last: Double

  init?(_ trial: FinishedTrial) {
    guard let last = trial.lastLayer(.nc1) else { return nil }
    (self.trial, self.last) = (trial, last)
  }

  var layers: Int { trial.layerCount }

  /// The first layer such that nc1 of it and of every later one is below the level.
  func first(below level: Double) -> Double? {
    trial.layers.reversed().prefix { ($0.metrics[.nc1] ?? .infinity) < level }.last.map { Double($0.layer) }
  }
}

extension DataGroup {
  fileprivate var classCollapseFinding: Finding {
    let learning = Learning(cells)
    let grades = cells.flatMap(\.learnt).compactMap { ClassGrade($0) }
    let ids = grades.map(\.trial.id)
    guard !grades.isEmpty else {
      return .noClaim(.classCollapse, self, "nc1 was not measured. \(learning.sentence).")
    }
    guard grades.count >= trialsForClaim else {
      return .noClaim(
        .classCollapse, self, "one trial alone says nothing about the next. \(learning.sentence).",
        classTable, trials: ids)
    }
    let levels = ClassGrade.levels.map { level in
      let low = share { $0.last < level }
      return
        "below \(Numeral.parameter(level)) in \(low.words(level == ClassGrade.levels[0] ? "trial" : nil))"
        + (low.isNone ? "" : low.placesInBrackets)
    }
    return .claim(
      .classCollapse, self,
      "nc1 of the last layer is \(levels.joined(separator: ", and ")). \(place(of: grades)) \(hallmarks)"
        + lastLayers + errorRanges(grades.map(\.trial)),
      classTable, trials: ids, headline: headline)
  }

  private func share(_ holds: @escaping (ClassGrade) -> Bool) -> CellShare {
    CellShare(self, cells, { $0.learnt.compactMap { ClassGrade($0) } }, where: holds)
  }

  /// The four marks of neural collapse together, of the trials in which each was measured: what each is in how many, and all in how
  /// many.
  private var hallmarks: String {
    func share(_ holds: @escaping ([Bool]) -> Bool) -> CellShare {
      CellShare(self, cells, { $0.learnt.compactMap(Self.marked) }, where: holds)
    }
    let all = share { $0.allSatisfy(\.self) }
    guard all.whole > 0 else { return "" }
    let list = Self.marks.enumerated().map { place, mark in
      "\(mark.0.name) at most \(Numeral.parameter(mark.1)) in \(Numeral.grouped(share { $0[place] }.part))"
    }
    return
      "Of the four marks of neural collapse \(enumerated(list)) of \(Numeral.grouped(all.whole)); all four in "
      + "\(all.words())\(all.isNone ? "" : all.placesInBrackets). "
  }

  /// Whether a trial shows each mark; `nil` where one was not measured.
  private static func marked(_ trial: FinishedTrial) -> [Bool]? {
    let values = marks.compactMap { metric, level in trial.lastLayer(metric).map { $0 <= level } }
    return values.count == marks.count ? values : nil
  }

  /// Levels of the last layer, which are choices: a tenth, and one row in a hundred that the nearest mean tells otherwise.
  private static let marks: [(Metric, Double)] = [(.nc1, 0.1), (.nc2, 0.1), (.nc3, 0.1), (.nc4, 0.01)]

  private var headline: String {
    let level = ClassGrade.collapsed
    let low = share { $0.last < level }
    return
      "nc1 of the last layer is below \(Numeral.parameter(level)) in \(low.words("trial"))"
      + low.fullInBrackets
  }

  /// Such as `It stays below 0.1 from layer 2 of 3 on and from layer 1.50 of 5 on in the mean (1 to 2).`
  private func place(of grades: [ClassGrade]) -> String {
    let level = ClassGrade.collapsed
    let byLayers = Dictionary(grouping: grades, by: \.layers).sorted { $0.key < $1.key }
    let places = byLayers.map { layers, members in
      (layers: layers, first: members.compactMap { $0.first(below: level) })
    }.filter { !$0.first.isEmpty }
    guard !places.isEmpty else { return "It stays below 0.1 in no layer of any trial." }
    let told = places.count > 4 ? [places[0], places[places.count - 1]] : places
    let input = grades.count { $0.first(below: level) == 1 }
    let early = input == 0 ? "" : " In \(Numeral.count(input, "trial")) the inputs are below it already."
    return "It stays below \(Numeral.parameter(level)) \(fromLayers(told)).\(early)"
  }

  /// Ranges over trials of the other metrics of neural collapse.
  private var lastLayers: String {
    let trials = cells.flatMap(\.learnt)
    let ranges = [Metric.nc2, .nc3, .nc4, .cdnv].compactMap { metric -> String? in
      let values = trials.compactMap { $0.lastLayer(metric) }
      return values.isEmpty ? nil : "\(metric.name) is \(Numeral.range(values))"
    }
    return ranges.isEmpty ? "" : "In the last layer \(enumerated(ranges)), over trials."
  }

  private var classTable: FindingTable {
    let split = split()
    let means: [Metric] = [.nc2, .nc3, .nc4, .cdnv]
    var table = FindingTable()
    table.columns =
      split.columns + [.init("learnt", "learnt"), .init("trials", "trials")]
      + ["one", "tenth", "hundredth"].enumerated().map {
        .init("below_\($1)", "nc1 <\(Numeral.parameter(ClassGrade.levels[$0]))")
      } + [
        .init("first_layer", "first layer <0.1, mean"), .init("range", "range"),
        .init("nc1", "nc1, last layer"),
      ] + means.map { .init($0.name, $0.name) } + [
        .init("train_accuracy", "train accuracy"), .init("test_accuracy", "test accuracy"),
      ]
    for (entries, cells) in split.rows {
      let trials = cells.flatMap(\.learnt)
      let grades = trials.compactMap { ClassGrade($0) }
      let learning = Learning(cells)
      if learning.ended == 0 { continue }
      let first = grades.compactMap { $0.first(below: ClassGrade.collapsed) }
      table.add(
        entries + [learning.entry, .count(grades.count)]
          + ClassGrade.levels.map { level in .share(grades.count { $0.last < level }, of: grades.count) }
          + [.init(mean(first)), .range(of: first), .range(of: grades.map(\.last))]
          + means.map { metric in .init(mean(trials.compactMap { $0.lastLayer(metric) })) }
          + [.trainAccuracy, .testAccuracy].map { metric in
            .init(mean(trials.compactMap { $0.metrics[metric] }))
          },
        trials: grades.map(\.trial.id))
    }
    return table
  }
}
