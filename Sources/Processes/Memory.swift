internal import Foundation

/// How much memory a process may really use: the machine's, less what its control group or its Slurm job withholds.
package struct Memory: Hashable, Sendable {
  /// `nil` when nothing is known.
  package let byteCount: Int?

  /// - Parameters:
  ///   - machine: the text of `/proc/meminfo`.
  ///   - limits: the text of `memory.max` of its control group and of each above, or of version 1's `memory.limit_in_bytes`;
  ///     `max` is no limit. What cannot be read limits nothing.
  ///   - environment: a Slurm job's `SLURM_MEM_PER_NODE`, or `SLURM_MEM_PER_CPU` for each of `SLURM_CPUS_ON_NODE`, in megabytes;
  ///     0 is the whole node.
  package init(machine: String, limits: [String], environment: [String: String]) {
    let all =
      [Self.total(machine), Self.megabytes(ofJob: environment).map { $0 << 20 }]
      + limits.map { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    byteCount = all.compactMap { $0 }.filter { $0 > 0 }.min()
  }

  package static func current(
    root: String = "", environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Memory {
    let groups = ControlGroups(root: root)
    return Memory(
      machine: groups.text("/proc/meminfo"),
      limits: groups.texts("memory.max", controller: "memory", ["memory.limit_in_bytes"]),
      environment: environment)
  }

  private static func total(_ text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
  }

  private static func megabytes(ofJob environment: [String: String]) -> Int? {
    func number(_ name: String) -> Int? {
      environment[name].flatMap { Int($0) }.flatMap { (1..<1 << 40).contains($0) ? $0 : nil }
    }
    if let node = number("SLURM_MEM_PER_NODE") { return node }
    guard let core = number("SLURM_MEM_PER_CPU"), let cores = number("SLURM_CPUS_ON_NODE") else { return nil }
    let (all, overflows) = core.multipliedReportingOverflow(by: cores)
    return overflows || all >= 1 << 40 ? nil : all
  }
}
