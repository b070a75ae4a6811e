/// Which layer takes what another gave, and where the gradients of a pass back lie.
///
/// Where an output is taken twice, the later taker's gradient waits in a buffer of its own until the earlier one's is
/// added to it.
struct Wiring {
  /// For each layer the place of the one whose output it takes; -1 stands for what enters the network.
  private(set) var sources: [Int] = []
  /// The place of the one whose output it adds.
  private(set) var added: [Int?] = []
  private(set) var steps: [Step] = []
  /// Buffers of gradients; the loss's is in the first.
  private(set) var buffers = 0

  /// A layer's part of the way back; buffers are numbered from 0.
  struct Step {
    /// Where the gradient of what the layer gives lies.
    let delta: Int
    /// Where that of what it takes is put; `nil` where nobody asks for it.
    let result: Int?
    /// Then the gradient of what it adds, and then that of what it takes, is handed to who gave it.
    var moves: [Move] = []
  }

  struct Move {
    let from: Int
    let to: Int
    /// To what is there, in place of replacing it.
    let adds: Bool
    /// The layer whose output's gradient it is.
    let place: Int
  }

  init(_ layers: [any LayerFacts]) {
    var places: [String: Int] = [:]
    for (index, layer) in layers.enumerated() {
      func place(_ name: String) -> Int {
        guard let place = places[name] else { preconditionFailure("'\(name)' comes before what takes it") }
        return place
      }
      sources.append(layer.source.map(place) ?? index - 1)
      added.append(layer.added.map(place))
      precondition(places.updateValue(index, forKey: layer.name) == nil, "layers have different names")
    }
    checkOverwriting(layers)
    planSteps(layers)
  }

  /// Whether nobody but the next layer takes what this one gives.
  func isTakenByNext(_ index: Int) -> Bool { takers(of: index) == [index + 1] }

  private func takers(of index: Int) -> [Int] {
    sources.indices.filter { sources[$0] == index || added[$0] == index }
  }

  private func checkOverwriting(_ layers: [any LayerFacts]) {
    for (index, layer) in layers.enumerated() where layer.overwritesInput {
      let source = sources[index]
      precondition(
        source >= 0 && takers(of: source) == [index] && !layers[source].readsOutputBackward,
        "'\(layer.name)' writes over what something else needs")
    }
  }

  private mutating func planSteps(_ layers: [any LayerFacts]) {
    var free: [Int] = []
    func take() -> Int {
      if let buffer = free.popLast() { return buffer }
      buffers += 1
      return buffers - 1
    }
    // By layer, where the gradient of what it gives is summed up.
    var sums = [layers.count - 1: take()]
    for index in layers.indices.reversed() {
      guard let delta = sums.removeValue(forKey: index) else {
        preconditionFailure("'\(layers[index].name)' is taken by something")
      }
      let (source, inPlace) = (sources[index], layers[index].handsBackInPlace)
      var step = Step(delta: delta, result: inPlace ? delta : source < 0 ? nil : take())
      if let place = added[index] {
        let sum = sums[place]
        let to = sum ?? take()
        step.moves.append(Move(from: delta, to: to, adds: sum != nil, place: place))
        sums[place] = to
      }
      if !inPlace { free.append(delta) }
      if source >= 0, let result = step.result {
        if let sum = sums[source] {
          step.moves.append(Move(from: result, to: sum, adds: true, place: source))
          free.append(result)
        } else {
          sums[source] = result
        }
      }
      steps.append(step)
    }
    steps.reverse()
  }
}
