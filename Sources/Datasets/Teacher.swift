internal import LinearAlgebra
internal import SweepModel

/// A random network that makes regression targets of a known rank.
///
/// Y = f0(X) with X ~ N(0, I) or, scaled to mean 0 and deviation 1, the settings of `SGEMMDesign`: two hidden ReLU layers of `teacher_width` units and a linear output, all with biases and
/// PyTorch's default initialisation. When `target_rank` is below what the output map would have by itself, the
/// smaller of `target_dim` and `teacher_width`, the output map is a product through `target_rank` linear units.
///
/// A small random teacher is often dead: with one unit a layer, every third is constant. So a hidden unit that is
/// positive on fewer than one in five of the first thousand rows is drawn again, and so is the whole teacher until
/// the centred targets have the rank asked for, with the cut-off that `feature_rank` uses.
///
/// - Precision: double throughout, rounded to `Float` at the end; no BLAS, so the data do not depend on the machine.
/// - Source: Rangamani and Unal (2026), section 4.1; activation, biases and scale are not given there.
struct Teacher {
  static let probeRows = 1000
  static let leastActive = 0.2
  /// Relative to the largest singular value of the centred targets.
  static let rankCutoff = 1e-3
  static let mostDraws = 100

  let hidden: [AffineMap]
  let output: [AffineMap]

  /// `samples` rows of inputs and targets for `spec`, noise added.
  static func samples(_ spec: Specification) throws(TrainingError) -> Samples {
    let shape = try TeacherShape(spec)
    let seed = try spec.required(.dataSeed)
    var inputStream = RandomStream(seed: seed, for: .inputs)
    let (inputs, rows) = try inputs(spec, shape, &inputStream)
    let teacher = try Teacher(shape, seed: seed, probe: rows)
    var targets = teacher(rows, shape.rows)
    addNoise(try spec.required(.noise), columns: shape.outputs, seed: seed, to: &targets)
    return Samples(
      inputs: Matrix(rows: shape.rows, columns: shape.inputs, entries: inputs),
      targets: Matrix(rows: shape.rows, columns: shape.outputs, entries: targets.map { Float($0) }))
  }

  /// What the network sees and what the teacher does, rows x inputs each.
  private static func inputs(_ spec: Specification, _ shape: TeacherShape, _ stream: inout RandomStream)
    throws(TrainingError) -> (seen: [Float], rows: [Double])
  {
    let design = try spec.required(.inputDesign)
    if let columns = design.columns, shape.inputs != columns {
      throw .outOfRange(parameter: Parameter.inputs.name, value: "\(shape.inputs)", expected: "\(columns)")
    }
    if let rows = design.rows, shape.rows > rows {
      throw .outOfRange(
        parameter: Parameter.samples.name, value: "\(shape.rows)", expected: "at most \(rows)")
    }
    switch design {
    case .normal:
      // Rounded before use: the teacher sees the inputs that the network sees.
      let inputs = (0..<shape.rows * shape.inputs).map { _ in Float(stream.normal()) }
      return (inputs, inputs.map(Double.init))
    case .sgemm: return SGEMMDesign.draw(shape.rows, &stream)
    }
  }

  init(_ shape: TeacherShape, seed: Int, probe rows: [Double]) throws(TrainingError) {
    var stream = RandomStream(seed: seed, for: .teacher)
    let count = min(shape.rows, Self.probeRows)
    let probe = Array(rows.prefix(count * shape.inputs))
    for _ in 0..<Self.mostDraws {
      guard let teacher = Teacher(shape, &stream, probe, count) else { continue }
      let targets = teacher(probe, count)
      if PivotedCholesky.rank(of: targets, rows: count, columns: shape.outputs, cutoff: Self.rankCutoff)
        == shape.rank
      {
        self = teacher
        return
      }
    }
    throw .noTeacher(rank: shape.rank, width: shape.width, draws: Self.mostDraws)
  }

  /// One draw; `nil` when some unit stays dead.
  private init?(_ shape: TeacherShape, _ stream: inout RandomStream, _ probe: [Double], _ count: Int) {
    guard let first = Self.aliveLayer(shape.inputs, shape.width, &stream, probe, count) else { return nil }
    let features = Self.rectified(first(probe, count))
    guard let second = Self.aliveLayer(shape.width, shape.width, &stream, features, count) else { return nil }
    hidden = [first, second]
    if shape.rank < min(shape.outputs, shape.width) {
      let inner = AffineMap(inputs: shape.width, outputs: shape.rank, drawnFrom: &stream)
      output = [inner, AffineMap(inputs: shape.rank, outputs: shape.outputs, drawnFrom: &stream)]
    } else {
      output = [AffineMap(inputs: shape.width, outputs: shape.outputs, drawnFrom: &stream)]
    }
  }

  /// rows x outputs from rows x inputs.
  func callAsFunction(_ rows: [Double], _ count: Int) -> [Double] {
    let features = hidden.reduce(rows) { Self.rectified($1($0, count)) }
    return output.reduce(features) { $1($0, count) }
  }

  private static func rectified(_ values: [Double]) -> [Double] { values.map { max($0, 0) } }

  private static func aliveLayer(
    _ inputs: Int, _ outputs: Int, _ stream: inout RandomStream, _ rows: [Double], _ count: Int
  ) -> AffineMap? {
    var layer = AffineMap(inputs: inputs, outputs: outputs)
    for unit in 0..<outputs {
      var draws = 0
      repeat {
        guard draws < mostDraws else { return nil }
        layer.drawUnit(unit, from: &stream)
        draws += 1
      } while !isAlive(layer.unit(unit, on: rows, count))
    }
    return layer
  }

  private static func isAlive(_ values: [Double]) -> Bool {
    let active = values.count(where: { $0 > 0 })
    return active > 0 && Double(active) >= leastActive * Double(values.count)
  }
}
