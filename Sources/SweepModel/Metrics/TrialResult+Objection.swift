extension TrialResult {
  /// Why a result is none: where it is wrong, what was found there and what was expected.
  package struct Objection: Error, Hashable, Sendable {
    package var place: String
    package var found: String
    package var expected: String
  }

  /// Layer measures of one result at most; so many points of its curve, spectra and named values.
  package static let rowLimit = 100_000
  /// The highest epoch and layer.
  package static let epochLimit = 1_000_000_000
  /// UTF-8 bytes of a name.
  package static let nameLimit = 255

  /// The first thing that is wrong, or `nil` for a sound result. The worker asks before it sends a result, the
  /// coordinator before it accepts one; behind them stand the checks of the store's tables.
  package var objection: Objection? {
    do throws(Objection) {
      if let divergedEpoch { try check("divergedEpoch", divergedEpoch) }
      try checkCounts()
      try check(metrics, of: .trial)
      try checkLayers()
      try checkCurve()
      try checkSpectra()
      try checkNamed()
      try checkProvenance()
      return nil
    } catch { return error }
  }

  private func checkCounts() throws(Objection) {
    for (what, count) in [
      ("layer measures", layers.count), ("curve points", curve.count), ("spectra", spectra.count),
      ("named values", named.count),
    ] { try check("number of \(what)", count, in: 0...Self.rowLimit) }
  }

  private func checkLayers() throws(Objection) {
    var before = (epoch: 0, layer: 0)
    var trained = before
    for measure in layers {
      try check("epoch of a layer", measure.epoch)
      try check("layer", measure.layer)
      let place = (epoch: measure.epoch, layer: measure.layer)
      if measure.rows == .train {
        try check("layers", place, after: &before)
        trained = place
      } else {
        guard trained == place else {
          throw Objection(
            place: "order of layers", found: measure.place,
            expected: "test rows once, behind the training rows of the same layer and epoch")
        }
        trained = (0, 0)
      }
      if let name = measure.name { try check("name of a layer", name: name) }
      try check(measure.metrics, of: .layer, " of epoch \(measure.epoch), layer \(measure.layer)")
    }
  }

  private func checkCurve() throws(Objection) {
    var last = 0
    for point in curve {
      try check("epoch of the curve", point.epoch)
      guard point.epoch > last else {
        throw Objection(
          place: "order of the curve", found: "epoch \(point.epoch)",
          expected: "each epoch once, ascending, and so after \(last)")
      }
      last = point.epoch
      try check("trainLoss of epoch \(last)", point.trainLoss)
      try check("testLoss of epoch \(last)", point.testLoss)
    }
  }

  private func checkSpectra() throws(Objection) {
    var before = (epoch: 0, layer: 0)
    for one in spectra {
      try check("epoch of a spectrum", one.epoch)
      try check("layer of a spectrum", one.layer)
      try check("spectra", (one.epoch, one.layer), after: &before)
      if let objection = one.objection {
        throw Objection(
          place: "spectra", found: objection,
          expected: "at most \(LayerSpectra.limit) finite values, none negative, the largest first")
      }
    }
  }

  private func checkNamed() throws(Objection) {
    var before: NamedValue?
    for one in named {
      try check("epoch of a named value", one.epoch, in: 0...Self.epochLimit)
      if let layer = one.layer { try check("layer of a named value", layer) }
      try check("name of a value", name: one.name)
      if let before, !before.precedes(one) {
        throw Objection(
          place: "order of named values", found: one.place,
          expected: "each (epoch, layer, name) once, ascending, and so after \(before.place)")
      }
      before = one
      try check(one.place, one.value)
    }
  }

  private func checkProvenance() throws(Objection) {
    for (name, text) in [
      ("coreType", provenance.coreType), ("processor", provenance.processor),
      ("libraries", provenance.libraries), ("version", provenance.version), ("host", provenance.host),
    ] { try check(name, text) }
    for (name, seconds) in [
      ("trainSeconds", provenance.trainSeconds), ("measureSeconds", provenance.measureSeconds),
    ] where !(seconds.isFinite && seconds >= 0) {
      throw Objection(place: name, found: String(seconds), expected: "a number of seconds, 0 or more")
    }
  }

  /// - `place`: what follows a metric's name.
  private func check(
    _ values: [Metric: Double], of scope: Metric.Scope, _ place: @autoclosure () -> String = ""
  ) throws(Objection) {
    for (metric, value) in values {
      guard metric.scope == scope else {
        throw Objection(
          place: metric.name + place(), found: "a metric of a \(metric.scope)",
          expected: "a metric of a \(scope)")
      }
      try check(metric.name + place(), value)
    }
  }

  private func check(_ place: @autoclosure () -> String, _ value: Double?) throws(Objection) {
    guard let value, !value.isFinite else { return }
    throw Objection(
      place: place(), found: String(value), expected: "a finite number; an undefined metric is left out")
  }

  private func check(
    _ place: String, _ value: Int, in range: ClosedRange<Int> = 1...epochLimit
  ) throws(Objection) {
    guard !range.contains(value) else { return }
    throw Objection(
      place: place, found: String(value), expected: "\(range.lowerBound) to \(range.upperBound)")
  }

  private func check(_ place: String, name: String) throws(Objection) {
    if name.isEmpty { throw Objection(place: place, found: "", expected: "a name") }
    try check(place, name)
  }

  private func check(_ place: String, _ text: String) throws(Objection) {
    guard text.utf8.count > Self.nameLimit || !text.isPrintable else { return }
    throw Objection(
      place: place, found: String(text.prefix(40).unicodeScalars.filter { String($0).isPrintable }),
      expected: "at most \(Self.nameLimit) bytes of printable text")
  }

  private func check(
    _ what: String, _ next: (epoch: Int, layer: Int), after before: inout (epoch: Int, layer: Int)
  ) throws(Objection) {
    guard next > before else {
      throw Objection(
        place: "order of \(what)", found: "epoch \(next.epoch), layer \(next.layer)",
        expected: "each (epoch, layer) once, ascending, and so after (\(before.epoch), \(before.layer))")
    }
    before = next
  }
}

extension NamedValue {
  package var place: String { "\(name) of epoch \(epoch)" + (layer.map { ", layer \($0)" } ?? "") }

  /// What is of the whole trial comes before what is of a layer; names are ordered by their bytes.
  fileprivate func precedes(_ other: NamedValue) -> Bool {
    let (mine, its) = ((epoch, layer ?? 0), (other.epoch, other.layer ?? 0))
    return mine == its
      ? name.utf8.lexicographicallyPrecedes(other.name.utf8) : mine < its
  }
}

extension TrialResult.Objection: CustomStringConvertible {
  package var description: String { "\(place) is '\(found)'. Expected is \(expected)" }
}
