package import Datasets

extension Trainer {
  /// The network's arrays as in PyTorch's `state_dict`, which loads them; how often batch normalisation moved its
  /// statistics is not among them.
  package var stateDictionary: [StateArray] { stateEntries.map { $0.array($1) } }

  /// The gradients of what is trained on, without decay, named and laid out likewise. With batch normalisation the batch
  /// has to be full.
  package var stateGradients: [StateArray] {
    fillGradients()
    return zip(plan.network.stateLayoutsByLayer, memory.layers).flatMap { layouts, memory in
      layouts.compactMap { layout in memory.learned[layout.role].map { layout.array($0.gradient) } }
    }
  }

  /// Takes the values of all arrays from a `state_dict`; what optimisers remember stays as it is.
  ///
  /// - Throws: `.missingArray`, `.unknownArray` or `.wrongArray` where it is not this network's; nothing is changed then.
  package func load(_ arrays: [StateArray]) throws(TrainingError) {
    try plan.network.checkState(arrays.map { ($0.name, $0.shape) })
    let found = Dictionary(arrays.map { ($0.name, $0) }) { $1 }
    for (layout, buffer) in stateEntries {
      guard let entries = found[layout.name]?.entries else { continue }
      for (here, there) in layout.places.enumerated() { buffer[here] = entries[there] }
    }
    noteStatistics()
  }

  private var stateEntries: [(layout: StateLayout, values: UnsafeMutablePointer<Float>)] {
    zip(plan.network.stateLayoutsByLayer, memory.layers).flatMap { layouts, memory in
      layouts.compactMap { layout in
        let values = memory.learned[layout.role]?.values ?? memory.remembered[layout.role]?.baseAddress
        return values.map { (layout, $0) }
      }
    }
  }
}

extension StateLayout {
  fileprivate func array(_ numbers: UnsafePointer<Float>) -> StateArray {
    var entries = [Float](repeating: 0, count: count)
    for (here, there) in places.enumerated() { entries[there] = numbers[here] }
    return StateArray(name: name, shape: shape, entries: entries)
  }
}
