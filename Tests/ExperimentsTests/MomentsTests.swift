import Experiments
import Foundation
import SweepModel
import Testing

/// Moments of the Python package against numpy on the samples themselves; `EndToEndTests/Fixtures/make_moments.py`.
@Suite struct MomentsTests {
  private static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../EndToEndTests/Fixtures/\(name)").standardizedFileURL.path
  }

  private static func expected(_ name: String) throws -> [[String: Double]] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path("moments.json")))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [[String: Double]]])
    return try #require(all[name])
  }

  @Test(arguments: [("numbers", 3, 35), ("classes", 2, 30)])
  func `moments give the metrics of the samples`(name: String, layers: Int, least: Int) throws {
    let (measures, unused) = try FileMeasures.of(
      Self.path("moments_\(name).npz"), groups: Set(MetricGroup.allCases), progress: { _, _ in })
    #expect(unused.isEmpty)
    let expected = try Self.expected(name)
    #expect(measures.layers.count == layers && expected.count == layers)
    var compared = 0
    for (layer, row) in zip(measures.layers, expected) {
      for (metric, value) in row {
        let known = try #require(Metric.named(metric))
        let found = try #require(layer.metrics[known], "\(metric) of layer \(layer.shape.number)")
        #expect(abs(found - value) <= 1e-6 * abs(value) + 1e-12, "\(metric): \(found) \(value)")
        compared += 1
      }
      #expect(layer.metrics[.nrc2Debiased] == nil && layer.metrics[.tcv] == nil)
      #expect(layer.metrics[.twonn] != nil)
    }
    #expect(compared >= least)
  }

  @Test func `names of layers are read`() throws {
    let (measures, _) = try FileMeasures.of(
      Self.path("moments_numbers.npz"), groups: [.ranks], progress: { _, _ in })
    #expect(measures.names == ["0", "2", "4"])
  }
}
