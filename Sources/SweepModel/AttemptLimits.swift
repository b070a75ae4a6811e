/// What one attempt may use; `nil` is no limit.
package struct AttemptLimits: Hashable, Sendable {
  package static let none = AttemptLimits()

  /// From the trial's start in its slot.
  package var time: Duration?
  /// Memory that the slot's process may have in use.
  package var residentBytes: Int?
  /// How a program of one's own is run.
  package var manner: CommandManner?

  /// Cores that it uses.
  package var cpus: Int { manner?.cpus ?? 1 }

  package init(time: Duration? = nil, residentBytes: Int? = nil, manner: CommandManner? = nil) {
    (self.time, self.residentBytes, self.manner) = (time, residentBytes, manner)
  }
}
