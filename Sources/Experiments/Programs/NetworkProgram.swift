internal import Collapse
internal import SweepModel
internal import Training

/// One trial under way: trains epoch by epoch and measures after the epochs asked for and at the end.
struct TrialRun {
  private let spec: TrialSpec
  let trainer: Trainer
  private let measures: TrialMeasures
  private var layers: [LayerMeasure] = []
  private var curve: [CurvePoint] = []
  /// Of the last epoch whose measures are complete.
  private var spectra: [LayerSpectra] = []
  private var measuring = Duration.zero
  /// The last epoch whose measures are complete.
  private var measuredEpoch = 0
  /// When this part of the trial began to train, and the seconds that earlier parts took.
  private var began: ContinuousClock.Instant?
  private var earlier = (train: Duration.zero, measure: Duration.zero)

  /// `weights` are taken in place of the trial's own first ones.
  init(_ spec: TrialSpec, data: TrainingData, weights: FirstWeights? = nil) throws {
    self.spec = spec
    trainer = try Trainer(spec, data: data, weights: weights?.maps, biases: weights?.biases)
    measures = try TrialMeasures(spec, trainer)
  }

  var epochs: Int { spec.epochs }
  var isOver: Bool { trainer.epoch == spec.epochs }
  /// The losses after the last epoch, where they were measured.
  var newPoint: CurvePoint? { curve.last.flatMap { $0.epoch == trainer.epoch ? $0 : nil } }

  /// Where the trial stands, also after `result` has thrown.
  var checkpoint: TrialCheckpoint {
    TrialCheckpoint(
      trial: spec.id,
      part: TrialResult(
        layers: layers.filter { $0.epoch <= measuredEpoch },
        curve: curve.filter { $0.epoch <= measuredEpoch }, spectra: spectra, provenance: provenance),
      state: trainer.state)
  }

  /// Goes on from where another run of the same trial stood.
  ///
  /// - Throws: `TrainingError.otherNetwork`, and then nothing has changed.
  mutating func resume(from checkpoint: TrialCheckpoint) throws(TrainingError) {
    try trainer.restore(checkpoint.state)
    (layers, curve) = (checkpoint.part.layers, checkpoint.part.curve)
    spectra = checkpoint.part.spectra
    measuredEpoch = curve.last?.epoch ?? 0
    let spent = checkpoint.part.provenance
    earlier = (.seconds(spent.trainSeconds), .seconds(spent.measureSeconds))
  }

  /// Trains to the end. `progress` is called after every step and every measured layer, and what it throws is thrown at
  /// once; `epochEnded` after every epoch and its measures.
  mutating func result(
    progress: () throws -> Void, epochEnded: (TrialRun) throws -> Void = { _ in }
  ) throws -> TrialResult {
    began = .now
    let divergedEpoch = try train(progress, epochEnded)
    var figures: [TrialFigure: Double] = measures.targets.figures
    figures[.decayBudget] = trainer.decayBudget
    if divergedEpoch == nil {
      figures.merge(try measures.endFigures(layers.filter { $0.epoch == trainer.epoch })) { $1 }
    }
    return TrialResult(
      divergedEpoch: divergedEpoch, figures: figures.filter { $0.value.isFinite }, layers: layers,
      curve: curve, spectra: spectra, provenance: provenance)
  }

  private var provenance: Provenance {
    let elapsed = began.map { ContinuousClock.now - $0 } ?? .zero
    return TrialRunner.provenance(
      train: earlier.train + elapsed - measuring, measure: earlier.measure + measuring)
  }

  /// Answers the epoch at whose end training was given up, or `nil`.
  private mutating func train(
    _ progress: () throws -> Void, _ epochEnded: (TrialRun) throws -> Void
  ) throws -> Int? {
    // What an interruption has left to be measured.
    try measureIfDue(progress)
    while trainer.epoch < spec.epochs {
      if case .diverged(let epoch) = try trainer.trainEpoch(progress: progress) { return epoch }
      try measureIfDue(progress)
      try epochEnded(self)
    }
    return nil
  }

  private mutating func measureIfDue(_ progress: () throws -> Void) throws {
    guard trainer.epoch > measuredEpoch, isMeasured(trainer.epoch) else { return }
    try measure(progress: progress)
    measuredEpoch = trainer.epoch
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
    let measured = try measures.layers(progress: progress)
    layers += measured.map(\.measure)
    spectra = measured.spectra
    measuring += ContinuousClock.now - start
  }
}
