internal import SweepModel

extension TrainingPlan {
  /// The learning rate of `epoch`, counted from 0.
  package func learningRate(epoch: Int) -> Double {
    LearningRates(
      first: learningRate, schedule: schedule, milestones: milestones, factor: lrFactor,
      warmupEpochs: warmupEpochs, epochs: epochs
    ).rate(epoch: epoch)
  }
}
