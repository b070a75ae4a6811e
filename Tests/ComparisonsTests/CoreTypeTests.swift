import Comparisons
import Findings
import SweepModel
import Testing

@Suite struct CoreTypeTests {
  private static func answer(_ worker: String, _ coreType: String, loss: Double, nrc1: [Double?])
    -> CoreTypeComparison.Answer
  {
    let layers = nrc1.enumerated().map { index, value in
      LayerMeasure(epoch: 20, layer: index + 1, metrics: value.map { [.nrc1: $0] } ?? [:])
    }
    let result = TrialResult(
      metrics: [.trainLoss: loss], layers: layers,
      provenance: Provenance(
        coreType: coreType, processor: "CPU \(worker)", libraries: "BLAS 1", version: "v1", host: "h",
        trainSeconds: 1, measureSeconds: 0.5))
    return .init(worker: worker, host: "host-\(worker)", result: result)
  }

  @Test func `the largest relative difference of each metric is told for each core type against the first`() {
    let comparison = CoreTypeComparison([
      Self.answer("w-3", "SkylakeX", loss: 1, nrc1: [0.5, 0.25]),
      Self.answer("w-1", "Haswell", loss: 1, nrc1: [0.5, 0.125]),
      Self.answer("w-2", "Haswell", loss: 1, nrc1: [0.5, 0.125]),
    ])
    #expect(comparison.isSound)
    let lines = comparison.text.split(separator: "\n").map(String.init)
    #expect(lines[1].hasPrefix("w-1     host-w-1  Haswell    CPU w-1    BLAS 1     v1"))
    #expect(lines.contains("'SkylakeX' against 'Haswell':"))
    #expect(lines.last?.hasSuffix("layer 2, epoch 20") == true && lines.last?.contains("nrc1") == true)
    #expect(comparison.json.contains("\"relative_difference\": 0.5}"), "\(comparison.json)")
  }

  @Test func `workers of one core type with other bits, and those without a result, are named`() {
    let comparison = CoreTypeComparison([
      Self.answer("w-1", "Haswell", loss: 1, nrc1: [0.5]),
      Self.answer("w-2", "Haswell", loss: 1.0000001, nrc1: [0.5]),
      .init(worker: "w-4", host: "far", result: nil, trouble: "It did not answer."),
    ])
    #expect(!comparison.isSound)
    #expect(comparison.text.contains("Worker w-2 has other bits than the first of its core type"))
    #expect(comparison.text.contains("Worker w-4 on far has no result: It did not answer."))
    #expect(comparison.text.contains("nothing drifts between core types"))
  }

  @Test func `a metric that is missing on one side is told as such, before all numbers`() throws {
    let comparison = CoreTypeComparison([
      Self.answer("w-1", "A", loss: 1, nrc1: [0.5, 0.5]), Self.answer("w-2", "B", loss: 2, nrc1: [0.6, nil]),
    ])
    let lines = comparison.text.split(separator: "\n").map(String.init)
    let missing = try #require(lines.firstIndex { $0.contains("missing in one") })
    let loss = try #require(lines.firstIndex { $0.contains("train_loss") })
    #expect(missing < loss)
  }
}
