internal import Foundation
internal import SweepModel

/// Writes a result's JSON: keys sorted, nothing between the signs, numbers as short as they read back the same.
///
/// JSONEncoder gives the same bytes and takes twenty times as long, which shows when trials are short.
struct ResultWriter {
  private(set) var bytes: [UInt8] = []

  init(_ result: TrialResult) {
    bytes.reserveCapacity(
      512 + 256 * result.layers.count + 64 * result.curve.count + 768 * result.spectra.count + 96
        * result.named.count)
    put("{\"curve\":")
    put(result.curve) { $0.put($1) }
    if let epoch = result.divergedEpoch { put(",\"divergedEpoch\":", epoch) }
    put(",\"figures\":")
    put(result.metrics, ResultKeys.ofTrial)
    put(",\"layers\":")
    put(result.layers) { $0.put($1) }
    if !result.named.isEmpty {
      put(",\"named\":")
      put(result.named) { $0.put($1) }
    }
    put(",\"provenance\":")
    put(result.provenance)
    if !result.spectra.isEmpty {
      put(",\"spectra\":")
      put(result.spectra) { $0.put($1) }
    }
    put("}")
  }

  private mutating func put(_ point: CurvePoint) {
    put("{\"epoch\":", point.epoch)
    if let loss = point.testLoss { put(",\"testLoss\":", loss) }
    if let loss = point.trainLoss { put(",\"trainLoss\":", loss) }
    put("}")
  }

  private mutating func put(_ measure: LayerMeasure) {
    put("{\"epoch\":", measure.epoch)
    put(",\"figures\":")
    put(measure.metrics, ResultKeys.ofLayer)
    put(",\"layer\":", measure.layer)
    put("}")
  }

  private mutating func put(_ named: NamedValue) {
    put("{\"epoch\":", named.epoch)
    if let layer = named.layer { put(",\"layer\":", layer) }
    put(",\"name\":", named.name)
    put(",\"value\":", named.value)
    put("}")
  }

  private mutating func put(_ spectra: LayerSpectra) {
    put("{\"epoch\":", spectra.epoch)
    if !spectra.features.isEmpty { put(",\"features\":", base64: spectra.features) }
    put(",\"layer\":", spectra.layer)
    if !spectra.weights.isEmpty { put(",\"weights\":", base64: spectra.weights) }
    put("}")
  }

  private mutating func put(_ key: StaticString, base64 values: [Float]) {
    put(key)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: Data(LayerSpectra.bytes(of: values)).base64EncodedData())
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func put(_ provenance: Provenance) {
    put("{\"coreType\":", provenance.coreType)
    put(",\"host\":", provenance.host)
    put(",\"libraries\":", provenance.libraries)
    put(",\"measureSeconds\":", provenance.measureSeconds)
    put(",\"processor\":", provenance.processor)
    put(",\"trainSeconds\":", provenance.trainSeconds)
    put(",\"version\":", provenance.version)
    put("}")
  }

  private mutating func put(_ metrics: [Metric: Double], _ keys: [ResultKeys.Key]) {
    put("{")
    var isFirst = true
    if !metrics.isEmpty {
      for key in keys {
        guard let value = metrics[key.metric] else { continue }
        if !isFirst { put(",") }
        isFirst = false
        bytes += key.text
        put(value)
      }
    }
    put("}")
  }

  private mutating func put<Item>(_ items: [Item], _ write: (inout Self, Item) -> Void) {
    put("[")
    for (index, item) in items.enumerated() {
      if index > 0 { put(",") }
      write(&self, item)
    }
    put("]")
  }

  private mutating func put(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func put(_ key: StaticString, _ number: Int) {
    put(key)
    bytes.append(contentsOf: number.description.utf8)
  }

  private mutating func put(_ key: StaticString, _ number: Double) {
    put(key)
    put(number)
  }

  /// A whole number is written without `.0`.
  private mutating func put(_ number: Double) {
    bytes.append(contentsOf: number.description.utf8)
    if bytes.last == UInt8(ascii: "0"), bytes[bytes.count - 2] == UInt8(ascii: ".") { bytes.removeLast(2) }
  }

  /// The text has no control characters, which the result's validation sees to.
  private mutating func put(_ key: StaticString, _ text: String) {
    put(key)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
