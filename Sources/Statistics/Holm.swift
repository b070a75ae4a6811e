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

/// The same over families that each have a share of the level of their own; those without a member leave theirs to the others.
///
/// Which values are of which family must not be decided by the values themselves, nor by what depends on them where there is nothing to
/// find.
package func holmAdjusted(_ values: [Double], families: [(share: Double, isMember: (Int) -> Bool)])
  -> [Double]
{
  let found = families.map { family in (family.share, values.indices.filter(family.isMember)) }.filter {
    !$0.1.isEmpty
  }
  let whole = found.reduce(0) { $0 + $1.0 }
  var adjusted = values
  for (share, places) in found {
    for (place, value) in zip(places, holmAdjusted(places.map { values[$0] })) {
      adjusted[place] = min(1, value / (share / whole))
    }
  }
  return adjusted
}
