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

  private init(_ whose: __rusage_who_t) {
    var usage = rusage()
    getrusage(whose, &usage)
    func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
    self.microseconds = microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
    megabytes = Double(usage.ru_maxrss) / 1024
  }
}
