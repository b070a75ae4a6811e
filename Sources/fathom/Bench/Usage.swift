internal import Glibc

/// Time of the processor, user and system, and the greatest resident memory.
struct Usage {
  var microseconds: Double
  var megabytes: Double

  static var ofThisProcess: Usage { Usage(RUSAGE_SELF.rawValue) }
  /// Of those that this process has waited for.
  static var ofChildren: Usage { Usage(RUSAGE_CHILDREN.rawValue) }

  private init(_ whose: __rusage_who_t) {
    var usage = rusage()
    getrusage(whose, &usage)
    func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
    self.microseconds = microseconds(usage.ru_utime) + microseconds(usage.ru_stime)
    megabytes = Double(usage.ru_maxrss) / 1024
  }
}
