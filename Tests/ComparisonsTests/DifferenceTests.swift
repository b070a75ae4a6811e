import Comparisons
import SweepModel
import Testing

@Suite struct DifferenceTests {
  private static let result = TrialResult(
    metrics: [.trainLoss: 0.1],
    layers: [LayerMeasure(epoch: 5, layer: 1, metrics: [.nrc1: 0.25, .nrc2: 0])],
    curve: [CurvePoint(epoch: 5, trainLoss: 0.1, testLoss: nil)],
    provenance: Provenance(
      coreType: "Haswell", processor: "a", libraries: "b", version: "1", host: "c", trainSeconds: 1,
      measureSeconds: 1))

  @Test func `the same numbers computed elsewhere and at another speed do not differ`() {
    var other = Self.result
    other.provenance.trainSeconds = 9
    other.provenance.host = "d"
    other.layers[0].metrics[.nrc2] = -0.0
    #expect(Self.result.differences(from: other).isEmpty)
  }

  @Test func `one bit of any number is a difference and is named`() {
    var layer = Self.result
    layer.layers[0].metrics[.nrc1] = 0.25.nextUp
    #expect(
      Self.result.differences(from: layer).map(\.description) == [
        "layer 1, epoch 5: nrc1 is stored as 0.25 and came out as 0.25000000000000006"
      ])
    var metric = Self.result
    metric.metrics[.trainLoss] = 0.1.nextDown
    #expect(Self.result.differences(from: metric).map(\.place) == ["train_loss"])
    var curve = Self.result
    curve.curve[0].testLoss = 0
    #expect(
      Self.result.differences(from: curve).map(\.description) == [
        "epoch 5: test loss is stored as missing and came out as 0.0"
      ])
  }

  @Test func `test rows are compared as training rows are, and told apart from them`() {
    var stored = Self.result
    stored.layers.append(LayerMeasure(epoch: 5, layer: 1, rows: .test, metrics: [.nrc1: 0.5]))
    var other = stored
    other.layers[1].metrics[.nrc1] = 0.75
    #expect(
      stored.differences(from: other).map(\.description) == [
        "layer 1, epoch 5, test rows: nrc1 is stored as 0.5 and came out as 0.75"
      ])
    #expect(stored.differences(from: Self.result).map(\.place) == ["measured layers"])
    other.layers[1].rows = .train
    #expect(stored.differences(from: other).map(\.place) == ["layer 1, epoch 5, test rows"])
  }

  @Test func `a named value that differs in its number or its place is a difference`() {
    var stored = Self.result
    stored.named = [
      NamedValue(epoch: 5, name: "reward", value: 1), NamedValue(epoch: 5, layer: 2, name: "a", value: 2),
    ]
    var other = stored
    other.named[0].value = 3
    other.named[1].layer = 3
    #expect(
      stored.differences(from: other).map(\.description) == [
        "reward of epoch 5 is stored as 1.0 and came out as 3.0",
        "a of epoch 5, layer 2 is stored as 2.0 and came out as missing",
      ])
    #expect(stored.differences(from: Self.result).map(\.place) == ["named values"])
  }

  @Test func `layers that are missing and an epoch of divergence are differences`() {
    var other = Self.result
    other.layers = []
    other.divergedEpoch = 3
    #expect(Self.result.differences(from: other).map(\.place) == ["diverged epoch", "measured layers"])
  }
}
