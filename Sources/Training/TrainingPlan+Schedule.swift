internal import Glibc
internal import SweepModel

extension TrainingPlan {
  /// The learning rate of `epoch`, counted from 0.
  ///
  /// - `milestones`: multiplied by `lrFactor` before each of them.
  /// - `cosine`: falls along half a cosine from the learning rate, at the end of the warm-up, towards `lrFactor` times
  ///   it, which it would reach after the last epoch.
  /// - During the warm-up of w epochs either is multiplied by 1, 2, … w over w + 1.
  package func learningRate(epoch: Int) -> Double {
    let rate =
      switch schedule {
      case .milestones: milestones.reduce(learningRate) { $1 <= epoch ? $0 * lrFactor : $0 }
      case .cosine: learningRate * (lrFactor + (1 - lrFactor) * cosineShare(epoch))
      }
    return epoch < warmupEpochs ? rate * Double(epoch + 1) / Double(warmupEpochs + 1) : rate
  }

  private func cosineShare(_ epoch: Int) -> Double {
    let done = Double(max(0, epoch - warmupEpochs)) / Double(max(1, epochs - warmupEpochs))
    return (1 + cos(.pi * done)) / 2
  }
}
