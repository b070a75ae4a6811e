internal import Foundation
package import SweepModel

/// Sweeps with made-up results: a seeded model of collapse that moves as trained nets do.
///
/// Noise beyond the targets' directions falls by a factor a layer, faster with more weight decay; the
/// weights' stable rank falls with weight decay; seeds scatter by a few per cent.
package struct ReportLab {
  package static let file = DataID(high: 0x3f9c_0000_0000_0001, low: 7)
  package static let names = [file: "mujoco_swimmer.npz"]

  package var name = "quickstart"
  package var sweepFile = "name: quickstart\nmethod: grid\n"
  package var trials: [TrialRow] = []
  package var layers: [TrialID: [LayerMeasure]] = [:]
  package var curves: [TrialID: [CurvePoint]] = [:]
  package var spectra: [TrialID: [LayerSpectra]] = [:]

  package init() {}

  package var rows: SweepRows {
    SweepRows(
      sweep: SweepRow(
        id: SweepID(high: 0x00c0_ffee_0000_0001, low: 2), name: name, file: sweepFile, trials: trials.count,
        submitted: Date(timeIntervalSince1970: 1_750_000_000)),
      trials: trials, layers: layers, curves: curves, spectra: spectra)
  }

  package var counts: [TrialState: Int] { Dictionary(grouping: trials, by: \.state).mapValues(\.count) }

  /// Two blocks, one on a data file and one on the teacher, three seeds each, all finished.
  package static func finished(
    seeds: Int = 3, depths: [Int] = [4, 8], widths: [Int] = [64, 128],
    decays: [Double] = [1e-5, 1e-4, 1e-3, 1e-2], ranks: [Int] = [1, 2, 4]
  ) -> ReportLab {
    var lab = ReportLab()
    for depth in depths {
      for width in widths {
        for decay in decays { lab.addCell(seeds: seeds, depth: depth, width: width, decay: decay) }
      }
    }
    for rank in ranks {
      for decay in decays { lab.addCell(seeds: seeds, depth: 6, width: 64, decay: decay, rank: rank) }
    }
    return lab
  }

  /// A sweep in each state that a reader meets.
  package static var states: [(name: String, lab: ReportLab)] {
    var empty = ReportLab()
    empty.name = "nothing-yet"
    var running = finished(depths: [4], widths: [64], ranks: [2])
    for position in running.trials.indices.dropFirst(7) {
      running.set(position, position < 9 ? .running : .waiting)
    }
    var failed = finished(depths: [4], widths: [64], decays: [1e-4, 1e-3], ranks: [])
    for position in failed.trials.indices {
      failed.set(position, .failed, failure: .outOfMemory, text: "needed 3.1 GiB, slot has 2.0 GiB")
    }
    var mixed = finished()
    mixed.set(3, .diverged)
    mixed.set(50, .failed, failure: .crashed, text: "the slot ended by signal 11 (SIGSEGV)")
    for position in [9, 10, 11] { mixed.trials[position].metrics[.trivial] = 1 }
    return [("empty", empty), ("running", running), ("failed", failed), ("finished", mixed)]
  }

  /// One cell with `seeds` finished trials; on the teacher when there is a rank, else on the data file.
  package mutating func addCell(
    seeds: Int = 3, depth: Int = 4, width: Int = 64, decay: Double = 1e-3, rank: Int? = nil
  ) {
    let cell = (trials.map(\.cell).max() ?? -1) + 1
    for seed in 0..<seeds {
      let spec = Self.spec(seed: seed, depth: depth, width: width, decay: decay, rank: rank)
      let id = TrialID(high: 0x9e37_79b9_7f4a_7c15 &* UInt64(trials.count + 1), low: UInt64(cell))
      var trial = TrialRow(
        id: id, position: trials.count, cell: cell, spec: spec, state: .finished, attempt: .first,
        worker: WorkerID("w-1"), provenance: Self.provenance)
      var stream = RandomStream(seed: 1 + trials.count, for: .test)
      layers[id] = Self.layers(of: spec, &stream)
      curves[id] = Self.curve(of: spec, &stream)
      spectra[id] = Self.spectra(of: spec, number: trials.count)
      trial.metrics = Self.metrics(of: spec, layers: layers[id] ?? [], curve: curves[id] ?? [])
      trials.append(trial)
    }
  }

  /// Takes a trial's result away and puts it into another state.
  package mutating func set(
    _ position: Int, _ state: TrialState, failure: FailureClass? = nil, text: String? = nil
  ) {
    trials[position].state = state
    trials[position].failure = failure
    trials[position].failureText = text
    if state != .finished {
      trials[position].metrics = [:]
      trials[position].provenance = nil
      layers[trials[position].id] = nil
      curves[trials[position].id] = nil
      spectra[trials[position].id] = nil
    }
    if state == .diverged { trials[position].divergedEpoch = 12 }
    if state == .waiting { trials[position].attempt = nil }
  }

  static let provenance = Provenance(
    coreType: "SkylakeX", processor: "AMD EPYC 9005", libraries: "OpenBLAS 0.3.21", version: "0.1.0",
    host: "node-1", trainSeconds: 1.25, measureSeconds: 0.25)

  static func spec(seed: Int, depth: Int, width: Int, decay: Double, rank: Int?) -> Specification {
    var spec = Specification(.regression, dataset: rank == nil ? .file(file) : .teacher, seed: seed)
    (spec[.depth], spec[.width], spec[.weightDecay]) = (depth, width, decay)
    (spec[.targetRank], spec[.teacherWidth]) = (rank, rank)
    (spec[.epochs], spec[.milestones], spec[.measureEvery]) = (100, [33, 66], 50)
    return spec
  }

  private static func curve(of spec: Specification, _ stream: inout RandomStream) -> [CurvePoint] {
    let floor = (spec[.targetRank] == nil ? 0.12 : 0.004) + 8 * (spec[.weightDecay] ?? 0)
    let scatter = 1 + 0.03 * stream.normal()
    return stride(from: 10, through: spec[.epochs] ?? 0, by: 10).map { epoch in
      let loss = (floor + (1 - floor) * exp(-Double(epoch) / 12)) * scatter
      return CurvePoint(
        epoch: epoch, trainLoss: loss, testLoss: loss * 1.15 + 2e-3 / (1 + 4e3 * (spec[.weightDecay] ?? 0)))
    }
  }

  private static func layers(of spec: Specification, _ stream: inout RandomStream) -> [LayerMeasure] {
    // Logarithm of weight decay from 0 (1e-5 and less) to 1 (1e-2).
    let decay = min(1, max(0, (log10(max(spec[.weightDecay] ?? 0, 1e-9)) + 5) / 3))
    let rank = Double(spec[.targetRank] ?? 2)
    return [50, 100].flatMap { epoch in
      (1...(spec[.depth] ?? 0)).map { layer in
        let depth = Double(layer - 1) * Double(epoch) / 100
        func scattered(_ value: Double) -> Double { value * (1 + 0.04 * stream.normal()) }
        let floor = 0.16 * (1 - decay) + 0.002
        let noise = min(1, scattered(floor + 0.6 * exp(-depth * (0.25 + 0.9 * decay))))
        let loss = 0.12 + 8 * (spec[.weightDecay] ?? 0)
        return LayerMeasure(
          epoch: epoch, layer: layer,
          metrics: [
            .nrc1: noise, .nrc2: min(1, scattered(0.85 - 0.6 * exp(-depth * 0.6))),
            .nrc3: min(1, scattered(0.3 + 0.65 * decay * (1 - exp(-depth)))),
            .nrc4: scattered(loss * (1 + 2 * exp(-1.4 * depth))),
            .featureStableRank: scattered(1.3 + 6 * noise), .covarianceStableRank: scattered(1.2 + 4 * noise),
            .weightStableRank: scattered(1.5 + 28 * (1 - decay)),
            .participationRatio: scattered(1.2 + 8 * noise),
            .pca99: (rank + 12 * max(0, noise - 0.05) + (decay > 0.8 ? 0.3 : 0.6)).rounded(),
          ])
      }
    }
  }

  /// A step after the rank's values, which is the higher the more weight decay and the deeper the layer, then a slope.
  private static func spectra(of spec: Specification, number: Int) -> [LayerSpectra] {
    var stream = RandomStream(seed: 100_000 + number, for: .test)
    return (1...(spec[.depth] ?? 0)).map { layer in
      let step = 0.3 / (1 + 1e3 * (spec[.weightDecay] ?? 0) * Double(layer))
      let scale = 10 * (1 + 0.03 * stream.normal())
      func values(_ count: Int) -> [Float] {
        (0..<count).map { place in
          Float(scale * (place < (spec[.targetRank] ?? 2) ? 1 : step * exp(-Double(place) / 20)))
        }
      }
      let width = min(spec[.width] ?? 0, LayerSpectra.limit)
      return LayerSpectra(
        epoch: spec[.epochs] ?? 0, layer: layer, features: values(layer == 1 ? 10 : width),
        weights: values(width))
    }
  }

  private static func metrics(
    of spec: Specification, layers: [LayerMeasure], curve: [CurvePoint]
  ) -> [Metric: Double] {
    let last = layers.filter { $0.epoch == (spec[.epochs] ?? 0) }
    let collapsed = last.reversed().prefix { ($0.metrics[.nrc1] ?? 1) < 0.2 }.last?.layer
    var metrics: [Metric: Double] = [
      .decayBudget: 0.05 * (spec[.weightDecay] ?? 0) / 0.1 * 1000, .trivial: 0, .targetStableRank: 1.4,
      .gradientNorm: 1e-4,
    ]
    metrics[.trainLoss] = curve.last?.trainLoss
    metrics[.testLoss] = curve.last?.testLoss
    metrics[.r2] = curve.last?.testLoss.map { 1 - $0 }
    metrics[.collapseLayer] = collapsed.map { Double($0) }
    return metrics
  }
}

extension Specification {
  /// Another kind of trial, with what it has of the same parameters.
  package mutating func turn(into kind: ExperimentKind) {
    var other = Specification(kind, dataset: dataset, seed: seed)
    for declaration in Declaration.table where kind.has(declaration, on: source) {
      if let value = value(of: declaration) { other.set(declaration, to: value) }
    }
    self = other
  }
}
