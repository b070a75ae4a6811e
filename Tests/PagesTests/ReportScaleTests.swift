import Findings
import Foundation
import Pages
import SweepModel
import TestSupport
import Testing

@Suite struct ReportScaleTests {
  /// `FATHOM_REPORT_TRIALS=10000 FATHOM_RENDERER=bundle.js swift test …` measures a large report.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FATHOM_REPORT_TRIALS"] != nil))
  func `a report over many trials is small and quick`() throws {
    let environment = ProcessInfo.processInfo.environment
    let trials = try #require(environment["FATHOM_REPORT_TRIALS"].flatMap { Int($0) })
    let renderer = try environment["FATHOM_RENDERER"].map { try String(contentsOfFile: $0, encoding: .utf8) }
    let rows = Self.lab(trials: trials).rows
    let clock = ContinuousClock()
    var files: [ReportFile] = []
    let time = clock.measure { files = SweepReport(rows).files(renderer: renderer) }
    let sizes = files.prefix(2).map { "\($0.path) \($0.contents.utf8.count / 1000) kB" }
    print("\(rows.trials.count) trials: \(time), \(sizes.joined(separator: ", "))")
    #expect(files[0].contents.utf8.count < 15_000_000)
  }

  /// Tables and charts are cut, so that the page grows with what is varied and not with every cell.
  @Test func `a page with eight times the cells is not eight times as long`() {
    let sizes = [480, 3840].map { SweepReport(Self.lab(trials: $0).rows).html(renderer: "").utf8.count }
    #expect(sizes[1] < 4 * sizes[0], "\(sizes)")
  }

  private static func lab(trials: Int) -> ReportLab {
    let decays = (0..<max(1, trials / 48)).map { 1e-6 * pow(1.02, Double($0)) }
    return .finished(seeds: 4, depths: [4, 6, 8], widths: [32, 64, 128], decays: decays, ranks: [1, 2, 4])
  }
}
