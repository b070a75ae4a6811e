internal import Collapse
internal import Datasets
internal import Foundation
package import SweepModel
internal import Training

/// A trial of a network: trains epoch by epoch and measures after the epochs asked for and at the end.
package final class NetworkProgram: WeightedProgram {
  /// After how many epochs it measures besides the end; 0 for none.
  private let every: Int
  private let machine: Provenance
  private let trainer: Trainer
  private let measures: NetworkMeasures
  private var layers: [LayerMeasure] = []
  private var curve: [CurvePoint] = []
  /// Of the last epoch whose measures are complete.
  private var spectra: [LayerSpectra] = []
  private var measuring = Duration.zero
  /// The last epoch whose measures are complete.
  private var measuredEpoch = 0
  /// When this part of the trial began to train, on the clock and in core time, and what earlier parts took.
  private var began: (clock: ContinuousClock.Instant, core: Duration)?
  private var earlier = (train: Duration.zero, measure: Duration.zero)

  package init(_ setup: TrialSetup) throws {
    let spec = setup.spec
    (machine, every) = (setup.machine, try spec.required(.measureEvery))
    let data = try setup.data()
    let plan = try TrainingPlan(spec, data: data)
    switch plan.network {
    case .dense:
      trainer = try Trainer(plan, data: data)
      if let path = setup.weights { try FirstWeights.load(path, into: trainer) }
    case .images:
      trainer = try Trainer(plan, data: data)
      if let path = setup.weights { try trainer.load(StateFile.read(path, for: plan.network)) }
    }
    measures = try NetworkMeasures(spec, trainer)
  }

  private var epochs: Int { trainer.plan.rates.epochs }

  package static func heading(ofLayersAfter epoch: Int) -> String { "layers after epoch \(epoch)" }

  package var place: String? { "epoch \(trainer.epoch + 1) of \(epochs)" }

  package func saveWeights(to path: String) throws {
    switch trainer.plan.network {
    case .dense: try FirstWeights.write(trainer, to: path)
    case .images: try StateFile.write(trainer.stateDictionary, to: path)
    }
  }

  package var remark: String? {
    guard trainer.isMeasuredByAllRows else { return nil }
    return "Batch normalization was measured with statistics of all training rows: "
      + "\(trainer.steps) of \(Trainer.settledSteps) steps were made until its running ones are used."
  }

  package func checkpoint() throws -> TrialCheckpoint? {
    guard trainer.steps > 0 else { return nil }
    return TrialCheckpoint(
      part: TrialResult(
        layers: layers.filter { $0.epoch <= measuredEpoch },
        curve: curve.filter { $0.epoch <= measuredEpoch }, spectra: spectra, provenance: provenance),
      state: try trainer.state.checkpoint())
  }

  package func resume(from checkpoint: TrialCheckpoint) throws -> String {
    try trainer.restore(TrainingState(checkpoint: checkpoint.state))
    (layers, curve) = (checkpoint.part.layers, checkpoint.part.curve)
    spectra = checkpoint.part.spectra
    measuredEpoch = curve.last?.epoch ?? 0
    let spent = checkpoint.part.provenance
    earlier = (.seconds(spent.trainSeconds), .seconds(spent.measureSeconds))
    return "epoch \(trainer.epoch) of \(epochs)"
  }

  /// `moved` is called after every step and every measured layer; a milestone is the end of an epoch and its measures.
  package func run(moved: () throws -> Void, passed: (Milestone) throws -> Void) throws -> TrialResult {
    began = (.now, CoreTime.now)
    let divergedEpoch = try train(moved, passed)
    var metrics: [Metric: Double] = measures.targets.metrics
    metrics[.decayBudget] = trainer.decayBudget
    if divergedEpoch == nil {
      let last = layers.on(.train).filter { $0.epoch == trainer.epoch }
      metrics.merge(try trainer.whileMeasured { try measures.endMetrics(last) }) { $1 }
    }
    return TrialResult(
      divergedEpoch: divergedEpoch, metrics: metrics.filter { $0.value.isFinite }, layers: layers,
      curve: curve, spectra: spectra, provenance: provenance)
  }

  private var provenance: Provenance {
    let spent = began.map { CoreTime.now - $0.core } ?? .zero
    return machine.after(train: earlier.train + spent - measuring, measure: earlier.measure + measuring)
  }

  /// Answers the epoch at whose end training was given up, or `nil`.
  private func train(_ moved: () throws -> Void, _ passed: (Milestone) throws -> Void) throws -> Int? {
    // What an interruption has left to be measured.
    try measureIfDue(moved)
    while trainer.epoch < epochs {
      guard case .finite(let loss) = try trainer.trainEpoch(progress: moved) else { return trainer.epoch }
      try measureIfDue(moved)
      try passed(
        Milestone(line: line, isLast: trainer.epoch == epochs, epoch: trainer.epoch, loss: loss))
    }
    return nil
  }

  /// Such as `Epoch 50 of 300 after 1.2 s: train loss 0.0123, test loss 0.0145.`
  private var line: String? {
    guard let point = curve.last, point.epoch == trainer.epoch else { return nil }
    let losses = [("train", point.trainLoss), ("test", point.testLoss)].compactMap { set, loss in
      loss.map { String(format: "\(set) loss %.4g", $0) }
    }
    let elapsed = began.map { ContinuousClock.now - $0.clock } ?? .zero
    let seconds = String(format: "%.1f", elapsed / .seconds(1))
    let told = "Epoch \(point.epoch) of \(epochs) after \(seconds) s: \(losses.joined(separator: ", "))."
    return remark.map { "\(told) \($0)" } ?? told
  }

  private func measureIfDue(_ moved: () throws -> Void) throws {
    guard trainer.epoch > measuredEpoch, isMeasured(trainer.epoch) else { return }
    try measure(moved)
    measuredEpoch = trainer.epoch
  }

  private func isMeasured(_ epoch: Int) -> Bool { epoch == epochs || (every > 0 && epoch % every == 0) }

  private func measure(_ moved: () throws -> Void) throws {
    let start = CoreTime.now
    try trainer.whileMeasured {
      let losses = trainer.losses()
      curve.append(
        CurvePoint(
          epoch: trainer.epoch, trainLoss: losses.train.isFinite ? losses.train : nil,
          testLoss: losses.test.flatMap { $0.isFinite ? $0 : nil }))
      let measured = try measures.layers(progress: moved)
      layers += measured.map(\.measure)
      spectra = measured.spectra
    }
    measuring += CoreTime.now - start
  }
}
