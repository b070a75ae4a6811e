import Foundation
import Statistics
import Testing

/// `statistics.json` holds numbers of scipy, statsmodels and enumeration; `make_statistics.py` made it.
@Suite struct ReferenceTests {
  struct Reference: Decodable {
    struct Welch: Decodable {
      var a: [Double], b: [Double], estimate: Double, p: Double, degrees: Double
      var intervals: [String: [Double]]
    }
    struct Factor: Decodable {
      var a: [Double], b: [Double], factor: Double, low: Double, high: Double, mean: Double
      var meanLow: Double, meanHigh: Double
    }
    struct Contrast: Decodable {
      var weights: [Double], samples: [[Double]], estimate: Double, error: Double, degrees: Double, p: Double
      var pooled: Double
    }
    struct ANOVA: Decodable { var samples: [[Double]], f: Double, p: Double }
    struct Holm: Decodable { var values: [Double], adjusted: [Double] }
    struct Share: Decodable { var part: Int, whole: Int, intervals: [String: [Double]] }
    struct Difference: Decodable { var a: [Int], b: [Int], low: Double, high: Double }
    struct Fisher: Decodable { var table: [[Int]], p: Double }
    struct Blocked: Decodable {
      struct Block: Decodable { var a: [Int], b: [Int] }
      var blocks: [Block], p: Double
    }
    struct Normal: Decodable { var confidence: Double, z: Double }

    var welch: [Welch], factors: [Factor], contrasts: [Contrast], anova: [ANOVA], holm: [Holm]
    var shares: [Share], differences: [Difference], fisher: [Fisher], blocked: [Blocked], normal: [Normal]
  }

  let reference: Reference

  init() throws {
    let file = try #require(Bundle.module.url(forResource: "Fixtures/statistics", withExtension: "json"))
    reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  /// Relative 1e-9: what log-gammas leave of double precision in the smallest tails.
  private func close(_ found: Double, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(found - expected) <= tolerance * max(abs(expected), 1e-12)
  }

  private func contrast(_ a: Sample?, _ b: Sample?) throws -> Contrast {
    let (a, b) = (try #require(a), try #require(b))
    return try #require(Contrast(from: a, to: b))
  }

  @Test func `Welch's test is scipy's`() throws {
    #expect(reference.welch.count == 7)
    for row in reference.welch {
      let found = try contrast(Sample(row.a), Sample(row.b))
      #expect(
        close(found.estimate, row.estimate) && close(found.p, row.p) && close(found.degrees, row.degrees))
      #expect(row.intervals.count == 3)
      for (confidence, range) in row.intervals {
        let level = try #require(Double(confidence))
        let interval = found.interval(confidence: level)
        #expect(close(interval.lowerBound, range[0]) && close(interval.upperBound, range[1]))
      }
    }
  }

  @Test func `on logarithms an interval is one of factors`() throws {
    for row in reference.factors {
      let a = try #require(Sample(logarithmsOf: row.a))
      let found = try contrast(a, Sample(logarithmsOf: row.b))
      let range = found.interval().exponentials
      #expect(close(exp(found.estimate), row.factor))
      #expect(close(range.lowerBound, row.low) && close(range.upperBound, row.high))
      let mean = try #require(a.interval()).exponentials
      #expect(close(exp(a.mean), row.mean))
      #expect(close(mean.lowerBound, row.meanLow) && close(mean.upperBound, row.meanHigh))
      #expect(mean.lowerBound > 0)
    }
  }

  @Test func `contrasts of many samples have Satterthwaite's degrees`() throws {
    for row in reference.contrasts {
      let samples = try row.samples.map { try #require(Sample($0)) }
      let found = try #require(Contrast(Array(zip(row.weights, samples))))
      #expect(close(found.estimate, row.estimate) && close(found.error, row.error))
      #expect(close(found.degrees, row.degrees) && close(found.p, row.p))
      let pooled = Contrast(
        difference: row.estimate, counts: [samples[0].count, samples[1].count], spreadOf: samples)
      #expect(pooled.map { close($0.p, row.pooled) } == true)
    }
  }

  @Test func `Welch's analysis of variance is scipy's`() throws {
    for row in reference.anova {
      let samples = try row.samples.map { try #require(Sample($0)) }
      let found = try #require(WelchANOVA(samples))
      #expect(close(found.f, row.f) && close(found.p, row.p))
    }
  }

  @Test func `Holm's correction is that of statsmodels`() {
    for row in reference.holm {
      #expect(zip(holmAdjusted(row.values), row.adjusted).allSatisfy { close($0, $1, 1e-14) })
    }
  }

  @Test func `Wilson's intervals are scipy's`() throws {
    for row in reference.shares {
      let share = try #require(Share(row.part, of: row.whole))
      for (confidence, range) in row.intervals {
        let level = try #require(Double(confidence))
        let interval = share.interval(confidence: level)
        #expect(abs(interval.lowerBound - range[0]) < 1e-12 && abs(interval.upperBound - range[1]) < 1e-12)
      }
    }
  }

  @Test func `differences of shares have Newcombe's interval`() throws {
    for row in reference.differences {
      let a = try #require(Share(row.a[0], of: row.a[1]))
      let b = try #require(Share(row.b[0], of: row.b[1]))
      let interval = ShareContrast(adding: [b], taking: [a]).interval()
      #expect(abs(interval.lowerBound - row.low) < 1e-12 && abs(interval.upperBound - row.high) < 1e-12)
    }
  }

  @Test func `Fisher's test is scipy's for two columns and enumeration's for more`() {
    for row in reference.fisher {
      // scipy writes a table of two columns by rows; transposed it has the same p.
      let p = fisherExact(row.table.map { ($0[0], $0[1]) })
      #expect(p.map { close($0, row.p, 1e-10) } == true, "\(row.table)")
    }
  }

  @Test func `dealing out anew within blocks gives what enumeration gives`() {
    for row in reference.blocked {
      var test = BlockedExactTest()
      for block in row.blocks { test.add(block.a, block.b) }
      #expect(close(test.p, row.p, 1e-12), "\(row.blocks)")
    }
  }

  @Test func `normal quantiles are scipy's`() {
    for row in reference.normal { #expect(close(Normal.critical(confidence: row.confidence), row.z, 1e-8)) }
  }
}
