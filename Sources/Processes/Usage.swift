internal import Foundation
internal import Glibc

/// Time of the processor, user and system, and the greatest resident memory.
package struct Usage {
  package var microseconds: Double
  package var megabytes: Double

  package static var ofThisProcess: Usage { Usage(RUSAGE_SELF.rawValue) }
  /// Of those that this process has waited for.
  package static var ofChildren: Usage { Usage(RUSAGE_CHILDREN.rawValue) }

  /// Memory of a process now, by default of this one; `nil` where the kernel does not tell, as when it is gone.
  package static func residentBytes(of process: String = "self") -> Int? {
    // As the doc comment says.
    let text = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
    let pages = text?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return pages.map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
  }

  /// Memory of a process and of all that it has started, directly or not: pages that several of them share count once.
  /// `nil` when the process is gone.
  package static func residentBytes(ofTree process: Int32) -> Int? {
    guard let own = residentBytes(of: "\(process)") else { return nil }
    let others = descendants(of: process)
    if others.isEmpty { return own }
    return ([process] + others).reduce(0) { $0 + (proportionalBytes(of: $1) ?? 0) }
  }

  /// Memory of a process, of shared pages its part; where the kernel does not tell, all of them.
  private static func proportionalBytes(of process: Int32) -> Int? {
    // As the doc comment says; a process that is gone has none.
    let text = try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8)
    let line = text?.split(separator: "\n").first { $0.hasPrefix("Pss:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return kilobytes.map { $0 << 10 } ?? residentBytes(of: "\(process)")
  }

  /// Processes that a process has started, and those that they have; none where the kernel does not tell.
  static func descendants(of process: Int32) -> [Int32] {
    // Nothing of a process that is gone, or of a kernel without /proc.
    let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    let children = threads.flatMap { thread -> [Int32] in
      let text = try? String(contentsOfFile: "/proc/\(process)/task/\(thread)/children", encoding: .utf8)
      return (text ?? "").split(separator: " ").compactMap { Int32($0) }
    }
    return children + children.flatMap(descendants)
  }

  /// `R`, `S`, `T` and so on; `nil` when the process is gone.
  static func state(of process: Int32) -> Character? {
    // As the doc comment says.
    let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    guard let text, let end = text.lastIndex(of: ")") else { return nil }
    return text[end...].dropFirst(2).first
  }

  /// Gives what was freed, and is kept for later, back to the system.
  package static func giveBackFreeMemory() {
    // glibc's own; where it is not, freed memory is kept.
    guard let symbol = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(symbol, to: (@convention(c) (Int) -> Int32).self)(0)
  }

  private init(_ whose: __rusage_who_t) {
    var usage = rusage()
    getrusage(whose, &usage)
    func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
    self.microseconds = microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
    megabytes = Double(usage.ru_maxrss) / 1024
  }
}
