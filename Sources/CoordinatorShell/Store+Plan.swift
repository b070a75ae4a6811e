internal import Foundation
package import RunStore
package import SweepLanguage
package import SweepModel

extension Store {
  /// Stores a plan, or finds it there, and answers it as stored.
  @discardableResult
  package func submit(
    _ plan: SweepPlan, text: String, replacing old: SweepID? = nil
  ) throws -> (sweep: StoredSweep, isNew: Bool) {
    let row = SweepRow(id: plan.id, name: plan.name, file: text, trials: plan.trials.count, submitted: Date())
    let limits = AttemptLimits(
      time: plan.timeLimit, residentBytes: plan.memoryLimitBytes, manner: plan.manner)
    let isNew = try submit(
      row, retryMax: plan.retryMax, limits: limits, trials: plan.trials.lazy.map(SubmittedTrial.init),
      dataPaths: plan.dataPaths,
      replacing: old, isOver: plan.isOver)
    return (try sweep(plan.id), isNew)
  }
}

extension SubmittedTrial {
  init(_ trial: PlannedTrial) {
    self.init(
      id: trial.id, cell: trial.cell, specification: trial.canonical, data: trial.spec.dataset.id)
  }
}
