internal import Answers
internal import ArgumentParser
internal import Foundation
internal import LinearAlgebra
internal import Processes

/// What this machine offers to training, and what holds it back.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this machine: processor, BLAS, environment.")

  @Option(help: Format.help) var format = Format.table

  func run() throws {
    try show(DoctorAnswer(ProcessInfo.processInfo.environment, .current), as: format)
  }
}

/// What `doctor` prints.
struct DoctorAnswer: Answer, Encodable {
  private struct Finding: Encodable {
    var check, found: String
    var fine = true
    var advice: String?
  }

  private let checks: [Finding]

  init(_ environment: [String: String], _ processor: Processor) {
    checks = [
      Finding(check: "processor", found: processor.name),
      Finding(check: "cores", found: "\(Cores.current.count)"),
      Finding(check: "memory", found: Memory.current().byteCount.map { "\($0 >> 20) MiB" } ?? "unknown"),
      Self.coreType(environment, processor),
      Finding(check: "products", found: BLAS.products.rawValue),
      Finding(check: "BLAS", found: BLAS.configuration),
    ]
  }

  func text(width: Int) -> String {
    checks.map { finding in
      "\(finding.fine ? "ok  " : "note")  \(finding.check): \(finding.found)\n"
        + (finding.advice.map { "      \($0)\n" } ?? "")
    }.joined()
  }

  private static func coreType(_ environment: [String: String], _ processor: Processor) -> Finding {
    let chosen = CoreType.environment(for: processor, inheriting: [:])[CoreType.variable]
    let runs = BLAS.coreType
    var finding = Finding(check: "BLAS core type", found: runs)
    if let chosen, runs.lowercased() != chosen.lowercased() {
      finding.fine = false
      finding.advice =
        environment[CoreType.variable].map {
          "\(CoreType.variable) is set to '\($0)' and stays; unset it to train with '\(chosen)', about twice as fast."
        } ?? "This OpenBLAS does not know '\(chosen)'."
    }
    return finding
  }
}
