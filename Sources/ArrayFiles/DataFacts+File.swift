internal import Foundation
package import SweepModel

extension DataFacts {
  /// What a plan needs to know of a data file; its identity is the hash of its bytes.
  package init(file name: String) throws {
    let path = URL(fileURLWithPath: name).standardizedFileURL.path
    // A table's columns are split by the sweep; the plan only needs their number.
    let columns = Self.isTable(path) ? 1 : nil
    let facts = try TrainingTables.facts(path: path, targetColumns: columns)
    // NaN and damage inside the arrays are found now and not in every trial.
    let tables = try TrainingTables.load(path: path, targetColumns: columns)
    self.init(
      id: try DataID(contentsOf: TrainingTables.files(path: path)), path: path, trainRows: facts.trainRows,
      testRows: facts.testRows > 0 ? facts.testRows : nil, inputs: facts.inputs, targets: facts.targets,
      labels: LabelFacts(
        columns: facts.targets, train: tables.yTrain.entries, test: tables.yTest?.entries ?? []))
  }
}
