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
    }
  }
}
