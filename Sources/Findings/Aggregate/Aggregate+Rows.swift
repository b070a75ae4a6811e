package import SweepModel

extension Aggregate {
  /// Averages a sweep's rows, in whatever state it is.
  ///
  /// - `dataNames`: what to call data files; a file without a name is shown by the first digits of its hash.
  package init(_ rows: SweepRows, dataNames: [DataID: String] = [:]) {
    let trials = rows.trials.sorted { $0.position < $1.position }
    sweep = rows.sweep
    tally = Tally(of: trials)
    var groups = inOrder(trials, by: \.spec.dataset).map { dataset, members in
      DataGroup(dataset, trials: members, rows: rows, dataNames: dataNames)
    }
    let places = Dictionary(grouping: groups.indices) { slug(groups[$0].name) }
    for index in places.values.filter({ $0.count > 1 }).joined() {
      groups[index].name += " (\(groups[index].dataset.shortText))"
    }
    self.groups = groups
    failures = trials.filter { $0.state == .failed || $0.state == .diverged }
    let provenances = trials.compactMap(\.provenance)
    setUps = SetUp.distinct(provenances)
    trainSeconds = provenances.reduce(0) { $0 + $1.trainSeconds }
    measureSeconds = provenances.reduce(0) { $0 + $1.measureSeconds }
  }
}

extension DataGroup {
  fileprivate init(
    _ dataset: Dataset, trials: [TrialRow], rows: SweepRows, dataNames: [DataID: String]
  ) {
    self.dataset = dataset
    name = dataset.title(dataNames)
    tally = Tally(of: trials)
    cells = inOrder(trials, by: \.cell).map { Cell($0, trials: $1, rows: rows) }
    varied = variedParameters(cells.map(\.spec))
  }
}

extension Dataset {
  /// As headings and listings name it.
  package func title(_ names: [DataID: String]) -> String {
    if let id { return names[id] ?? "data \(id.short)" }
    return source == .none ? "no data" : text
  }
}

extension Cell {
  fileprivate init(_ number: Int, trials rows: [TrialRow], rows sweep: SweepRows) {
    self.number = number
    spec = rows[0].spec
    tally = Tally(of: rows)
    let counting = rows.filter { TrialStanding($0) == .counted }
    trials = counting.map { FinishedTrial($0, of: sweep) }
    lost = rows.filter { [.trivial, .diverged].contains(TrialStanding($0)) }.map {
      FinishedTrial($0, of: sweep)
    }
    metrics = estimates(trials.map { ($0.id, $0.metrics) })
    layers = Self.layers(of: trials, \.layers)
    testLayers = Self.layers(of: trials, \.testLayers)
    curve = Self.curve(of: counting.map { ($0.id, sweep.curves[$0.id] ?? []) })
    spectra = SpectrumEstimate.all(of: counting.map { sweep.spectra[$0.id] ?? [] })
  }

  private static func layers(
    of trials: [FinishedTrial], _ layers: (FinishedTrial) -> [LayerMeasure]
  ) -> [LayerEstimates] {
    let measures = trials.flatMap { trial in layers(trial).map { (trial.id, $0) } }
    let titles = trials.first?.spec.layerTitles ?? []
    return Dictionary(grouping: measures) { $0.1.layer }.sorted { $0.key < $1.key }.map { layer, members in
      let told = Set(members.map(\.1.name))
      return LayerEstimates(
        layer: layer,
        name: titles.indices.contains(layer - 1)
          ? titles[layer - 1] : told.count == 1 ? told.first ?? nil : nil,
        metrics: estimates(members.map { ($0.0, $0.1.metrics) }))
    }
  }

  private static func curve(of trials: [(TrialID, [CurvePoint])]) -> [CurveEstimate] {
    let points = trials.flatMap { id, curve in curve.map { (id, $0) } }
    return Dictionary(grouping: points) { $0.1.epoch }.sorted { $0.key < $1.key }.map { epoch, members in
      CurveEstimate(
        epoch: epoch,
        trainLoss: Estimate(members.compactMap { id, point in point.trainLoss.map { (id, $0) } }),
        testLoss: Estimate(members.compactMap { id, point in point.testLoss.map { (id, $0) } }))
    }
  }
}

extension SetUp {
  fileprivate static func distinct(_ provenances: [Provenance]) -> [SetUp] {
    inOrder(provenances) { [$0.coreType, $0.processor, $0.libraries, $0.version] }
      .sorted { $0.0.lexicographicallyPrecedes($1.0) }
      .map { SetUp(coreType: $0[0], processor: $0[1], libraries: $0[2], version: $0[3], trials: $1.count) }
  }
}

/// One estimate for each metric that at least one trial has.
private func estimates<Metric: Hashable>(_ trials: [(TrialID, [Metric: Double])]) -> [Metric: Estimate] {
  var values: [Metric: [(trial: TrialID, value: Double)]] = [:]
  for (id, metrics) in trials {
    for (metric, value) in metrics { values[metric, default: []].append((id, value)) }
  }
  return values.compactMapValues { Estimate($0) }
}

/// Groups with the order of first appearance kept.
package func inOrder<Key: Hashable, Value>(_ values: [Value], by key: (Value) -> Key) -> [(Key, [Value])] {
  var places: [Key: Int] = [:]
  var groups: [(Key, [Value])] = []
  for value in values {
    let name = key(value)
    if let place = places[name] {
      groups[place].1.append(value)
    } else {
      places[name] = groups.count
      groups.append((name, [value]))
    }
  }
  return groups
}
