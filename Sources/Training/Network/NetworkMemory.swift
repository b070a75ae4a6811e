internal import SweepModel

/// Owns a network's memory: one block, allocated once, however long training runs.
final class NetworkMemory {
  /// Rows that one pass handles. A larger batch is passed in pieces whose gradients add up.
  static let mostRows = 1024
  static let leastRows = 256
  /// The same for images, whose layers have a number at every place.
  static let mostImages = 128

  let network: Network
  let objective: Objective
  let chunkRows: Int
  /// chunk x inputs and chunk x outputs: the gathered rows of a batch.
  let inputs: UnsafeMutablePointer<Float>
  let targets: UnsafeMutablePointer<Float>
  /// Every array that is learned, layer by layer, each layer's in the order of its plan.
  let arrays: [ParameterArray]
  /// What layers remember for evaluation, in the same order.
  let statistics: UnsafeMutableBufferPointer<Float>
  /// Where each layer's numbers lie.
  let layers: [LayerMemory]
  private let arena: Arena

  init(_ plan: TrainingPlan) {
    let plans = plan.layers
    let wiring = Wiring(plans.map(\.facts))
    let sizes = MemorySizes(plan, plans.map(\.facts), deltas: wiring.buffers)
    let arena = Arena(lengths: sizes.all)
    self.arena = arena
    chunkRows = sizes.rows
    inputs = arena.take(sizes.inputs)
    targets = arena.take(sizes.targets)
    let deltas = (0..<sizes.deltas).map { _ in arena.take(sizes.delta) }
    let scratch = arena.take(sizes.scratch)
    let pools = (0..<sizes.copies).map { _ in sizes.learned.map { arena.take($0) } }
    let isDecayed = plans.indices.flatMap { index in
      plans[index].facts.learned.map { plan.decays($0.role, isLastLayer: index == plans.count - 1) }
    }
    arrays = sizes.learned.indices.map { place in
      let moments = pools.dropFirst(2).map { $0[place] }
      return ParameterArray(
        count: sizes.learned[place], values: pools[0][place], gradient: pools[1][place],
        first: moments.first ?? pools[1][place], second: moments.last ?? pools[1][place],
        isDecayed: isDecayed[place])
    }
    let buffers = sizes.buffers.map { sizes in sizes.map { arena.take($0) } }
    statistics = UnsafeMutableBufferPointer(start: arena.take(sizes.remembered), count: sizes.remembered)
    var (arraysLeft, statisticsLeft) = (arrays[...], statistics[...])
    layers = zip(plans, buffers).map {
      LayerMemory($0.facts, buffers: $1, scratch: scratch, from: &arraysLeft, and: &statisticsLeft)
    }
    network = Network(plans, wiring, layers, input: inputs, deltas: deltas)
    objective = Objective(loss: plan.loss, outputs: plan.network.outputs, featureDecay: plan.featureDecay)
  }

  deinit { network.deallocate() }

  /// Of each layer that has such an array, first to last.
  func arrays(_ role: ArrayRole) -> [ParameterArray] { layers.compactMap { $0.learned[role] } }
}

/// How many numbers there are of each kind.
private struct MemorySizes {
  let rows, inputs, targets, delta, scratch: Int
  /// Arrays of `delta` numbers.
  let deltas: Int
  /// Copies of what is learned: values, gradient, and what the optimiser remembers.
  let copies: Int
  let learned: [Int]
  let remembered: Int
  let buffers: [[Int]]

  init(_ plan: TrainingPlan, _ facts: [any LayerFacts], deltas: Int) {
    let rows = plan.chunkRows
    (self.rows, self.deltas) = (rows, deltas)
    (inputs, targets) = (rows * plan.network.inputs, rows * plan.network.outputs)
    delta = rows * (facts.map(\.output.count).max() ?? 0)
    scratch = facts.map { $0.scratch(rows: rows) }.max() ?? 0
    copies = plan.optimizer.momentCount + 2
    learned = facts.flatMap(\.learned).map(\.count)
    remembered = facts.flatMap(\.remembered).reduce(0) { $0 + $1.count }
    buffers = facts.map { $0.buffers(rows: rows) }
  }

  /// In the order in which they lie.
  var all: [Int] {
    [inputs, targets, scratch] + Array(repeating: delta, count: deltas)
      + (0..<copies).flatMap { _ in learned } + buffers.joined() + [remembered]
  }
}

extension TrainingPlan {
  /// What a network in training takes: parameters, and all that a pass over its largest chunk of rows keeps.
  package var networkBytes: Int {
    let facts = layers.map(\.facts)
    return 4 * MemorySizes(self, facts, deltas: Wiring(facts).buffers).all.reduce(0, +)
  }

  /// Rows that one pass handles. Batch normalisation needs all rows of a batch at once.
  fileprivate var chunkRows: Int {
    guard case .dense = network else {
      return network.normalization == .batch ? batchRows : min(batchRows, NetworkMemory.mostImages)
    }
    let most = network.normalization == .batch ? Int.max : NetworkMemory.mostRows
    return max(min(batchRows, most), NetworkMemory.leastRows)
  }
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
