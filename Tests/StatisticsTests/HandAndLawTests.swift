import Foundation
import Statistics
import Testing

@Suite struct HandAndLawTests {
  private func welch(_ a: [Double], _ b: [Double]) throws -> Contrast {
    let (a, b) = (try #require(Sample(a)), try #require(Sample(b)))
    return try #require(Contrast(from: a, to: b))
  }

  private func sample(_ values: Double...) throws -> Sample { try #require(Sample(values)) }

  @Test func `a Welch test solved by hand`() throws {
    // Means 2 and 6, variances 1 and 4: se^2 = 1/3 + 4/3, degrees (5/3)^2 / (1/18 + 16/18) = 50/17.
    let found = try welch([1, 2, 3], [4, 6, 8])
    #expect(found.estimate == 4 && abs(found.error - (5.0 / 3).squareRoot()) < 1e-15)
    #expect(abs(found.degrees - 50.0 / 17) < 1e-14)
  }

  @Test func `nothing follows from fewer than three values or from no spread`() throws {
    let (two, flat, three) = (try sample(1, 2), try sample(4, 4, 4), try sample(1, 2, 4))
    #expect(Contrast(from: two, to: three) == nil && Contrast(from: three, to: two) == nil)
    #expect(Contrast(from: flat, to: try sample(5, 5, 5)) == nil)
    #expect(flat.interval() == nil && two.interval() == nil && three.interval() != nil)
    #expect(Contrast([]) == nil)
    #expect(
      WelchANOVA([three, two]) == nil && WelchANOVA([three, flat]) == nil && WelchANOVA([three]) == nil)
    // One of two without spread: the other one's degrees are left.
    #expect(Contrast(from: flat, to: three)?.degrees == 2)
  }

  @Test func `values that are not finite or have no logarithm make no sample`() {
    #expect(Sample([]) == nil && Sample([1, .nan, 2]) == nil && Sample([1, .infinity, 2]) == nil)
    #expect(Sample(logarithmsOf: [1, 0, 2]) == nil && Sample(logarithmsOf: [1, -1, 2]) == nil)
  }

  @Test func `equal values have no spread, whatever they are`() throws {
    for value in [0.1, 1e-300, 1e300, -7.3] { #expect(try sample(value, value, value, value).variance == 0) }
  }

  @Test func `a shift, a scale and the order of samples do what they must`() throws {
    let (a, b) = ([0.3, 0.9, 0.4, 0.1], [1.2, 0.8, 2.5])
    let found = try welch(a, b)
    let moved = try welch(a.map { 8 * $0 + 64 }, b.map { 8 * $0 + 64 })
    let turned = try welch(b, a)
    #expect(abs(moved.p / found.p - 1) < 1e-10 && abs(moved.estimate / found.estimate - 8) < 1e-10)
    #expect(turned.p == found.p && turned.estimate == -found.estimate)
    let range = found.interval()
    // The interval at confidence 1 - p ends at 0.
    let edge = found.interval(confidence: 1 - found.p)
    #expect(abs(edge.lowerBound) < 1e-9 && range.contains(found.estimate))
  }

  @Test func `with two samples the analysis of variance is Welch's test`() throws {
    let (a, b) = (try sample(0.3, 0.9, 0.4, 0.1), try sample(1.2, 0.8, 2.5))
    let t = try #require(Contrast(from: a, to: b))
    let f = try #require(WelchANOVA([a, b]))
    #expect(abs(f.p - t.p) < 1e-12 && abs(f.f - (t.estimate / t.error) * (t.estimate / t.error)) < 1e-12)
  }

  @Test func `Holm's values rise with their own, never fall below them and stop at 1`() {
    let values = [0.03, 0.0001, 0.5, 0.02, 0.02]
    let adjusted = holmAdjusted(values)
    let expected = [0.08, 0.0005, 0.5, 0.08, 0.08]
    #expect(zip(adjusted, expected).allSatisfy { abs($0 - $1) < 1e-15 })
    #expect(holmAdjusted([]) == [] && holmAdjusted([0.7, 0.8]) == [1, 1])
  }

  @Test func `a share of none or of all has an interval that ends there and has a width`() throws {
    // 0 of n: from 0 to z^2 / (n + z^2).
    let z = Normal.critical(confidence: 0.95)
    let none = try #require(Share(0, of: 24)).interval()
    #expect(none.lowerBound == 0 && abs(none.upperBound - z * z / (24 + z * z)) < 1e-15)
    let all = try #require(Share(24, of: 24)).interval()
    #expect(all.upperBound == 1 && abs(all.lowerBound - (1 - none.upperBound)) < 1e-15)
    #expect(Share(1, of: 0) == nil && Share(2, of: 1) == nil && Share(-1, of: 1) == nil)
  }

  @Test func `the p of a difference of shares is where its interval reaches 0`() throws {
    let (a, b) = (try #require(Share(3, of: 12)), try #require(Share(10, of: 12)))
    let difference = ShareContrast(adding: [b], taking: [a])
    #expect(abs(difference.interval(confidence: 1 - difference.p).lowerBound) < 1e-9)
    let turned = ShareContrast(adding: [a], taking: [b])
    #expect(turned.estimate == -difference.estimate && abs(turned.p - difference.p) < 1e-12)
    #expect(ShareContrast(adding: [a], taking: [a]).p == 1)
    // Taking nothing off leaves Wilson's own.
    let alone = ShareContrast(adding: [b], taking: []).interval()
    #expect(abs(alone.lowerBound - b.interval().lowerBound) < 1e-15)
  }

  @Test func `Fisher's tea`() throws {
    // Eight cups, all told right: one way of 70 and its mirror.
    #expect(abs((fisherExact([(4, 0), (0, 4)]) ?? 2) - 2.0 / 70) < 1e-14)
    #expect(fisherExact([(4, 0)]) == nil && fisherExact([(4, 0), (0, 0)]) == nil && fisherExact([]) == nil)
    #expect(fisherExact([(3, 0), (5, 0)]) == 1)
  }

  @Test func `three against three in two blocks, all apart, is one way of 400 and its mirror`() {
    var test = BlockedExactTest()
    #expect(test.p == 1)
    test.add([0, 0, 0], [1, 1, 1])
    #expect(abs(test.p - 2.0 / 20) < 1e-15)
    test.add([2, 2, 2], [3, 3, 3])
    #expect(abs(test.p - 2.0 / 400) < 1e-15)
    test.add([], [9, 9])
    test.add([5, 5], [5, 5])
    #expect(abs(test.p - 2.0 / 400) < 1e-15)
  }

  @Test func `blocks whose differences cancel say nothing`() {
    var test = BlockedExactTest()
    test.add([0, 0, 0], [1, 1, 1])
    test.add([1, 1, 1], [0, 0, 0])
    #expect(test.p == 1)
  }

  @Test func `with symmetric margins one block is Fisher's test`() throws {
    for yes in 0...6 {
      var test = BlockedExactTest()
      let first = (0..<6).map { $0 < yes ? 1 : 0 }
      let second = (0..<6).map { $0 < 6 - yes ? 1 : 0 }
      test.add(first, second)
      let fisher = try #require(fisherExact([(yes, 6 - yes), (6 - yes, yes)]))
      #expect(abs(test.p - fisher) < 1e-12)
    }
  }
}
