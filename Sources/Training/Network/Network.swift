internal import CKernels
internal import SweepModel

/// The layers and the two passes through them. Plain pointers only: a step neither allocates nor counts references.
/// The owner keeps the memory alive.
struct Network {
  /// How one layer is reached, forward and back.
  struct Way {
    /// The layer whose output it takes; -1 for what enters the network.
    let source: Int
    /// rows x out: the gradient of what it gives, and where that of what it takes is put.
    let delta: UnsafeMutablePointer<Float>
    let result: UnsafeMutablePointer<Float>?
    /// Of its gradients, to those who gave what it takes.
    var (first, second): (Move?, Move?) = (nil, nil)
  }

  /// rows x `count` numbers from one gradient to another.
  struct Move {
    let from: UnsafePointer<Float>
    let to: UnsafeMutablePointer<Float>
    let adds: Bool
    let count: Int

    func run(_ rows: Int) {
      if adds {
        kernels_add_scaled(to, from, rows * count, 1)
      } else {
        to.update(from: from, count: rows * count)
      }
    }
  }

  let count: Int
  let layers: UnsafeMutablePointer<Layer>
  let ways: UnsafeMutablePointer<Way>
  /// Entries of one sample: as it enters the first layer, as it enters the last, and as it leaves that.
  let inputs: Int
  let features: Int
  let outputs: Int
  /// chunk x outputs: the loss's gradient.
  let delta: UnsafeMutablePointer<Float>

  /// - Parameter deltas: as many as `wiring` asks for, each chunk x widest layer; they swap roles from layer to layer.
  init(
    _ plans: [LayerPlan], _ wiring: Wiring, _ memories: [LayerMemory], input: UnsafeMutablePointer<Float>,
    deltas: [UnsafeMutablePointer<Float>]
  ) {
    let (first, last) = (plans[0].facts, plans[plans.count - 1].facts)
    (inputs, features, outputs) = (first.input.count, last.input.count, last.output.count)
    (count, delta) = (plans.count, deltas[0])
    (layers, ways) = (.allocate(capacity: plans.count), .allocate(capacity: plans.count))
    for (index, plan) in plans.enumerated() {
      let source = wiring.sources[index]
      let input = source < 0 ? input : layers[source].output
      let added = wiring.added[index].map { layers[$0].output }
      (layers + index).initialize(to: plan.layer(memories[index], input: input, added: added))
      if index > 0, wiring.isTakenByNext(index - 1) { layers[index].join(&layers[index - 1]) }
      let step = wiring.steps[index]
      let moves = step.moves.map { move in
        Move(
          from: deltas[move.from], to: deltas[move.to], adds: move.adds,
          count: plans[move.place].facts.output.count)
      }
      (ways + index).initialize(
        to: Way(
          source: source, delta: deltas[step.delta], result: step.result.map { deltas[$0] },
          first: moves.first, second: moves.dropFirst().first))
    }
  }

  func deallocate() {
    layers.deallocate()
    ways.deallocate()
  }

  var predictions: UnsafePointer<Float> { UnsafePointer(layers[count - 1].output) }

  /// What enters the last layer; `nil` where that is what enters the network.
  var lastFeatures: UnsafePointer<Float>? { features(of: count - 1) }

  /// What entered layer `index` in the last pass; `nil` where that is what entered the network.
  func features(of index: Int) -> UnsafePointer<Float>? {
    ways[index].source < 0 ? nil : UnsafePointer(layers[ways[index].source].output)
  }

  /// Fills the outputs of all layers, or of those in `part` of a chain, for `rows` rows of `input`, and returns the last
  /// one's.
  @discardableResult func forward(
    _ rows: Int, through part: Range<Int>? = nil, from input: UnsafePointer<Float>,
    _ statistics: NormalizationLayer.Statistics
  ) -> UnsafePointer<Float> {
    let part = part ?? 0..<count
    for index in part {
      let features = ways[index].source < part.lowerBound ? input : features(of: index) ?? input
      layers[index].forward(rows, from: features, statistics)
    }
    return UnsafePointer(layers[part.upperBound - 1].output)
  }

  /// Carries `delta` (rows x outputs, the loss's gradient) back to every layer's gradients.
  ///
  /// `accumulate` adds to the gradients instead of replacing them. `featurePull` times the last layer's inputs is added
  /// to their gradient. With a `rule`, each layer is stepped as soon as nothing else needs its weights: its gradient is
  /// then still in cache. `visit` is called after each layer with the gradient of what it gave and with what it took.
  func backward(
    _ rows: Int, from input: UnsafePointer<Float>, accumulate: Bool, featurePull: Float, rule: StepRule?,
    visit: (_ place: Int, _ delta: UnsafePointer<Float>, _ features: UnsafePointer<Float>) -> Void = {
      _, _, _ in
    }
  ) {
    for index in stride(from: count - 1, through: 0, by: -1) {
      let way = ways[index]
      let features = features(of: index) ?? input
      layers[index].backward(
        rows, delta: way.delta, into: way.result, features: features, accumulate: accumulate)
      if index == count - 1, featurePull != 0, way.source >= 0, let result = way.result {
        kernels_add_scaled(result, features, rows * self.features, featurePull)
      }
      visit(index, way.delta, features)
      way.first?.run(rows)
      way.second?.run(rows)
      if let rule { layers[index].step(rule) }
    }
  }
}
