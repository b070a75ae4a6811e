internal import GRDB
package import SweepModel

extension Store {
  /// What people call each data file: the last part of its path where it was submitted.
  package func dataNames() throws -> [DataID: String] {
    let names: [(DataID, String)] = try read { database in
      try database.all("SELECT id, path FROM data_files") { row in
        let path: String = row[1]
        return (try row.identifier(0), path.split(separator: "/").last.map(String.init) ?? path)
      }
    }
    return Dictionary(uniqueKeysWithValues: names)
  }

  /// Where a data set was found when a sweep that names it was submitted; `nil` when none does.
  package func dataPath(of id: DataID) throws -> String? {
    try read {
      try String.fetchOne($0, sql: "SELECT path FROM data_files WHERE id = ?", arguments: [id.bytes])
    }
  }
}
