/// What is measured of a layer or of a trial: a row of `Metric.table`, which says all that is known of it.
///
/// Cases stand in the table's order, which is that of columns.
package enum Metric: UInt16, CaseIterable, Sendable {
  case nrc1, nrc2, nrc3, nrc4, nrc2Full, nrc2First, nrc1Rank, nrc3Rank, noiseAlignment, featureStableRank,
    covarianceStableRank, weightStableRank, effectiveRank, participationRatio, pca99, featureRank, weightRank,
    twonn, mle, nc1, nc1Pinv, nc1Svd, nc2, nc3, nc4, cdnv, wcv, tcv, rankDistance, rankBound, agopCorrelation,
    agopParticipationRatio, nc1Right, nc1Left, nrc1Start, pcaResidual, pcaResidualCentred, weightResidual,
    weightResidualCentred, gramResidual, gramGamma, gramGammaRatio, gramResidualThreshold, residualVariance,
    residualAnisotropy, twonnLeftOut, mleLeftOut, pca95, pca999, gapRank, nrc1Double, nrc2Debiased,
    stationarity,
    factCorrelation, nfaExponent, nfaCorrelation, balancedness, gramPower, gramPowerResidual,
    gramPowerTargets,
    gramPowerTargetsResidual, gramGradientResidual, twonn2, twonn4, twonn8, twonn16, twonn32, twonn64

  case trainLoss, testLoss, r2, decayBudget, trivial, collapseLayer, targetStableRank,
    targetCovarianceStableRank, gradientNorm, targetParticipationRatio, targetPca99, trainAccuracy,
    testAccuracy, prunedTrainLoss, prunedTestLoss, prunedTrainAccuracy, prunedTestAccuracy, ufmRank,
    ufmThreshold, ufmLossError, ufmGramError, ufmResidualError, ufmBalanceError, fittedRank, rankLayer,
    targetTwonn, targetMle, predictionTwonn, predictionMle

  package var definition: Definition { Self.table[Int(rawValue)] }
  /// Column of a store, key of JSON, column of an export.
  package var name: String { definition.name }
  package var scope: Scope { group == nil ? .trial : .layer }
  /// The group that brings a layer's metric; `nil` for one of a trial.
  package var group: MetricGroup? { definition.group }
  /// The same for k = r, where there is one.
  package var atRank: Metric? { definition.atRank }
  /// Whether one of these groups brings it.
  package func isBrought(by groups: some Sequence<MetricGroup>) -> Bool { groups.contains { $0 == group } }
}

extension Metric {
  package enum Scope: Hashable, Sendable { case layer, trial }

  /// How a chart's axis runs: from 0 to 1, from 0, or by powers of ten.
  package enum Axis: Hashable, Sendable { case share, linear, logarithmic }

  /// Where a metric is shown beside the tables that hold every one of them.
  package struct Places: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A chart of layers, or a column of the trials' averages.
    package static let report = Places(rawValue: 1)
    /// A phase diagram: of a layer's metric that of the last layer.
    package static let phases = Places(rawValue: 2)
    /// `diff`: of a layer's metric that of the last layer.
    package static let diff = Places(rawValue: 4)
  }
}

extension Metric {
  package static let table: [Definition] = ofLayersTable + ofTrialsTable

  package static let ofLayers = allCases.filter { $0.scope == .layer }
  package static let ofTrials = allCases.filter { $0.scope == .trial }
  private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

  /// `nil` where no metric has this name.
  package static func named(_ name: String) -> Metric? { byName[name] }
}

extension Metric: Comparable {
  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension Metric: CustomStringConvertible {
  package var description: String { name }
}

/// In JSON a metric is its name, as a value and as a key of an object.
extension Metric: Codable, CodingKeyRepresentable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package var codingKey: any CodingKey { Key(stringValue: name) }

  package init?(codingKey: some CodingKey) {
    guard let known = Self.named(codingKey.stringValue) else { return nil }
    self = known
  }

  package init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    guard let known = Self.named(name) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "no metric is named '\(name)'"))
    }
    self = known
  }

  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(name)
  }
}
