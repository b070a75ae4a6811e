/// The kinds of data that a trial can run on.
package enum DataSource: String, Hashable, Sendable, CaseIterable {
  case none, teacher
  case gaussianClusters = "gaussian-clusters"
  case scenes, file

  /// The words of a sweep file that stand for data that is made.
  package static let generated: [DataSource] = [.teacher, .gaussianClusters, .scenes]
}

/// Where the rows come from. A file is known by its content, so that a renamed copy is the same data.
package struct Dataset: Hashable, Sendable {
  package let source: DataSource
  /// The file's content hash, where the data is a file.
  package let id: DataID?

  package static let none = Dataset(source: .none, id: nil)
  package static let teacher = Dataset(source: .teacher, id: nil)
  package static let gaussianClusters = Dataset(source: .gaussianClusters, id: nil)
  package static let scenes = Dataset(source: .scenes, id: nil)
  package static func file(_ id: DataID) -> Dataset { Dataset(source: .file, id: id) }

  /// What `init` reads.
  package var text: String { id?.description ?? source.rawValue }
}

extension Dataset {
  /// `teacher`, `gaussian-clusters`, `scenes`, `none`, or the content hash of a file; `nil` for anything else.
  package init?(_ text: String) {
    if let id = DataID(text) {
      self = .file(id)
    } else if let source = DataSource(rawValue: text), source != .file {
      self.init(source: source, id: nil)
    } else {
      return nil
    }
  }
}
