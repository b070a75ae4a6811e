internal import ArgumentParser
internal import Foundation
internal import LinearAlgebra
internal import Processes

/// What this machine offers to training, and what holds it back.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check this machine: processor, BLAS, environment.")

  enum Format: String, ExpressibleByArgument { case table, json }
  @Option var format = Format.table

  private struct Finding: Encodable {
    var check, found: String
    var fine: Bool
    var advice: String?
  }

  func run() throws {
    let findings = Self.findings(ProcessInfo.processInfo.environment, .current)
    if format == .json {
      try printJSON(["checks": findings])
    } else {
      for finding in findings {
        let mark = finding.fine ? "ok  " : "note"
        print("\(mark)  \(finding.check): \(finding.found)")
        if let advice = finding.advice { print("      \(advice)") }
      }
    }
  }

  private static func findings(_ environment: [String: String], _ processor: Processor) -> [Finding] {
    [
      Finding(check: "processor", found: processor.name, fine: true),
      Finding(check: "cores", found: "\(Cores.current.count)", fine: true),
      Finding(
        check: "memory", found: Memory.current().byteCount.map { "\($0 >> 20) MiB" } ?? "unknown", fine: true),
      coreType(environment, processor),
      Finding(check: "products", found: BLAS.products.rawValue, fine: true),
      Finding(check: "BLAS", found: BLAS.configuration, fine: true),
    ]
  }

  private static func coreType(_ environment: [String: String], _ processor: Processor) -> Finding {
    let chosen = CoreType.environment(for: processor, inheriting: [:])[CoreType.variable]
    let runs = BLAS.coreType
    var finding = Finding(check: "BLAS core type", found: runs, fine: true)
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
