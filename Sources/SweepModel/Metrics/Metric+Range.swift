extension Metric {
  /// What a value can be whatever is measured; beyond it nobody has computed it. Rounding may carry a number a little beyond.
  package var range: ClosedRange<Double> {
    switch self {
    case .trainAccuracy, .testAccuracy, .prunedTrainAccuracy, .prunedTestAccuracy, .trivial, .nc4,
      .twonnLeftOut, .mleLeftOut, .nrc1, .nrc1Rank, .nrc1Start, .nrc1Double:
      0...1
    case .r2: -Self.greatest...1
    case _ where isWhole: 0...1e9
    case .trainLoss, .testLoss, .prunedTrainLoss, .prunedTestLoss, .gradientNorm, .nrc4, .featureStableRank,
      .covarianceStableRank, .weightStableRank, .effectiveRank, .participationRatio, .twonn, .mle, .nc1,
      .nc1Pinv, .nc1Svd, .nc2, .cdnv, .wcv, .tcv, .rankDistance, .rankBound, .agopParticipationRatio,
      .nc1Right, .nc1Left, .targetStableRank, .targetCovarianceStableRank, .targetParticipationRatio:
      0...Self.greatest
    default: -Self.greatest...Self.greatest
    }
  }

  /// No sum of squares of single precision comes near it.
  private static let greatest = 1e100
  private static let rounding = 1e-3

  private var isWhole: Bool { definition.isWhole }

  /// Whether it is the number of a layer.
  var isOfLayer: Bool { self == .collapseLayer || self == .rankLayer }

  func check(_ value: Double, in place: @autoclosure () -> String) throws(TrialResult.Objection) {
    let range = range
    guard
      value < range.lowerBound - Self.rounding || value > range.upperBound + Self.rounding
        || isWhole && value != value.rounded()
    else { return }
    throw .init(
      place: place(), found: "\(value)",
      expected: isWhole
        ? "a whole number from \(Int(range.lowerBound)) to \(Int(range.upperBound))"
        : "\(range.lowerBound) to \(range.upperBound)")
  }
}
