internal import GRDB
package import SweepModel

extension Store {
  /// What people call each data file: the last part of its path where it was submitted.
  package func dataNames() throws -> [DataID: String] {
    try dataPaths().mapValues { path in path.split(separator: "/").last.map(String.init) ?? path }
  }

  /// Where each data set was found when a sweep that names it was submitted.
  package func dataPaths() throws -> [DataID: String] {
    try read { database in
      var paths: [DataID: String] = [:]
      let rows = try Row.fetchCursor(database, sql: "SELECT id, path FROM data_files")
      while let row = try rows.next() { paths[try row.identifier(0)] = row[1] }
      return paths
    }
  }

  /// Where a data set was found when a sweep that names it was submitted; `nil` when none does.
  package func dataPath(of id: DataID) throws -> String? {
    try read {
      try String.fetchOne($0, sql: "SELECT path FROM data_files WHERE id = ?", arguments: [id.bytes])
    }
  }
}
