import Collapse
import Foundation
import LinearAlgebra
import Surrogates
import SweepModel
import Testing

private typealias Reals = Matrix<Double>

/// The closed form's numbers for one set of targets and penalties, by `Fixtures/make_ufm.py`.
struct UFMFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name, average: String
  let samples, dimension, rank: Int
  let targetBytes, gramBytes, residualBytes: Data
  let features, weights, threshold, featureNorm, weightNorm, loss: Double

  var testDescription: String { name }

  static let all: [UFMFixture] = {
    let name = Bundle.module.url(forResource: "ufm", withExtension: "json", subdirectory: "Fixtures")
    // An unreadable file leaves no fixture, and the test that counts them fails.
    guard let name, let data = try? Data(contentsOf: name) else { return [] }
    return (try? JSONDecoder().decode([UFMFixture].self, from: data)) ?? []
  }()

  static func matrix(_ data: Data, _ rows: Int, _ columns: Int) -> Matrix<Double> {
    let entries = data.withUnsafeBytes { bytes in
      (0..<rows * columns).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: Double.self) }
    }
    return Matrix(rows: rows, columns: columns, entries: entries)
  }
}

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
  return (raw, penalties, try #require(try UFMSolution(covariance: covariance(raw), penalties)))
}

private func covariance(_ raw: Reals) throws -> Reals { try raw.withView { try Targets($0).covariance } }

extension UFMMinimiser {
  fileprivate func minimise(
    seed: Int, by method: Method = .limitedMemoryBFGS, stepLimit: Int = 20_000
  ) -> Minimum {
    minimise(seed: seed, by: method, stepLimit: stepLimit, progress: {})
  }
}

@Test func `the file of minima is there and whole`() { #expect(UFMFixture.all.count == 12) }

@Test(arguments: UFMFixture.all)
func `the closed form is numpy's minimiser`(_ fixture: UFMFixture) throws {
  let solution = try closedForm(fixture).2
  let order = fixture.dimension
  #expect(solution.rank == fixture.rank)
  #expect(abs(solution.threshold - fixture.threshold) < 1e-12)
  #expect(distance(solution.gram, UFMFixture.matrix(fixture.gramBytes, order, order)) < 1e-12)
  #expect(
    distance(solution.residualCovariance, UFMFixture.matrix(fixture.residualBytes, order, order)) < 1e-12)
  #expect(abs(solution.loss - fixture.loss) <= 1e-9 * max(1, fixture.loss))
}

@Test(arguments: UFMFixture.all)
func `a search from random numbers ends in the closed form`(_ fixture: UFMFixture) throws {
  let (raw, penalties, solution) = try closedForm(fixture)
  let found = UFMMinimiser(raw, width: 5, penalties).minimise(seed: 1)
  #expect(found.gradientNorm < 1e-9)
  #expect(abs(found.loss - solution.loss) < 1e-9)
  #expect(distance(found.weights.times(found.weights, transposed: true), solution.gram) < 1e-6)
  let norm = { (matrix: Reals) in matrix.entries.reduce(0) { $0 + $1 * $1 }.squareRoot() }
  #expect(abs(norm(found.features) - fixture.featureNorm) < 1e-6 * max(1, fixture.featureNorm))
  #expect(abs(norm(found.weights) - fixture.weightNorm) < 1e-6)
  var errors = found.features.times(found.weights, transposed: true)
  for row in 0..<errors.rows {
    for column in 0..<errors.columns { errors[row, column] += found.biases[column] - raw[row, column] }
  }
  var covariance = errors.transposed.times(errors)
  for place in covariance.entries.indices { covariance.entries[place] /= Double(errors.rows) }
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
  let metrics = try found.features.withView { features in
    try found.weights.withView { weights in
      try LastLayer(
        LayerArrays(number: 1, features: features, weights: weights), targets,
        threshold: penalties.threshold(targets: targets.dimension)
      ).metrics()
    }
  }
  #expect(try #require(metrics[.gramResidualThreshold]) < 1e-12)
  #expect(abs(try #require(metrics[.residualVariance]) / solution.threshold - 1) < 1e-6)
  #expect(try #require(metrics[.residualAnisotropy]) < 1e-6)
  #expect(abs(try #require(metrics[.gramGammaRatio]) - 0.25) < 1e-3)
  #expect(try #require(metrics[.pcaResidualCentred]) < 1e-12)
  #expect(try #require(metrics[.weightResidual]) < 1e-12)
}

@Test(arguments: UFMFixture.all)
func `descent and search end as near to the closed form as they say`(_ fixture: UFMFixture) throws {
  let (raw, penalties, solution) = try closedForm(fixture)
  let covariance = try covariance(raw)
  let minimiser = UFMMinimiser(raw, width: 5, penalties)
  for method in [UFMMinimiser.Method.limitedMemoryBFGS, .gradientDescent(rate: 0.1, momentum: 0.9)] {
    let found = minimiser.minimise(seed: 1, by: method)
    let apart = try #require(try UFMComparison(found, solution, raw, covariance: covariance, penalties))
    #expect(found.loss.isFinite)
    for share in [apart.loss, apart.gram, apart.residual, apart.balance] { #expect(share < 1e-6) }
  }
  let early = minimiser.minimise(seed: 1, by: .gradientDescent(rate: 0.1, momentum: 0.9), stepLimit: 3)
  #expect(
    try #require(try UFMComparison(early, solution, raw, covariance: covariance, penalties)).loss > 1e-3)
}

@Test func `a descent in too long steps ends without a finite loss`() {
  let raw = Reals(rows: 4, columns: 1, entries: [5, 1, 5, 1])
  let found = UFMMinimiser(raw, width: 2, UFMPenalties(features: 0.5, weights: 0.5))
    .minimise(seed: 0, by: .gradientDescent(rate: 100, momentum: 0.9))
  #expect(!found.loss.isFinite)
}

@Test func `one target is solved by hand`() throws {
  // sigma = 2, c = 1/4: ||w||^2 = lambda_H (sigma / sqrt c - 1) = 3 lambda_H.
  let variance = Reals(rows: 1, columns: 1, entries: [4])
  let solution = try #require(
    try UFMSolution(covariance: variance, UFMPenalties(features: 0.5, weights: 0.5)))
  #expect(abs(solution.gram[0, 0] - 1.5) < 1e-14)
  #expect(abs(solution.residualCovariance[0, 0] - 0.25) < 1e-14)
  #expect(abs(solution.loss - (0.125 + 0.5 * 1.5)) < 1e-14)
}

@Test(arguments: [(0.0, 1.0), (1, 0), (-1, -1), (.nan, 1), (.infinity, 1)])
func `without two positive penalties there is no closed form`(_ features: Double, _ weights: Double) throws {
  let variance = Reals(rows: 1, columns: 1, entries: [0.25])
  #expect(
    try UFMSolution(covariance: variance, UFMPenalties(features: features, weights: weights))?.rank == nil)
}

@Test func `a threshold is the same in each average of the same loss`() {
  let paper = UFMPenalties(features: 0.4, weights: 0.8).threshold(targets: 4)
  let code = UFMPenalties(features: 0.1, weights: 0.2, average: .halfOverEntries).threshold(targets: 4)
  let error = UFMPenalties(features: 0.2, weights: 0.4, average: .overEntries).threshold(targets: 4)
  #expect(abs(code - paper) < 1e-15 && abs(error - paper) < 1e-15)
}
