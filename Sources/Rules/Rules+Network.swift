internal import SweepModel

/// Rules about a network's layers and its batches.
extension [Rule] {
  /// 8 GiB of weights, of which training holds three to four copies.
  private static let mostWeights = 1 << 31

  static let network = [
    withoutHiddenLayer(Parameter.normalization) { cell in
      cell[.normalization].flatMap { $0 == .none ? nil : $0.rawValue }
    },
    withoutHiddenLayer(Parameter.lastActivation) { $0[.lastActivation] == false ? "false" : nil },
    withoutHiddenLayer(Parameter.featureDecay) { cell in
      cell[.featureDecay].flatMap { $0 > 0 ? $0.plain : nil }
    },
    Rule([Parameter.width, Parameter.normalization]) { cell in
      guard cell[.depth] != 1, cell[.normalization] == .layer, cell[.width] == 1 else { return nil }
      return "'normalization' is 'layer', and with width 1 each row's only feature becomes 0. Raise 'width'."
    },
    Rule([Parameter.lastActivation, Parameter.activation]) { cell in
      guard cell[.depth] != 1, cell[.lastActivation] == false, cell[.activation] == .identity,
        cell[.normalization] == Normalization.none
      else { return nil }
      return
        "'last_activation' is 'false', and with activation 'identity' and no normalization there is none to leave "
        + "out. Remove it."
    },
    Rule([Parameter.normalization]) { cell in
      guard !cell.spec.model.isOfImages, let kind = cell[.normalization], kind != .none, cell[.depth] != 1,
        cell[.metrics]?.contains(.agop) == true
      else { return nil }
      return "'metrics' has 'agop', which is for nets without normalization, and 'normalization' is "
        + "'\(kind.rawValue)'. Remove one of them."
    },
  ]

  static let batches = [
    Rule([Parameter.batchSize, Parameter.samples, Parameter.testFraction, Parameter.dataset]) { cell in
      guard let rows = cell.shape?.trainRows, rows > 0, case .rows(let batch) = cell[.batchSize], batch > rows
      else { return nil }
      return "'batch_size' is \(batch), and there are \(rows) training rows. Lower it, or write 'full'."
    },
    Rule([
      Parameter.batchSize, Parameter.normalization, Parameter.samples, Parameter.testFraction,
      Parameter.dataset,
    ]) { cell in
      guard cell[.normalization] == .batch, cell[.dropLast] != true, let rows = cell.shape?.trainRows else {
        return nil
      }
      let batch = if case .rows(let rows) = cell[.batchSize] { rows } else { rows }
      guard batch == 1 || rows % batch == 1 else { return nil }
      return
        "'batch_size' \(batch) of \(rows) training rows makes a batch of one row, which batch normalization "
        + "cannot normalize. Change it by one or more."
    },
  ]

  static let networkLimits = [
    Rule([Parameter.initGain]) { $0.singleFault(.initGain) },
    Rule([Parameter.lrFactor]) { $0.singleFault(.lrFactor) },
    Rule([Parameter.beta2]) { $0.oneFault(.beta2) },
    Rule([Parameter.width, Parameter.depth, Parameter.inputs, Parameter.targetDim, Parameter.dataset]) {
      cell in
      guard let count = cell.shape.map(cell.spec.weights), count > mostWeights else { return nil }
      guard !cell.spec.model.isOfImages else {
        return "'width' makes \(count) weights, and a trial may have \(mostWeights). Lower it."
      }
      return
        "'width' and 'depth' make \(count) weights, and a trial may have \(mostWeights). Lower one of them."
    },
  ]

  private static func withoutHiddenLayer(
    _ declaration: Declaration, _ value: @escaping @Sendable (Cell) -> String?
  ) -> Rule {
    Rule([declaration, Parameter.depth]) { cell in
      guard cell[.depth] == 1, let value = value(cell) else { return nil }
      return
        "'\(declaration.name)' is '\(value)', and with depth 1 there is no hidden layer. Remove it, or raise 'depth'."
    }
  }
}

extension Specification {
  /// Numbers that a network learns; of a chain without those of its normalisation.
  func weights(_ shape: TrialShape) -> Int {
    if let network = ImageNetwork(self, outputs: shape.targets) {
      return network.outline.reduce(0) { $0 + $1.weights }
    }
    let (depth, width) = (self[.depth] ?? 1, self[.width] ?? 1)
    let hidden = Swift.max(0, depth - 2) * width * width
    let ends = depth == 1 ? shape.inputs * shape.targets : (shape.inputs + shape.targets) * width
    return hidden + ends + (self[.bias] == true ? (depth - 1) * width + shape.targets : 0)
  }

  /// Three times those of the way forward, summed over all steps of all epochs: 6 x batch x weights a step of a chain.
  func networkFlops(_ shape: TrialShape) -> Double {
    let network = ImageNetwork(self, outputs: shape.targets)
    let forward = network.map { $0.outline.reduce(0) { $0 + $1.operations } } ?? 2 * Double(weights(shape))
    return 3 * forward * Double(shape.trainRows) * Double(self[.epochs] ?? 0)
  }
}
