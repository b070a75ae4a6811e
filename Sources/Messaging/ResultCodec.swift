internal import Foundation
package import SweepModel

/// The JSON of a `TrialResult`: keys sorted, undefined figures absent, every number finite.
package enum ResultCodec {
  /// - Throws: `.badResultFigure` for NaN, infinity and what else `decode` would refuse; `.resultTooLong`.
  package static func encode(_ result: TrialResult) throws(MessagingError) -> [UInt8] {
    try check(result)
    let bytes = ResultWriter(result).bytes
    guard bytes.count <= Limits.result else {
      throw .resultTooLong(found: bytes.count, limit: Limits.result)
    }
    return bytes
  }

  /// Reads what a worker sent, whatever it is.
  package static func decode(_ bytes: [UInt8]) throws(MessagingError) -> TrialResult {
    guard bytes.count <= Limits.result else {
      throw .resultTooLong(found: bytes.count, limit: Limits.result)
    }
    let result = if let result = ResultReader.read(bytes) { result } else { try decodeAnySpelling(bytes) }
    try check(result)
    return result
  }

  private static func decodeAnySpelling(_ bytes: [UInt8]) throws(MessagingError) -> TrialResult {
    do { return try JSONDecoder().decode(TrialResult.self, from: Data(bytes)) } catch {
      throw .unreadableResult(sentence(of: error))
    }
  }

  private static func check(_ result: TrialResult) throws(MessagingError) {
    if let epoch = result.divergedEpoch { try check("divergedEpoch", epoch, in: 1...Limits.epoch) }
    try check("number of layer measures", result.layers.count, in: 0...Limits.measures)
    try check("number of curve points", result.curve.count, in: 0...Limits.measures)
    try check("number of spectra", result.spectra.count, in: 0...Limits.measures)
    for (figure, value) in result.figures { try check(figure.rawValue, value) }
    try checkLayers(result.layers)
    try checkCurve(result.curve)
    try checkSpectra(result.spectra)
    try check(result.provenance)
  }

  private static func checkLayers(_ layers: [LayerMeasure]) throws(MessagingError) {
    var before = (epoch: 0, layer: 0)
    for measure in layers {
      try check("epoch of a layer", measure.epoch, in: 1...Limits.epoch)
      try check("layer", measure.layer, in: 1...Limits.epoch)
      let place = "epoch \(measure.epoch), layer \(measure.layer)"
      guard (measure.epoch, measure.layer) > before else {
        throw .badResultFigure(
          place: "order of layers", found: place,
          expected: "each (epoch, layer) once, ascending, and so after (\(before.epoch), \(before.layer))")
      }
      before = (measure.epoch, measure.layer)
      for (figure, value) in measure.figures { try check("\(figure.rawValue) of \(place)", value) }
    }
  }

  private static func checkCurve(_ curve: [CurvePoint]) throws(MessagingError) {
    var lastEpoch = 0
    for point in curve {
      try check("epoch of the curve", point.epoch, in: 1...Limits.epoch)
      guard point.epoch > lastEpoch else {
        throw .badResultFigure(
          place: "order of the curve", found: "epoch \(point.epoch)",
          expected: "each epoch once, ascending, and so after \(lastEpoch)")
      }
      lastEpoch = point.epoch
      if let loss = point.trainLoss { try check("trainLoss of epoch \(point.epoch)", loss) }
      if let loss = point.testLoss { try check("testLoss of epoch \(point.epoch)", loss) }
    }
  }

  private static func checkSpectra(_ all: [LayerSpectra]) throws(MessagingError) {
    var before = (epoch: 0, layer: 0)
    for spectra in all {
      try check("epoch of a spectrum", spectra.epoch, in: 1...Limits.epoch)
      try check("layer of a spectrum", spectra.layer, in: 1...Limits.epoch)
      guard (spectra.epoch, spectra.layer) > before else {
        throw .badResultFigure(
          place: "order of spectra", found: "epoch \(spectra.epoch), layer \(spectra.layer)",
          expected: "each (epoch, layer) once, ascending, and so after (\(before.epoch), \(before.layer))")
      }
      before = (spectra.epoch, spectra.layer)
      if let objection = spectra.objection {
        throw .badResultFigure(
          place: "spectra", found: objection,
          expected: "at most \(LayerSpectra.limit) finite values, none negative, the largest first")
      }
    }
  }

  private static func check(_ provenance: Provenance) throws(MessagingError) {
    let texts = [
      ("coreType", provenance.coreType), ("processor", provenance.processor),
      ("libraries", provenance.libraries), ("version", provenance.version), ("host", provenance.host),
    ]
    for (name, text) in texts where text.utf8.count > Limits.name || !text.isPrintable {
      let shown = String(text.prefix(40).unicodeScalars.filter { String($0).isPrintable })
      throw .badResultFigure(
        place: name, found: shown, expected: "at most \(Limits.name) bytes of printable text")
    }
    for (name, seconds) in [
      ("trainSeconds", provenance.trainSeconds), ("measureSeconds", provenance.measureSeconds),
    ] where !(seconds.isFinite && seconds >= 0) {
      throw .badResultFigure(place: name, found: String(seconds), expected: "a number of seconds, 0 or more")
    }
  }

  private static func check(_ place: String, _ value: Double) throws(MessagingError) {
    guard value.isFinite else {
      throw .badResultFigure(
        place: place, found: String(value), expected: "a finite number; an undefined figure is left out")
    }
  }

  private static func check(_ place: String, _ value: Int, in range: ClosedRange<Int>) throws(MessagingError)
  {
    guard range.contains(value) else {
      throw .badResultFigure(
        place: place, found: String(value), expected: "\(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// Where and what of a coding error, without Foundation's type names.
  private static func sentence(of error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      let keys = context.codingPath.map(\.stringValue)
      return keys.isEmpty ? "at the top" : "at '\(keys.joined(separator: "/"))'"
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "'\(key.stringValue)' is missing \(path(context))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "a value of another type stands \(path(context))"
    case DecodingError.dataCorrupted(let context): "\(context.debugDescription) (\(path(context)))"
    default: error.localizedDescription
    }
  }
}
