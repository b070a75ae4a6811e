package import SweepModel

/// What a program has reported of its trial so far, in bounded memory, and the result that it makes.
///
/// Of a metric of the trial the last value counts. What is reported before training, at epoch 0, is no point of a curve or
/// row of a layer: the noise of its layers becomes `nrc1_start` of all later ones, and every number is kept by its name.
package struct ReportedFigures: Sendable {
  /// Numbers that are kept in all, and names that are told apart.
  package static let valueLimit = TrialResult.rowLimit
  package static let nameLimit = 1_000

  private struct Place: Hashable, Comparable {
    let epoch: Int
    /// 0 is the whole trial.
    let layer: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.epoch, left.layer) < (right.epoch, right.layer)
    }
  }

  private struct Name: Hashable {
    let place: Place
    let name: String
  }

  /// The last epoch that a number was reported for.
  package private(set) var epoch = 0
  /// Whether there are layers of an epoch after the beginning.
  package var hasLayers: Bool { layers.keys.contains { $0.epoch > 0 } }

  private var metrics: [Metric: Double] = [:]
  private var curve: [Int: (train: Double?, test: Double?)] = [:]
  private var layers: [Place: [Metric: Double]] = [:]
  private var named: [Name: Double] = [:]
  private var layerNames: [Int: String] = [:]
  /// Of each name of the whole trial, where it was reported last; a number that is missing takes it away.
  private var last: [String: Double] = [:]
  private var names: Set<String> = []
  private var count = 0
  private var isFull = false

  package init() {}

  /// Takes what a line says; answers a sentence where something of it was left out.
  package mutating func take(
    epoch: Int?, layer: Int?, layerName: String?, _ values: [String: Double?]
  ) -> String? {
    if let epoch { self.epoch = max(self.epoch, epoch) }
    if let layer, let layerName { layerNames[layer] = layerName }
    let place = Place(epoch: epoch ?? self.epoch, layer: layer ?? 0)
    var sentence: String?
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard names.contains(name) || names.count < Self.nameLimit else {
        sentence = sentence ?? leftOut("more than \(Self.nameLimit) different names")
        continue
      }
      names.insert(name)
      if layer == nil {
        last[name] = value
        if let metric = Metric.named(name), metric.scope == .trial { metrics[metric] = value }
      }
      guard count < Self.valueLimit || isKnown(name, place) else {
        sentence = sentence ?? leftOut("more than \(Self.valueLimit) numbers")
        continue
      }
      set(name, value, place)
    }
    return sentence
  }

  /// The same for what was measured of arrays that the program handed over.
  package mutating func take(epoch: Int, layer: Int, layerName: String?, measured: [Metric: Double])
    -> String?
  {
    take(
      epoch: epoch, layer: layer, layerName: layerName,
      Dictionary(uniqueKeysWithValues: measured.map { ($0.key.name, .some($0.value)) }))
  }

  /// A metric of the trial, where the program has not told it.
  package mutating func suggest(_ metric: Metric, _ value: Double?) {
    if metrics[metric] == nil, let value, value.isFinite { metrics[metric] = value }
  }

  /// The last value of a name of the whole trial.
  package func value(of name: String) -> Double? { last[name] }

  /// Names of the whole trial that have a value, sorted.
  package var reportedNames: [String] { last.keys.sorted() }

  /// The metrics of one layer after another of the last epoch with layers, 1 first.
  package var lastLayers: [[Metric: Double]] {
    guard let last = layers.keys.map(\.epoch).max(), last > 0 else { return [] }
    return (1...(layers.keys.map(\.layer).max() ?? 1)).map {
      self[Place(epoch: last, layer: $0)]
    }
  }

  package func result(_ provenance: Provenance) -> TrialResult {
    let points = curve.filter { $0.key > 0 }.sorted { $0.key < $1.key }.map {
      CurvePoint(epoch: $0.key, trainLoss: $0.value.train, testLoss: $0.value.test)
    }
    let measures = layers.filter { $0.key.epoch > 0 }.sorted { $0.key < $1.key }.map { place, _ in
      LayerMeasure(
        epoch: place.epoch, layer: place.layer, name: layerNames[place.layer], metrics: self[place])
    }
    let values = named.map { key, value in
      NamedValue(
        epoch: key.place.epoch, layer: key.place.layer == 0 ? nil : key.place.layer, name: key.name,
        value: value)
    }
    return TrialResult(
      metrics: metrics, layers: measures, curve: points,
      named: values.sorted {
        ($0.epoch, $0.layer ?? 0) == ($1.epoch, $1.layer ?? 0)
          ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
          : ($0.epoch, $0.layer ?? 0) < ($1.epoch, $1.layer ?? 0)
      }, provenance: provenance)
  }

  /// A layer's metrics, with the noise before training where that was told.
  private subscript(place: Place) -> [Metric: Double] {
    var found = layers[place] ?? [:]
    let start = layers[Place(epoch: 0, layer: place.layer)]
    if found[.nrc1Start] == nil, let noise = start?[.nrc1Rank] ?? start?[.nrc1] { found[.nrc1Start] = noise }
    return found
  }

  private mutating func leftOut(_ what: String) -> String? {
    defer { isFull = true }
    return isFull ? nil : "The program reports \(what); what is beyond was left out."
  }

  private func isKnown(_ name: String, _ place: Place) -> Bool {
    named[Name(place: place, name: name)] != nil
  }

  private mutating func set(_ name: String, _ value: Double?, _ place: Place) {
    let metric = Metric.named(name)
    if place.layer > 0, let metric, metric.scope == .layer {
      if layers[place] == nil { count += 1 }
      layers[place, default: [:]][metric] = value
      if place.epoch > 0 { return }
    } else if place.layer == 0, place.epoch > 0, metric == .trainLoss || metric == .testLoss {
      if curve[place.epoch] == nil { count += 1 }
      if metric == .trainLoss { curve[place.epoch, default: (nil, nil)].train = value }
      if metric == .testLoss { curve[place.epoch, default: (nil, nil)].test = value }
      return
    }
    let key = Name(place: place, name: name)
    if named[key] == nil, value != nil { count += 1 }
    if named[key] != nil, value == nil { count -= 1 }
    named[key] = value
  }
}
