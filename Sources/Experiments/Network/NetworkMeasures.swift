internal import Collapse
internal import Datasets
internal import LinearAlgebra
internal import Surrogates
internal import SweepModel
internal import Training

/// What is measured of a trial's network, at any epoch.
struct NetworkMeasures {
  let targets: Targets
  private let spec: Specification
  private let trainer: Trainer
  private let meter: Meter
  /// Of the train rows; `nil` but in a classification.
  private let classes: ClassLabels?
  /// Of the test rows; `nil` where they are not asked for.
  private let testMeter: Meter?
  /// Each layer's noise before training; empty where nobody asks.
  private let startNoise: [Double?]

  init(_ spec: Specification, _ trainer: Trainer) throws {
    (self.spec, self.trainer) = (spec, trainer)
    (targets, classes) = try Self.answers(spec, trainer.data.train)
    var meter = Meter(targets, try spec.required(.metrics), classes: classes)
    meter.threshold = try Self.threshold(spec, targets)
    meter.window = TheilerWindow(spec, trainer.data.train)
    self.meter = meter
    var start: [Double?] = []
    if meter.needs(.startNoise) {
      try trainer.whileMeasured { [targets] in
        try trainer.forEachLayer { start.append(try LayerArrays($0).noise(against: targets)) }
      }
    }
    startNoise = start
    testMeter = try spec.measuresTestRows ? trainer.data.test.map { try Self.testMeter(spec, $0) } : nil
  }

  /// Without what only training has: a threshold that its penalties set.
  private static func testMeter(_ spec: Specification, _ samples: Samples) throws -> Meter {
    let (targets, classes) = try answers(spec, samples)
    var meter = Meter(targets, try spec.required(.metrics), classes: classes)
    meter.window = TheilerWindow(spec, samples)
    return meter
  }

  /// What rows are measured against.
  private static func answers(
    _ spec: Specification, _ samples: Samples
  ) throws -> (targets: Targets, classes: ClassLabels?) {
    let (count, hasLabels) = (samples.targets.columns, spec.kind.targets == .classes)
    // Indicators of K classes have rank K - 1 once centred.
    let rank = hasLabels ? count - 1 : spec[.targetRank]
    return (
      try samples.targets.withView { try Targets($0, knownRank: rank) },
      hasLabels ? try ClassLabels(samples.labels, classCount: count) : nil
    )
  }

  /// What each layer brings. `progress` is called after every layer, and while derivatives and clusters are computed.
  func layers(progress: () throws -> Void) throws -> [MeasuredLayer] {
    var train = try layers(.train, trainer.data.train, meter, progress)
    for place in train.indices.prefix(startNoise.count) {
      train[place].measure.metrics[.nrc1Start] = startNoise[place]
    }
    guard let testMeter, let samples = trainer.data.test else { return train }
    let test = try layers(.test, samples, testMeter, progress)
    return zip(train, test).flatMap { [$0, $1] }
  }

  private func layers(
    _ rows: MeasuredRows, _ samples: Samples, _ meter: Meter, _ progress: () throws -> Void
  ) throws -> [MeasuredLayer] {
    var meter = meter
    if meter.needs(.predictions) { meter.predictions = predictedClasses(samples) }
    let derivatives = meter.needsDerivatives ? try derivatives(samples) : nil
    let patches = rows == .train && meter.needs(.deltas) ? patches() : nil
    let maps = isDense ? trainer.weights : []
    var measured: [MeasuredLayer] = []
    try trainer.forEachLayer(of: samples) { layer in
      var metered = MeteredLayer(LayerArrays(layer), lastLayer: trainer.plan.network.depth, derivatives)
      metered.filters = layer.filters
      metered.patches = patches?[layer.number]
      metered.weightDecay = rows == .train ? plainDecay(of: layer.number) : nil
      if layer.number < maps.count { metered.next = { Matrix(maps[layer.number]) } }
      var one = try meter.measured(metered, epoch: trainer.epoch, progress: progress)
      one.measure.rows = rows
      measured.append(one)
      try progress()
    }
    return measured
  }

  /// The trial's metrics at the end, given those of its layers there.
  func endMetrics(_ last: [LayerMeasure]) throws -> [Metric: Double] {
    let losses = trainer.losses()
    let trivial = isTrivial(trainLoss: losses.train)
    let collapse = collapseLayer(last, trainLoss: losses.train, trivial: trivial ?? false)
    let metrics: [Metric: Double?] = [
      .trainLoss: losses.train,
      .testLoss: losses.test,
      .r2: trainer.testR2(),
      .trivial: trivial.map { $0 ? 1 : 0 },
      .collapseLayer: collapse.map(Double.init),
      .rankLayer: rankLayer(last, trivial: trivial ?? false).map(Double.init),
      .gradientNorm: trainer.gradientNorm(),
      .trainAccuracy: classes.flatMap { _ in trainer.accuracy(on: trainer.data.train) },
      .testAccuracy: classes.flatMap { _ in trainer.data.test.flatMap { trainer.accuracy(on: $0) } },
      .ufmThreshold: meter.threshold,
    ]
    return metrics.merging(try prunedMetrics()) { $1 }.merging(try fitMetrics()) { $1 }.compactMapValues {
      $0
    }
  }

  /// What the targets and the predictions on training rows tell of each other; nothing in a classification.
  private func fitMetrics() throws -> [Metric: Double?] {
    guard spec.kind.targets == .numbers, spec[.loss] != .crossEntropy else { return [:] }
    let train = trainer.data.train
    return try trainer.predictions(for: train).withView { predictions in
      try train.targets.withView { targets in
        var metrics: [Metric: Double?] = [
          .fittedRank: try Targets.fittedRank(predictions, of: targets).map(Double.init)
        ]
        guard try spec.required(.metrics).contains(.intrinsicDimension) else { return metrics }
        let window = meter.window
        metrics.merge(targets.intrinsicDimensions(as: .targetTwonn, .targetMle, window: window)) { $1 }
        metrics.merge(
          predictions.intrinsicDimensions(as: .predictionTwonn, .predictionMle, window: window)
        ) { $1 }
        return metrics
      }
    }
  }

  private func rankLayer(_ last: [LayerMeasure], trivial: Bool) -> Int? {
    RankLayer.first(
      pca99: last.map { $0.metrics[.pca99] }, rank: targets.knownRank, ofImages: spec.model.isOfImages,
      trivial: trivial)
  }

  private func prunedMetrics() throws -> [Metric: Double?] {
    guard let rank = spec[.keepRank] else { return [:] }
    return try trainer.whileCut(to: rank) {
      let losses = trainer.losses()
      return [
        .prunedTrainLoss: losses.train, .prunedTestLoss: losses.test,
        .prunedTrainAccuracy: classes.flatMap { _ in trainer.accuracy(on: trainer.data.train) },
        .prunedTestAccuracy: classes.flatMap { _ in trainer.data.test.flatMap { trainer.accuracy(on: $0) } },
      ]
    }
  }

  /// That of the unconstrained feature model, where training has its penalties and no others.
  private static func threshold(_ spec: Specification, _ targets: Targets) throws -> Double? {
    let penalties = try UFMPenalties(spec)
    guard spec.kind.targets == .numbers, spec[.decayScope] == .last, penalties.features > 0,
      penalties.weights > 0
    else { return nil }
    return penalties.threshold(targets: targets.dimension)
  }

  private func collapseLayer(_ last: [LayerMeasure], trainLoss: Double, trivial: Bool) -> Int? {
    var fit: CollapseLayer.Fit?
    if spec[.loss] != .crossEntropy, let variance = targets.variance {
      fit = .init(layers: last.map { $0.metrics[.nrc4] }, network: trainLoss, variance: variance)
    }
    return CollapseLayer.first(
      nrc1: last.map { $0.metrics[.nrc1Rank] ?? $0.metrics[.nrc1] }, start: startNoise, fit: fit,
      alignment: spec[.blocks] == nil ? nil : last.map { $0.metrics[.nrc2] }, trivial: trivial)
  }

  private func isTrivial(trainLoss: Double) -> Bool? {
    guard spec[.loss] == .crossEntropy, let classes else { return targets.isTrivial(trainError: trainLoss) }
    return classes.isTrivial(crossEntropy: trainLoss)
  }

  /// Whether each linear map reads what the one before gives, unit for unit.
  private var isDense: Bool {
    if case .dense = trainer.plan.network { true } else { false }
  }

  private func predictedClasses(_ samples: Samples) -> [Int]? {
    guard classes != nil, trainer.plan.network.outputs > 1 else { return nil }
    var samples = samples
    samples.targets = trainer.predictions(for: samples)
    return samples.labels
  }

  /// Normalised networks have none: their derivatives in training are not those of a fixed function.
  private func derivatives(_ samples: Samples) throws -> NetworkDerivatives? {
    let plan = trainer.plan
    guard case .dense(let network) = plan.network, network.normalization == .none else { return nil }
    let function = try NetworkFunction(
      weights: trainer.weights, biases: trainer.values(of: .bias), activation: network.activation,
      lastActivation: network.lastActivation)
    return NetworkDerivatives(
      of: function, inputs: .single(samples.inputs), targets: .single(samples.targets), loss: plan.loss,
      weightDecay: nil)
  }

  /// That of a layer's matrix in the loss that is trained on: `nil` where decay is no part of the gradient (adamw), where
  /// features have a penalty, which is none of a sample's own loss, and for layers that do not decay.
  private func plainDecay(of layer: Int) -> Double? {
    let plan = trainer.plan
    let isDecayed = plan.decayScope != .last || layer == plan.network.depth
    return isDecayed && plan.optimizer != .adamw && plan.featureDecay == 0 ? plan.weightDecay : nil
  }

  /// Of a network of images.
  private func patches() -> [Int: PatchSums]? {
    let depth = trainer.plan.network.depth
    guard case .images = trainer.plan.network, plainDecay(of: depth) ?? 0 > 0 else { return nil }
    let groups = Set(spec[.metrics] ?? [])
    let labels = groups.contains(.clusters) ? classes.map { (trainer.data.train.labels, $0.classCount) } : nil
    return trainer.patches(of: labels, everywhere: groups.contains(.equilibrium))
  }
}

extension TheilerWindow {
  /// Without samples of a file all of whose rows are there.
  init(_ spec: Specification, _ samples: Samples? = nil) {
    self.init(spec[.neighboursApart] ?? 0, places: samples?.places)
  }
}

extension LayerArrays {
  init(_ layer: LayerView) {
    self.init(
      number: layer.number, features: MatrixView(layer.features, rows: layer.rows, columns: layer.inputs),
      weights: MatrixView(layer.weights, rows: layer.outputs, columns: layer.inputs))
  }
}

extension MeteredLayer {
  /// A layer of a network of linear maps, of which the last one has this number.
  init(_ arrays: LayerArrays, lastLayer: Int, _ derivatives: NetworkDerivatives?) {
    self.init(arrays)
    isLast = arrays.number == lastLayer
    // No ReLU follows the last map.
    if isLast { undefined = [.nc1Left] }
    guard let derivatives else { return }
    agop = { try derivatives.agop(layer: arrays.number, progress: $0) }
    deltas = { try derivatives.deltas(layer: arrays.number, progress: $0) }
    weightDecay = derivatives.weightDecay
    if isLast { outputGradients = { try derivatives.outputGradients(progress: $0) } }
  }
}
