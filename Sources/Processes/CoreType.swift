internal import Foundation

/// Which of OpenBLAS's kernels a process that trains should run, decided by its parent.
///
/// OpenBLAS reads its core type in a library constructor, so it must be in the environment before the process
/// starts. OpenBLAS 0.3.21 takes some processors with AVX-512 for `Haswell`, which halves their speed.
package struct CoreType: Sendable {
  package static let variable = "OPENBLAS_CORETYPE"

  /// The environment for a process that trains: one BLAS thread, and `SkylakeX` where the processor has what those
  /// kernels use. A core type that the user has set stays.
  package static func environment(
    for processor: Processor, inheriting environment: [String: String]
  ) -> [String: String] {
    var environment = environment
    environment["OPENBLAS_NUM_THREADS"] = "1"
    if environment[variable] == nil, processor.has(["avx512f", "avx512bw", "avx512dq", "avx512vl"]) {
      environment[variable] = "SkylakeX"
    }
    return environment
  }
}

/// What Linux says of this machine's processor.
package struct Processor: Hashable, Sendable {
  package var name: String
  package var flags: Set<String>

  /// Reads the form of /proc/cpuinfo; unknown parts are empty.
  package init(description: String) {
    func value(of key: String) -> String? {
      description.split(separator: "\n").first { $0.hasPrefix(key) }?
        .split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
    }
    name = value(of: "model name") ?? "unknown"
    flags = Set((value(of: "flags") ?? "").split(separator: " ").map(String.init))
  }

  package static var current: Processor {
    // Without /proc nothing is known of the processor, and no core type is chosen.
    Processor(description: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
  }

  package func has(_ wanted: [String]) -> Bool { flags.isSuperset(of: wanted) }
}
