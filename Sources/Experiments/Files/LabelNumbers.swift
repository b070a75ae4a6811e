/// The classes of a file's samples, numbered 0 to K - 1 in the order of their labels, however the file numbers them.
package struct LabelNumbers {
  /// The class of each sample.
  let classes: [Int]
  /// The label of each class, ascending.
  package let labels: [Int]
  /// Whether output k of the network belongs to label k, though some of these have no sample. Otherwise it belongs to
  /// class k.
  package let keepsOutputs: Bool

  /// Whether the labels are 0 to K - 1 as they stand.
  package var areAsWritten: Bool { labels == Array(labels.indices) }

  /// - Parameter outputs: of the network's last map, where the file has it.
  ///
  /// Labels of which one is 0, or whose largest is the last output, name outputs.
  init(_ written: [Int], outputs: Int?) {
    labels = Set(written).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    classes = written.compactMap { numbers[$0] }
    if let outputs, let least = labels.first, let most = labels.last, least >= 0, most < outputs {
      keepsOutputs = least == 0 || most == outputs - 1
    } else {
      keepsOutputs = false
    }
  }

  /// The class of each output that the network chose; K for one whose label no sample has.
  func classes(ofOutputs outputs: [Int]) -> [Int] {
    guard keepsOutputs, !areAsWritten else { return outputs }
    let numbers = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    return outputs.map { numbers[$0, default: labels.count] }
  }

  /// What was done to labels that are not 0 to K - 1; `nil` for those that are.
  package var note: String? {
    guard !areAsWritten else { return nil }
    let shown = labels.prefix(12).map(String.init).joined(separator: ", ") + (labels.count > 12 ? ", …" : "")
    let rule =
      keepsOutputs ? "; an output keeps the label of its number" : ""
    return
      "'labels' has \(labels.count) classes, \(shown), numbered 0 to \(labels.count - 1) in this order\(rule)"
  }
}
