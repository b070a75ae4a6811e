internal import Foundation
package import SweepModel

/// What a figure for a paper is asked to be.
package struct PaperRequest: Hashable, Sendable {
  /// `nil` for the four of collapse that the data have.
  package var metrics: [Metric]?
  /// The parameter whose values stand side by side.
  package var panel: String?
  /// Width of the whole, in points of 1/72 inch.
  package var points: Double
  package var font: String

  /// What is wrong with a request, and what to ask for.
  package struct Objection: Error, CustomStringConvertible {
    package let description: String
  }

  static let usualWidth = 396.0
  static let usualFont = "sans-serif"
  private static let units = ["in": 72, "cm": 72 / 2.54, "mm": 72 / 25.4, "pt": 1]

  /// Reads what a person wrote: `nrc1,nrc3`, `target_rank`, `5.5in`, `DejaVu Serif`; `nil` for what is usual.
  package init(
    metrics: String? = nil, panel: String? = nil, width: String? = nil, font: String? = nil
  ) throws(Objection) {
    self.metrics = try metrics.map(Self.metrics)
    self.panel = panel
    points = try width.map(Self.points) ?? Self.usualWidth
    self.font = font ?? Self.usualFont
    guard !self.font.isEmpty, self.font.allSatisfy({ $0.isLetter || $0.isNumber || " -,.'".contains($0) })
    else {
      throw Objection(
        description: "'--font' is '\(self.font)'. Give the name of a font, as in 'DejaVu Serif'.")
    }
  }

  private static func metrics(_ text: String) throws(Objection) -> [Metric] {
    let known = Metric.ofLayers.map(\.name)
    var metrics: [Metric] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      let name = name.trimmingCharacters(in: .whitespaces)
      guard let metric = Metric.named(name), metric.scope == .layer else {
        let guess = nearestName(to: name, among: known).map { " Did you mean '\($0)'?" } ?? ""
        throw Objection(
          description: "'--metric' names '\(name)', which is no metric of a layer (docs/metrics.md).\(guess)")
      }
      if !metrics.contains(metric) { metrics.append(metric) }
    }
    return metrics
  }

  private static func points(_ text: String) throws(Objection) -> Double {
    let unit = text.drop { $0.isNumber || $0 == "." }
    guard let factor = units[String(unit)], let number = Double(text.dropLast(unit.count)),
      (72...1440).contains(number * factor)
    else {
      throw Objection(
        description:
          "'--width' is '\(text)'. Give 1 to 20 inches in in, cm, mm or pt, as in '5.5in' or '14cm'.")
    }
    return number * factor
  }
}

extension PaperRequest.Objection {
  static func notVaried(_ option: String, _ name: String, varied: [String]) -> Self {
    let choice =
      varied.isEmpty
      ? "Nothing varies but the seed." : "What varies: \(varied.map { "'\($0)'" }.joined(separator: ", "))."
    let guess = nearestName(to: name, among: varied).map { " Did you mean '\($0)'?" } ?? ""
    return Self(description: "'\(option)' is '\(name)', which does not vary in this sweep. \(choice)\(guess)")
  }

  static func nothingMeasured(_ metrics: [Metric]) -> Self {
    let names = metrics.isEmpty ? "Collapse" : metrics.map(\.name).joined(separator: ", ")
    return Self(
      description:
        "\(names): no trial that counts has this of its layers, so there is nothing to draw. The sweep "
        + "file's 'measure: {metrics: …}' says what is measured.")
  }
}
