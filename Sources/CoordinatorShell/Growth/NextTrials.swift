internal import Answers
internal import ArrayFiles
internal import Boundaries
internal import Foundation
internal import RunStore
internal import SweepLanguage
internal import SweepModel
internal import SweepText

/// What a stored sweep gets next, made of nothing but what the store keeps of it: a coordinator that was started anew comes
/// to the same.
struct NextTrials: Sendable {
  let growth: SweepGrowth
  let dataPaths: [DataID: String]
  /// For the next question.
  let planned: PlannedFile

  /// A stored file and what it was planned as: reading data to plan takes longer than asking.
  struct PlannedFile {
    let text: String
    let plan: SweepPlan
  }

  /// Plans the sweep's file again, unless that was done already, and asks its method what comes after the rows so far.
  ///
  /// - Throws: `CommandFailure` with one sentence where the file gives another sweep now, or none.
  init(
    of stored: StoredSweep, methods: [any SweepMethod.Type], in store: Store,
    planned known: PlannedFile? = nil
  ) throws {
    let trials = try store.measuredTrials(of: stored.sweep.id)
    let file = stored.sweep.file
    let plan =
      if let known, known.text == file { known.plan } else {
        try Self.plan(stored, methods, in: store, after: trials)
      }
    growth = plan.grown(by: trials)
    dataPaths = plan.dataPaths
    planned = PlannedFile(text: file, plan: plan)
  }

  private static func plan(
    _ stored: StoredSweep, _ methods: [any SweepMethod.Type], in store: Store, after trials: [MeasuredTrial]
  ) throws -> SweepPlan {
    let data = StoredData(try store.dataPaths(), readBy: trials.map(\.row))
    let plan: SweepPlan
    do {
      plan = try SweepPlan.plan(
        text: stored.sweep.file, path: "its file", methods: methods, data: data.facts)
    } catch {
      throw CommandFailure.failed(error.lines.joined(separator: " "))
    }
    guard plan.id == stored.sweep.id else {
      throw CommandFailure.failed(
        "This release plans \(plan.id.short) from its file. Go on with the release that it was submitted with."
      )
    }
    return plan
  }
}

/// Data files by the names that a stored sweep file gives them. The store keeps where each of them lies, and not how the
/// file writes it.
private struct StoredData {
  /// Those that the sweep's trials read come first: other sweeps may name other files alike.
  private let places: [(id: DataID, path: String)]

  init(_ paths: [DataID: String], readBy rows: [TrialRow]) {
    let read = Set(rows.compactMap(\.spec.dataset.id))
    let sorted = paths.sorted { $0.key < $1.key }.map { (id: $0.key, path: $0.value) }
    places = sorted.filter { read.contains($0.id) } + sorted.filter { !read.contains($0.id) }
  }

  func facts(_ name: String, header: Bool?) throws -> DataFacts {
    let end = URL(fileURLWithPath: name.hasPrefix("/") ? name : "/" + name).standardizedFileURL.path
    var reason = "the store does not know where it lies"
    for (id, path) in places where path.hasSuffix(end) {
      do {
        let facts = try DataFacts(file: path, header: header)
        if facts.id == id { return facts }
        reason = "'\(path)' has changed since it was planned. Restore it."
      } catch { reason = "\(error)" }
    }
    throw CommandFailure.failed(reason)
  }
}
