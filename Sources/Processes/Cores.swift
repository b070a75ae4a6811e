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
      usable: ProcessInfo.processInfo.activeProcessorCount, quotas: quotas(),
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

  /// Of version 2 (`0::/path`) and of version 1's `cpu` (`4:cpu,cpuacct:/path`), from this process's group to the root.
  private static func quotas() -> [String] {
    // Without /proc nothing is known of control groups, and none limits.
    let groups = (try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)) ?? ""
    return groups.split(separator: "\n").flatMap { line -> [String] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isFirst = parts[1].split(separator: ",").contains("cpu")
      guard isFirst || parts[1].isEmpty else { return [] }
      return folders(from: String(parts[2])).map { path in
        isFirst
          ? text("/sys/fs/cgroup/cpu\(path)/cpu.cfs_quota_us") + " "
            + text("/sys/fs/cgroup/cpu\(path)/cpu.cfs_period_us")
          : text("/sys/fs/cgroup\(path)/cpu.max")
      }
    }
  }

  /// `/a/b`, `/a` and the empty path of the root.
  private static func folders(from path: String) -> [String] {
    var names = path.split(separator: "/")
    var paths = [""]
    while !names.isEmpty {
      paths.append("/" + names.joined(separator: "/"))
      names.removeLast()
    }
    return paths
  }

  private static func text(_ path: String) -> String {
    // A group without the file has no quota.
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }
}
