import Distributions
import Foundation
import SweepModel
import Testing

/// Lines of W&B's library `sweeps` 0.3.0, written by make_quantiles.py beside it.
private let lines: [[Substring]] = {
  let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/quantiles.txt")
  return ((try? String(contentsOf: path, encoding: .utf8)) ?? "").split(separator: "\n").map {
    $0.split(separator: "\t")
  }
}()

private func distribution(_ words: String) throws -> Distribution {
  let parts = words.split(separator: " ")
  let numbers = try parts.dropFirst().map { try #require(Double($0)) }
  func whole(_ count: Int) -> [ParameterValue] { (0..<count).map { .integer($0) } }
  func quantised(_ other: Distribution) throws -> Distribution {
    .quantised(
      other, step: try #require(numbers.last), isWhole: parts[parts.count - 1].allSatisfy(\.isNumber))
  }
  return switch parts[0] {
  case "uniform": .uniform(numbers[0], numbers[1])
  case "log_uniform_values": .logUniform(numbers[0], numbers[1])
  case "inv_log_uniform_values": .inverseLogUniform(numbers[0], numbers[1])
  case "normal": .normal(mean: numbers[0], deviation: numbers[1])
  case "log_normal": .logNormal(mean: numbers[0], deviation: numbers[1])
  case "beta": .beta(numbers[0], numbers[1])
  case "q_uniform": try quantised(.uniform(numbers[0], numbers[1]))
  case "q_log_uniform_values": try quantised(.logUniform(numbers[0], numbers[1]))
  case "q_normal": try quantised(.normal(mean: numbers[0], deviation: numbers[1]))
  case "q_log_normal": try quantised(.logNormal(mean: numbers[0], deviation: numbers[1]))
  case "q_beta": try quantised(.beta(numbers[0], numbers[1]))
  case "int_uniform": .whole(Int(numbers[0])...Int(numbers[1]))
  case "categorical": .categorical(whole(Int(numbers[0])))
  default: .weighted(whole(numbers.count), numbers)
  }
}

@Suite struct QuantileTests {
  /// 1e-12 relative, and 1e-9 for beta: whole where W&B has a whole number.
  @Test func `quantiles are those of W&B's own library`() throws {
    #expect(lines.count > 1200)
    var worst: [Substring: Double] = [:]
    for line in lines {
      let (words, share) = (String(line[0]), try #require(Double(line[1])))
      let found = try distribution(words).value(at: share)
      let expected = try #require(Double(line[2]))
      if case .integer = found {
        #expect(!line[2].contains("."), "\(line)")
      } else {
        #expect(line[2].contains { ".e".contains($0) }, "\(line)")
      }
      let number = try #require(found.number)
      // The tails of a beta below 1e-290 are subnormal numbers, or will be.
      if expected < 1e-290, number < 1e-290, expected >= 0 { continue }
      let error = number == expected ? 0 : abs(number - expected) / max(abs(expected), .leastNormalMagnitude)
      let name = words.prefix { $0 != " " }
      worst[name] = max(worst[name] ?? 0, error)
      #expect(error < (name.hasSuffix("beta") ? 1e-9 : 1e-12), "\(line): \(number)")
    }
    for (name, error) in worst.sorted(by: { $0.key < $1.key }) {
      print("largest relative error of \(name): \(error)")
    }
  }

  /// By hand: the median, quartiles of a known table, and the symmetry of both tails.
  @Test func `the normal quantile is that of the tables, and odd`() {
    #expect(Quantiles.normal(0.5) == 0)
    #expect(abs(Quantiles.normal(0.975) - 1.959963984540054) < 1e-15)
    #expect(abs(Quantiles.normal(1e-300) + 37.0471) < 1e-4)
    for share in [1e-9, 0.01, 0.3, 0.4999] {
      #expect(abs(Quantiles.normal(share) + Quantiles.normal(1 - share)) < 1e-7)
    }
  }

  /// Laws: beta(a, 1) is u^(1/a); beta(a, b) is 1 - beta(b, a) of 1 - u.
  @Test func `the beta quantile keeps its laws`() {
    for share in [1e-6, 0.1, 0.5, 0.77, 0.999] {
      for a in [0.1, 1, 3.5, 70] {
        #expect(abs(Quantiles.beta(share, a, 1) / pow(share, 1 / a) - 1) < 1e-11, "\(share) \(a)")
        let mirrored = 1 - Quantiles.beta(1 - share, 2.5, a)
        #expect(abs(Quantiles.beta(share, a, 2.5) - mirrored) < 1e-12, "\(share) \(a)")
      }
    }
  }

  @Test func `a quarter of the draws of 1 to 256 in steps of 8 are 0, as with W&B`() {
    let draws = Distribution.quantised(.logUniform(1, 256), step: 8, isWhole: true)
    let zeros = (0..<1000).count { draws.value(at: (Double($0) + 0.5) / 1000) == .integer(0) }
    #expect(zeros == 250)
  }

  /// numpy.arange of the same ends: `max` is left out, and a draw reaches it.
  @Test func `a grid has the values that W&B's has`() {
    func grid(_ low: Double, _ high: Double, _ step: Double) -> [ParameterValue]? {
      Distribution.quantised(.uniform(low, high), step: step, isWhole: Int(exactly: step) != nil).grid
    }
    #expect(grid(5, 20, 5) == [5, 10, 15].map { .integer($0) })
    #expect(grid(0, 10, 3) == [0, 3, 6, 9].map { .integer($0) })
    #expect(grid(0, 1, 0.25) == [0, 0.25, 0.5, 0.75].map { .real($0) })
    #expect(grid(0.1, 0.35, 0.1) == [0.1, 0.2, 0.30000000000000004].map { .real($0) })
    #expect(Distribution.whole(-1...2).grid == [-1, 0, 1, 2].map { .integer($0) })
    #expect(Distribution.uniform(0, 1).grid == nil && Distribution.weighted([.null], [1]).grid == nil)
  }
}
