internal import SweepModel

/// Owns a network's memory: one block, allocated once, however long training runs.
final class NetworkMemory {
  /// Rows that one pass handles. A larger batch is passed in pieces whose gradients add up.
  static let mostRows = 1024
  static let leastRows = 256

  let network: Network
  let objective: Objective
  let chunkRows: Int
  /// chunk x inputs and chunk x outputs: the gathered rows of a batch.
  let inputs: UnsafeMutablePointer<Float>
  let targets: UnsafeMutablePointer<Float>
  /// Every array of parameters, layer by layer: weights, bias, scale, shift.
  let arrays: [ParameterArray]
  /// Running means and variances of batch normalisation, layer by layer.
  let statistics: UnsafeMutableBufferPointer<Float>
  private let arena: Arena

  init(_ plan: TrainingPlan) {
    // Batch normalisation needs all rows of a batch at once.
    let batch = plan.normalization == .batch
    let rows = max(min(plan.batchRows, batch ? .max : Self.mostRows), Self.leastRows)
    chunkRows = rows
    let shapes = plan.layerShapes
    let widest = shapes.map(\.outputs).max() ?? 0
    let chunks = [rows * plan.inputs, rows * plan.outputs, rows * widest, rows * widest]
    let sizes = (0..<plan.depth).flatMap { plan.arraySizes(layer: $0) }
    let copies = plan.optimizer.momentCount + 2
    let buffers = (0..<plan.depth).map { plan.buffers(layer: $0, rows: rows) }
    let remembered = batch ? 2 * shapes.dropLast().reduce(0) { $0 + $1.outputs } : 0
    let arena = Arena(
      lengths: chunks + Array(repeating: sizes, count: copies).flatMap { $0 } + buffers.flatMap { $0 }
        + [remembered])
    self.arena = arena
    inputs = arena.take(chunks[0])
    targets = arena.take(chunks[1])
    let (delta, otherDelta) = (arena.take(chunks[2]), arena.take(chunks[3]))
    var pools = [[UnsafeMutablePointer<Float>]]()
    for _ in 0..<copies { pools.append(sizes.map { arena.take($0) }) }
    arrays = sizes.indices.map { place in
      let moments = pools.dropFirst(2).map { $0[place] }
      return ParameterArray(
        count: sizes[place], values: pools[0][place], gradient: pools[1][place],
        first: moments.first ?? pools[1][place], second: moments.last ?? pools[1][place],
        isDecayed: plan.decays(place))
    }
    let kept = buffers.map { sizes in sizes.map { arena.take($0) } }
    statistics = UnsafeMutableBufferPointer(start: arena.take(remembered), count: remembered)
    let layers = UnsafeMutablePointer<Layer>.allocate(capacity: shapes.count)
    for index in shapes.indices {
      (layers + index).initialize(
        to: plan.layer(index, Array(arrays[4 * index..<4 * index + 4]), kept[index], statistics))
    }
    network = Network(depth: shapes.count, layers: layers, delta: delta, otherDelta: otherDelta)
    objective = Objective(loss: plan.loss, outputs: plan.outputs, featureDecay: plan.featureDecay)
    for index in 0..<plan.depth { layers[index].startNormalization(plan.normalizes(index)) }
  }

  deinit { network.layers.deallocate() }
}

extension Optimizer {
  /// Arrays that it keeps beside the weights.
  var momentCount: Int {
    switch self {
    case .sgd: 1
    case .adam, .adamw: 2
    case .lbfgs: 0
    }
  }
}

extension TrainingPlan {
  /// Whether a normalisation follows linear map `index`.
  func normalizes(_ index: Int) -> Bool { normalization != .none && isActivated(index) }

  /// Whether normalisation and activation follow linear map `index`: not the last and, without `lastActivation`, not
  /// the one before it either.
  func isActivated(_ index: Int) -> Bool { index < depth - (lastActivation ? 1 : 2) }

  /// Entries of weights, bias, scale and shift.
  fileprivate func arraySizes(layer index: Int) -> [Int] {
    let shape = layerShapes[index]
    let scales = normalizes(index) ? shape.outputs : 0
    return [shape.inputs * shape.outputs, bias ? shape.outputs : 0, scales, scales]
  }

  /// Entries of output, of what enters the activation and of the normalised values where these are kept apart, and of
  /// means and inverse deviations.
  fileprivate func buffers(layer index: Int, rows: Int) -> [Int] {
    let outputs = layerShapes[index].outputs
    let (normalizes, isGELU) = (normalizes(index), activation == .gelu && isActivated(index))
    return [
      rows * outputs, isGELU ? rows * outputs : 0, normalizes ? rows * outputs : 0,
      normalizes ? outputs : 0, normalizes ? max(rows, outputs) : 0,
    ]
  }

  fileprivate func layer(
    _ index: Int, _ arrays: [ParameterArray], _ buffers: [UnsafeMutablePointer<Float>],
    _ statistics: UnsafeMutableBufferPointer<Float>
  ) -> Layer {
    let shape = layerShapes[index]
    let (normalizes, isActivated) = (normalizes(index), isActivated(index))
    let output = buffers[0]
    let before = activation == .gelu && isActivated ? buffers[1] : output
    let hasMemory = normalizes && normalization == .batch
    let memory = statistics.baseAddress.map { $0 + (hasMemory ? 2 * index * width : 0) } ?? output
    return Layer(
      inputs: shape.inputs, outputs: shape.outputs, weights: arrays[0], bias: arrays[1], scale: arrays[2],
      shift: arrays[3], normalization: normalizes ? normalization : .none,
      activation: isActivated ? activation.kernel : Activation.identity.kernel,
      linear: normalizes ? buffers[2] : before, before: before, output: output, mean: buffers[3],
      inverse: buffers[4], runningMean: memory, runningVariance: memory + (hasMemory ? width : 0))
  }
}

extension Layer {
  /// Scale 1, shift 0, running mean 0 and variance 1.
  fileprivate func startNormalization(_ isNormalized: Bool) {
    scale.values.update(repeating: 1, count: scale.count)
    guard isNormalized, normalization == .batch else { return }
    runningVariance.update(repeating: 1, count: outputs)
  }
}
