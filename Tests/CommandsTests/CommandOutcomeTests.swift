import Commands
import SweepModel
import Testing

@Suite struct CommandOutcomeTests {
  private static func outcome(
    _ ending: CommandOutcome.Ending, after duration: Duration = .seconds(1),
    _ change: (inout CommandOutcome.Facts) -> Void = { _ in }
  ) -> CommandOutcome {
    var facts = CommandOutcome.Facts(ending, after: duration)
    change(&facts)
    return CommandOutcome(facts)
  }

  @Test func `exit status 0 is the end`() {
    #expect(Self.outcome(.status(0)) == .finished)
  }

  @Test func `any other status and a signal are crashes by their names`() {
    #expect(Self.outcome(.status(3)) == .failed(.crashed, "The program ended with exit status 3."))
    #expect(Self.outcome(.signal("SIGSEGV")) == .failed(.crashed, "The program was ended by signal SIGSEGV."))
    guard case .failed(.crashed, let words) = Self.outcome(.status(127)) else {
      Issue.record("127 is a crash")
      return
    }
    #expect(words.contains("exit status 127") && words.contains("cannot be started"))
  }

  @Test func `75 hands back after 10 seconds or with a checkpoint, and counts before`() {
    let handedBack = CommandOutcome.handedBack("The program handed the trial back (exit status 75).")
    #expect(Self.outcome(.status(75), after: .seconds(10)) == handedBack)
    #expect(Self.outcome(.status(75)) { $0.wroteCheckpoint = true } == handedBack)
    guard case .failed(.crashed, let words) = Self.outcome(.status(75), after: .seconds(9.9)) else {
      Issue.record("at once it would begin again and again")
      return
    }
    #expect(words.contains("FATHOM_CHECKPOINT"))
  }

  @Test func `without the metric that the sweep asks for there is no result`() {
    #expect(Self.outcome(.status(0)) { ($0.metric, $0.value) = ("loss", 0.5) } == .finished)
    #expect(
      Self.outcome(.status(0)) { ($0.metric, $0.reportedNames) = ("loss", ["acc", "loss", "test_loss"]) }
        == .failed(
          .crashed,
          "The program ended with exit status 0 and without a number for the sweep's metric 'loss'; it reported 'acc', "
            + "'test_loss'. Report it on FATHOM_FD or with 'fathom: ' on standard output, or change 'metric'."
        ))
    guard case .failed(_, let none) = Self.outcome(.status(0), { $0.metric = "loss" }) else {
      Issue.record("nothing was reported")
      return
    }
    #expect(none.contains("it reported no number of the trial"))
  }

  @Test func `what the program says itself comes first, fit for a terminal`() {
    let said = Self.outcome(.status(0)) { $0.said = ("NaN in\nepoch \u{1b}[31m3", .badInput) }
    #expect(said == .failed(.badInput, "The program says: NaN in epoch \u{fffd}[31m3"))
    let nothing = Self.outcome(.status(75)) { $0.said = ("", .crashed) }
    #expect(nothing == .failed(.crashed, "The program says that it failed, and not why."))
  }
}
