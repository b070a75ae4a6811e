internal import Foundation
internal import SweepModel

/// Reads a result in the very form that `ResultWriter` gives it, many times faster than JSONDecoder, which reads
/// every other spelling and says what is wrong with it.
struct ResultReader {
  private let bytes: [UInt8]
  private var place = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// `nil` for JSON that is spelled otherwise and for what is no result.
  static func read(_ bytes: [UInt8]) -> TrialResult? {
    var reader = ResultReader(bytes)
    guard let result = reader.result(), reader.place == bytes.count else { return nil }
    return result
  }

  private mutating func result() -> TrialResult? {
    guard skip("{\"curve\":"), let curve = list({ $0.point() }),
      let divergedEpoch = optional(",\"divergedEpoch\":", { $0.integer() }),
      skip(",\"figures\":"), let metrics = metrics(ResultKeys.ofTrial),
      skip(",\"layers\":"), let layers = list({ $0.measure() }),
      let named = filledList(",\"named\":", { $0.named() }),
      skip(",\"provenance\":"), let provenance = provenance(),
      let spectra = filledList(",\"spectra\":", { $0.spectra() }), skip("}")
    else { return nil }
    return TrialResult(
      divergedEpoch: divergedEpoch, metrics: metrics, layers: layers, curve: curve, spectra: spectra,
      named: named, provenance: provenance)
  }

  private mutating func named() -> NamedValue? {
    guard skip("{\"epoch\":"), let epoch = integer(),
      let layer = optional(",\"layer\":", { $0.integer() }),
      skip(",\"name\":"), let name = text(), skip(",\"value\":"), let value = number(), skip("}")
    else { return nil }
    return NamedValue(epoch: epoch, layer: layer, name: name, value: value)
  }

  private mutating func spectra() -> LayerSpectra? {
    guard skip("{\"epoch\":"), let epoch = integer(),
      let features = optional(",\"features\":", { $0.base64() }),
      skip(",\"layer\":"), let layer = integer(),
      let weights = optional(",\"weights\":", { $0.base64() }), skip("}")
    else { return nil }
    return LayerSpectra(epoch: epoch, layer: layer, features: features ?? [], weights: weights ?? [])
  }

  private mutating func base64() -> [Float]? {
    guard let text = text(), let bytes = Data(base64Encoded: text) else { return nil }
    return bytes.withUnsafeBytes { LayerSpectra.values(of: $0) }
  }

  private mutating func point() -> CurvePoint? {
    guard skip("{\"epoch\":"), let epoch = integer(),
      let testLoss = optional(",\"testLoss\":", { $0.number() }),
      let trainLoss = optional(",\"trainLoss\":", { $0.number() }), skip("}")
    else { return nil }
    return CurvePoint(epoch: epoch, trainLoss: trainLoss, testLoss: testLoss)
  }

  private mutating func measure() -> LayerMeasure? {
    guard skip("{\"epoch\":"), let epoch = integer(),
      skip(",\"figures\":"), let metrics = metrics(ResultKeys.ofLayer),
      skip(",\"layer\":"), let layer = integer(), skip("}")
    else { return nil }
    return LayerMeasure(epoch: epoch, layer: layer, metrics: metrics)
  }

  private mutating func provenance() -> Provenance? {
    guard skip("{\"coreType\":"), let coreType = text(), skip(",\"host\":"), let host = text(),
      skip(",\"libraries\":"), let libraries = text(),
      skip(",\"measureSeconds\":"), let measureSeconds = number(),
      skip(",\"processor\":"), let processor = text(),
      skip(",\"trainSeconds\":"), let trainSeconds = number(),
      skip(",\"version\":"), let version = text(), skip("}")
    else { return nil }
    return Provenance(
      coreType: coreType, processor: processor, libraries: libraries, version: version, host: host,
      trainSeconds: trainSeconds, measureSeconds: measureSeconds)
  }

  private mutating func metrics(_ keys: [ResultKeys.Key]) -> [Metric: Double]? {
    guard skip("{") else { return nil }
    var metrics: [Metric: Double] = [:]
    if skip("}") { return metrics }
    for key in keys where skip(key.text) {
      guard let value = number() else { return nil }
      metrics[key.metric] = value
      if skip("}") { return metrics }
      guard skip(",") else { return nil }
    }
    return nil
  }

  /// A value that may be missing with its key: `.some(nil)` where it is, `nil` where it cannot be read.
  private mutating func optional<Value>(_ key: StaticString, _ value: (inout Self) -> Value?) -> Value?? {
    guard skip(key) else { return .some(nil) }
    return value(&self).map { .some($0) }
  }

  /// Empty where the key is missing, for an empty list is not written.
  private mutating func filledList<Item>(_ key: StaticString, _ item: (inout Self) -> Item?) -> [Item]? {
    guard skip(key) else { return [] }
    guard let items = list(item), !items.isEmpty else { return nil }
    return items
  }

  private mutating func list<Item>(_ item: (inout Self) -> Item?) -> [Item]? {
    guard skip("[") else { return nil }
    var items: [Item] = []
    if skip("]") { return items }
    repeat {
      guard let next = item(&self) else { return nil }
      items.append(next)
    } while skip(",")
    return skip("]") ? items : nil
  }

  /// A text without escapes and control characters.
  private mutating func text() -> String? {
    guard skip("\"") else { return nil }
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\\") else { return nil }
      place += 1
    }
    let text = String(validating: bytes[start..<place], as: UTF8.self)
    return skip("\"") ? text : nil
  }

  private mutating func integer() -> Int? {
    numeral().flatMap { Int($0) }
  }

  private mutating func number() -> Double? {
    guard let numeral = numeral(), let number = Double(numeral) else { return nil }
    // What is too great or too small for a double is JSONDecoder's to judge.
    return number.isNormal || numeral == "0" || numeral == "-0" ? number : nil
  }

  /// A number as JSON spells it.
  private mutating func numeral() -> String? {
    let start = place
    _ = skip("-")
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[place - whole] != UInt8(ascii: "0") else { return nil }
    if skip(".") { guard digits() > 0 else { return nil } }
    if skip("e") || skip("E") {
      if !skip("-") { _ = skip("+") }
      guard digits() > 0 else { return nil }
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = place
    while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) { place += 1 }
    return place - start
  }

  private mutating func skip(_ text: StaticString) -> Bool {
    skip(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func skip(_ text: [UInt8]) -> Bool { text.withUnsafeBufferPointer { skip($0) } }

  private mutating func skip(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count - place >= text.count else { return false }
    for offset in 0..<text.count where bytes[place + offset] != text[offset] { return false }
    place += text.count
    return true
  }
}
