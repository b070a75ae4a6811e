package enum ProcessError: Error, Hashable, CustomStringConvertible {
  case cannotStart(path: String, reason: String)
  case noDescriptor
  case tooFewFiles(Int, needed: Int, purpose: String)

  /// Why, without what was to be started.
  package var reason: String {
    switch self {
    case .cannotStart(_, let reason): reason
    case .noDescriptor, .tooFewFiles: "this process may open no more files"
    }
  }

  package var description: String {
    switch self {
    case .cannotStart(let path, let reason):
      "Cannot start '\(path)': \(reason). Build both binaries with 'make release' and keep them side by side."
    case .noDescriptor:
      "This process may open no more files. Raise the limit with 'ulimit -n 4096' and start again."
    case .tooFewFiles(let limit, let needed, let purpose):
      "This process may open \(limit) files and \(purpose) needs \(needed). "
        + "Raise the limit with 'ulimit -n \(max(4_096, needed))' and start again."
    }
  }
}
