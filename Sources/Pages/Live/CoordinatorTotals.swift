internal import Findings
internal import Foundation
internal import Progress
internal import SweepModel

/// What a coordinator has done since it started.
package struct CoordinatorTotals: Hashable, Sendable {
  package var seconds: Double
  package var accepted: Int
  package var trainSeconds: Double
  package var measureSeconds: Double

  package init(seconds: Double, accepted: Int, trainSeconds: Double, measureSeconds: Double) {
    (self.seconds, self.accepted, self.trainSeconds) = (seconds, accepted, trainSeconds)
    self.measureSeconds = measureSeconds
  }
}

extension LiveView {
  /// Prometheus' text format, version 0.0.4.
  package func prometheusText(_ totals: CoordinatorTotals) -> String {
    var text = ""
    func put(_ name: String, _ type: String, _ help: String, _ samples: [(labels: String, value: Double)]) {
      text += "# HELP fathom_\(name) \(help)\n# TYPE fathom_\(name) \(type)\n"
      for sample in samples {
        text +=
          "fathom_\(name)\(sample.labels.isEmpty ? "" : "{\(sample.labels)}") \(Numeral.short(sample.value))\n"
      }
    }
    put(
      "trials", "gauge", "Trials of a sweep by state.",
      sweeps.flatMap { sweep in
        TrialState.allCases.map { state in
          (
            "sweep=\"\(Self.label(sweep.status.name))\",id=\"\(sweep.status.id)\",state=\"\(state.rawValue)\"",
            Double(sweep.status.counts[state] ?? 0)
          )
        }
      })
    let presences = ["present", "silent", "set aside"]
    put(
      "workers", "gauge", "Workers that are known, by whether they are heard and given trials.",
      presences.map { presence in
        ("state=\"\(presence)\"", Double(workers.count { $0.state == presence }))
      })
    let present = workers.filter { $0.state == "present" }
    put(
      "slots", "gauge", "Slots of the workers that are present.",
      [("", Double(present.reduce(0) { $0 + ($1.slots ?? 0) }))])
    put(
      "slots_busy", "gauge", "Slots that run a trial.",
      [("", Double(workers.reduce(0) { $0 + $1.jobs.count }))])
    put(
      "results_accepted_total", "counter", "Results put on disk since the start.",
      [("", Double(totals.accepted))])
    put(
      "result_seconds_total", "counter", "Core time in those results.",
      [("part=\"train\"", totals.trainSeconds), ("part=\"measure\"", totals.measureSeconds)])
    put("uptime_seconds", "gauge", "Since this coordinator started.", [("", totals.seconds)])
    return text
  }

  /// A label's value: backslash, quote and line end have an escape of their own.
  private static func label(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { safe, scalar in
      switch scalar {
      case "\\": safe += "\\\\"
      case "\"": safe += "\\\""
      case "\n": safe += "\\n"
      default: safe.unicodeScalars.append(scalar)
      }
    }
  }
}
