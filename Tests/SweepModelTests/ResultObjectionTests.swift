import SweepModel
import Testing

/// A sound result with one mistake, and what is said of it.
private struct Mistake: Sendable, CustomTestStringConvertible {
  var place: String
  var found: String
  var expected: String
  var damage: @Sendable (inout TrialResult) -> Void

  init(
    _ place: String, _ found: String, _ expected: String,
    _ damage: @escaping @Sendable (inout TrialResult) -> Void
  ) {
    (self.place, self.found, self.expected, self.damage) = (place, found, expected, damage)
  }

  var testDescription: String { "\(place): \(found)" }

  private static let finite = "a finite number; an undefined metric is left out"
  private static let spectrum = "at most 64 finite values, none negative, the largest first"
  private static let text = "at most 255 bytes of printable text"

  static let ofNumbers: [Mistake] = [
    Mistake("train_loss", "inf", finite) { $0.metrics[.trainLoss] = .infinity },
    Mistake("r2", "nan", finite) { $0.metrics[.r2] = .nan },
    Mistake("nrc1 of epoch 1, layer 2", "-inf", finite) { $0.layers[1].metrics[.nrc1] = -.infinity },
    Mistake("nrc1", "a metric of a layer", "a metric of a trial") { $0.metrics[.nrc1] = 0.5 },
    Mistake("r2 of epoch 1, layer 2", "a metric of a trial", "a metric of a layer") {
      $0.layers[1].metrics = [.r2: 0.5]
    },
    Mistake("testLoss of epoch 2", "nan", finite) { $0.curve[1].testLoss = .nan },
    Mistake("loss of epoch 1", "inf", finite) { $0.named[0].value = .infinity },
    Mistake("gain of epoch 1, layer 2", "nan", finite) { $0.named[2].value = .nan },
    Mistake("trainSeconds", "-1.0", "a number of seconds, 0 or more") { $0.provenance.trainSeconds = -1 },
    Mistake("measureSeconds", "nan", "a number of seconds, 0 or more") {
      $0.provenance.measureSeconds = .nan
    },
  ]

  static let ofPlaces: [Mistake] = [
    Mistake("divergedEpoch", "0", "1 to 1000000000") { $0.divergedEpoch = 0 },
    Mistake("epoch of a layer", "1000000001", "1 to 1000000000") { $0.layers[1].epoch = 1_000_000_001 },
    Mistake("layer", "0", "1 to 1000000000") { $0.layers[0].layer = 0 },
    Mistake(
      "order of layers", "epoch 1, layer 1", "each (epoch, layer) once, ascending, and so after (1, 1)"
    ) { $0.layers[1].layer = 1 },
    Mistake("epoch of the curve", "0", "1 to 1000000000") { $0.curve[0].epoch = 0 },
    Mistake("order of the curve", "epoch 1", "each epoch once, ascending, and so after 1") {
      $0.curve[1].epoch = 1
    },
    Mistake("layer of a spectrum", "-1", "1 to 1000000000") { $0.spectra[0].layer = -1 },
    Mistake(
      "order of spectra", "epoch 1, layer 1", "each (epoch, layer) once, ascending, and so after (1, 1)"
    ) { $0.spectra[1].layer = 1 },
    Mistake("epoch of a named value", "-1", "0 to 1000000000") { $0.named[0].epoch = -1 },
    Mistake("layer of a named value", "0", "1 to 1000000000") { $0.named[2].layer = 0 },
    Mistake(
      "order of named values", "loss of epoch 1",
      "each (epoch, layer, name) once, ascending, and so after loss of epoch 1"
    ) { $0.named[1].name = "loss" },
    Mistake(
      "order of named values", "gain of epoch 0, layer 2",
      "each (epoch, layer, name) once, ascending, and so after zeal of epoch 1"
    ) { $0.named[2].epoch = 0 },
    Mistake("number of named values", "100001", "0 to 100000") {
      $0.named = (0...100_000).map { NamedValue(epoch: $0, name: "a", value: 0) }
    },
    Mistake("number of curve points", "100001", "0 to 100000") {
      $0.curve = (1...100_001).map { CurvePoint(epoch: $0, trainLoss: nil, testLoss: nil) }
    },
  ]

  static let ofTexts: [Mistake] =
    [
      Mistake("name of a value", "", "a name") { $0.named[0].name = "" },
      Mistake("name of a value", "a[2J", text) { $0.named[0].name = "a\u{1b}[2J" },
      Mistake("name of a value", String(repeating: "é", count: 40), text) {
        $0.named[0].name = String(repeating: "é", count: 128)
      },
      Mistake("name of a layer", "", "a name") { $0.layers[1].name = "" },
      Mistake("name of a layer", "fc2", text) { $0.layers[1].name = "fc\n2" },
      Mistake("name of a layer", String(repeating: "é", count: 40), text) {
        $0.layers[0].name = String(repeating: "é", count: 128)
      },
      Mistake("host", "node", text) { $0.provenance.host = "no\nde" },
    ]
    + [
      ([1, 2], "holds 2.0 after 1.0"), ([Float.nan], "holds nan after 3.4028235e+38"),
      ([.infinity], "holds inf after 3.4028235e+38"), ([-1], "holds -1.0 after 3.4028235e+38"),
      (Array(repeating: 1, count: 65), "has 65 values"),
    ].map { values, words in
      Mistake("spectra", "spectrum of the weights of layer 2, epoch 1, \(words)", spectrum) {
        $0.spectra[1].weights = values
      }
    }
}

struct ResultObjectionTests {
  private static let sound = TrialResult(
    divergedEpoch: 3, metrics: [.trainLoss: 0.5],
    layers: [
      LayerMeasure(epoch: 1, layer: 1, metrics: [.nrc1: 0.5]), LayerMeasure(epoch: 1, layer: 2, metrics: [:]),
    ],
    curve: [
      CurvePoint(epoch: 1, trainLoss: 1, testLoss: nil), CurvePoint(epoch: 2, trainLoss: nil, testLoss: 2),
    ],
    spectra: [
      LayerSpectra(epoch: 1, layer: 1, features: [1, 1, 0], weights: []),
      LayerSpectra(epoch: 1, layer: 2, features: [], weights: [1]),
    ],
    named: [
      NamedValue(epoch: 1, name: "loss", value: 1), NamedValue(epoch: 1, name: "zeal", value: 1),
      NamedValue(epoch: 1, layer: 2, name: "gain", value: -1), NamedValue(epoch: 2, name: "loss", value: 0),
    ],
    provenance: Provenance(
      coreType: "", processor: "", libraries: "", version: "", host: "", trainSeconds: 0, measureSeconds: 0))

  @Test func `test rows stand once behind the training rows of their layer and epoch`() throws {
    func measure(_ epoch: Int, _ layer: Int, _ rows: MeasuredRows) -> LayerMeasure {
      LayerMeasure(epoch: epoch, layer: layer, rows: rows, metrics: [:])
    }
    var result = Self.sound
    result.layers = [
      measure(1, 1, .train), measure(1, 1, .test), measure(1, 2, .train), measure(2, 1, .train),
    ]
    #expect(result.objection == nil)
    for wrong in [
      [measure(1, 1, .test)], [measure(1, 1, .test), measure(1, 1, .train)],
      [measure(1, 1, .train), measure(1, 1, .test), measure(1, 1, .test)],
      [measure(1, 1, .train), measure(1, 2, .test)], [measure(1, 1, .train), measure(2, 1, .test)],
      [measure(1, 1, .train), measure(1, 2, .train), measure(1, 1, .test)],
      [measure(1, 1, .train), measure(1, 1, .test), measure(1, 1, .train)],
    ] {
      result.layers = wrong
      #expect(result.objection?.place == "order of layers", "\(wrong)")
    }
    result.layers = [measure(3, 2, .test)]
    #expect(
      result.objection?.description
        == "order of layers is 'layer 2, epoch 3, test rows'. Expected is test rows once, behind the training rows "
        + "of the same layer and epoch")
    result.layers = [measure(0, 1, .train), measure(0, 1, .test)]
    #expect(result.objection?.place == "epoch of a layer")
  }

  @Test(arguments: Mistake.ofNumbers + Mistake.ofPlaces + Mistake.ofTexts)
  private func `each mistake is told with its place, what was found and what was expected`(
    _ mistake: Mistake
  ) throws {
    var result = Self.sound
    #expect(result.objection == nil)
    mistake.damage(&result)
    let objection = try #require(result.objection)
    #expect(
      [objection.place, objection.found, objection.expected]
        == [mistake.place, mistake.found, mistake.expected])
  }
}
