internal import ArrayFiles
internal import Foundation
internal import SweepModel

/// Names of layers in an archive: `names`, a JSON list of texts as bytes, as .npz has no plain texts.
enum LayerNames {
  static let member = "names"

  /// 1 first; none where they are not there.
  static func read(_ archive: ArrayFile) throws -> [String] {
    guard archive.names.contains(member) else { return [] }
    do {
      let bytes = try archive.integers(member).map { UInt8(truncatingIfNeeded: $0) }
      let names = try JSONDecoder().decode([String].self, from: Data(bytes))
      return names.map { $0.onOneLine(within: TrialResult.nameLimit) }
    } catch is DecodingError {
      throw BadFile(
        "\(archive.file): 'names' is no list of texts. "
          + "Expected numpy.frombuffer(json.dumps(names).encode(), numpy.uint8).")
    }
  }
}
