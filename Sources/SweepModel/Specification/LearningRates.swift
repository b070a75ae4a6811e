internal import Glibc

/// The learning rate of each epoch.
package struct LearningRates: Hashable, Sendable {
  package var first: Double
  package var schedule: Schedule
  /// Ascending epochs, counted from 0.
  package var milestones: [Int]
  package var factor: Double
  package var warmupEpochs: Int
  package var epochs: Int

  package init(
    first: Double, schedule: Schedule, milestones: [Int], factor: Double, warmupEpochs: Int, epochs: Int
  ) {
    (self.first, self.schedule, self.milestones) = (first, schedule, milestones)
    (self.factor, self.warmupEpochs, self.epochs) = (factor, warmupEpochs, epochs)
  }

  /// Of `epoch`, counted from 0.
  ///
  /// - `milestones`: multiplied by `factor` before each of them.
  /// - `cosine`: falls along half a cosine from the learning rate, at the end of the warm-up, towards `factor` times
  ///   it, which it would reach after the last epoch.
  /// - During the warm-up of w epochs either is multiplied by 1, 2, … w over w + 1.
  package func rate(epoch: Int) -> Double {
    let rate =
      switch schedule {
      case .milestones: milestones.reduce(first) { $1 <= epoch ? $0 * factor : $0 }
      case .cosine: first * (factor + (1 - factor) * cosineShare(epoch))
      }
    return epoch < warmupEpochs ? rate * Double(epoch + 1) / Double(warmupEpochs + 1) : rate
  }

  private func cosineShare(_ epoch: Int) -> Double {
    let done = Double(max(0, epoch - warmupEpochs)) / Double(max(1, epochs - warmupEpochs))
    return (1 + cos(.pi * done)) / 2
  }
}

extension Specification {
  /// `nil` for a trial that has no schedule.
  package var learningRates: LearningRates? {
    guard let first = self[.learningRate], let schedule = self[.schedule], let milestones = self[.milestones],
      let factor = self[.lrFactor], let warmup = self[.warmupEpochs], let epochs = self[.epochs]
    else { return nil }
    return LearningRates(
      first: first, schedule: schedule, milestones: milestones, factor: factor, warmupEpochs: warmup,
      epochs: epochs)
  }
}
