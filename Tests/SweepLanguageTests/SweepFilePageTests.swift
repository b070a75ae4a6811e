import Foundation
import SweepLanguage
import SweepModel
import SweepText
import Testing

private let page: String = {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  return (try? String(contentsOf: root.appending(path: "docs/sweep-file.md"), encoding: .utf8)) ?? ""
}()

/// The text between fences of this kind.
private func blocks(_ kind: String) -> [String] {
  page.components(separatedBy: "```\(kind)\n").dropFirst().map { $0.components(separatedBy: "```")[0] }
}

/// `networks` for regression and classification; what `noop` and `command` take is not told here.
private func names(_ experiments: Set<ExperimentKind>) -> String {
  let networks: Set<ExperimentKind> = [.regression, .classification]
  let all = ExperimentKind.all.filter { $0 != .noop && $0 != .command }
  let told = all.filter(experiments.contains)
  if told == all { return "all" }
  let others = told.filter { !networks.isSubset(of: experiments) || !networks.contains($0) }.map(\.name)
  return ((networks.isSubset(of: experiments) ? ["networks"] : []) + others).joined(separator: ", ")
}

private func row(_ parameter: Declaration) -> String {
  let exceptions = ExperimentKind.all.compactMap { kind in
    kind.defaults[parameter].map { "; \($0) with \(kind.name)" }
  }.joined()
  let standard =
    switch parameter.standard {
    case .required: "required"
    case .value(let value), .unwritten(let value): exceptions.isEmpty ? "`\(value)`" : "\(value)\(exceptions)"
    case .derived(let text, _): text
    }
  let experiments = Set(ExperimentKind.all.filter { $0.has(parameter) })
  let sources = (DataSource.generated + [.file]).filter(parameter.sources.contains).map(
    \.rawValue)
  let data = parameter.sources.contains(.none) ? "any, or none" : sources.joined(separator: ", ")
  return
    "| `\(parameter.name)` | \(parameter.domain) | \(standard) | \(names(experiments)) | "
    + "\(data) | \(parameter.meaning) |"
}

@Test func `the page's table of parameters is the table of the code`() {
  let rows = page.split(separator: "\n").filter { line in
    // A group of metrics may have a parameter's name; its table is narrower.
    line.split(separator: " | ").count == 6
      && Declaration.table.contains { line.hasPrefix("| `\($0.name)` | ") }
  }
  #expect(rows.map { String($0) } == Declaration.table.map(row))
}

@Test func `the page's example is planned`() throws {
  let plan = try plan(blocks("yaml")[0])
  #expect(plan.cells == 2 * 2 * 7 * 3 * 2 - 2 * 7 * 2)
  #expect(plan.trials.count == plan.cells * 3)
}

@Test func `the page's classification is planned`() throws {
  let plan = try plan(blocks("yaml")[1])
  #expect(plan.kind == .classification && plan.cells == 5 * 4 + 1)
  #expect(plan.trials[0].spec[.loss] == .crossEntropy && plan.trials[20].spec[.labelCoding] == .plusMinus)
}

@Test func `the page's trials without a network are planned`() throws {
  let ufm = try plan(blocks("yaml")[2])
  #expect(ufm.kind == .ufm && ufm.cells == 3)
  let machine = try plan(blocks("yaml")[3])
  #expect(machine.kind == .deepRFM && machine.cells == 4)
  #expect(machine.trials.map(\.spec[.frequencyScale]) == [nil, nil, 0.05, 0.05])
}

@Test func `the page's convolutional networks are planned`() throws {
  let images = try plan(blocks("yaml")[4])
  #expect(images.cells == 2 * 3 * 2 + 1)
  #expect(Set(images.trials.map(\.spec.model)) == [.resnet, .vgg])
}

@Test func `the page's groups are those of the code, each with its experiments`() {
  let section = page.components(separatedBy: "## Groups of metrics")[1].components(separatedBy: "\n## ")[0]
  let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
  #expect(rows.count == MetricGroup.allCases.count)
  for group in MetricGroup.allCases {
    let end = "| \(names(Set(ExperimentKind.all.filter { $0.groups.contains(group) }))) |"
    #expect(rows.contains { $0.hasPrefix("| `\(group.rawValue)` |") && $0.hasSuffix(end) }, "\(group)")
  }
}

@Test func `the page's mistakes are refused with the lines it shows`() throws {
  func lines(_ text: String) -> String {
    do throws(SweepProblems) {
      _ = try SweepPlan.plan(text: text, path: "docs/bad.yaml", data: laboratoryData)
      return ""
    } catch { return error.description + "\n" }
  }
  let bad = blocks("yaml")[5]
  #expect(lines(bad) == blocks("text")[0])
  let better = bad.replacing("first try", with: "first").replacing("depht", with: "depth")
    .replacing("012", with: "12").replacing("width = 64", with: "width == 64")
  #expect(lines(better) == blocks("text")[1])
}
