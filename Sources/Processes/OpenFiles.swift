internal import Glibc

/// How many files this process may have open at once; sockets are files.
package enum OpenFiles {
  /// What nobody needs to be asked for, and as many as are of use.
  private static let greatest: rlim_t = 65_536

  /// Raises the limit as far as the system lets this user, and answers what it is then.
  @discardableResult
  package static func raise() -> Int {
    var limits = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 else { return .max }
    let wanted = min(limits.rlim_max, greatest)
    if limits.rlim_cur < wanted {
      let before = limits.rlim_cur
      limits.rlim_cur = wanted
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) != 0 { limits.rlim_cur = before }
    }
    return Int(clamping: limits.rlim_cur)
  }

  /// Raises the limit and refuses to go on below `needed`: libraries end a process that has no file left.
  ///
  /// - Throws: `ProcessError.tooFewFiles`.
  @discardableResult
  package static func raise(toAtLeast needed: Int, for purpose: String) throws(ProcessError) -> Int {
    let limit = raise()
    guard limit >= needed else { throw .tooFewFiles(limit, needed: needed, purpose: purpose) }
    return limit
  }
}
