import Datasets
import LinearAlgebra
import SweepModel
import Testing
import Training

private func covariance(_ targets: Matrix<Float>) -> [[Double]] {
  let means = (0..<targets.columns).map { column in
    (0..<targets.rows).reduce(0.0) { $0 + Double(targets[$1, column]) } / Double(targets.rows)
  }
  return (0..<targets.columns).map { left in
    (0..<targets.columns).map { right in
      (0..<targets.rows).reduce(0.0) {
        $0 + (Double(targets[$1, left]) - means[left]) * (Double(targets[$1, right]) - means[right])
      } / Double(targets.rows)
    }
  }
}

private func whitened(_ entries: [Float], columns: Int) throws -> Matrix<Float> {
  let rows = entries.count / columns
  let samples = Samples(
    inputs: Matrix(rows: rows, columns: 1, entries: (0..<rows).map(Float.init)),
    targets: Matrix(rows: rows, columns: columns, entries: entries))
  let spec = try trial([
    "dataset": DataID(high: 1, low: 2).description, "standardize": false, "whiten_targets": true,
    "samples": rows, "test_fraction": 0.0,
  ])
  return try TrainingData.file(spec, train: samples, test: nil).train.targets
}

/// Sigma = ((5, 3), (3, 5)) / 2 has eigenvalues 4 along (1, 1) and 1 along (1, -1), so Sigma^-1/2 = ((3, -1), (-1, 3)) / 4.
@Test func `two targets are whitened by hand`() throws {
  // +-2 sqrt 2 along (1, 1) / sqrt 2 and +-sqrt 2 along (1, -1) / sqrt 2, on a mean of (10, 20).
  let rows: [Float] = [12, 22, 8, 18, 11, 19, 9, 21]
  let found = try whitened(rows, columns: 2)
  let expected: [Float] = [1, 1, -1, -1, 1, -1, -1, 1]
  for (value, hand) in zip(found.entries, expected) { #expect(abs(value - hand) < 1e-6) }
}

@Test(arguments: 1...3) func `whitened targets have the identity as covariance`(_ seed: Int) throws {
  var stream = RandomStream(seed: seed, for: .test)
  var entries: [Float] = []
  for _ in 0..<400 {
    let (a, b, c) = (stream.normal(), stream.normal(), stream.normal())
    entries += [Float(100 * a), Float(a + 0.1 * b + 7), Float(1e-3 * (c + b))]
  }
  let found = covariance(try whitened(entries, columns: 3))
  for row in 0..<3 {
    for column in 0..<3 { #expect(abs(found[row][column] - (row == column ? 1 : 0)) < 1e-4) }
  }
}

@Test func `directions without variance are left out`() throws {
  let found = covariance(try whitened([1, 2, -1, -2, 3, 6, -3, -6], columns: 2))
  // One direction, (1, 2) / sqrt 5, keeps variance 1.
  for (value, hand) in zip(found.flatMap { $0 }, [0.2, 0.4, 0.4, 0.8]) { #expect(abs(value - hand) < 1e-5) }
}
