internal import Collapse
internal import LinearAlgebra
internal import SweepModel
internal import Training

/// What is measured of a trial's network, at any epoch.
struct NetworkMeasures {
  let targets: Targets
  private let spec: TrialSpec
  private let trainer: Trainer
  private let meter: Meter
  /// Of the train rows; `nil` but in a classification.
  private let classes: ClassLabels?
  /// Each layer's noise before training; empty where nobody asks.
  private let startNoise: [Double?]

  init(_ spec: TrialSpec, _ trainer: Trainer) throws {
    (self.spec, self.trainer) = (spec, trainer)
    let (train, hasLabels) = (trainer.data.train, spec.experiment.hasLabels)
    classes = hasLabels ? try ClassLabels(train.labels, classCount: train.targets.columns) : nil
    // Indicators of K classes have rank K - 1 once centred.
    let rank = hasLabels ? train.targets.columns - 1 : spec.targetRank
    targets = try train.targets.withView { try Targets($0, knownRank: rank) }
    var meter = Meter(targets, spec.metrics, classes: classes)
    meter.penalties = Self.penalties(spec)
    self.meter = meter
    var start: [Double?] = []
    if meter.needs(.startNoise) {
      try trainer.forEachLayer { [targets] in start.append(try LayerArrays($0).noise(against: targets)) }
    }
    startNoise = start
  }

  /// What each layer brings. `progress` is called after every layer, and while derivatives and clusters are computed.
  func layers(progress: () throws -> Void) throws -> [MeasuredLayer] {
    var meter = meter
    if meter.needs(.predictions) { meter.predictions = predictedClasses }
    let derivatives = meter.needs(.agop) || meter.needs(.deltas) ? try derivatives() : nil
    var measured: [MeasuredLayer] = []
    try trainer.forEachLayer { layer in
      var one = try meter.measured(
        MeteredLayer(LayerArrays(layer), lastLayer: spec.depth, derivatives), epoch: trainer.epoch,
        progress: progress)
      if layer.number <= startNoise.count { one.measure.figures[.nrc1Start] = startNoise[layer.number - 1] }
      measured.append(one)
      try progress()
    }
    return measured
  }

  /// The trial's figures at the end, given those of its layers there.
  func endFigures(_ last: [LayerMeasure]) throws -> [TrialFigure: Double] {
    let losses = trainer.losses()
    let trivial = isTrivial(trainLoss: losses.train)
    let collapse = collapseLayer(last, trainLoss: losses.train, trivial: trivial ?? false)
    let figures: [TrialFigure: Double?] = [
      .trainLoss: losses.train,
      .testLoss: losses.test,
      .r2: trainer.testR2(),
      .trivial: trivial.map { $0 ? 1 : 0 },
      .collapseLayer: collapse.map(Double.init),
      .gradientNorm: trainer.gradientNorm(),
      .trainAccuracy: classes.flatMap { _ in trainer.accuracy(on: trainer.data.train) },
      .testAccuracy: classes.flatMap { _ in trainer.data.test.flatMap { trainer.accuracy(on: $0) } },
      .ufmThreshold: meter.penalties?.threshold(targets: targets.dimension),
    ]
    return figures.merging(try prunedFigures()) { $1 }.compactMapValues { $0 }
  }

  private func prunedFigures() throws -> [TrialFigure: Double?] {
    guard let rank = spec.keepRank else { return [:] }
    return try trainer.whileCut(to: rank) {
      let losses = trainer.losses()
      return [
        .prunedTrainLoss: losses.train, .prunedTestLoss: losses.test,
        .prunedTrainAccuracy: classes.flatMap { _ in trainer.accuracy(on: trainer.data.train) },
        .prunedTestAccuracy: classes.flatMap { _ in trainer.data.test.flatMap { trainer.accuracy(on: $0) } },
      ]
    }
  }

  /// Those of the unconstrained feature model, where training has them and no others.
  private static func penalties(_ spec: TrialSpec) -> UFMPenalties? {
    guard !spec.experiment.hasLabels, spec.decayScope == .last, spec.featureDecay > 0,
      spec.weightDecay > 0
    else { return nil }
    return UFMPenalties(spec)
  }

  private func collapseLayer(_ last: [LayerMeasure], trainLoss: Double, trivial: Bool) -> Int? {
    var fit: CollapseLayer.Fit?
    if spec.loss != .crossEntropy, let variance = targets.variance {
      fit = .init(layers: last.map { $0.figures[.nrc4] }, network: trainLoss, variance: variance)
    }
    return CollapseLayer.first(
      nrc1: last.map { $0.figures[.nrc1Rank] ?? $0.figures[.nrc1] }, start: startNoise, fit: fit,
      trivial: trivial)
  }

  private func isTrivial(trainLoss: Double) -> Bool? {
    guard spec.loss == .crossEntropy, let classes else { return targets.isTrivial(trainError: trainLoss) }
    return classes.isTrivial(crossEntropy: trainLoss)
  }

  private var predictedClasses: [Int]? {
    guard classes != nil, trainer.plan.outputs > 1 else { return nil }
    return Samples(
      inputs: trainer.data.train.inputs, targets: trainer.predictions(for: trainer.data.train)
    ).labels
  }

  /// Normalised networks have none: their derivatives in training are not those of a fixed function.
  private func derivatives() throws -> NetworkDerivatives? {
    guard spec.normalization == .none else { return nil }
    let biases = spec.bias ? trainer.layers.map(\.bias) : []
    let function = try NetworkFunction(
      weights: trainer.weights, biases: biases, activation: spec.activation,
      lastActivation: spec.lastActivation)
    // The decay of adamw is no part of the gradient, a penalty on features is none of a sample's own loss, and with the last
    // map's decay alone the others have none.
    let isPlainDecay = spec.optimizer != .adamw && spec.featureDecay == 0 && spec.decayScope != .last
    return NetworkDerivatives(
      of: function, inputs: .single(trainer.data.train.inputs), targets: .single(trainer.data.train.targets),
      loss: spec.loss, weightDecay: isPlainDecay ? spec.weightDecay : nil)
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
  }
}
