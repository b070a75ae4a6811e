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

/// The same where some are likelier than others: those get four fifths of the level as one family, the rest one fifth.
///
/// Which ones must not be decided by the values themselves, nor by what depends on them where there is nothing to find.
package func holmAdjusted(_ values: [Double], favouring isFavoured: [Bool]) -> [Double] {
  let families = [true, false].map { side in values.indices.filter { isFavoured[$0] == side } }
  guard families.allSatisfy({ !$0.isEmpty }) else { return holmAdjusted(values) }
  var adjusted = values
  for (family, share) in zip(families, [0.8, 0.2]) {
    for (place, value) in zip(family, holmAdjusted(family.map { values[$0] })) {
      adjusted[place] = min(1, value / share)
    }
  }
  return adjusted
}
