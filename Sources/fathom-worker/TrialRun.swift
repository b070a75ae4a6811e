internal import Collapse
internal import LinearAlgebra
internal import SweepModel
internal import Training

/// One trial under way: trains epoch by epoch and measures after the epochs asked for and at the end.
struct TrialRun {
  private let spec: TrialSpec
  let trainer: Trainer
  private let targets: Targets
  private var layers: [LayerMeasure] = []
  private var curve: [CurvePoint] = []
  private var measuring = Duration.zero

  /// `weights` are taken in place of the trial's own first ones.
  init(_ spec: TrialSpec, data: TrainingData, weights: FirstWeights? = nil) throws {
    self.spec = spec
    trainer = try Trainer(spec, data: data, weights: weights?.maps, biases: weights?.biases)
    targets = try data.train.targets.withView { try Targets($0, knownRank: spec.targetRank) }
  }

  /// Trains to the end. `progress` is called after every step and every measured layer.
  mutating func result(progress: () throws -> Void) throws -> TrialResult {
    let start = ContinuousClock.now
    let divergedEpoch = try train(progress: progress)
    var figures: [TrialFigure: Double] = targets.figures
    figures[.decayBudget] = trainer.decayBudget
    if divergedEpoch == nil { figures.merge(try endFigures()) { $1 } }
    let elapsed = ContinuousClock.now - start
    return TrialResult(
      divergedEpoch: divergedEpoch, figures: figures.filter { $0.value.isFinite }, layers: layers,
      curve: curve,
      provenance: TrialRunner.provenance(train: elapsed - measuring, measure: measuring))
  }

  /// Answers the epoch at whose end training was given up, or `nil`.
  private mutating func train(progress: () throws -> Void) throws -> Int? {
    while trainer.epoch < spec.epochs {
      var interruption: (any Error)?
      let outcome = trainer.trainEpoch {
        // The engine calls back from its innermost loop, which throws nothing.
        do { try progress() } catch { interruption = error }
      }
      if let interruption { throw interruption }
      if case .diverged(let epoch) = outcome { return epoch }
      if isMeasured(trainer.epoch) { try measure(progress: progress) }
    }
    return nil
  }

  private func isMeasured(_ epoch: Int) -> Bool {
    epoch == spec.epochs || (spec.measureEvery > 0 && epoch % spec.measureEvery == 0)
  }

  private mutating func measure(progress: () throws -> Void) throws {
    let start = ContinuousClock.now
    let epoch = trainer.epoch
    let losses = trainer.losses()
    curve.append(
      CurvePoint(
        epoch: epoch, trainLoss: losses.train.isFinite ? losses.train : nil,
        testLoss: losses.test.flatMap { $0.isFinite ? $0 : nil }))
    var measured: [LayerMeasure] = []
    try trainer.forEachLayer { layer in
      let arrays = LayerArrays(
        number: layer.number, features: MatrixView(layer.features, rows: layer.rows, columns: layer.inputs),
        weights: MatrixView(layer.weights, rows: layer.outputs, columns: layer.inputs))
      let figures = try arrays.figures(against: targets, groups: Set(spec.metrics))
      measured.append(LayerMeasure(epoch: epoch, layer: layer.number, figures: figures))
      try progress()
    }
    layers += measured
    measuring += ContinuousClock.now - start
  }

  private func endFigures() throws -> [TrialFigure: Double] {
    let losses = trainer.losses()
    let trivial = targets.isTrivial(trainError: losses.train)
    let last = layers.filter { $0.epoch == trainer.epoch }
    let collapse = CollapseLayer.first(nrc1: last.map { $0.figures[.nrc1] }, trivial: trivial ?? false)
    let figures: [TrialFigure: Double?] = [
      .trainLoss: losses.train,
      .testLoss: losses.test,
      .r2: trainer.testR2(),
      .trivial: trivial.map { $0 ? 1 : 0 },
      .collapseLayer: collapse.map(Double.init),
      .gradientNorm: trainer.gradientNorm(),
    ]
    return figures.compactMapValues { $0 }
  }
}
