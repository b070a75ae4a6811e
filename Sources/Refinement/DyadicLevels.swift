/// The places of levels, from coarse to fine: first the ends, then halves, quarters and so on.
///
/// With 2^d + 1 levels these are exact; with others the nearest places stand for them.
struct DyadicLevels {
  private let levels: [Double]
  /// Coarse to fine, each with the coarser ones; the last has all places.
  private let grids: [[Int]]

  init(_ levels: [Double]) {
    self.levels = levels
    let last = levels.count - 1
    var (grids, parts) = ([[Int]](), 1)
    while parts < last {
      grids.append((0...parts).map { (2 * $0 * last + parts) / (2 * parts) })
      parts *= 2
    }
    self.grids = grids + [Array(0...last)]
  }

  /// The nearest place of the coarsest grid that has one within `reach` of x, else the nearest of all; the lower one of two.
  ///
  /// - Parameter isOpen: which places count; with none `nil`.
  func place(of x: Double, within reach: Double, _ isOpen: (Int) -> Bool) -> Int? {
    for grid in grids.dropLast() {
      guard let near = nearest(x, in: grid, isOpen) else { continue }
      if (levels[near] - x).magnitude <= reach { return near }
    }
    return grids.last.flatMap { nearest(x, in: $0, isOpen) }
  }

  func nearest(_ x: Double, _ isOpen: (Int) -> Bool) -> Int? { nearest(x, in: Array(levels.indices), isOpen) }

  private func nearest(_ x: Double, in grid: [Int], _ isOpen: (Int) -> Bool) -> Int? {
    var best: (place: Int, distance: Double)?
    for place in grid where isOpen(place) {
      let distance = (levels[place] - x).magnitude
      // Rounding of levels decides nothing: the lower one of two that are as far.
      if distance < (best?.distance ?? .infinity) - 1e-9 { best = (place, distance) }
    }
    return best?.place
  }
}
