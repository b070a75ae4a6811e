import Testing
import Training

struct TrainingBenchmarkTests {
  /// 20 x 8 + 8 x 8 + 8 x 10 weights, 6 operations a weight and row.
  @Test func `a benchmark has a row for each width and batch, and its rates belong together`() throws {
    let report = try TrainingBenchmark.run(depth: 3, widths: [8, 16], batches: [4], seconds: 0.01)
    #expect(report.rows.map(\.width) == [8, 16])
    #expect(report.peakGigaflops > 0)
    let row = report.rows[0]
    #expect(abs(row.gigaflops / (6 * 4 * 304 * row.stepsPerSecond * 1e-9) - 1) < 1e-9)
    #expect(row.productShare > 0 && row.productShare <= 1)
  }
}
