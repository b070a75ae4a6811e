import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

/// Terminal, page and `findings.json` show the same numbers.
@Suite struct AgreementTests {
  private let report = SweepReport(ReportLab.states[3].lab.rows, dataNames: ReportLab.names)

  /// As HTML has it.
  private func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("'", with: "&#39;")
  }

  @Test func `every finding's sentence and numbers are in terminal, page and file`() throws {
    let page = report.html(renderer: nil)
    let words = report.text().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    let found = try #require(try ReadJSON(report.json)["findings"]).items
    #expect(found.count == report.findings.count && found.count > 12)
    for (finding, object) in zip(report.findings, found) {
      #expect(object["sentence"]?.text == finding.sentence)
      #expect(object["trials"]?.number == Double(finding.trials.count))
      #expect(words.contains(finding.sentence))
      #expect(page.contains("<p>\(escaped(finding.sentence))</p>"))
      let rows = try #require(object["numbers"]).items
      #expect(rows.count == finding.numbers.rows.count)
      for (row, numbers) in zip(finding.numbers.rows, rows) {
        #expect(words.contains(row.map(\.text).joined(separator: " ")))
        for (column, entry) in zip(finding.numbers.columns, row) {
          if case .number(let value) = entry { #expect(numbers[column.key]?.number == value) }
          #expect(page.contains(">\(escaped(entry.text))</td>"))
        }
      }
    }
  }

  /// Each number in a table of the page, read back from its text.
  @Test func `every number in a table of the page is in the file`() throws {
    var known: Set<String> = []
    collect(try ReadJSON(report.json), into: &known)
    let page = report.html(renderer: nil)
    var seen = 0
    for cell in page.components(separatedBy: "<td class=\"n\">").dropFirst() {
      let text = String(cell.prefix { $0 != "<" })
      for part in text.split(whereSeparator: { " ±/".contains($0) }) where Double(part) != nil {
        #expect(known.contains(String(part)), "\(text)")
        seen += 1
      }
    }
    #expect(seen > 1000)
  }

  @Test func `every finding and each of its rows names its trials`() throws {
    let all = Set(ReportLab.states[3].lab.trials.map(\.id.description))
    for finding in try #require(try ReadJSON(report.json)["findings"]).items {
      let ids = try #require(finding["trial_ids"]).items.compactMap(\.text)
      #expect(Double(ids.count) == finding["trials"]?.number && Set(ids).isSubset(of: all))
      for row in try #require(finding["numbers"]).items {
        let ids = try #require(row["trial_ids"]).items.compactMap(\.text)
        #expect(Set(ids).isSubset(of: all))
        // A row of nets that all stay without collapse has no trial behind it, and says so.
        #expect(!ids.isEmpty || row["trials"]?.number == 0)
      }
    }
  }

  /// Every way in which the page may write a number of the file.
  private func collect(_ value: ReadJSON, into known: inout Set<String>) {
    switch value {
    case .number(let number):
      known.formUnion([threeDigits(number), setting(number)])
      if let whole = Int(exactly: number) { known.insert(String(whole)) }
    case .array(let items): items.forEach { collect($0, into: &known) }
    case .object(let members): members.values.forEach { collect($0, into: &known) }
    // Parameters in findings are texts.
    case .text(let text): known.insert(text)
    case .null, .flag: break
    }
  }

  /// As sweep files write it.
  private func setting(_ value: Double) -> String {
    if value == 0 || (abs(value) >= 1e-2 && abs(value) < 1e6) { return String(format: "%.6g", value) }
    let parts = String(format: "%.3e", value).components(separatedBy: "e")
    let mantissa = String(format: "%g", Double(parts[0]) ?? 0)
    return "\(mantissa)e\(Int(parts[1]) ?? 0)"
  }

  @Test func `the page's table of nrc1 is that of the file`() throws {
    let page = report.html(renderer: nil)
    var seen = 0
    for group in try #require(try ReadJSON(report.json)["groups"]).items {
      for layer in (group["cells"]?.items ?? []).flatMap({ $0["layers"]?.items ?? [] }) {
        let nrc1 = try #require(layer["figures"]?["nrc1"])
        let mean = try #require(nrc1["mean"]?.number)
        let half = try #require(nrc1["half_width"]?.number)
        #expect(page.contains("<td class=\"n\">\(threeDigits(mean)) ± \(threeDigits(half))</td>"))
        seen += 1
      }
    }
    #expect(seen > 100)
  }

  @Test func `no number that is not finite is written`() throws {
    var lab = ReportLab.finished(depths: [4], widths: [64], ranks: [2])
    for trial in lab.trials {
      lab.trials[trial.position].metrics[.testLoss] = .infinity
      lab.layers[trial.id]?[0].metrics[.nrc1] = .nan
    }
    let report = SweepReport(lab.rows)
    for file in report.files(renderer: nil) where file.path.hasSuffix("json") {
      _ = try ReadJSON(file.contents)
      let words = file.contents.lowercased().split { !$0.isLetter }
      #expect(!words.contains("nan") && !words.contains("inf") && !words.contains("infinity"), "\(file.path)")
    }
  }

  /// Written apart from the report's own formatter.
  private func threeDigits(_ value: Double) -> String {
    if value == 0 { return "0" }
    if abs(value) < 1e-3 || abs(value) >= 1e5 {
      let parts = String(format: "%.1e", value).components(separatedBy: "e")
      let mantissa = parts[0].hasSuffix(".0") ? String(parts[0].dropLast(2)) : parts[0]
      return "\(mantissa)e\(Int(parts[1]) ?? 0)"
    }
    return String(format: "%.\(max(0, 2 - Int(floor(log10(abs(value))))))f", value)
  }
}
