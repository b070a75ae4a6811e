package import SweepModel

/// One thing that a program reports of its trial.
package enum Report: Hashable, Sendable {
  /// Numbers by name, of the whole trial or of a layer; `nil` is one that is not a number.
  case values(epoch: Int?, layer: Int?, layerName: String?, [String: Double?])
  /// A file in `FATHOM_OUT` that the worker measures and then deletes.
  case arrays(file: String, epoch: Int)
  /// Why the trial has no result.
  case failed(String, FailureClass)
  /// The trial is finished, whatever becomes of the process.
  case done

  init(_ line: ReportLine) throws(ReportLine.Fault) {
    var members = line.members
    // Of which trial of several it is, which the reader passes on.
    members["trial"] = nil
    let epoch = try Self.whole("epoch", of: &members, in: 0...TrialResult.epochLimit)
    if let words = try Self.text("failed", of: &members) {
      self = .failed(words, try Self.failureClass(of: &members))
    } else if let file = try Self.text("arrays", of: &members) {
      guard !file.isEmpty, file.utf8.count <= 255, !file.contains("/"), file != ".", file != "..",
        file.isPrintable
      else {
        throw ReportLine.Fault(
          words:
            "'arrays' is '\(ReportLine.shown(file))', expected is the name of a file in FATHOM_OUT, without folders"
        )
      }
      self = .arrays(file: file, epoch: epoch ?? 0)
    } else if members["done"] == .flag(true) {
      self = .done
    } else {
      let layer = try Self.whole("layer", of: &members, in: 1...TrialResult.epochLimit)
      let name = layer == nil ? nil : try Self.text("name", of: &members)
      if let name { try Self.check(name) }
      self = .values(epoch: epoch, layer: layer, layerName: name, try Self.values(members))
    }
  }

  private static func values(_ members: [String: ReportLine.Value]) throws(ReportLine.Fault) -> [String:
    Double?]
  {
    var values: [String: Double?] = [:]
    // In order, so that the same line gets the same sentence each time.
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      try check(name)
      switch value {
      case .number(let number): values[name] = .some(number)
      case .missing: values[name] = .some(nil)
      case .flag(let flag): values[name] = .some(flag ? 1 : 0)
      case .text:
        throw ReportLine.Fault(words: "'\(ReportLine.shown(name))' is a text, expected is a number")
      }
    }
    return values
  }

  /// Whether a number can be kept under it.
  static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= TrialResult.nameLimit && name.isPrintable
  }

  private static func check(_ name: String) throws(ReportLine.Fault) {
    guard isName(name) else {
      throw ReportLine.Fault(
        words:
          "the name '\(ReportLine.shown(name))' is none, expected are 1 to \(TrialResult.nameLimit) bytes of "
          + "printable text")
    }
  }

  private static func whole(
    _ name: String, of members: inout [String: ReportLine.Value], in range: ClosedRange<Int>
  ) throws(ReportLine.Fault) -> Int? {
    guard let value = members.removeValue(forKey: name) else { return nil }
    guard case .number(let number) = value, let whole = Int(exactly: number), range.contains(whole) else {
      throw ReportLine.Fault(
        words:
          "'\(name)' is \(value.kind), expected is a whole number from \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return whole
  }

  private static func text(
    _ name: String, of members: inout [String: ReportLine.Value]
  ) throws(ReportLine.Fault) -> String? {
    guard let value = members.removeValue(forKey: name) else { return nil }
    guard case .text(let text) = value else {
      throw ReportLine.Fault(words: "'\(name)' is \(value.kind), expected is a text")
    }
    return text
  }

  private static let classes: [FailureClass] = [.crashed, .badInput, .outOfMemory, .timedOut]

  private static func failureClass(
    of members: inout [String: ReportLine.Value]
  ) throws(ReportLine.Fault) -> FailureClass {
    guard let word = try text("class", of: &members) else { return .crashed }
    guard let found = classes.first(where: { $0.rawValue == word }) else {
      throw ReportLine.Fault(
        words: "'class' is '\(ReportLine.shown(word))', expected is one of "
          + classes.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }
    return found
  }
}
