/// The kinds of data that a trial can run on.
package enum DataSource: String, Hashable, Sendable, CaseIterable {
  case none, teacher
  case gaussianClusters = "gaussian-clusters"
  case file
}

/// Where the rows come from. A file is known by its content, so that a renamed copy is the same data.
package enum Dataset: Hashable, Sendable {
  case none
  case teacher
  case gaussianClusters
  case file(DataID)

  /// `teacher`, `gaussian-clusters`, `none`, or the content hash of a file; `nil` for anything else.
  package init?(_ text: String) {
    switch DataSource(rawValue: text) {
    case .some(.none): self = .none
    case .teacher: self = .teacher
    case .gaussianClusters: self = .gaussianClusters
    case .file, nil:
      guard let id = DataID(text) else { return nil }
      self = .file(id)
    }
  }

  package var source: DataSource {
    switch self {
    case .none: .none
    case .teacher: .teacher
    case .gaussianClusters: .gaussianClusters
    case .file: .file
    }
  }

  /// The file's content hash, where the data is a file.
  package var id: DataID? {
    if case .file(let id) = self { id } else { nil }
  }

  /// What `init` reads.
  package var text: String { id?.description ?? source.rawValue }
}
