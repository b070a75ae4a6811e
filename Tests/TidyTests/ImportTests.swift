import Foundation
import Testing

/// What a target may import, as the table of docs/architecture.md says.
struct TargetRow: Hashable {
  var imports: Set<String>
  /// `no Foundation`: neither the system's own modules.
  var isPure: Bool
}

enum Imports {
  static let system: Set = ["Dispatch", "Foundation", "Glibc", "Synchronization"]
  /// Modules that come with a product of another name.
  static let parts = ["GRDBSQLite": "GRDB"]

  /// Rows such as: | `Target` | duty | ours | others (a remark) |
  static func table(_ page: String) -> [String: TargetRow] {
    let section = page.components(separatedBy: "## Targets\n").last?.components(separatedBy: "\n## ")[0]
    var rows: [String: TargetRow] = [:]
    for line in (section ?? "").split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 4 else { continue }
      let names = cells[2...].flatMap { cell in
        cell.prefix { $0 != "(" }.split(separator: ",").map {
          $0.trimmingCharacters(in: CharacterSet(charactersIn: " `–"))
        }
      }
      rows[cells[0].trimmingCharacters(in: ["`"])] = TargetRow(
        imports: Set(names.filter { !$0.isEmpty }), isPure: cells[3].contains("no Foundation"))
    }
    return rows
  }

  static func imports(of file: SourceFile) -> [String] {
    file.code.compactMap { line in
      let words = line.split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place < 3 else { return nil }
      return words.last.map { String($0.prefix { $0 != "." }) }.map { parts[$0] ?? $0 }
    }
  }

  static func byTarget(_ files: [SourceFile]) -> [String: Set<String>] {
    Dictionary(grouping: files, by: \.target).mapValues { Set($0.flatMap(imports)) }
  }

  static func faults(_ files: [SourceFile], _ table: [String: TargetRow]) -> [String] {
    let found = byTarget(files)
    return Set(found.keys).union(table.keys).sorted().flatMap { target -> [String] in
      guard let row = table[target] else { return ["\(target) has no row in the table"] }
      guard let imports = found[target] else { return ["\(target) has a row and no file"] }
      return imports.subtracting(row.imports).subtracting(row.isPure ? [] : system).sorted().map {
        "\(target) imports \($0), which its row does not name"
      } + row.imports.subtracting(imports).sorted().map { "\(target) does not import \($0)" }
    }
  }

  /// What the manifest lets each target see, with the names of constants resolved.
  static func dependencies(_ manifest: String) -> [String: Set<String>] {
    let text = manifest.replacing("argumentParser", with: "\"ArgumentParser\"")
    var found: [String: Set<String>] = [:]
    for start in text.ranges(of: /module\(\s*"|executableTarget\(\s*name: "/) {
      let rest = text[start.upperBound...]
      let target = String(rest.prefix { $0 != "\"" })
      let end = rest.ranges(of: /\n +(module|\.executableTarget|\.target)\(/).first?.lowerBound
      var body = String(
        rest[rest.index(rest.startIndex, offsetBy: target.count + 1)..<(end ?? rest.endIndex)])
      body.replace(/, package: "[^"]*"/, with: "")
      found[target] = Set(body.matches(of: /"([A-Za-z]+)"/).map { String($0.1) })
    }
    return found
  }
}

@Suite struct ImportTests {
  @Test func `every target imports what the table of docs architecture says`() throws {
    let table = Imports.table(try Repository.text("docs/architecture.md"))
    #expect(table.count > 10)
    #expect(Imports.faults(Repository.sources, table) == [])
  }

  @Test func `the manifest gives every target what it imports and no more`() throws {
    let manifest = Imports.dependencies(try Repository.text("Package.swift"))
    for (target, imports) in Imports.byTarget(Repository.sources) {
      #expect(manifest[target] == imports.subtracting(Imports.system), "\(target)")
    }
  }

  @Test func `every module in C has one importer`() {
    let imports = Imports.byTarget(Repository.sources)
    let modules = Set(imports.values.joined()).filter {
      $0.hasPrefix("C")
        && FileManager.default.fileExists(
          atPath: Repository.root.appending(path: "Sources/\($0)/include").path)
    }
    #expect(!modules.isEmpty)
    for module in modules { #expect(imports.count { $0.value.contains(module) } == 1, "\(module)") }
  }

  @Test func `an import that the table does not name is found, and a name that nobody imports`() {
    let page = """
      ## Targets

      | target | duty | imports of ours | other imports |
      |---|---|---|---|
      | `Shop` | sells | Goods, Money | `CTill` (the drawer) |
      | `Pure` | thinks | – | – (no Foundation) |

      ## Next
      """
    let files = [
      SourceFile(path: "Shop/A.swift", text: "internal import Goods\npackage import Weather\nimport CTill\n"),
      SourceFile(path: "Pure/B.swift", text: "internal import Foundation\n"),
      SourceFile(path: "Attic/C.swift", text: ""),
    ]
    #expect(
      Imports.faults(files, Imports.table(page)) == [
        "Attic has no row in the table", "Pure imports Foundation, which its row does not name",
        "Shop imports Weather, which its row does not name", "Shop does not import Money",
      ])
  }
}
