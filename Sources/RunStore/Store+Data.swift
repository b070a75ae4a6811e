internal import CodeBundles
internal import GRDB
package import SweepModel

extension Store {
  /// What people call each data file: the last part of its path where it was submitted.
  package func dataNames() throws -> [DataID: String] {
    var names: [DataID: String] = [:]
    for (id, path) in try dataPaths() {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      // The archive's own name is its hash.
      names[id] = name.hasSuffix(CodeBundle.ending) ? "program \(id.short)" : name
    }
    return names
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
