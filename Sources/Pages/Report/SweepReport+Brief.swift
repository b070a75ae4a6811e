package import Findings
internal import SweepModel

extension SweepReport {
  /// The findings as a person reads them first: the answers, then each finding in its words, and what parameters change side
  /// by side. `text` has every table.
  ///
  /// - `width`: characters of a line at most, of 100 that are ever used.
  package func brief(width: Int? = nil) -> String {
    let (width, tableWidth) = (min(width ?? 100, 100), min(width ?? 112, 112))
    let byData = inOrder(findings, by: \.data)
    let silences = byData.map { Self.silence(of: $0.1) }
    // What none of several data sets answers is told once.
    let common =
      silences.count < 2 ? [] : silences[0].filter { line in silences.allSatisfy { $0.contains(line) } }
    var lines = wrapped(
      "Findings of '\(aggregate.sweep.name)' (\(aggregate.tally.sentence)).", width: width)
    let answers = byData.compactMap { data, findings in Self.answer(findings).map { "\(data): \($0)" } }
    let standings = byData.map { data, _ in aggregate.groups.first { $0.name == data }?.standing ?? "" }
    let isShared = Set(standings).count == 1
    lines += ([""] + answers + (isShared ? standings.prefix(1) : [])).flatMap {
      $0.isEmpty ? [] : wrapped($0, width: width, indent: 2)
    }
    for ((data, findings), standing) in zip(byData, standings) {
      lines += [""] + wrapped(data, width: width)
      lines += isShared ? [] : wrapped(standing, width: width, indent: 2)
      lines += Self.lines(of: findings, width: width, tableWidth: tableWidth)
      lines += Self.silence(of: findings).filter { !common.contains($0) }.flatMap {
        wrapped($0, width: width, indent: 2)
      }
    }
    lines += (common.isEmpty || byData.count < 2 ? [] : [""]) + common.flatMap { wrapped($0, width: width) }
    if byData.contains(where: { !(EffectMatrix($0.1)?.columns.isEmpty ?? true) }) {
      lines += [""] + wrapped(EffectMatrix.legend, width: width)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The answers on one data set as one sentence; `nil` without any.
  static func answer(_ findings: [Finding]) -> String? {
    let parts =
      findings.map(\.headline).filter { !$0.isEmpty } + [EffectMatrix(findings)?.headline].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
  }

  private static func lines(of findings: [Finding], width: Int, tableWidth: Int) -> [String] {
    let matrix = EffectMatrix(findings)
    var lines: [String] = []
    for finding in findings where finding.isClaim && !finding.isEffect {
      if finding.question == .interactions { lines += self.lines(of: matrix, width, tableWidth) }
      lines += wrapped(finding.question.text, width: width, indent: 2)
      lines += wrapped(finding.sentence, width: width, indent: 4)
    }
    if !findings.contains(where: { $0.isClaim && $0.question == .interactions }) {
      lines += self.lines(of: matrix, width, tableWidth)
    }
    return lines
  }

  /// What claims nothing, each with its reason.
  private static func silence(of findings: [Finding]) -> [String] {
    incomparable(findings)
      + findings.filter { !$0.isClaim && !$0.isEffect }.map { finding in
        "\(finding.question.text) \(ReportSummary.firstSentence(finding.sentence))"
      }
  }

  /// Parameters of which nothing can be compared, together: most of them vary with each other.
  private static func incomparable(_ findings: [Finding]) -> [String] {
    let found = findings.filter { $0.isEffect && $0.numbers.rows.isEmpty }
    guard found.count > 1 else { return found.map { "\($0.question.text) \($0.sentence)" } }
    let names = found.map { words($0.parameter) }
    return [
      "What do \(enumerated(names)) change? No claim: no two cells with trials that count differ in one of them alone."
    ]
  }

  /// As many parameters side by side as a line holds.
  private static func lines(of matrix: EffectMatrix?, _ width: Int, _ tableWidth: Int) -> [String] {
    guard let matrix else { return [] }
    var lines = wrapped("What does each parameter change?", width: width, indent: 2)
    var left = matrix.columns[...]
    while !left.isEmpty {
      let fitting = (1...left.count).reversed().first { count in
        Self.table(matrix, Array(left.prefix(count))).lines(indent: 4).allSatisfy { $0.count <= tableWidth }
      }
      let shown = Array(left.prefix(fitting ?? 1))
      lines += Self.table(matrix, shown).lines(indent: 4, width: tableWidth).map {
        $0.replacing(Self.glue, with: " ")
      }
      left = left.dropFirst(shown.count)
    }
    return lines + matrix.rest.flatMap { wrapped($0, width: width, indent: 4) }
  }

  private static func table(_ matrix: EffectMatrix, _ columns: [EffectMatrix.Column]) -> TextTable {
    // Names stand in one line.
    var table = TextTable(
      [("", .left)] + columns.map { ($0.title.replacing(" ", with: glue), .left) })
    table.rows = matrix.rows(columns)
    return table
  }

  private static let glue = "\u{a0}"
}
