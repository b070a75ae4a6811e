/// p values corrected for how many there are, so that the chance of one false claim or more stays below the level.
///
/// - Source: Holm (1979), Scandinavian Journal of Statistics 6.
package func holmAdjusted(_ values: [Double]) -> [Double] {
  var adjusted = values
  var largest = 0.0
  for (rank, place) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
    largest = max(largest, min(1, Double(values.count - rank) * values[place]))
    adjusted[place] = largest
  }
  return adjusted
}
