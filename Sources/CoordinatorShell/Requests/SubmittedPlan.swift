internal import Answers
internal import Messaging
internal import RunStore
internal import SweepLanguage
internal import SweepModel
internal import SweepText

/// The plan of a sweep that was submitted from elsewhere.
enum SubmittedPlan {
  /// Makes the plan anew from the file and what the client knows of its data, and holds it against the client's.
  ///
  /// - Throws: `CommandFailure.badInput`.
  static func make(
    _ submission: Submission, grownFrom old: SweepRow?, methods: [any SweepMethod.Type], store folder: String
  ) throws -> SweepPlan {
    if let odd = submission.data.first(where: { !($0.name + $0.facts.path).isPrintable }) {
      throw CommandFailure.badInput(
        "The data file '\(odd.name.onOneLine)' has a control character in its path. Rename it, or give a link to it."
      )
    }
    let data = Dictionary(submission.data.map { ($0.name, $0.facts) }) { _, last in last }
    let plan: SweepPlan
    do {
      plan = try SweepPlan.plan(text: submission.file, path: submission.path, methods: methods) { name, _ in
        guard let facts = data[name] else {
          throw CommandFailure.failed("The client told nothing of '\(name)'.")
        }
        return facts
      }
    } catch {
      throw CommandFailure.badInput(error.lines)
    }
    guard plan.id == submission.id else {
      throw CommandFailure.badInput(
        "The coordinator plans \(plan.id.short) from this file and the client \(submission.id.short). "
          + "Install the same release of fathom on both machines.")
    }
    if let old { try check(plan, growsFrom: old, store: folder) }
    return plan
  }

  private static func check(_ plan: SweepPlan, growsFrom old: SweepRow, store folder: String) throws {
    guard old.name == plan.name else {
      throw CommandFailure.badInput(
        "The file's name is '\(plan.name)' and the sweep's is '\(old.name)'. Add to a sweep with a file of its name."
      )
    }
    guard plan.isOver else {
      throw CommandFailure.badInput(
        "'\(plan.name)' chooses its trials by what comes out, so that none can be added. Raise 'cap' in its file and submit it, "
          + "or submit it under another name.")
    }
    let missing = try Store.open(folder, as: .reader).trials(of: old.id, missingIn: Set(plan.trials.ids))
    guard let first = missing.first else { return }
    throw CommandFailure.badInput(
      "\(missing.count) of the \(old.trials) trials of '\(old.name)' are not in the grown file (\(first.short), say). "
        + "Add points and seeds without taking any away, or submit it as a sweep of another name.")
  }
}
