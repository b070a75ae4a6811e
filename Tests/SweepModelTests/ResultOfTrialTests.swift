import SweepModel
import Testing

/// Sound results that cannot be those of their trial.
@Suite struct ResultOfTrialTests {
  /// A network of four layers, measured every 50 of 300 epochs.
  private static let spec: Specification = {
    var spec = Specification(.regression, dataset: .teacher)
    spec[.depth] = 4
    spec[.epochs] = 300
    spec[.measureEvery] = 50
    spec[.metrics] = [.nrc, .ranks]
    return spec
  }()

  private static let sound: TrialResult = {
    let epochs = [50, 100, 300]
    return TrialResult(
      metrics: [.trainLoss: 0.5, .testLoss: 0, .r2: -3, .collapseLayer: 4, .trivial: 1],
      layers: epochs.flatMap { epoch in
        (1...4).map {
          LayerMeasure(epoch: epoch, layer: $0, metrics: [.nrc1: -1e-9, .pca99: 3, .nrc1Start: 0.2])
        }
      }, curve: epochs.map { CurvePoint(epoch: $0, trainLoss: 0.5, testLoss: nil) },
      spectra: [LayerSpectra(epoch: 300, layer: 4, features: [1], weights: [])],
      provenance: Provenance(
        coreType: "c", processor: "p", libraries: "l", version: "v", host: "h", trainSeconds: 0,
        measureSeconds: 0))
  }()

  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let damage: @Sendable (inout TrialResult) -> Void

    init(_ sentence: String, _ damage: @escaping @Sendable (inout TrialResult) -> Void) {
      (testDescription, self.damage) = (sentence, damage)
    }
  }

  static let faults = [
    Fault("layer is '1000000000'. Expected is at most 4, as many as its trial has layers") {
      $0.layers = [LayerMeasure(epoch: 300, layer: 1_000_000_000, metrics: [:])]
    },
    Fault("layer is '5'. Expected is at most 4, as many as its trial has layers") { $0.layers[11].layer = 5 },
    Fault("epoch of a layer is '301'. Expected is 1 to 300, the epochs of its trial") {
      $0.layers[11].epoch = 301
    },
    Fault("epoch of a layer is '51'. Expected is 300, or every 50 epochs") { $0.layers[0].epoch = 51 },
    Fault("epoch of the curve is '51'. Expected is 300, or every 50 epochs") { $0.curve[0].epoch = 51 },
    Fault("epoch of a spectrum is '299'. Expected is 300, or every 50 epochs") { $0.spectra[0].epoch = 299 },
    Fault("layer of a spectrum is '59'. Expected is at most 4, as many as its trial has layers") {
      $0.spectra[0].layer = 59
    },
    Fault("divergedEpoch is '1000'. Expected is 1 to 300, the epochs of its trial") {
      $0.divergedEpoch = 1_000
    },
    Fault("a metric of layer 1, epoch 50 is 'twonn'. Expected is one of nrc, ranks, as the trial asks") {
      $0.layers[0].metrics = [.twonn: 3]
    },
    Fault("rows of a layer is 'layer 4, epoch 300, test rows'. Expected is training rows, as the trial asks")
    {
      $0.layers.append(LayerMeasure(epoch: 300, layer: 4, rows: .test, metrics: [:]))
    },
    Fault("train_loss is '1.7e+308'. Expected is 0.0 to 1e+100") { $0.metrics[.trainLoss] = 1.7e308 },
    Fault("test_loss is '-1.7e+308'. Expected is 0.0 to 1e+100") { $0.metrics[.testLoss] = -1.7e308 },
    Fault("train_loss of epoch 50 is '-1.0'. Expected is 0.0 to 1e+100") { $0.curve[0].trainLoss = -1 },
    Fault("r2 is '1.5'. Expected is -1e+100 to 1.0") { $0.metrics[.r2] = 1.5 },
    Fault("train_accuracy is '2.0'. Expected is 0.0 to 1.0") { $0.metrics[.trainAccuracy] = 2 },
    Fault("trivial is '0.5'. Expected is a whole number from 0 to 1") { $0.metrics[.trivial] = 0.5 },
    Fault("collapse_layer is '9.0'. Expected is at most 4, as many as its trial has layers") {
      $0.metrics[.collapseLayer] = 9
    },
    Fault("pca99 of layer 1, epoch 50 is '-3.0'. Expected is a whole number from 0 to 1000000000") {
      $0.layers[0].metrics = [.pca99: -3]
    },
    Fault("layer of a named value is '5'. Expected is at most 4, as many as its trial has layers") {
      $0.named = [NamedValue(epoch: 0, layer: 5, name: "x", value: 1)]
    },
    Fault("epoch of a named value is '301'. Expected is 0 to 300, the epochs of its trial") {
      $0.named = [NamedValue(epoch: 301, name: "x", value: 1)]
    },
  ]

  @Test func `a result of its trial is taken`() {
    #expect(Self.sound.objection == nil)
    #expect(Self.sound.objection(for: Self.spec) == nil)
    #expect(!Self.sound.isBare)
  }

  @Test(arguments: faults) func `refused:`(fault: Fault) {
    var result = Self.sound
    fault.damage(&result)
    #expect(result.objection(for: Self.spec)?.description == fault.testDescription)
    #expect(!result.isBare)
  }

  @Test func `kinds without depth or epochs have bounds of their own`() {
    var result = Self.sound
    (result.curve, result.spectra, result.metrics) = ([], [], [:])
    func layers(_ places: [(epoch: Int, layer: Int)], _ spec: Specification) -> String? {
      result.layers = places.map { LayerMeasure(epoch: $0.epoch, layer: $0.layer, metrics: [:]) }
      return result.objection(for: spec)?.description
    }
    let noop = Specification(.noop, dataset: .none)
    #expect(layers([], noop) == nil)
    #expect(layers([(1, 1)], noop)?.hasPrefix("layer is '1'. Expected is no layer") == true)
    var ufm = Specification(.ufm, dataset: .teacher)
    ufm[.epochs] = 10
    #expect(layers([(10, 1)], ufm) == nil)
    #expect(layers([(10, 2)], ufm) != nil)
    var machine = Specification(.deepRFM, dataset: .gaussianClusters)
    machine[.depth] = 3
    #expect(layers([(1, 1), (1, 3)], machine) == nil)
    #expect(layers([(2, 1)], machine) != nil)
    #expect(layers([(1, 4)], machine) != nil)
  }
}
