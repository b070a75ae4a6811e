import Commands
import SweepModel
import Testing

@Suite struct BatchReportsTests {
  private static let (a, b, c) = (
    TrialID(high: 0, low: 1), TrialID(high: 0, low: 2), TrialID(high: 0, low: 3)
  )

  private func reports(_ trials: [TrialID] = [a, b, c], metric: String? = nil) -> BatchReports {
    BatchReports(trials, metric: metric)
  }

  private func loss(_ value: Double?) -> Report {
    .values(epoch: 1, layer: nil, layerName: nil, ["loss": value])
  }

  @Test func `each trial has the numbers that name it, and is over when it is done`() {
    var reports = reports()
    #expect(reports.take(loss(1), of: Self.a.description) == .nothing)
    #expect(reports.take(loss(2), of: Self.b.description) == .nothing)
    #expect(reports.take(.done, of: Self.b.description) == .over(Self.b, .finished))
    #expect(reports[Self.a].value(of: "loss") == 1 && reports[Self.b].value(of: "loss") == 2)
    #expect(reports[Self.c].value(of: "loss") == nil)
    #expect(reports.open == [Self.a, Self.c])
  }

  @Test
  func `what is said of a trial after its end, of a stranger and of nobody is left out with a sentence`() {
    var reports = reports()
    _ = reports.take(loss(1), of: Self.a.description)
    _ = reports.take(.done, of: Self.a.description)
    let late =
      "A report of trial 00000000 came after its end, and was left out. 'done' and 'failed' are a trial's last words."
    #expect(reports.take(loss(7), of: Self.a.description) == .complaint(late))
    #expect(reports.take(.done, of: Self.a.description) == .complaint(late))
    #expect(reports[Self.a].value(of: "loss") == 1)
    for stranger in ["t1", TrialID(high: 9, low: 9).description] {
      #expect(
        reports.take(.done, of: stranger)
          == .complaint(
            "A report is of trial '\(stranger)', which this process was not given. It was left out."))
    }
    #expect(
      reports.take(loss(1), of: nil)
        == .complaint("A report says of no trial. With several, each line has the id of its own as 'trial'."))
    #expect(reports.take(.done, of: nil) != .over(Self.b, .finished))
    #expect(reports.open == [Self.b, Self.c])
  }

  @Test func `a trial that was given alone needs no name`() {
    var reports = reports([Self.a])
    #expect(reports.take(loss(3), of: nil) == .nothing)
    #expect(reports.take(.done, of: nil) == .over(Self.a, .finished))
    #expect(reports.open.isEmpty)
  }

  @Test func `failed ends one trial, and without a name gives the reason for all that are left`() {
    var reports = reports()
    #expect(
      reports.take(.failed("too deep", .badInput), of: Self.a.description)
        == .over(Self.a, .failed(.badInput, "The program says: too deep")))
    #expect(reports.take(.failed("no device", .outOfMemory), of: nil) == .nothing)
    #expect(reports.open == [Self.b, Self.c])
    #expect(
      reports.outcome(.status(1), after: .seconds(1)) == .failed(.outOfMemory, "The program says: no device"))
  }

  @Test func `done without the sweep's metric is a failure of that trial alone`() {
    var reports = reports(metric: "score")
    _ = reports.take(loss(1), of: Self.a.description)
    guard case .over(Self.a, .failed(.crashed, let words)) = reports.take(.done, of: Self.a.description)
    else {
      Issue.record("it has no score")
      return
    }
    #expect(
      words.hasPrefix(
        "The program said that the trial is done and without a number for the sweep's metric 'score'; "
          + "it reported 'loss'."))
    _ = reports.take(.values(epoch: nil, layer: nil, layerName: nil, ["score": 0]), of: Self.b.description)
    #expect(reports.take(.done, of: Self.b.description) == .over(Self.b, .finished))
  }

  @Test func `the end of the process is a failure of what is open, by its own words`() {
    let reports = reports()
    guard case .failed(.crashed, let quiet) = reports.outcome(.status(0), after: .seconds(1)) else {
      Issue.record("it said nothing of them")
      return
    }
    #expect(quiet.hasPrefix("The program ended with exit status 0 and had not said that this trial is done."))
    #expect(
      reports.outcome(.signal("SIGKILL"), after: .seconds(1))
        == .failed(.crashed, "The program was ended by signal SIGKILL."))
    guard case .handedBack = reports.outcome(.status(75), after: .seconds(11)) else {
      Issue.record("75 hands all of them back")
      return
    }
  }

  @Test func `arrays are measured for the trial that they name`() {
    var reports = reports()
    #expect(
      reports.take(.arrays(file: "l.npz", epoch: 4), of: Self.b.description)
        == .measure(Self.b, file: "l.npz", epoch: 4))
    #expect(
      reports.take(.arrays(file: "l.npz", epoch: 4), of: nil) != .measure(Self.a, file: "l.npz", epoch: 4))
  }
}
