internal import Glibc

/// Signals by name, such as `SIGTERM`.
package enum SignalName {
  private static let names: [Int32: String] = [
    SIGABRT: "ABRT", SIGALRM: "ALRM", SIGBUS: "BUS", SIGCONT: "CONT", SIGFPE: "FPE", SIGHUP: "HUP",
    SIGILL: "ILL", SIGINT: "INT", SIGKILL: "KILL", SIGPIPE: "PIPE", SIGQUIT: "QUIT", SIGSEGV: "SEGV",
    SIGSTOP: "STOP", SIGSYS: "SYS", SIGTERM: "TERM", SIGTRAP: "TRAP", SIGUSR1: "USR1", SIGUSR2: "USR2",
    SIGXCPU: "XCPU", SIGXFSZ: "XFSZ",
  ]

  /// `SIGTERM`; the number of one without a name.
  package static func of(_ number: Int32) -> String { names[number].map { "SIG" + $0 } ?? String(number) }

  /// Of `TERM` or `SIGTERM`; `nil` for what is none.
  package static func number(_ name: String) -> Int32? {
    names.first { $0.value == name || "SIG" + $0.value == name }?.key
  }
}
