internal import Findings
internal import Foundation
internal import SweepModel

extension SweepReport {
  /// What went wrong, trial by trial; empty when nothing did.
  var failuresSection: String {
    let failures = aggregate.failures
    if failures.isEmpty { return "" }
    let names = aggregate.varied + [Parameter.seed.name]
    let table = PageTable(
      columns: [
        .init(title: "trial", isNumber: false, key: "trial"), .init(title: "data", isNumber: false),
      ]
        + names.map { .init(title: words($0), isNumber: true, key: $0 == Parameter.seed.name ? $0 : nil) }
        + [
          .init(title: "attempt", isNumber: true, key: "attempt"),
          .init(title: "what happened", isNumber: false, key: "what"),
        ],
      rows: failures.map { trial in
        let data = aggregate.groups.first { $0.dataset == trial.spec.dataset }?.name ?? ""
        return [trial.id.short, data] + names.map { parameter($0, of: trial.spec).text }
          + [trial.attempt?.description ?? "", trial.note]
      }, place: "failures")
    return """
      <section id="failures">
      <h2>Failures</h2>
      <p class="note">\(Numeral.count(failures.count, "trial")) without usable metrics: failed ones are out of \
      attempts, diverged ones are results.</p>
      \(table.html)
      </section>
      """
  }

  var provenanceSection: String {
    let table = PageTable(
      columns: ["version", "libraries", "core_type", "processor"].map {
        .init(title: words($0), isNumber: false, key: $0)
      } + [.init(title: "trials", isNumber: true, key: "trials")],
      rows: aggregate.setUps.map {
        [$0.version, $0.libraries, $0.coreType, $0.processor, Numeral.grouped($0.trials)]
      }, place: "provenance/set_ups")
    let numerics = aggregate.numerics
    let cost =
      "Training took \(Self.hours(aggregate.trainSeconds)) of core time, measuring "
      + "\(Self.hours(aggregate.measureSeconds))."
    let versions = "Numerics version " + numerics.map { String($0) }.joined(separator: ", ") + ". "
    let body = """
      <p>The same trial gives the same bits on the same core type. To repeat this sweep, save the sweep file \
      below beside its data and run:</p>
      <pre>fathom run \(escaped(fileName))</pre>
      <p class="note">\(numerics.isEmpty ? "" : versions)\
      \(aggregate.setUps.isEmpty ? "No trial has been computed yet." : cost)</p>
      \(aggregate.setUps.isEmpty ? "" : table.html)
      <details><summary>Sweep file</summary>
      <pre>\(escaped(aggregate.sweep.file))</pre>
      </details>
      """
    return
      "<section>\n\(Fold(id: "provenance", title: "Provenance", level: 2, isOpen: false).html(body))\n</section>"
  }

  /// A name that a shell takes as one word.
  private var fileName: String {
    let name = slug(aggregate.sweep.name)
    return (name.isEmpty ? "sweep" : name) + ".yaml"
  }

  private static func hours(_ seconds: Double) -> String {
    switch seconds {
    case ..<120: String(format: "%.1f s", seconds)
    case ..<7200: String(format: "%.1f min", seconds / 60)
    default: String(format: "%.1f h", seconds / 3600)
    }
  }
}
