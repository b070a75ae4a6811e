import Foundation
import Statistics
import Testing

@Suite struct StudentTTests {
  /// `quantiles.json` holds scipy's t.ppf((1 + confidence) / 2, degrees); `quantiles.py` made it.
  @Test func `critical values equal those of scipy`() throws {
    struct Quantile: Decodable {
      var degrees: Int
      var confidence: Double
      var critical: Double
    }
    let file = try #require(Bundle.module.url(forResource: "Fixtures/quantiles", withExtension: "json"))
    let rows = try JSONDecoder().decode([Quantile].self, from: Data(contentsOf: file))
    #expect(rows.count > 40)
    for row in rows {
      let t = StudentT.critical(confidence: row.confidence, degrees: Double(row.degrees))
      // Relative 1e-10: the table behind seeds needs three digits; more would test lgamma's rounding.
      #expect(abs(t / row.critical - 1) < 1e-10, "\(row.degrees) degrees, \(row.confidence): \(t)")
    }
  }

  @Test func `one degree of freedom is the Cauchy distribution`() {
    for confidence in [0.1, 0.5, 0.9, 0.95, 0.999] {
      let expected = tan(Double.pi * confidence / 2)
      #expect(abs(StudentT.critical(confidence: confidence, degrees: 1) / expected - 1) < 1e-12)
    }
  }

  @Test func `two degrees of freedom have a closed form`() {
    for t in [0.01, 0.5, 1, 4.302652729911275, 50] {
      let expected = 1 - t / (2 + t * t).squareRoot()
      #expect(abs(StudentT.outside(t, degrees: 2) - expected) < 1e-14)
    }
  }
}
