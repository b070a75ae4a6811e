/// Which rows of its data a layer was measured on.
package enum MeasuredRows: String, ParameterWord, Codable, Comparable {
  case train, test

  package static func < (left: Self, right: Self) -> Bool { left == .train && right == .test }
}

extension Specification {
  package var measuresTestRows: Bool { self[.measureRows]?.contains(.test) == true }
}

extension [LayerMeasure] {
  /// Those on such rows, in their order.
  package func on(_ rows: MeasuredRows) -> [LayerMeasure] { filter { $0.rows == rows } }
}

extension TrialResult {
  /// What is wrong with it where its trial asks for no test rows.
  package var objectionToTestRows: Objection? {
    layers.first { $0.rows == .test }.map {
      Objection(place: "rows of a layer", found: $0.place, expected: "training rows, as the trial asks")
    }
  }
}
