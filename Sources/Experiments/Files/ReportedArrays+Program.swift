internal import Commands
internal import Glibc
internal import SweepModel

extension ReportedArrays {
  /// Measures arrays that a program handed over in `folder`, and removes them.
  ///
  /// - Returns: sentences about what was left out, and how long it took.
  /// - Throws: `TrialFailure` for a file that cannot be measured, or what `moved` throws.
  static func take(
    _ folder: String, _ name: String, _ epoch: Int, groups: [MetricGroup],
    into figures: inout ReportedFigures,
    _ moved: () throws -> Void
  ) throws -> (sentences: [String], length: Duration) {
    let start = ContinuousClock.now
    let path = folder + "/" + name
    var sentences: [String] = []
    do {
      let found = try LongWork.run(
        { check in try ReportedArrays(path, groups: groups, moved: check) }, meanwhile: moved)
      for layer in found.layers {
        let sentence = figures.take(
          epoch: epoch, layer: layer.number, layerName: layer.name, measured: layer.metrics)
        if let sentence { sentences.append(sentence) }
      }
      for (metric, value) in found.trial { figures.suggest(metric, value) }
    } catch let bad as BadFile {
      throw TrialFailure(
        "The program handed over arrays that cannot be measured. "
          + bad.description.replacing(folder + "/", with: ""))
    }
    unlink(path)
    return (sentences, ContinuousClock.now - start)
  }
}

extension ReportedFigures {
  /// The result, with what layers tell of the trial where their noise before training is known.
  func whole(_ provenance: Provenance) -> TrialResult {
    var figures = self
    let last = lastLayers
    if last.contains(where: { $0[.nrc1Start] != nil }) {
      figures.suggest(.collapseLayer, ReportedArrays.collapseLayer(last).map(Double.init))
    }
    return figures.result(provenance)
  }
}

extension Provenance {
  /// Computed by a program, with what could be learned of it.
  func declared(by interpreter: ProgramInterpreter?) -> Provenance {
    var provenance = self
    provenance.coreType = "declared"
    provenance.libraries = interpreter?.words ?? "declared by the program"
    return provenance
  }
}
