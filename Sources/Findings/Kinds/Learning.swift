package import SweepModel

extension TrialRow {
  /// r: `target_rank` or, where that is not given, the targets' own `target_pca99`.
  static func rank(_ spec: Specification, _ metrics: [Metric: Double]) -> Int? {
    spec[.targetRank] ?? metrics[.targetPca99].map { Int($0.rounded()) }
  }
}

extension FinishedTrial {
  /// r: `target_rank` or, where that is not given, the targets' own `target_pca99`.
  var rank: Int? { TrialRow.rank(spec, metrics) }

  /// Whether it learnt fewer directions of its targets than they have (`fitted_rank` < r), or did not fit its training labels: its
  /// features may then be few because something is missing. Never so where that was not measured.
  package var isPartial: Bool { Aim.isMissed(spec, metrics) ?? false }
}

extension Cell {
  /// The counted trials that learnt all that they were asked.
  package var learnt: [FinishedTrial] { trials.filter { !$0.isPartial } }
}

/// How many of some cells' trials learnt what they were asked, and what became of the others.
struct Learning {
  let learnt: Int
  let partial: Int
  let trivial: Int
  let diverged: Int
  private let aim: Aim

  init(_ cells: [Cell]) {
    aim = Aim(cells)
    partial = cells.reduce(0) { $0 + $1.trials.count { $0.isPartial } }
    learnt = cells.reduce(0) { $0 + $1.trials.count } - partial
    trivial = cells.reduce(0) { $0 + $1.tally[.trivial] }
    diverged = cells.reduce(0) { $0 + $1.tally[.diverged] }
  }

  /// Trials whose training ended, however it did.
  var ended: Int { learnt + others }
  var others: Int { partial + trivial + diverged }

  var entry: FindingTable.Entry { .share(learnt, of: ended) }

  /// Such as `66 of 72 trials learnt their targets (3 partial, 3 trivial)`.
  var sentence: String {
    let parts = [(partial, "partial"), (trivial, "trivial"), (diverged, "diverged")].filter { $0.0 > 0 }
    let rest = parts.map { "\(Numeral.grouped($0.0)) \($0.1)" }.joined(separator: ", ")
    let all = others == 0 && ended > 1 ? "All" : "\(Numeral.grouped(learnt)) of"
    let whose = ended == 1 ? "its" : "their"
    let done = aim == .labels ? "fitted \(whose) training labels (\(Aim.level))" : "learnt \(whose) targets"
    return "\(all) \(Numeral.count(ended, "trial")) \(done)"
      + (rest.isEmpty ? "" : " (\(rest))")
  }
}

/// Such as ` Over trials train accuracy is 0.98 to 1 and test accuracy is 0.91.`; empty where nothing was measured.
func errorRanges(_ trials: [FinishedTrial]) -> String {
  let metrics = [
    (Metric.r2, "test r2"), (.trainAccuracy, "train accuracy"), (.testAccuracy, "test accuracy"),
  ]
  let ranges = metrics.compactMap { metric, name -> String? in
    let values = trials.compactMap { $0.metrics[metric] }
    return values.isEmpty ? nil : "\(name) is \(Numeral.range(values))"
  }
  return ranges.isEmpty ? "" : " Over trials \(enumerated(ranges))."
}

extension DataGroup {
  /// For what its trials speak; of all its findings, so that it is said once. Empty where nothing needs to be.
  package var standing: String {
    [dataFollowSeeds ? "Means and intervals are \(overSeeds)." : oneDataSet, oneSeed].filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// Such as `activation tanh, depth 8`.
  func title(of cell: Cell) -> String {
    varied.map { "\(words($0)) \(cell.text($0))" }.joined(separator: ", ")
  }

  private var oneSeed: String {
    cells.allSatisfy { $0.trials.count < 2 }
      ? "Each cell has one seed (n = 1), so that nothing tells the spread over seeds." : ""
  }

  private var oneDataSet: String {
    let seeds = Set(cells.compactMap { $0.spec[.dataSeed] })
    guard seeds.count == 1, let seed = seeds.first else { return "" }
    return
      "All trials share one data set (data_seed \(seed)): intervals are over first weights and the order of samples, and "
      + "other data of this kind may differ by more."
  }
}

/// How a group's cells are split in tables.
struct CellSplit {
  let columns: [FindingTable.Column]
  let rows: [(entries: [FindingTable.Entry], cells: [Cell])]
}

extension DataGroup {
  /// By their number of layers, which are never mixed, and by as many parameters that vary as leave at most `most` rows, weight
  /// decay first.
  func split(most: Int = 24) -> CellSplit {
    let layers = Set(cells.map(\.layerCount))
    let decay = Parameter.weightDecay.name
    let names = [decay].filter(varied.contains) + varied.filter { $0 != decay && $0 != Parameter.depth.name }
    func key(_ cell: Cell, _ names: ArraySlice<String>) -> [FieldValue] {
      [.integer(cell.layerCount)] + names.map { parameter($0, of: cell.spec) }
    }
    let taken = (0...names.count).reversed().first { count in
      Set(cells.map { key($0, names.prefix(count)) }).count <= most
    }
    let keys = names.prefix(taken ?? 0)
    let rows = inOrder(cells) { key($0, keys) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    let shown = layers.count > 1 ? 0 : 1
    return CellSplit(
      columns: Array(([.init("layers", "layers")] + keys.map { .init($0, words($0)) }).dropFirst(shown)),
      rows: rows.map { values, cells in (values.dropFirst(shown).map { .parameter($0) }, cells) })
  }
}

extension Cell {
  /// Linear maps from the inputs to the outputs.
  var layerCount: Int { trials.first?.layerCount ?? spec.layerNames.count }
}

extension FinishedTrial {
  var layerCount: Int { max(spec.layerNames.count, layers.last?.layer ?? 0) }
}
