internal import GRDB
package import SweepModel

extension Store {
  /// What people call each data file: the last part of its path where it was submitted.
  package func dataNames() throws -> [DataID: String] {
    try read { database in
      var names: [DataID: String] = [:]
      let rows = try Row.fetchCursor(database, sql: "SELECT id, path FROM data_files")
      while let row = try rows.next() {
        let path: String = row[1]
        names[try row.identifier(0)] = path.split(separator: "/").last.map(String.init) ?? path
      }
      return names
    }
  }

  /// Where a data set was found when a sweep that names it was submitted; `nil` when none does.
  package func dataPath(of id: DataID) throws -> String? {
    try read {
      try String.fetchOne($0, sql: "SELECT path FROM data_files WHERE id = ?", arguments: [id.bytes])
    }
  }
}
