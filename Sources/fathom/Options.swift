internal import ArgumentParser

/// How commands tell what they take for a sweep.
enum Help {
  static let sweep: ArgumentHelp = "A sweep's name, id or number, or 'last'."
  static let sweeps: ArgumentHelp = "Sweeps: name, id, number, 'last', 'all', '1-5', or several with commas."
  static let anySweeps: ArgumentHelp =
    "Sweeps: name, id, number, 'last', 'all', '1-5', or several with commas; all by default."
}

/// The version of this build, as results record it.
enum Version {
  static let number = "0.1.0"
  static let text = "fathom \(number)"
}
