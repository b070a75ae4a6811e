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
    let (sweep, isNew, _) = try keep(plan, text: text, replacing: old)
    return (sweep, isNew)
  }

  /// The same; a sweep that is there already gets the trials that a raised cap adds, from a position on.
  func keep(
    _ plan: SweepPlan, text: String, replacing old: SweepID? = nil
  ) throws -> (sweep: StoredSweep, isNew: Bool, grewFrom: Int?) {
    let row = SweepRow(id: plan.id, name: plan.name, file: text, trials: plan.trials.count, submitted: Date())
    let limits = AttemptLimits(
      time: plan.timeLimit, residentBytes: plan.memoryLimitBytes, manner: plan.manner)
    let isNew = try submit(
      row, retryMax: plan.retryMax, limits: limits, trials: plan.trials.lazy.map(SubmittedTrial.init),
      dataPaths: plan.dataPaths,
      replacing: old, isOver: plan.isOver)
    let grewFrom = isNew ? nil : try grow(plan, text: text)
    return (try sweep(plan.id), isNew, grewFrom)
  }

  /// A cap is in no sweep's id where a method chooses the trials. A sweep that is not over goes on under the file's.
  private func grow(_ plan: SweepPlan, text: String) throws -> Int? {
    let stored = try sweep(plan.id)
    guard stored.isOver else {
      if !plan.isOver, text != stored.sweep.file {
        try grow(plan.id, after: stored.sweep.trials, by: [], isOver: false, reopening: text)
      }
      return nil
    }
    guard !plan.isOver || plan.trials.count > stored.sweep.trials else { return nil }
    let growth = plan.grown(by: try measuredTrials(of: plan.id))
    guard !growth.trials.isEmpty else { return nil }
    let grew = try grow(
      plan.id, after: growth.firstPosition, by: growth.trials.lazy.map(SubmittedTrial.init),
      dataPaths: plan.dataPaths, isOver: growth.isOver, reopening: text)
    return grew ? growth.firstPosition : nil
  }
}

extension SubmittedTrial {
  init(_ trial: PlannedTrial) {
    self.init(
      id: trial.id, cell: trial.cell, specification: trial.canonical, data: trial.spec.dataset.id)
  }
}
