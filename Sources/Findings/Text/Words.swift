/// `weight_decay` as `weight decay`.
package func words(_ name: String) -> String { name.split(separator: "_").joined(separator: " ") }

package func mean(_ values: [Double]) -> Double? {
  values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
}

/// `a`, `a and b`, `a, b and c`.
package func enumerated(_ parts: [String]) -> String {
  guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
  return parts.dropLast().joined(separator: ", ") + " and " + last
}
