import Foundation
import GRDB
import RunStore
import SweepModel
import Testing

/// `docs/store.md` against the store that this build makes.
@Suite struct DocumentationTests {
  let page: String
  let lab: StoreLab

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    page = try String(contentsOf: root.appendingPathComponent("docs/store.md"), encoding: .utf8)
    lab = try StoreLab()
    let store = try lab.owner()
    let row = lab.row(1, name: "quickstart", trials: 3)
    try store.submit(row, retryMax: 3, trials: StoreLab.planned(0..<3))
    try store.commit([lab.joined("w-1"), lab.leased(0), lab.accepted(0), lab.leased(1), lab.failed(1)])
    try store.close()
  }

  @Test func `the page names each column of each table, and no other`() throws {
    let tables = try lab.rawRows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").joined()
    #expect(tables.count == 15)
    #expect(documented.keys.sorted() == Array(tables))
    for table in tables {
      let columns = try lab.rawRows("SELECT name FROM pragma_table_info('\(table)')").joined()
      #expect(Set(documented[table] ?? []) == Set(columns), "\(table)")
      #expect(documented[table]?.count == columns.count, "\(table)")
    }
  }

  @Test func `the SQL of the page runs and finds the failed attempt`() throws {
    let rows = try lab.rawRows(block("sql"))
    #expect(rows.count == 1)
    #expect(
      rows[0] == [
        StoreLab.trial(1).description, "1", "node-7", "crashed", "signal SIGSEGV", "2023-11-14 22:13:23",
      ])
  }

  @Test func `the queries of the page's Python run and find a trial's last layers`() throws {
    let query = try #require(block("python").split(separator: "\"\"\"").dropFirst().first)
    let rows = try lab.rawRows(String(query))
    #expect(rows.map { $0[2] } == ["1", "2", "3", "4"])
    #expect(rows.map { $0[3] } == ["1.0", "0.5", "\(1.0 / 3)", "0.25"])
    #expect(Set(rows.map { $0[1] }) == ["0.001"])
  }

  @Test func `the query of the notebook runs and finds a trial's last layers with their spectra`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    struct Notebook: Decodable {
      struct Cell: Decodable { var source: [String] }
      var cells: [Cell]
    }
    let file = try Data(contentsOf: root.appendingPathComponent("docs/notebook.ipynb"))
    let text = try JSONDecoder().decode(Notebook.self, from: file).cells.map { $0.source.joined() }.joined()
    let parts = text.components(separatedBy: "\"\"\"")
    #expect(parts.count == 3, "one query")
    try lab.raw("UPDATE results SET trivial = 0")
    let rows = try lab.rawRows(parts[1])
    #expect(rows.map { $0[5] } == ["1", "2", "3", "4"] && rows.allSatisfy { $0[4] == "0.001" })
    #expect(rows.map { $0[6] } == ["1.0", "0.5", "\(1.0 / 3)", "0.25"])
    #expect(rows.allSatisfy { $0.count == 8 && $0[7] != "NULL" })
  }

  @Test func `a back-up of the page's kind opens as a store`() throws {
    let copy = try StoreLab()
    try FileManager.default.createDirectory(atPath: copy.folder, withIntermediateDirectories: true)
    let running = try lab.owner()
    try running.commit([lab.leased(2), lab.accepted(2)])
    #expect(page.contains("VACUUM INTO 'backup.db'"))
    try lab.tamper("VACUUM INTO '\(copy.database)'")
    let counts: [TrialState: Int] = [.waiting: 1, .finished: 2]
    #expect(try copy.reader().counts(of: StoreLab.sweep(1)) == counts)
    #expect(try copy.owner().counts(of: StoreLab.sweep(1)) == counts)
  }

  /// The names in backquotes in the first cells of the tables under each heading that names a table.
  private var documented: [String: [String]] {
    var found: [String: [String]] = [:]
    var table: String?
    for line in page.split(separator: "\n") {
      if line.hasPrefix("#") {
        table = line.firstMatch(of: /^### `(\w+)`/).map { String($0.1) }
      } else if let table, line.hasPrefix("| `") {
        let cell = line.split(separator: "|")[0]
        found[table, default: []] += cell.matches(of: /`(\w+)`/).map { String($0.1) }
      }
    }
    return found
  }

  /// The first fenced block of a language.
  private func block(_ language: String) -> String {
    let parts = page.components(separatedBy: "```\(language)\n")
    return parts.count > 1 ? parts[1].components(separatedBy: "```")[0] : ""
  }
}
