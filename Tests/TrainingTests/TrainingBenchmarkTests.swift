import SweepModel
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

  /// Convolutions of 8 x 8 places over 3 and 2 channels, then of 4 x 4 and so on: counted by hand below.
  @Test func `a step on images costs three times the way forward, less the gradient of the images`() throws {
    let network = ImageNetwork(
      .residual(blocks: [1, 1], stem: .threeByThree), image: TensorShape(height: 8, width: 8, channels: 3),
      outputs: 5, width: 2)
    let bench = try ImageBenchmark(network, batch: 4)
    let stem = 2 * 9 * 3 * 2 * 64
    let first = 2 * (2 * 9 * 2 * 2 * 64)
    let second = 2 * 9 * 2 * 4 * 16 + 2 * 9 * 4 * 4 * 16 + 2 * 2 * 4 * 16
    let head = 2 * 4 * 5
    #expect(bench.operations == 2 * stem + 3 * (first + second + head))
    #expect(bench.imagesPerSecond(seconds: 0.01, rounds: 2) > 0)
    #expect(ImageBenchmark.bytes(network, batch: 4) == bench.trainer.plan.networkBytes)
  }
}
