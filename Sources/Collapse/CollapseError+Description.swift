extension CollapseError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFinite(let array, let row, let column, let value):
      """
      '\(array)' holds '\(value)' in row \(row), column \(column) (the first is 0). Expected a finite number within \
      single precision. Remove or replace that sample, or measure an earlier epoch.
      """
    case .sampleCount(let array, let rows, let targets):
      """
      '\(array)' has '\(rows)' rows and 'Y' has '\(targets)'. Expected one row a sample in both. \
      Record the features of exactly the samples whose targets are given.
      """
    case .inputCount(let array, let columns, let features):
      """
      '\(array)' has '\(columns)' columns and its layer's features have '\(features)'. Expected weights as outputs x \
      inputs. Transpose them if they are stored the other way round.
      """
    case .labelCount(let array, let rows, let labels):
      """
      '\(array)' has '\(rows)' rows and 'labels' has '\(labels)' entries. Expected one of each a sample. \
      Record the features of exactly the samples whose labels are given.
      """
    case .label(let row, let value, let classCount):
      """
      'labels' holds '\(value)' in row \(row) (the first is 0). Expected a whole number from 0 to \
      \(classCount.map { "'\($0 - 1)'" } ?? "the number of classes less one"). Number the classes from 0.
      """
    case .shape(let array, let found, let expected):
      """
      '\(array)' has shape '\(Self.text(found))'. Expected '\(Self.text(expected))', as the layer's features and \
      weights have it. Record it at the same layer and for the same samples.
      """
    }
  }

  private static func text(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: " x ") }
}
