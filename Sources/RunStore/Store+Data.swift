internal import GRDB
package import SweepModel

extension Store {
  /// What people call each data file: the last part of its path where it was submitted.
  package func dataNames() throws -> [DataID: String] {
    try dataPaths().mapValues { path in path.split(separator: "/").last.map(String.init) ?? path }
  }

  /// Where each data set was found when a sweep that names it was submitted.
  package func dataPaths() throws -> [DataID: String] {
    let paths: [(DataID, String)] = try read { database in
      try database.all("SELECT id, path FROM data_files") { (try $0.identifier(0), $0[1]) }
    }
    return Dictionary(uniqueKeysWithValues: paths)
  }

  /// Where a data set was found when a sweep that names it was submitted; `nil` when none does.
  package func dataPath(of id: DataID) throws -> String? {
    try read {
      try String.fetchOne($0, sql: "SELECT path FROM data_files WHERE id = ?", arguments: [id.bytes])
    }
  }
}
