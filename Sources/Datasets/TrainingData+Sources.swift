internal import LinearAlgebra
package import SweepModel

extension TrainingData {
  /// The share held out where neither the trial nor the file says otherwise.
  package static let usualTestFraction = 0.2

  /// Data that a random teacher makes for `spec`: the first rows train, as the rows are exchangeable.
  ///
  /// - Throws: when a parameter of the teacher is missing or cannot be met.
  package static func teacher(_ spec: Specification) throws(TrainingError) -> TrainingData {
    try generated(Teacher.samples(spec), for: spec)
  }

  /// Data in clusters for `spec`: the first rows train, as classes take turns.
  ///
  /// - Throws: when a parameter of the clusters is missing or cannot be met.
  package static func clusters(_ spec: Specification) throws(TrainingError) -> TrainingData {
    try generated(GaussianClusters.samples(spec), for: spec)
  }

  /// Rendered images for `spec`: the first train, as they are independent.
  ///
  /// - Throws: when a parameter is missing or cannot be met.
  package static func scenes(_ spec: Specification) throws(TrainingError) -> TrainingData {
    try generated(Scenes.samples(spec), for: spec)
  }

  private static func generated(_ all: Samples, for spec: Specification) throws(TrainingError) -> TrainingData
  {
    let held = try heldOut(share(spec), of: all.rows)
    let train = all.rows - held
    return try TrainingData(
      train: all.picking(Array(0..<train)), test: all.picking(Array(train..<all.rows))
    ).prepared(for: spec)
  }

  /// Data from a file's arrays for `spec`.
  ///
  /// - `samples` keeps the first so many of the train rows.
  /// - Without `test_fraction` the file's own test rows are the test set, all of them. With it, or in a file
  ///   without test rows, that share of the train rows is held out and the file's test rows stay unused. Which rows
  ///   are held out is drawn with `data_seed`; both parts keep the order of the file.
  package static func file(_ spec: Specification, train: Samples, test: Samples?) throws(TrainingError)
    -> TrainingData
  {
    let all = try TrainingData(train: train, test: test)
    let rows = spec[.samples] ?? all.train.rows
    guard rows <= all.train.rows else {
      throw .tooFewRows(found: all.train.rows, needed: rows, purpose: "'samples'")
    }
    let first = rows == all.train.rows ? all.train : all.train.picking(Array(0..<rows))
    if spec[.testFraction] == nil, let test = all.test {
      return try TrainingData(train: first, test: test).prepared(for: spec)
    }
    let held = try heldOut(share(spec), of: rows)
    // A trial without a seed holds out nothing.
    let split = RowSplit(rows: rows, held: held, seed: spec[.dataSeed] ?? 0)
    return try TrainingData(train: first.picking(split.train), test: first.picking(split.test))
      .prepared(for: spec)
  }

  /// Where nothing is trained step by step, nothing is tested.
  private static func share(_ spec: Specification) -> Double {
    spec.kind.has(Parameter.testFraction) ? spec[.testFraction] ?? usualTestFraction : 0
  }

  /// How many of `rows` are held out: `fraction` of them, rounded to the nearest, but at least one to train on.
  private static func heldOut(_ fraction: Double, of rows: Int) throws(TrainingError) -> Int {
    let held = Int((fraction * Double(rows)).rounded())
    guard held < rows else { throw .tooFewRows(found: rows, needed: held + 1, purpose: "this split") }
    return held
  }

  /// Inputs and targets centred and scaled, and targets whitened, with the train rows' statistics, where the trial asks for
  /// it. Targets that stand for classes stay as they are; images become inputs by rules of their own.
  private func prepared(for spec: Specification) throws(TrainingError) -> TrainingData {
    var data = self
    if let pixels = spec[.pixels] {
      guard let image = TensorShape(spec[.imageShape]), image.count == inputs else {
        throw .missing(parameter: Parameter.imageShape.name)
      }
      data.scalePixels(pixels, channels: image.channels)
    }
    if try spec.required(.standardize) {
      if !spec.model.isOfImages { data.standardize(\.inputs) }
      if spec.kind.targets == .numbers { data.standardize(\.targets) }
    }
    if spec[.whitenTargets] == true {
      let whitening = try Whitening(data.train.targets)
      whitening.apply(to: &data.train.targets)
      if var test = data.test {
        whitening.apply(to: &test.targets)
        data.test = test
      }
    }
    return data
  }

  private mutating func standardize(_ table: WritableKeyPath<Samples, Matrix<Float>>) {
    let standardizer = Standardizer(train[keyPath: table])
    standardizer.apply(to: &train[keyPath: table])
    guard var test else { return }
    standardizer.apply(to: &test[keyPath: table])
    self.test = test
  }
}
