import Commands
import Foundation
import SweepModel
import Testing

/// Lines and values held against Python's own `json`, `str` and `repr`; `Fixtures/make_lines.py` asked it.
@Suite struct PythonAgreementTests {
  private static func fixture() -> [String: Any] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Fixtures/lines.json")
    // A fixture that is not there fails the tests that count its rows.
    let data = (try? Data(contentsOf: path)) ?? Data()
    return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
  }

  @Test func `a line is read as Python reads it, or refused where Python refuses it`() throws {
    let cases = try #require(Self.fixture()["lines"] as? [[String: Any]])
    #expect(cases.count > 1_500)
    var refused = 0
    for row in cases {
      let line = try #require(row["line"] as? String)
      let expected = (row["read"] as? [String: [String: Any]]).map { members in
        members.mapValues { value -> String in
          if let number = value["number"] as? String { return "number \(Double(number) ?? .nan)" }
          if let text = value["text"] as? String { return "text \(text)" }
          if let flag = value["flag"] as? Bool { return "flag \(flag)" }
          return "missing"
        }
      }
      if expected == nil { refused += 1 }
      #expect(ReportMembers.of(Array(line.utf8)) == expected, "\(line)")
    }
    #expect(refused > 300 && refused < cases.count - 300)
  }

  @Test func `a value is written as Python writes it`() throws {
    let rows = try #require(Self.fixture()["arguments"] as? [[String: Any]])
    #expect(rows.count == 300)
    for row in rows {
      let json = try #require(row["json"] as? String)
      let value = try #require(PlainJSON(json).value())
      #expect(value.pythonJSON == json)
      #expect(value.pythonText == row["str"] as? String)
    }
  }
}

/// Reads Python's JSON as a parameter's value, in the plainest way: Foundation keeps no order.
struct PlainJSON {
  private var rest: [Character]

  init(_ text: String) { rest = text.unicodeScalars.map { Character($0) }.reversed() }

  func value() -> ParameterValue? {
    var copy = self
    return copy.next()
  }

  private mutating func next() -> ParameterValue? {
    skip()
    switch rest.last {
    case "[": return items(until: "]") { $0.next() }.map { .list($0) }
    case "{":
      return items(until: "}") { reader -> ParameterValue.Member? in
        guard case .word(let name)? = reader.next() else { return nil }
        reader.skip()
        reader.rest.removeLast()
        return reader.next().map { .init(name, $0) }
      }.map { .map($0) }
    case "\"": return text().map { .word($0) }
    default: return plain()
    }
  }

  private mutating func items<Item>(until end: Character, _ next: (inout Self) -> Item?) -> [Item]? {
    rest.removeLast()
    var items: [Item] = []
    skip()
    while let sign = rest.last, sign != end {
      guard let item = next(&self) else { return nil }
      items.append(item)
      skip()
      if rest.last == "," { rest.removeLast() }
      skip()
    }
    rest.removeLast()
    return items
  }

  private mutating func text() -> String? {
    var text = "\""
    rest.removeLast()
    while let sign = rest.popLast() {
      text.append(sign)
      if sign == "\\", let escaped = rest.popLast() { text.append(escaped) }
      if sign == "\"" { break }
    }
    // `nil` fails the test.
    return (try? JSONDecoder().decode([String].self, from: Data("[\(text)]".utf8)))?.first
  }

  private mutating func plain() -> ParameterValue? {
    var word = ""
    while let sign = rest.last, !",]} :".contains(sign) {
      word.append(sign)
      rest.removeLast()
    }
    switch word {
    case "null": return .null
    case "true": return .flag(true)
    case "false": return .flag(false)
    default: return Int(word).map { .integer($0) } ?? Double(word).map { .real($0) }
    }
  }

  private mutating func skip() { while rest.last == " " { rest.removeLast() } }
}
