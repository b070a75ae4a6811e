/// Owns a network's memory: one block, allocated once, however long training runs.
final class NetworkMemory {
  /// Rows that one pass handles. A larger batch is passed in pieces whose gradients add up.
  static let mostRows = 1024
  static let leastRows = 256

  let network: Network
  let chunkRows: Int
  /// chunk x inputs and chunk x outputs: the gathered rows of a batch.
  let inputs: UnsafeMutablePointer<Float>
  let targets: UnsafeMutablePointer<Float>
  private let arena: Arena

  init(_ plan: TrainingPlan) {
    chunkRows = min(max(plan.batchRows, Self.leastRows), Self.mostRows)
    let rows = chunkRows
    let shapes = plan.layerShapes
    let widest = shapes.map(\.outputs).max() ?? 0
    let chunks = [rows * plan.inputs, rows * plan.outputs, rows * widest, rows * widest]
    arena = Arena(
      lengths: chunks
        + shapes.flatMap {
          [$0.inputs * $0.outputs, $0.inputs * $0.outputs, $0.inputs * $0.outputs, rows * $0.outputs]
        })
    inputs = arena.take(chunks[0])
    targets = arena.take(chunks[1])
    let (delta, otherDelta) = (arena.take(chunks[2]), arena.take(chunks[3]))
    let layers = UnsafeMutablePointer<Layer>.allocate(capacity: shapes.count)
    for (index, shape) in shapes.enumerated() {
      let count = shape.inputs * shape.outputs
      let layer = Layer(
        inputs: shape.inputs, outputs: shape.outputs, weights: arena.take(count), velocity: arena.take(count),
        gradient: arena.take(count), output: arena.take(rows * shape.outputs))
      (layers + index).initialize(to: layer)
    }
    network = Network(depth: shapes.count, layers: layers, delta: delta, otherDelta: otherDelta)
  }

  deinit { network.layers.deallocate() }
}
