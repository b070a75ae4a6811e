package import SweepModel

/// What the end of a program means for its trial.
package enum CommandOutcome: Hashable, Sendable {
  case finished
  /// It wants to go on at another time: no attempt is counted.
  case handedBack(String)
  case failed(FailureClass, String)

  /// How a process ended.
  package enum Ending: Hashable, Sendable {
    case status(Int32)
    /// By its name, such as `SIGSEGV`.
    case signal(String)
  }

  /// The exit status by which a program hands its trial back: EX_TEMPFAIL of sysexits.h.
  package static let handBack: Int32 = 75
  /// Sooner, and without anything new in its checkpoint folder, a program that hands back would run for ever.
  package static let shortest = Duration.seconds(10)

  /// What is known when a program has ended.
  package struct Facts: Sendable {
    package var ending: Ending
    package var duration: Duration
    /// What it has said itself of why there is no result.
    package var said: (words: String, failure: FailureClass)?
    /// The metric without which there is no result; `nil` where the sweep names none.
    package var metric: String?
    /// The metric's value, and the names of all that was reported of the trial.
    package var value: Double?
    package var reportedNames: [String] = []
    /// Whether something in its checkpoint folder is newer than its start.
    package var wroteCheckpoint = false

    package init(_ ending: Ending, after duration: Duration) {
      (self.ending, self.duration) = (ending, duration)
    }
  }

  /// - Parameter finish: what says that it is finished, where it is not the process's end.
  package init(_ facts: Facts, by finish: String = "The program ended with exit status 0") {
    if let said = facts.said {
      self = .failed(said.failure, Self.sentence(said.words))
      return
    }
    switch facts.ending {
    case .signal(let name):
      self = .failed(.crashed, "The program was ended by signal \(name).")
    case .status(Self.handBack):
      guard facts.wroteCheckpoint || facts.duration >= Self.shortest else {
        self = .failed(
          .crashed,
          "The program handed the trial back (exit status 75) at once and left nothing new in FATHOM_CHECKPOINT, so "
            + "that it would begin again and again. Write there what it goes on from.")
        return
      }
      self = .handedBack("The program handed the trial back (exit status 75).")
    case .status(0):
      guard let metric = facts.metric, facts.value == nil else {
        self = .finished
        return
      }
      let names = facts.reportedNames.filter { $0 != metric }
      let found =
        names.isEmpty
        ? "it reported no number of the trial"
        : "it reported " + names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
          + (names.count > 8 ? " and \(names.count - 8) more" : "")
      self = .failed(
        .crashed,
        "\(finish) and without a number for the sweep's metric '\(metric)'; \(found). "
          + "Report it on FATHOM_FD or with 'fathom: ' on standard output, or change 'metric'.")
    case .status(126), .status(127):
      self = .failed(
        .crashed,
        "The program ended with \(facts.ending), by which a shell says that a command cannot be started. "
          + "Its last words tell which.")
    case .status: self = .failed(.crashed, "The program ended with \(facts.ending).")
    }
  }

  /// Words of a program as a sentence, without what could steer a terminal.
  private static func sentence(_ words: String) -> String {
    let text = LogTail.printable(String(words.prefix(1_000))).replacing("\n", with: " ")
    let trimmed = text.drop { $0 == " " }
    return trimmed.isEmpty ? "The program says that it failed, and not why." : "The program says: \(trimmed)"
  }
}

extension CommandOutcome.Ending: CustomStringConvertible {
  package var description: String {
    switch self {
    case .status(let status): "exit status \(status)"
    case .signal(let name): "signal \(name)"
    }
  }
}
