internal import Answers
internal import ArgumentParser
internal import Coordination
internal import Foundation
internal import Sessions
internal import SweepLanguage
internal import SweepModel

/// How long an agent stays when nobody stops it.
struct StayOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Leave when nothing was assigned for so long, such as 5m.", valueName: "duration"))
  var idle: String?

  @Option(
    help: ArgumentHelp(
      "When the machine is taken away, in seconds since 1970; SLURM_JOB_END_TIME by default.",
      valueName: "time"))
  var until: String?

  /// The session's clock starts now.
  func settings() throws -> WorkerSession.Settings {
    var settings = WorkerSession.Settings()
    if let idle {
      guard let time = ScalarText.duration(idle) else {
        throw CommandFailure.badInput(
          "'--idle' is '\(idle)'. Give a duration such as '90s', '5m' or '1h30m'.")
      }
      settings.stay.idleTime = time
    }
    if let moment = try moment() {
      let left = moment - Date().timeIntervalSince1970
      guard left > 0 else {
        throw CommandFailure.badInput(
          "This worker's time was over \(Int(-left)) s ago"
            + (until == nil
              ? ", as SLURM_JOB_END_TIME says. Outside of a Slurm job, unset it." : ", as '--until' says."))
      }
      settings.stay.wallTime = .seconds(left)
    }
    return settings
  }

  private func moment() throws -> Double? {
    if let until {
      guard let moment = Double(until), (0..<1e11).contains(moment) else {
        throw CommandFailure.badInput(
          "'--until' is '\(until)'. Give seconds since 1970, as 'date +%s' prints them.")
      }
      return moment
    }
    // Slurm writes a far moment, or none, for a job without a limit.
    let end = ProcessInfo.processInfo.environment["SLURM_JOB_END_TIME"].flatMap(Double.init)
    return end.flatMap { (1..<1e11).contains($0) ? $0 : nil }
  }
}
