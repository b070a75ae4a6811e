/// `weight_decay` as `weight decay`.
package func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

/// As a sentence begins.
package func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

package func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

/// The middle of the values in order; of an even number the mean of the middle two.
package func median(_ values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// `a`, `a and b`, `a, b and c`.
package func enumerated(_ parts: [String]) -> String {
  guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
  return parts.dropLast().joined(separator: ", ") + " and " + last
}

/// First layers by how many there are, such as `from layer 3 of 4 and 4.50 of 8 (3 to 7) on in the mean`.
package func fromLayers(_ byLayers: [(layers: Int, first: [Double])]) -> String {
  let known = byLayers.filter { !$0.first.isEmpty }
  let places = known.map { layers, first in
    Set(first).count == 1
      ? "\(Numeral.single(first[0])) of \(layers)"
      : "\(Numeral.measured(mean(first) ?? .nan)) of \(layers) (\(Numeral.range(first)))"
  }
  let isMean = known.contains { Set($0.first).count > 1 }
  return "from layer \(enumerated(places)) on\(isMean ? " in the mean" : "")"
}
