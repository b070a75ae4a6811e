import SweepModel
import Testing

struct MeasuredRowsTests {
  private func result(_ rows: [MeasuredRows]) -> TrialResult {
    TrialResult(
      layers: rows.enumerated().map {
        LayerMeasure(epoch: 3, layer: $0 + 1, rows: $1, metrics: [.nrc1: 0.5])
      },
      provenance: Provenance(
        coreType: "", processor: "", libraries: "", version: "", host: "", trainSeconds: 0, measureSeconds: 0)
    )
  }

  @Test func `a layer of test rows is an objection, and one of training rows none`() {
    #expect(result([.train, .train]).objectionToTestRows == nil)
    let both = result([.train, .test])
    #expect(both.objectionToTestRows?.place == "rows of a layer")
    #expect(both.objectionToTestRows?.found.contains("2") == true)
    #expect(both.layers.on(.train).map(\.layer) == [1] && both.layers.on(.test).map(\.layer) == [2])
  }
}
