package enum ProcessError: Error, Hashable, CustomStringConvertible {
  case cannotStart(path: String, reason: String)
  case noDescriptor

  /// Why, without what was to be started.
  package var reason: String {
    switch self {
    case .cannotStart(_, let reason): reason
    case .noDescriptor: "this process may open no more files"
    }
  }

  package var description: String {
    switch self {
    case .cannotStart(let path, let reason):
      "Cannot start '\(path)': \(reason). Build both binaries with 'make release' and keep them side by side."
    case .noDescriptor:
      "This process may open no more files. Raise the limit with 'ulimit -n 4096' and start again."
    }
  }
}
