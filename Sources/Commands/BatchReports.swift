package import SweepModel

/// What a program has said of several trials, each by itself, and which of them are over.
package struct BatchReports: Sendable {
  /// What follows from a line.
  package enum Answer: Hashable, Sendable {
    case nothing
    /// A sentence about what was left out.
    case complaint(String)
    /// A file of arrays is to be measured for this trial.
    case measure(TrialID, file: String, epoch: Int)
    /// Nothing more is taken of this trial.
    case over(TrialID, CommandOutcome)
  }

  /// Those that are not over, in the order in which they were given.
  package private(set) var open: [TrialID]
  /// What was said of the process as a whole: why what is open has no result.
  package private(set) var said: (words: String, failure: FailureClass)?
  private let given: Set<TrialID>
  private let metric: String?
  private var figures: [TrialID: ReportedFigures] = [:]

  /// - Parameter metric: without it a trial has no result; `nil` where the sweep names none.
  package init(_ trials: [TrialID], metric: String?) {
    (open, given, self.metric) = (trials, Set(trials), metric)
  }

  package mutating func take(_ report: Report, of name: String?) -> Answer {
    if name == nil, given.count > 1, case .failed(let words, let failure) = report {
      said = (words, failure)
      return .nothing
    }
    guard let name = name ?? (given.count == 1 ? given.first?.description : nil) else {
      return .complaint(
        "A report says of no trial. With several, each line has the id of its own as 'trial'.")
    }
    guard let trial = TrialID(name), given.contains(trial) else {
      return .complaint(
        "A report is of trial '\(ReportLine.shown(name))', which this process was not given. It was left out."
      )
    }
    guard open.contains(trial) else {
      return .complaint(
        "A report of trial \(trial.short) came after its end, and was left out. 'done' and 'failed' are a trial's last words."
      )
    }
    return take(report, of: trial)
  }

  private mutating func take(_ report: Report, of trial: TrialID) -> Answer {
    switch report {
    case .arrays(let file, let epoch): return .measure(trial, file: file, epoch: epoch)
    case .values(let epoch, let layer, let name, let values):
      let sentence = figures[trial, default: ReportedFigures()]
        .take(epoch: epoch, layer: layer, layerName: name, values)
      return sentence.map { .complaint($0) } ?? .nothing
    case .failed(let words, let failure): return end(trial, said: (words, failure))
    case .done: return end(trial, said: nil)
    }
  }

  private mutating func end(_ trial: TrialID, said: (String, FailureClass)?) -> Answer {
    open.removeAll { $0 == trial }
    var facts = CommandOutcome.Facts(.status(0), after: .zero)
    facts.said = said
    if let metric {
      (facts.metric, facts.value) = (metric, figures[trial]?.value(of: metric))
      facts.reportedNames = figures[trial]?.reportedNames ?? []
    }
    return .over(trial, CommandOutcome(facts, by: "The program said that the trial is done"))
  }

  /// What was told of one trial, to be changed by what is measured of it.
  package subscript(trial: TrialID) -> ReportedFigures {
    get { figures[trial] ?? ReportedFigures() }
    set { figures[trial] = newValue }
  }

  /// It is over, and what was told of it is needed no more.
  package mutating func forget(_ trial: TrialID) {
    open.removeAll { $0 == trial }
    figures[trial] = nil
  }

  /// What the end of the process means for those that are open.
  package func outcome(_ ending: CommandOutcome.Ending, after duration: Duration) -> CommandOutcome {
    if ending == .status(0), said == nil {
      return .failed(
        .crashed,
        "The program ended with exit status 0 and had not said that this trial is done. "
          + "With 'batch' each trial ends with a line {\"trial\": ID, \"done\": true}.")
    }
    var facts = CommandOutcome.Facts(ending, after: duration)
    facts.said = said
    return CommandOutcome(facts)
  }
}
