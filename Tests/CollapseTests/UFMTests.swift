import Collapse
import Experiments
import LinearAlgebra
import SweepModel
import Testing

private func distance(_ left: Reals, _ right: Reals) -> Double {
  zip(left.entries, right.entries).map { abs($0 - $1) }.max() ?? 0
}

private let averages: [String: UFMPenalties.Average] = [
  "halfOverSamples": .halfOverSamples, "halfOverEntries": .halfOverEntries, "overEntries": .overEntries,
]

private func closedForm(_ fixture: UFMFixture) throws -> (Reals, UFMPenalties, UFMSolution) {
  BLAS.useOneThread()
  let raw = UFMFixture.matrix(fixture.targetBytes, fixture.samples, fixture.dimension)
  let penalties = UFMPenalties(
    features: fixture.features, weights: fixture.weights, average: try #require(averages[fixture.average]))
  let targets = try raw.withView { try Targets($0) }
  return (raw, penalties, try #require(try UFMSolution(targets, penalties)))
}

@Test(arguments: UFMFixture.all)
func `the closed form is numpy's minimiser`(_ fixture: UFMFixture) throws {
  let solution = try closedForm(fixture).2
  let order = fixture.dimension
  #expect(solution.rank == fixture.rank)
  #expect(abs(solution.threshold - fixture.threshold) < 1e-12)
  #expect(distance(solution.gram, UFMFixture.matrix(fixture.gramBytes, order, order)) < 1e-12)
  #expect(
    distance(solution.residualCovariance, UFMFixture.matrix(fixture.residualBytes, order, order)) < 1e-12)
  let numbers = [solution.loss, solution.featureNorm, solution.weightNorm] + solution.weightRowNorms
  let expected = [fixture.loss, fixture.featureNorm, fixture.weightNorm] + fixture.rowNorms
  for (number, value) in zip(numbers, expected) { #expect(abs(number - value) <= 1e-9 * max(1, value)) }
}

@Test(arguments: UFMFixture.all)
func `a search from random numbers ends in the closed form`(_ fixture: UFMFixture) throws {
  let (raw, penalties, solution) = try closedForm(fixture)
  let found = UFMMinimiser(raw, width: 5, penalties).minimise(seed: 1)
  #expect(found.gradientNorm < 1e-9)
  #expect(abs(found.loss - solution.loss) < 1e-9)
  #expect(distance(found.weights.times(found.weights, transposed: true), solution.gram) < 1e-6)
  let norm = { (matrix: Reals) in matrix.entries.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  #expect(abs(norm(found.features) - solution.featureNorm) < 1e-6 * max(1, solution.featureNorm))
  #expect(abs(norm(found.weights) - solution.weightNorm) < 1e-6)
  var errors = found.features.times(found.weights, transposed: true)
  for row in 0..<errors.rows {
    for column in 0..<errors.columns { errors[row, column] += found.biases[column] - raw[row, column] }
  }
  let covariance = transposed(errors).times(errors).scaled(1 / Double(errors.rows))
  #expect(distance(covariance, solution.residualCovariance) < 1e-6)
  let means = raw.withView { $0.columnMeans() }
  for (bias, mean) in zip(found.biases, means) { #expect(abs(bias - mean) < 1e-6) }
}

/// The Gram residual of the minimum is zero at gamma = c, where c is below the smallest eigenvalue.
@Test(arguments: UFMFixture.all.filter { $0.rank == $0.dimension })
func `the minimum's weights have no Gram residual at gamma c, and its residuals are white`(
  _ fixture: UFMFixture
) throws {
  let (raw, penalties, solution) = try closedForm(fixture)
  let found = UFMMinimiser(raw, width: 5, penalties).minimise(seed: 2)
  let targets = try raw.withView { try Targets($0) }
  let figures = try found.features.withView { features in
    try found.weights.withView { weights in
      try LastLayer(
        LayerArrays(number: 1, features: features, weights: weights), targets, penalties: penalties
      ).figures()
    }
  }
  #expect(try #require(figures[.gramResidualThreshold]) < 1e-12)
  #expect(abs(try #require(figures[.residualVariance]) / solution.threshold - 1) < 1e-6)
  #expect(try #require(figures[.residualAnisotropy]) < 1e-6)
  #expect(abs(try #require(figures[.gramGammaRatio]) - 0.25) < 1e-3)
  #expect(try #require(figures[.pcaResidualCentred]) < 1e-12)
  #expect(try #require(figures[.weightResidual]) < 1e-12)
}

@Test(arguments: UFMFixture.all)
func `descent and search end as near to the closed form as they say`(_ fixture: UFMFixture) throws {
  let (raw, penalties, solution) = try closedForm(fixture)
  let targets = try raw.withView { try Targets($0) }
  let minimiser = UFMMinimiser(raw, width: 5, penalties)
  for method in [UFMMinimiser.Method.limitedMemoryBFGS, .gradientDescent(rate: 0.1, momentum: 0.9)] {
    let found = minimiser.minimise(seed: 1, by: method)
    let apart = try #require(try UFMComparison(found, solution, raw, targets, penalties))
    #expect(found.loss.isFinite)
    for share in [apart.loss, apart.gram, apart.residual, apart.balance] { #expect(share < 1e-6) }
  }
  let early = minimiser.minimise(seed: 1, by: .gradientDescent(rate: 0.1, momentum: 0.9), stepLimit: 3)
  #expect(try #require(try UFMComparison(early, solution, raw, targets, penalties)).loss > 1e-3)
}

@Test func `a descent in too long steps ends without a finite loss`() {
  let raw = Reals([[5], [1], [5], [1]])
  let found = UFMMinimiser(raw, width: 2, UFMPenalties(features: 0.5, weights: 0.5))
    .minimise(seed: 0, by: .gradientDescent(rate: 100, momentum: 0.9))
  #expect(!found.loss.isFinite)
}

@Test func `one target is solved by hand`() throws {
  // sigma = 2, c = 1/4: ||w||^2 = lambda_H (sigma / sqrt c - 1) = 3 lambda_H.
  let targets = try Reals([[5], [1], [5], [1]]).withView { try Targets($0) }
  let solution = try #require(try UFMSolution(targets, UFMPenalties(features: 0.5, weights: 0.5)))
  #expect(abs(solution.gram[0, 0] - 1.5) < 1e-14)
  #expect(abs(solution.residualCovariance[0, 0] - 0.25) < 1e-14)
  #expect(abs(solution.loss - (0.125 + 0.5 * 1.5)) < 1e-14)
  #expect(abs(solution.featureNorm - 6.0.squareRoot()) < 1e-14)
}

@Test(arguments: [(0.0, 1.0), (1, 0), (-1, -1), (.nan, 1), (.infinity, 1)])
func `without two positive penalties there is no closed form`(_ features: Double, _ weights: Double) throws {
  let targets = try Reals([[1], [2]]).withView { try Targets($0) }
  #expect(try UFMSolution(targets, UFMPenalties(features: features, weights: weights))?.rank == nil)
}

@Test(arguments: [
  (UFMPenalties.Average.halfOverSamples, 0.02), (.halfOverEntries, 0.32), (.overEntries, 0.08),
])
func `the threshold is that of the paper's average`(_ average: UFMPenalties.Average, _ expected: Double) {
  let penalties = UFMPenalties(features: 0.1, weights: 0.2, average: average)
  #expect(abs(penalties.threshold(targets: 4) - expected) < 1e-15)
}

private func transposed(_ matrix: Reals) -> Reals {
  Reals((0..<matrix.columns).map { column in (0..<matrix.rows).map { matrix[$0, column] } })
}
