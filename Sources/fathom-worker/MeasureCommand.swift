internal import Answers
internal import ArgumentParser
internal import Experiments
internal import Foundation
internal import SweepModel

/// Measures of anybody's network, from its arrays in an .npz.
struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure", abstract: "Measure the layers of any network from its arrays in an .npz.")

  @Argument(help: "An .npz with H1…HL, W1…WL and Y or labels.") var file: String
  @Option(
    help: "Groups of metrics, with commas between them, such as nrc,ranks,classes; all by default.")
  var metrics: String?
  @Option(
    help: "For rows in time: none is a neighbour of another within so many, in measures of dimension.")
  var neighboursApart = 0
  @Option(help: Format.help) var format = Format.table

  func run() throws {
    let groups = try Self.groups(metrics)
    guard neighboursApart >= 0 else {
      throw CommandFailure.badInput(
        "'--neighbours-apart' is \(neighboursApart). Give a number of rows, 0 or more.")
    }
    do { try show(MeasureAnswer(measures: try measures(groups)), as: format) } catch let bad as BadFile {
      throw CommandFailure.badInput(bad.description)
    }
  }

  private func measures(_ groups: Set<MetricGroup>) throws -> FileMeasures {
    var line = ProgressLine()
    defer { line.clear() }
    let (measures, unused) = try FileMeasures.of(file, groups: groups, neighboursApart: neighboursApart) {
      line.show("layer \($0) of \($1)")
    }
    line.clear()
    if !unused.isEmpty {
      let names = unused.prefix(12).map { "'\($0)'" }.joined(separator: ", ")
      Output.say("\(file): not measured: \(names)\(unused.count > 12 ? ", …" : "")")
    }
    if let note = measures.labels?.note { Output.say("\(file): \(note)") }
    return measures
  }

  private static let known = MetricGroup.allCases.map(\.rawValue)

  private static func groups(_ text: String?) throws -> Set<MetricGroup> {
    guard let text else { return Set(MetricGroup.allCases) }
    let words = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
    for word in words where !known.contains(word) {
      let near = nearestName(to: word, among: known).map { " Did you mean '\($0)'?" } ?? ""
      throw CommandFailure.badInput(
        "'--metrics' has '\(word)'. Choose \(either(known)).\(near)")
    }
    guard !words.isEmpty else {
      throw CommandFailure.badInput("'--metrics' is empty. Choose \(either(known)).")
    }
    return Set(words.compactMap(MetricGroup.init(rawValue:)))
  }
}
