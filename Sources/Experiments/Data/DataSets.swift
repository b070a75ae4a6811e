internal import ArrayFiles
internal import Datasets
internal import Foundation
internal import LinearAlgebra
internal import SweepModel
internal import Training

/// Data as trials ask for it. That of the last one is kept; the next one of a grid often has the same.
package final class DataSets {
  private var prepared: (origin: DataOrigin, data: TrainingData)?
  private var contents = KnownContents()

  package init() {}

  /// - Parameter path: where a data file lies.
  func data(for spec: Specification, path: String) throws -> TrainingData {
    let origin = DataOrigin(spec)
    if let prepared, prepared.origin == origin { return prepared.data }
    let data = try load(spec, path)
    prepared = (origin, data)
    return data
  }

  private func load(_ spec: Specification, _ path: String) throws -> TrainingData {
    if let id = spec.dataset.id { return try file(id, spec, path) }
    switch spec.source {
    case .gaussianClusters: return try .clusters(spec)
    case .scenes: return try .scenes(spec)
    case .teacher, .none, .file: return try .teacher(spec)
    }
  }

  private func file(_ id: DataID, _ spec: Specification, _ path: String) throws -> TrainingData {
    try check(path, is: id)
    let isLabelled = spec.kind.targets == .classes
    let columns = isLabelled && DataFacts.isTable(path) ? 1 : spec[.targetColumns]
    let tables = try TrainingTables.load(
      path: path, samples: spec[.samples], targetColumns: columns, header: spec[.header],
      keepsBytes: spec[.pixels] != nil)
    func samples(_ x: TrainingTables.Table, _ y: TrainingTables.Table) throws -> Samples {
      isLabelled
        ? try Samples(table: InputTable(x), labels: Matrix(y), for: spec)
        : Samples(table: InputTable(x), targets: Matrix(y))
    }
    let train = try samples(tables.xTrain, tables.yTrain)
    let test = try tables.xTest.flatMap { x in try tables.yTest.map { try samples(x, $0) } }
    return try TrainingData.file(spec, train: train, test: test)
  }

  /// A file that changed since the sweep was planned is other data.
  private func check(_ path: String, is id: DataID) throws {
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw TrialFailure(
        isLocal: true, "Cannot read '\(path)' on this machine. Put the sweep's data file there and retry.")
    }
    let found = try contents.id(of: TrainingTables.files(path: path))
    guard found == id else {
      throw TrialFailure(
        isLocal: true,
        "'\(path)' has changed since the sweep was planned (\(found.short), planned \(id.short)). "
          + "Restore it, or plan the sweep again.")
    }
  }
}

extension InputTable {
  fileprivate init(_ table: TrainingTables.Table) {
    self =
      if let bytes = table.bytes {
        .pixels(PixelTable(rows: table.rows, columns: table.columns, bytes: bytes))
      } else {
        .numbers(Matrix(table))
      }
  }
}

extension Matrix<Float> {
  fileprivate init(_ table: TrainingTables.Table) {
    self.init(rows: table.rows, columns: table.columns, entries: table.entries)
  }
}
