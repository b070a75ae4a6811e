import Foundation
import Statistics
import Testing

@Suite struct CorrelationTests {
  /// `correlations.json` holds scipy's numbers; `make_correlations.py` made it.
  @Test func `correlations and their p are scipy's`() throws {
    struct Row: Decodable { var a: [Double], b: [Double], pearson: Double, rho: Double, p: Double }
    let file = try #require(Bundle.module.url(forResource: "Fixtures/correlations", withExtension: "json"))
    let rows = try JSONDecoder().decode([Row].self, from: Data(contentsOf: file))
    #expect(rows.count == 20)
    for row in rows {
      let (found, rank) = (
        try #require(correlation(row.a, row.b)), try #require(RankCorrelation(row.a, row.b))
      )
      #expect(abs(found - row.pearson) < 1e-12 && abs(rank.rho - row.rho) < 1e-12, "\(row)")
      #expect(abs(rank.p - row.p) < 1e-9, "\(row): \(rank.p)")
    }
  }

  @Test func `five pairs in one order have p = 2 / 120`() throws {
    let rank = try #require(RankCorrelation([1, 2, 3, 4, 5], [-3, -2, 0, 70, 71]))
    #expect(rank.rho == 1 && abs(rank.p - 2.0 / 120) < 1e-15)
    #expect(try #require(RankCorrelation((0..<12).map(Double.init), (0..<12).map { -Double($0) })).p == 0)
  }

  @Test func `what does not vary has no correlation`() {
    #expect(correlation([1, 1, 1], [1, 2, 3]) == nil && RankCorrelation([1, 2, 3], [4, 4, 4]) == nil)
    #expect(correlation([], []) == nil && correlation([1, 2], [1]) == nil)
  }
}
