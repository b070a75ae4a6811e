/// What one attempt may use; `nil` is no limit.
package struct AttemptLimits: Hashable, Sendable {
  package static let none = AttemptLimits()

  /// From the trial's start in its slot.
  package var time: Duration?
  /// Memory that the slot's process may have in use.
  package var residentBytes: Int?

  package init(time: Duration? = nil, residentBytes: Int? = nil) {
    (self.time, self.residentBytes) = (time, residentBytes)
  }
}
