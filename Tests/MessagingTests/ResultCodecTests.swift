import Foundation
import Glibc
import Messaging
import SweepModel
import Testing

struct ResultCodecTests {
  static let result = TrialResult(
    divergedEpoch: 7, metrics: [.trainLoss: 0.1, .r2: -1e-300],
    layers: [
      LayerMeasure(epoch: 5, layer: 1, metrics: [.nrc1: 0.25, .featureStableRank: 3]),
      LayerMeasure(epoch: 5, layer: 2, metrics: [:]),
    ],
    curve: [CurvePoint(epoch: 5, trainLoss: 0.5, testLoss: nil)],
    spectra: [
      LayerSpectra(epoch: 5, layer: 1, features: [2, 0.5], weights: []),
      LayerSpectra(epoch: 5, layer: 2, features: [], weights: [1.5, 0]),
    ],
    provenance: Provenance(
      coreType: "SkylakeX", processor: "EPYC", libraries: "OpenBLAS 0.3.21", version: "0.1", host: "node/7",
      trainSeconds: 1.5, measureSeconds: 0))

  static let json =
    #"{"curve":[{"epoch":5,"trainLoss":0.5}],"divergedEpoch":7,"figures":{"r2":-1e-300,"train_loss":0.1},"#
    + #""layers":[{"epoch":5,"figures":{"feature_stable_rank":3,"nrc1":0.25},"layer":1},"#
    + #"{"epoch":5,"figures":{},"layer":2}],"provenance":{"coreType":"SkylakeX","host":"node/7","#
    + #""libraries":"OpenBLAS 0.3.21","measureSeconds":0,"processor":"EPYC","#
    + #""trainSeconds":1.5,"version":"0.1"},"spectra":[{"epoch":5,"features":"AAAAQAAAAD8=","layer":1},"#
    + #"{"epoch":5,"layer":2,"weights":"AADAPwAAAAA="}]}"#

  @Test func `figures are a JSON object by column name and missing ones are left out`() throws {
    #expect(String(decoding: try ResultCodec.encode(Self.result), as: UTF8.self) == Self.json)
    #expect(try ResultCodec.decode(Array(Self.json.utf8)) == Self.result)
  }

  @Test func `a result in another spelling is read as far as it is let in, and our own always`() throws {
    let spaced = Array(Self.json.replacing(":", with: " : ").utf8)
    let own = Array(Self.json.utf8)
    var asked: [Int] = []
    for admits in [true, false] {
      let found = try? ResultCodec.decode(
        spaced,
        inOtherSpelling: { count in
          asked.append(count)
          return admits
        })
      #expect(found == (admits ? Self.result : nil))
    }
    #expect(asked == [spaced.count, spaced.count])
    #expect(try ResultCodec.decode(own, inOtherSpelling: { _ in false }) == Self.result)
    #expect(throws: MessagingError.otherSpelling(spaced.count)) {
      try ResultCodec.decode(spaced, inOtherSpelling: { _ in false })
    }
  }

  @Test func `test rows are said of a layer that has them, and rows of another name are refused`() throws {
    var result = Self.result
    result.layers.insert(LayerMeasure(epoch: 5, layer: 1, rows: .test, metrics: [.nrc1: 0.5]), at: 1)
    let json = Self.json.replacing(
      #""layer":1},{"epoch":5,"figures":{},"layer":2}"#,
      with:
        #""layer":1},{"epoch":5,"figures":{"nrc1":0.5},"layer":1,"rows":"test"},{"epoch":5,"figures":{},"layer":2}"#
    )
    #expect(String(decoding: try ResultCodec.encode(result), as: UTF8.self) == json)
    #expect(try ResultCodec.decode(Array(json.utf8)) == result)
    let spaced = json.replacing(#""rows":"test""#, with: #""rows" : "test""#)
    #expect(try ResultCodec.decode(Array(spaced.utf8)) == result)
    let named = Self.json.replacing(#""layer":2}"#, with: #""layer":2,"rows":"train"}"#)
    #expect(try ResultCodec.decode(Array(named.utf8)) == Self.result)
    for wrong in [#""rows":"validation""#, #""rows":3"#, #""rows":"test","rows":"test""#] {
      let text = Self.json.replacing(#""layer":2}"#, with: #""layer":2,\#(wrong)}"#)
      #expect(throws: MessagingError.self, "\(wrong)") { try ResultCodec.decode(Array(text.utf8)) }
    }
  }

  @Test func `a layer's name stands between its number and its rows, and only where it has one`() throws {
    var result = Self.result
    result.layers[0].name = "layer1.0.conv1"
    var test = result.layers[0]
    test.rows = .test
    result.layers.insert(test, at: 1)
    let json = String(decoding: try ResultCodec.encode(result), as: UTF8.self)
    #expect(json.contains(#""layer":1,"name":"layer1.0.conv1"},{"#))
    #expect(json.contains(#""layer":1,"name":"layer1.0.conv1","rows":"test"},{"#))
    #expect(try ResultCodec.decode(Array(json.utf8)) == result)
    for wrong in [#""name":"""#, #""name":3"#, #""name":"a\nb""#] {
      let text = Self.json.replacing(#""layer":2}"#, with: #""layer":2,\#(wrong)}"#)
      #expect(throws: MessagingError.self, "\(wrong)") { try ResultCodec.decode(Array(text.utf8)) }
    }
  }

  @Test func `the bytes are those of the JSON encoder with sorted keys`() throws {
    var random = RandomStream(seed: 6, for: .test)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func number() -> Double {
      let wild = Double(bitPattern: random.next())
      return [Double(random.below(5)), -0.0, 1e16, 1e-5, random.uniform(), wild.isFinite ? wild : 1][
        random.below(6)]
    }
    for round in 0..<300 {
      var result = Self.result
      result.divergedEpoch = round % 2 == 0 ? nil : round
      result.provenance.host = #"a"b\#(round)/ é😀"#
      result.metrics = [:]
      for figure in Metric.ofTrials where random.below(2) == 0 { result.metrics[figure] = number() }
      result.curve = (0..<random.below(3)).map {
        CurvePoint(
          epoch: $0 + 1, trainLoss: random.below(2) == 0 ? nil : number(),
          testLoss: random.below(2) == 0 ? nil : number())
      }
      result.layers = (0..<random.below(4)).map { layer in
        var measure = LayerMeasure(epoch: 1, layer: layer + 1, metrics: [:])
        for figure in Metric.ofLayers where random.below(2) == 0 { measure.metrics[figure] = number() }
        measure.name = [nil, "layer1.0.conv1", #"a"\é😀"#][random.below(3)]
        return measure
      }
      if round % 3 == 0 {
        result.layers = result.layers.flatMap { train in
          var test = train
          test.rows = .test
          return [train, test]
        }
      }
      result.spectra = (0..<random.below(3)).map { layer in
        func values() -> [Float] {
          (0..<random.below(65)).map { _ in Float(random.uniform()) }.sorted(by: >)
        }
        return LayerSpectra(epoch: 1, layer: layer + 1, features: values(), weights: values())
      }
      result.named = (0..<random.below(3)).map {
        NamedValue(epoch: $0, layer: random.below(2) == 0 ? nil : 1, name: #"a"é\#($0)"#, value: number())
      }
      #expect(try ResultCodec.encode(result) == Array(encoder.encode(result)))
      #expect(try ResultCodec.decode(Array(encoder.encode(result))) == result)
    }
  }

  @Test func `one changed byte is read as the JSON decoder reads it, or refused like it`() throws {
    var random = RandomStream(seed: 7, for: .test)
    let alphabet = Array("0123456789-+.eE\"{}[]:,\\ nabc\u{1}".utf8)
    for _ in 0..<4_000 {
      var bytes = Array(Self.json.utf8)
      let place = random.below(bytes.count)
      switch random.below(3) {
      case 0: bytes[place] = alphabet[random.below(alphabet.count)]
      case 1: bytes.insert(alphabet[random.below(alphabet.count)], at: place)
      default: bytes.remove(at: place)
      }
      // Errors are compared as absence: which of several mistakes is named first may differ.
      let reference = try? JSONDecoder().decode(TrialResult.self, from: Data(bytes))
      guard let read = try? ResultCodec.decode(bytes) else { continue }
      #expect(read == reference, "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test func `each metric keeps its value where it belongs, and is refused elsewhere`() throws {
    var result = Self.result
    result.metrics = [:]
    result.layers = [LayerMeasure(epoch: 1, layer: 1, metrics: [:])]
    for metric in Metric.ofTrials + Metric.ofLayers {
      var ofTrial = result
      ofTrial.metrics[metric] = 0.1
      var ofLayer = result
      ofLayer.layers[0].metrics[metric] = 0.1
      let (right, wrong) = metric.scope == .trial ? (ofTrial, ofLayer) : (ofLayer, ofTrial)
      let bytes = try ResultCodec.encode(right)
      #expect(String(decoding: bytes, as: UTF8.self).contains(#"{"\#(metric.name)":0.1}"#))
      #expect(try ResultCodec.decode(bytes) == right)
      #expect(throws: MessagingError.self, "\(metric)") { try ResultCodec.encode(wrong) }
      let sent = try JSONEncoder().encode(wrong)
      let error = #expect(throws: MessagingError.self) { try ResultCodec.decode(Array(sent)) }
      #expect(error?.description.contains("Expected is a metric of a") == true, "\(metric)")
    }
  }

  @Test func `named values are there where a program gave some`() throws {
    var result = Self.result
    result.named = [
      NamedValue(epoch: 0, name: "reward", value: 0.5),
      NamedValue(epoch: 3, layer: 2, name: "é\"b", value: 2),
    ]
    let json = try #require(
      Self.json.replacingOnce(
        #""provenance""#,
        with:
          #""named":[{"epoch":0,"name":"reward","value":0.5},{"epoch":3,"layer":2,"name":"é\"b","value":2}],"#
          + #""provenance""#))
    #expect(String(decoding: try ResultCodec.encode(result), as: UTF8.self) == json)
    #expect(try ResultCodec.decode(Array(json.utf8)) == result)
    let spaced = try #require(json.replacingOnce(#","value":2"#, with: #", "value": 2"#))
    #expect(try ResultCodec.decode(Array(spaced.utf8)) == result)
    let error = #expect(throws: MessagingError.self) {
      try ResultCodec.decode(
        Array((json.replacingOnce(#""epoch":3"#, with: #""epoch":0,"layer":0"#) ?? "").utf8))
    }
    #expect(error != nil)
  }

  @Test func `doubles keep every bit`() throws {
    var random = RandomStream(seed: 5, for: .test)
    for _ in 0..<2_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      var result = Self.result
      result.metrics = [.testLoss: value]
      let back = try ResultCodec.decode(try ResultCodec.encode(result))
      #expect(back.metrics[.testLoss]?.bitPattern == value.bitPattern, "\(value)")
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func `a figure that is not finite is not sent`(value: Double) {
    var result = Self.result
    result.layers[0].metrics[.nrc4] = value
    #expect(throws: MessagingError.self) { try ResultCodec.encode(result) }
    result = Self.result
    result.curve[0].testLoss = value
    #expect(throws: MessagingError.self) { try ResultCodec.encode(result) }
  }

  @Test func `a result without spectra, as workers sent it before there were any, is taken`() throws {
    var result = Self.result
    result.spectra = []
    let json = try #require(Self.json.components(separatedBy: #","spectra""#).first) + "}"
    #expect(try ResultCodec.decode(Array(json.utf8)) == result)
    #expect(String(decoding: try ResultCodec.encode(result), as: UTF8.self) == json)
  }

  @Test func `singles keep every bit`() throws {
    var random = RandomStream(seed: 8, for: .test)
    for _ in 0..<500 {
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      guard value.isFinite, value >= 0 else { continue }
      var result = Self.result
      result.spectra[0].features = [value]
      let back = try ResultCodec.decode(try ResultCodec.encode(result))
      #expect(back.spectra[0].features.first?.bitPattern == value.bitPattern, "\(value)")
    }
  }

  /// `FATHOM_SPECTRA_TRIALS=2000 swift test …` measures what spectra cost a message: 8 layers with 128 values each.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FATHOM_SPECTRA_TRIALS"] != nil))
  func `what spectra cost a message`() throws {
    let count = try #require(ProcessInfo.processInfo.environment["FATHOM_SPECTRA_TRIALS"].flatMap { Int($0) })
    var random = RandomStream(seed: 9, for: .test)
    var result = Self.result
    result.layers = (1...24).map { place in
      let figures = Metric.ofLayers.prefix(20).map { ($0, random.uniform()) }
      return LayerMeasure(
        epoch: (place + 7) / 8, layer: (place - 1) % 8 + 1, metrics: Dictionary(figures) { $1 })
    }
    result.spectra = []
    for round in 0..<6 {
      if round % 2 == 1 {
        let values = (0..<64).map { 10 / Float($0 + 1) }
        result.spectra = (1...8).map {
          LayerSpectra(epoch: 3, layer: $0, features: values, weights: values)
        }
      } else {
        result.spectra = []
      }
      let start = clock()
      var bytes: [UInt8] = []
      for _ in 0..<count { bytes = try ResultCodec.encode(result) }
      let middle = clock()
      for _ in 0..<count { _ = try ResultCodec.decode(bytes) }
      print(
        "\(round % 2 == 0 ? "without" : "with") spectra: \(bytes.count) bytes, encoding "
          + "\((middle - start) / count) us, decoding \((clock() - middle) / count) us of processor time")
    }
  }

  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var find: String
    var replacement: String
    var sentence: String
  }

  static let rows = [
    Row(
      testDescription: "a missing key", find: #""version":"0.1""#, replacement: #""verse":"0.1""#,
      sentence: "The result is not readable JSON of a result: 'version' is missing at 'provenance'."),
    Row(
      testDescription: "a text for a number", find: "0.25", replacement: #""NaN""#,
      sentence:
        "The result is not readable JSON of a result: "
        + "a value of another type stands at 'layers/Index 0/figures/nrc1'."
    ),
    Row(
      testDescription: "epoch 0", find: #""epoch":5,"figures":{"f"#, replacement: #""epoch":0,"figures":{"f"#,
      sentence: "The result's epoch of a layer is '0'. Expected is 1 to 1000000000."),
    Row(
      testDescription: "layer -1", find: #""layer":1"#, replacement: #""layer":-1"#,
      sentence: "The result's layer is '-1'. Expected is 1 to 1000000000."),
    Row(
      testDescription: "a layer twice", find: #""layer":2"#, replacement: #""layer":1"#,
      sentence: "The result's order of layers is 'epoch 5, layer 1'. "
        + "Expected is each (epoch, layer) once, ascending, and so after (5, 1)."),
    Row(
      testDescription: "divergence at epoch 0", find: #""divergedEpoch":7"#,
      replacement: #""divergedEpoch":0"#,
      sentence: "The result's divergedEpoch is '0'. Expected is 1 to 1000000000."),
    Row(
      testDescription: "a negative time", find: #""trainSeconds":1.5"#, replacement: #""trainSeconds":-1"#,
      sentence: "The result's trainSeconds is '-1.0'. Expected is a number of seconds, 0 or more."),
    Row(
      testDescription: "an escape sequence", find: "EPYC", replacement: #"\u001b[2J"#,
      sentence: "The result's processor is '[2J'. Expected is at most 255 bytes of printable text."),
    Row(
      testDescription: "a spectrum that rises", find: "AAAAQAAAAD8=", replacement: "AAAAPwAAAEA=",
      sentence:
        "The result's spectra is 'spectrum of the features of layer 1, epoch 5, holds 2.0 after 0.5'. "
        + "Expected is at most 64 finite values, none negative, the largest first."),
    Row(
      testDescription: "a spectrum with NaN", find: "AAAAQAAAAD8=", replacement: "AADAfwAAAD8=",
      sentence: "The result's spectra is 'spectrum of the features of layer 1, epoch 5, holds nan after "
        + "3.4028235e+38'. Expected is at most 64 finite values, none negative, the largest first."),
    Row(
      testDescription: "a spectrum cut off", find: "AAAAQAAAAD8=", replacement: "AAAAQAAA",
      sentence: "The result is not readable JSON of a result: "
        + "6 bytes are no whole number of values (at 'spectra/Index 0/features')."),
    Row(
      testDescription: "spectra of a layer twice", find: #""layer":2,"weights""#,
      replacement: #""layer":1,"weights""#,
      sentence: "The result's order of spectra is 'epoch 5, layer 1'. "
        + "Expected is each (epoch, layer) once, ascending, and so after (5, 1)."),
    Row(
      testDescription: "a curve that goes back", find: #"[{"epoch":5,"trainLoss":0.5}]"#,
      replacement: #"[{"epoch":1000000000},{"epoch":3}]"#,
      sentence: "The result's order of the curve is 'epoch 3'. "
        + "Expected is each epoch once, ascending, and so after 1000000000."),
  ]

  @Test(arguments: rows)
  func `a wrong result gets its sentence`(row: Row) throws {
    let json = try #require(Self.json.replacingOnce(row.find, with: row.replacement))
    let error = #expect(throws: MessagingError.self) { try ResultCodec.decode(Array(json.utf8)) }
    #expect(error?.description == row.sentence)
  }

  @Test(arguments: [
    "", "null", "[]", "{", "{}", #"{"figures":"#, "\u{0}", String(repeating: "[", count: 100_000),
    String(repeating: #"{"layers":"#, count: 50_000),
    json.replacingOnce("0.25", with: "1e999") ?? "", json.replacingOnce("0.25", with: "NaN") ?? "",
    json.replacingOnce("nrc1", with: "nrc99") ?? "",
    json.replacingOnce(#""epoch":5"#, with: #""epoch":99999999999999999999999"#) ?? "",
  ])
  func `hostile JSON is refused`(json: String) {
    let error = #expect(throws: MessagingError.self) { try ResultCodec.decode(Array(json.utf8)) }
    #expect(error?.description.count ?? 0 > 20)
  }

  @Test func `bytes that are no UTF-8 and too many bytes are refused`() {
    #expect(throws: MessagingError.self) { try ResultCodec.decode([0xff, 0xfe, 0x00]) }
    #expect(throws: MessagingError.resultTooLong(found: Limits.result + 1, limit: Limits.result)) {
      try ResultCodec.decode([UInt8](repeating: 0x20, count: Limits.result + 1))
    }
  }
}

extension String {
  /// `nil` when `part` does not occur, so that a test notices that it changed nothing.
  func replacingOnce(_ part: String, with other: String) -> String? {
    guard let range = firstRange(of: part) else { return nil }
    return String(self[..<range.lowerBound]) + other + self[range.upperBound...]
  }
}
