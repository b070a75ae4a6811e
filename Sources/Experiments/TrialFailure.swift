/// Why a trial cannot run, in words for whoever can mend it.
package struct TrialFailure: Error, CustomStringConvertible {
  /// Only this machine's: another worker may have the file, so that the trial is tried again elsewhere.
  package let isLocal: Bool
  package let description: String

  package init(isLocal: Bool = false, _ description: String) {
    (self.isLocal, self.description) = (isLocal, description)
  }
}

/// A file of arrays that somebody gave cannot be used. The sentences name it.
package struct BadFile: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
