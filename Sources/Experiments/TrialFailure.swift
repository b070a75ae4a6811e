package import SweepModel

/// Why a trial cannot run, in words for whoever can mend it.
package struct TrialFailure: Error, CustomStringConvertible {
  package let failure: FailureClass
  package let description: String

  /// Whether another try may go better, here or elsewhere.
  package var isLocal: Bool { failure != .badInput }

  /// - Parameter isLocal: whether it is only this machine's: another worker may have the file, so that the trial is tried
  ///   again elsewhere.
  package init(isLocal: Bool = false, _ description: String) {
    self.init(isLocal ? .crashed : .badInput, description)
  }

  package init(_ failure: FailureClass, _ description: String) {
    (self.failure, self.description) = (failure, description)
  }
}

/// A file of arrays that somebody gave cannot be used. The sentences name it.
package struct BadFile: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
