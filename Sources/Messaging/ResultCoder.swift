internal import Foundation
internal import SweepModel

/// Writes a result's JSON, or reads what was written so: keys sorted, nothing between the signs, numbers as
/// short as they read back the same. Each function takes the value to write and answers the value written or
/// read; what a reader gives it makes no difference.
///
/// JSONEncoder gives the same bytes and takes twenty times as long, which shows when trials are short.
/// JSONDecoder reads every other spelling and says what is wrong with it.
struct ResultCoder {
  private let isReading: Bool
  private var bytes: [UInt8]
  /// Of the next byte to read; at the end after something that is spelled otherwise.
  private var place = 0
  private var isOther = false

  private init(reading bytes: [UInt8]?) { (isReading, self.bytes) = (bytes != nil, bytes ?? []) }

  static func write(_ result: TrialResult) -> [UInt8] {
    var coder = ResultCoder(reading: nil)
    coder.bytes.reserveCapacity(
      512 + 256 * result.layers.count + 64 * result.curve.count + 768 * result.spectra.count + 96
        * result.named.count)
    _ = coder.result(result)
    return coder.bytes
  }

  /// `nil` for JSON that is spelled otherwise and for what is no result.
  static func read(_ bytes: [UInt8]) -> TrialResult? {
    var coder = ResultCoder(reading: bytes)
    let result = coder.result(nil)
    return coder.place == bytes.count && !coder.isOther ? result : nil
  }

  private mutating func result(_ result: TrialResult?) -> TrialResult {
    let curve = list("{\"curve\":", result?.curve) { $0.point($1) }
    let divergedEpoch = optional(",\"divergedEpoch\":", result?.divergedEpoch) { $0.integer("", $1) }
    let metrics = metrics(",\"figures\":", result?.metrics, Key.ofTrial)
    let layers = list(",\"layers\":", result?.layers) { $0.measure($1) }
    let named = filled(",\"named\":", result?.named) { $0.list("", $1) { $0.named($1) } }
    let provenance = provenance(result?.provenance)
    let spectra = filled(",\"spectra\":", result?.spectra) { $0.list("", $1) { $0.spectra($1) } }
    sign("}")
    return TrialResult(
      divergedEpoch: divergedEpoch, metrics: metrics, layers: layers, curve: curve, spectra: spectra,
      named: named, provenance: provenance)
  }

  private mutating func point(_ point: CurvePoint?) -> CurvePoint {
    let epoch = integer("{\"epoch\":", point?.epoch)
    let testLoss = optional(",\"testLoss\":", point?.testLoss) { $0.number("", $1) }
    let trainLoss = optional(",\"trainLoss\":", point?.trainLoss) { $0.number("", $1) }
    sign("}")
    return CurvePoint(epoch: epoch, trainLoss: trainLoss, testLoss: testLoss)
  }

  private mutating func measure(_ measure: LayerMeasure?) -> LayerMeasure {
    let epoch = integer("{\"epoch\":", measure?.epoch)
    let metrics = metrics(",\"figures\":", measure?.metrics, Key.ofLayer)
    let layer = integer(",\"layer\":", measure?.layer)
    let name = optional(",\"name\":", measure?.name) { $0.text("", $1) }
    let isOfTest = has(Self.testRows.units, measure?.rows == .test)
    sign("}")
    return LayerMeasure(
      epoch: epoch, layer: layer, rows: isOfTest ? .test : .train, name: name, metrics: metrics)
  }

  private static let testRows: StaticString = ",\"rows\":\"test\""

  private mutating func named(_ named: NamedValue?) -> NamedValue {
    let epoch = integer("{\"epoch\":", named?.epoch)
    let layer = optional(",\"layer\":", named?.layer) { $0.integer("", $1) }
    let name = text(",\"name\":", named?.name)
    let value = number(",\"value\":", named?.value)
    sign("}")
    return NamedValue(epoch: epoch, layer: layer, name: name, value: value)
  }

  private mutating func spectra(_ spectra: LayerSpectra?) -> LayerSpectra {
    let epoch = integer("{\"epoch\":", spectra?.epoch)
    let features = filled(",\"features\":", spectra?.features) { $0.base64($1) }
    let layer = integer(",\"layer\":", spectra?.layer)
    let weights = filled(",\"weights\":", spectra?.weights) { $0.base64($1) }
    sign("}")
    return LayerSpectra(epoch: epoch, layer: layer, features: features, weights: weights)
  }

  private mutating func provenance(_ provenance: Provenance?) -> Provenance {
    let coreType = text(",\"provenance\":{\"coreType\":", provenance?.coreType)
    let host = text(",\"host\":", provenance?.host)
    let libraries = text(",\"libraries\":", provenance?.libraries)
    let measureSeconds = number(",\"measureSeconds\":", provenance?.measureSeconds)
    let processor = text(",\"processor\":", provenance?.processor)
    let trainSeconds = number(",\"trainSeconds\":", provenance?.trainSeconds)
    let version = text(",\"version\":", provenance?.version)
    sign("}")
    return Provenance(
      coreType: coreType, processor: processor, libraries: libraries, version: version, host: host,
      trainSeconds: trainSeconds, measureSeconds: measureSeconds)
  }

  private mutating func metrics(
    _ key: StaticString, _ metrics: [Metric: Double]?, _ keys: [Key]
  ) -> [Metric: Double] {
    sign(key)
    sign("{")
    var found = metrics ?? [:]
    var isFirst = true
    for key in keys where isReading || !found.isEmpty {
      let given = isReading ? nil : found[key.metric]
      let isThere = key.text.withUnsafeBufferPointer {
        has(UnsafeBufferPointer(rebasing: $0[(isFirst ? 1 : 0)...]), given != nil)
      }
      guard isThere else { continue }
      let value = number("", given)
      if isReading { found[key.metric] = value }
      isFirst = false
    }
    sign("}")
    return found
  }

  private mutating func list<Item>(
    _ key: StaticString, _ items: [Item]?, _ item: (inout Self, Item?) -> Item
  ) -> [Item] {
    sign(key)
    sign("[")
    if let items {
      for (index, next) in items.enumerated() {
        if index > 0 { sign(",") }
        _ = item(&self, next)
      }
      sign("]")
      return items
    }
    var items: [Item] = []
    if skip("]") { return items }
    repeat { items.append(item(&self, nil)) } while skip(",")
    sign("]")
    return items
  }

  /// Missing with its key where it is empty.
  private mutating func filled<Item>(
    _ key: StaticString, _ items: [Item]?, _ value: (inout Self, [Item]?) -> [Item]
  ) -> [Item] {
    optional(key, items?.isEmpty == true ? nil : items, value) ?? []
  }

  /// Missing with its key where it is `nil`.
  private mutating func optional<Value>(
    _ key: StaticString, _ value: Value?, _ code: (inout Self, Value?) -> Value
  ) -> Value? {
    has(key.units, value != nil) ? code(&self, value) : nil
  }

  /// Whether a value is there that may be missing with its key.
  @inline(__always)
  private mutating func has(_ key: UnsafeBufferPointer<UInt8>, _ isGiven: Bool) -> Bool {
    if isReading { return skip(key) }
    if isGiven { bytes.append(contentsOf: key) }
    return isGiven
  }

  private mutating func base64(_ values: [Float]?) -> [Float] {
    if let values {
      sign("\"")
      bytes.append(contentsOf: Data(LayerSpectra.bytes(of: values)).base64EncodedData())
      sign("\"")
      return values
    }
    let text = text("", nil)
    let values = Data(base64Encoded: text)?.withUnsafeBytes { LayerSpectra.values(of: $0) }
    return values ?? otherwise([])
  }

  /// A text without control characters, which the result's validation sees to. One with an escape is not
  /// read.
  private mutating func text(_ key: StaticString, _ text: String?) -> String {
    sign(key)
    sign("\"")
    if let text {
      for byte in text.utf8 {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
        bytes.append(byte)
      }
      sign("\"")
      return text
    }
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      guard bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\\") else { return otherwise("") }
      place += 1
    }
    let text = String(validating: bytes[start..<place], as: UTF8.self)
    sign("\"")
    return text ?? otherwise("")
  }

  private mutating func integer(_ key: StaticString, _ integer: Int?) -> Int {
    sign(key)
    if let integer {
      bytes.append(contentsOf: integer.description.utf8)
      return integer
    }
    return Int(numeral()) ?? otherwise(0)
  }

  /// A whole number is written without `.0`. What is too great or too small for a double is JSONDecoder's to
  /// judge.
  private mutating func number(_ key: StaticString, _ number: Double?) -> Double {
    sign(key)
    if let number {
      bytes.append(contentsOf: number.description.utf8)
      if bytes.last == UInt8(ascii: "0"), bytes[bytes.count - 2] == UInt8(ascii: ".") { bytes.removeLast(2) }
      return number
    }
    let numeral = numeral()
    guard let number = Double(numeral), number.isNormal || numeral == "0" || numeral == "-0" else {
      return otherwise(0)
    }
    return number
  }

  /// A number as JSON spells it; empty where none is.
  private mutating func numeral() -> String {
    let start = place
    _ = skip("-")
    let whole = digits()
    guard whole > 0, whole == 1 || bytes[place - whole] != UInt8(ascii: "0") else { return "" }
    if skip(".") { guard digits() > 0 else { return "" } }
    if skip("e") || skip("E") {
      if !skip("-") { _ = skip("+") }
      guard digits() > 0 else { return "" }
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = place
    while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) { place += 1 }
    return place - start
  }

  /// Signs that are there in every result.
  @inline(__always)
  private mutating func sign(_ text: StaticString) {
    if text.utf8CodeUnitCount > 0, !has(text.units, true) { otherwise(()) }
  }

  private mutating func skip(_ text: StaticString) -> Bool { skip(text.units) }

  @inline(__always)
  private mutating func skip(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.count - place >= text.count else { return false }
    for offset in 0..<text.count where bytes[place + offset] != text[offset] { return false }
    place += text.count
    return true
  }

  /// Says that this is JSON of another spelling; nothing is read after it.
  private mutating func otherwise<Value>(_ value: Value) -> Value {
    (place, isOther) = (bytes.count, true)
    return value
  }
}

/// The key of a metric, with quotes and colon, and the comma before it where it is not the first.
private struct Key: Sendable {
  let metric: Metric
  let text: [UInt8]

  init(_ metric: Metric) { (self.metric, text) = (metric, Array(",\"\(metric.name)\":".utf8)) }

  /// In the order of their text.
  static let ofTrial = Metric.ofTrials.sorted { $0.name < $1.name }.map(Key.init)
  static let ofLayer = Metric.ofLayers.sorted { $0.name < $1.name }.map(Key.init)
}

extension StaticString {
  fileprivate var units: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
  }
}
