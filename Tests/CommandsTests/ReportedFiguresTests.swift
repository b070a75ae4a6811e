import Commands
import SweepModel
import Testing

/// The result that a program's reports make.
@Suite struct ReportedFiguresTests {
  private static let provenance = Provenance(
    coreType: "declared", processor: "", libraries: "", version: "", host: "", trainSeconds: 0,
    measureSeconds: 0)

  private func result(_ lines: [(epoch: Int?, layer: Int?, name: String?, values: [String: Double?])])
    -> TrialResult
  {
    var figures = ReportedFigures()
    for line in lines {
      #expect(
        figures.take(epoch: line.epoch, layer: line.layer, layerName: line.name, line.values) == nil)
    }
    return figures.result(Self.provenance)
  }

  @Test func `a layer keeps the name that was told last, at every epoch and before training`() {
    let found = result([
      (0, 2, "conv", ["nrc1": 0.5]), (1, 1, nil, ["nrc1": 0.25]), (1, 2, nil, ["nrc1": 0.125]),
      (2, 2, "conv1", ["nrc1": 0.0625]),
    ])
    #expect(
      found.layers == [
        LayerMeasure(epoch: 1, layer: 1, metrics: [.nrc1: 0.25]),
        LayerMeasure(epoch: 1, layer: 2, name: "conv1", metrics: [.nrc1: 0.125, .nrc1Start: 0.5]),
        LayerMeasure(epoch: 2, layer: 2, name: "conv1", metrics: [.nrc1: 0.0625, .nrc1Start: 0.5]),
      ])
    #expect(found.objection == nil)
  }

  @Test func `of a trial the last value counts, losses are a curve and other names are kept`() {
    let found = result([
      (0, nil, nil, ["train_loss": 4, "mine": 1]), (1, nil, nil, ["train_loss": 2, "test_loss": nil]),
      (2, nil, nil, ["train_loss": 1, "test_loss": 3, "mine": 5]),
    ])
    #expect(
      found.curve == [
        CurvePoint(epoch: 1, trainLoss: 2, testLoss: nil), CurvePoint(epoch: 2, trainLoss: 1, testLoss: 3),
      ])
    #expect(found.metrics == [.trainLoss: 1, .testLoss: 3])
    #expect(
      found.named == [
        NamedValue(epoch: 0, name: "mine", value: 1), NamedValue(epoch: 0, name: "train_loss", value: 4),
        NamedValue(epoch: 2, name: "mine", value: 5),
      ])
    #expect(found.objection == nil)
  }
}
