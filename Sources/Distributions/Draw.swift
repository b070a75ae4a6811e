internal import SweepModel

/// The shares that random sweeps draw.
package enum Draw {
  /// Of one parameter and one draw: a function of these three and of nothing else, so that a sweep that grows keeps its first
  /// draws and one more parameter leaves the others' alone.
  ///
  /// - Returns: in (0, 1), one of 2^52 equally likely numbers, neither end.
  package static func share(searchSeed: Int, parameter: String, number: Int) -> Double {
    var hash = ContentHash()
    hash.update("\(searchSeed)\n\(parameter)\n\(number)")
    let digest: DataID = hash.finish()
    return (Double(digest.high >> 12) + 0.5) * 0x1p-52
  }
}
