package import SweepModel

extension TrialResult {
  /// Why the store would refuse this result, or `nil` when it is sound. A coordinator asks before it accepts one,
  /// so that a worker's mistake fails that attempt and not the batch it came with.
  package var objection: String? {
    if let divergedEpoch, divergedEpoch < 1 { return "diverged epoch \(divergedEpoch) is below 1" }
    for (figure, value) in figures where !value.isFinite { return "'\(figure.rawValue)' is \(value)" }
    for seconds in [provenance.trainSeconds, provenance.measureSeconds]
    where !(seconds >= 0 && seconds.isFinite) {
      return "a duration is \(seconds) seconds"
    }
    return layerObjection ?? curveObjection ?? spectralObjection
  }

  private var spectralObjection: String? {
    var last = (epoch: -1, layer: 0)
    for one in spectra {
      let place = "spectrum of layer \(one.layer), epoch \(one.epoch)"
      if one.epoch < 0 || one.layer < 1 { return "\(place) does not exist" }
      if (one.epoch, one.layer) <= last { return "\(place) is out of order or doubled" }
      last = (one.epoch, one.layer)
      if let objection = one.objection { return objection }
    }
    return nil
  }

  private var layerObjection: String? {
    var last = (epoch: -1, layer: 0)
    for measure in layers {
      let place = "layer \(measure.layer), epoch \(measure.epoch)"
      if measure.epoch < 0 || measure.layer < 1 { return "\(place) does not exist" }
      if (measure.epoch, measure.layer) <= last { return "\(place) is out of order or doubled" }
      last = (measure.epoch, measure.layer)
      for (figure, value) in measure.figures where !value.isFinite {
        return "\(place): '\(figure.rawValue)' is \(value)"
      }
    }
    return nil
  }

  private var curveObjection: String? {
    var last = -1
    for point in curve {
      if point.epoch <= last { return "curve epoch \(point.epoch) is negative, out of order or doubled" }
      last = point.epoch
      for loss in [point.trainLoss, point.testLoss] {
        if let loss, !loss.isFinite { return "a loss of epoch \(point.epoch) is \(loss)" }
      }
    }
    return nil
  }
}
