internal import Foundation

/// How many cores a process really has: those it may run on, less what its control group or its Slurm job withholds.
package struct Cores: Hashable, Sendable {
  /// At least 1.
  package let count: Int

  /// - Parameters:
  ///   - usable: cores that the scheduler may run this process on.
  ///   - quotas: the text of `cpu.max` of its control group and of each above: microseconds it may run in each period
  ///     of so many, such as `150000 100000`; `max` or -1 is no quota. What cannot be read limits nothing.
  ///   - environment: a Slurm job's `SLURM_CPUS_ON_NODE`, or `SLURM_JOB_CPUS_PER_NODE` such as `4(x2),2`, of which the
  ///     least counts.
  package init(usable: Int, quotas: [String], environment: [String: String]) {
    let limits = quotas.compactMap(Self.cores(quota:)) + [Self.cores(ofJob: environment)].compactMap { $0 }
    count = max(1, limits.reduce(usable, min))
  }

  package static var current: Cores {
    Cores(
      usable: ProcessInfo.processInfo.activeProcessorCount,
      quotas: ControlGroups(root: "").texts(
        "cpu.max", controller: "cpu", ["cpu.cfs_quota_us", "cpu.cfs_period_us"]),
      environment: ProcessInfo.processInfo.environment)
  }

  /// A started core counts, since a slot that waits now and then loses less than a core that is never used.
  private static func cores(quota: String) -> Int? {
    let words = quota.split(whereSeparator: \.isWhitespace).map { Double($0) }
    guard words.count == 2, let time = words[0], let period = words[1], time > 0, period > 0 else {
      return nil
    }
    return Int(min((time / period).rounded(.up), 1e6))
  }

  private static func cores(ofJob environment: [String: String]) -> Int? {
    if let count = environment["SLURM_CPUS_ON_NODE"].flatMap({ Int($0) }), count > 0 { return count }
    let nodes = environment["SLURM_JOB_CPUS_PER_NODE"] ?? ""
    return nodes.split(separator: ",").compactMap { Int($0.prefix { $0 != "(" }) }.filter { $0 > 0 }.min()
  }
}
