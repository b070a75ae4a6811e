internal import Foundation
package import SweepModel

extension DataFacts {
  /// What a plan needs to know of a data file; its identity is the hash of its bytes.
  ///
  /// - Parameter header: as a trial has it.
  package init(file name: String, header: Bool? = nil) throws {
    let path = URL(fileURLWithPath: name).standardizedFileURL.path
    guard path.isPrintable else {
      throw ArrayFileError.file(
        path.onOneLine,
        "its name holds a control character, so that workers could not ask for it. Rename it, or give a link to it."
      )
    }
    // A table's columns are split by the sweep; the plan only needs their number.
    let columns = Self.isTable(path) ? 1 : nil
    // NaN and damage inside the arrays are found now and not in every trial.
    let tables = try TrainingTables.load(path: path, targetColumns: columns, header: header, keepsBytes: true)
    let targets = tables.yTrain.columns
    self.init(
      id: try DataID(contentsOf: TrainingTables.files(path: path)), path: path,
      trainRows: tables.xTrain.rows, testRows: tables.xTest?.rows, inputs: tables.xTrain.columns,
      targets: targets,
      labels: LabelFacts(columns: targets, train: tables.yTrain.entries, test: tables.yTest?.entries ?? []),
      imageShape: tables.imageShape)
    notes = tables.notes
  }
}
