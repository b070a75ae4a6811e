internal import Findings
package import SweepModel

/// A listing of trials for a terminal: what varies, the state, and the loss or what went wrong.
///
/// - `all`: every trial of the sweep, which say what varies in it.
/// - `mentioned`: columns of the `trials` table to show besides.
package func trialsText(
  _ trials: [TrialRow], of all: [TrialRow], dataNames: [DataID: String] = [:], mentioned: [String] = [],
  own: OwnColumns = .none, width: Int? = nil
) -> String {
  if trials.isEmpty { return "No trials.\n" }
  let specs = all.map(\.spec)
  let names =
    (Set(specs.map(\.dataset)).count > 1 ? [Parameter.dataset.name] : []) + variedWithinData(specs)
    + [Parameter.seed.name]
  let always = [
    "trial", "state", "attempt", "train_loss", "test_loss", "attempt_failure", "attempt_failure_text",
  ]
  let columns = Dictionary(ExportColumn.of(.trials, own).map { ($0.name, $0) }) { first, _ in first }
  let told = own.metrics.prefix(6).filter { !mentioned.contains($0) }
  let more = (mentioned + told).filter { !(names + always).contains($0) }.compactMap { columns[$0] }
  let hasNotes = trials.contains { !$0.note.isEmpty }
  var table = TextTable(
    [("trial", .left)] + names.map { name in (words(name), holdsWords(name, specs) ? .left : .right) }
      + [("state", .left), ("attempt", .right), ("train loss", .right), ("test loss", .right)]
      + more.map { (words($0.name), .right) } + (hasNotes ? [("note", .left)] : []),
    givesWay: ["attempt", "test loss"])
  table.rows = trials.map { trial in
    let exported = ExportedRow(trial, dataNames)
    return [trial.id.short]
      + names.map { shownParameter($0, of: trial.spec, dataNames) }
      + [
        trial.state.rawValue, trial.attempt?.description ?? "",
        trial.metrics[.trainLoss].map(Numeral.measured) ?? "",
        trial.metrics[.testLoss].map(Numeral.measured) ?? "",
      ] + more.map { $0.value(exported).text } + (hasNotes ? [trial.note] : [])
  }
  return table.lines(width: width ?? .max).joined(separator: "\n") + "\n"
}

/// Whether a parameter's values are words, which may be cut where numbers may not.
private func holdsWords(_ name: String, _ specs: [Specification]) -> Bool {
  specs.contains { spec in
    let value = parameter(name, of: spec)
    return value != .missing && value.value?.number == nil
  }
}
