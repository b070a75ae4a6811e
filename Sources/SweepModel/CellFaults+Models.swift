/// Settings of trials without a network.
extension CellFaults {
  /// A kernel machine holds four matrices of rows x rows doubles, and factors one of them in a single call, during which a
  /// trial does not say that it moves.
  static let mostKernelRows = 10_000
  /// Columns of a layer of a deep recursive feature machine: the root of a matrix of that order is a single call as well.
  static let mostKernelColumns = 4096
  /// 12 GiB with the corrections of L-BFGS.
  static let mostFreeNumbers = 1 << 25

  mutating func checkModel(_ spec: TrialSpec, _ data: DataFacts?) {
    if spec.experiment == .ufm { checkUFM(spec, data) } else { checkDeepRFM(spec, data) }
  }

  private mutating func checkUFM(_ spec: TrialSpec, _ data: DataFacts?) {
    switch spec.optimizer {
    case .adam, .adamw: add(.networkOptimizer(spec.optimizer.rawValue))
    case .sgd: checkDecay(spec)
    case .lbfgs:
      if spec.momentum > 0 { add(.unused("momentum", ParameterValue.plain(spec.momentum), by: "lbfgs")) }
      if spec.learningRate != 1 {
        add(.unused("learning_rate", ParameterValue.plain(spec.learningRate), by: "lbfgs"))
      }
    }
    guard let numbers = spec.shape(data).map(spec.freeNumbers), numbers > Self.mostFreeNumbers else { return }
    add(.freeNumbers(numbers, limit: Self.mostFreeNumbers))
  }

  private mutating func checkDeepRFM(_ spec: TrialSpec, _ data: DataFacts?) {
    if let scale = spec.frequencyScale, spec.featureMap != .cosine { add(.frequenciesWithoutCosine(scale)) }
    if spec.width > Self.mostKernelColumns {
      add(.kernelColumns("width", spec.width, limit: Self.mostKernelColumns))
    }
    guard let shape = spec.shape(data) else { return }
    if shape.inputs > Self.mostKernelColumns {
      add(.kernelColumns("inputs", shape.inputs, limit: Self.mostKernelColumns))
    }
    if shape.trainRows > Self.mostKernelRows {
      add(.kernelRows(shape.trainRows, limit: Self.mostKernelRows))
    }
  }
}

extension CellFault {
  /// Sentences about trials without a network.
  var modelDescription: String {
    switch self {
    case .networkOptimizer(let name):
      "'optimizer' is '\(name)', which experiment 'ufm' does not have. Choose 'lbfgs' or 'sgd'."
    case .frequenciesWithoutCosine(let scale):
      "'frequency_scale' is \(ParameterValue.plain(scale)), which means nothing to feature_map 'relu'. Remove it."
    case .kernelRows(let rows, let limit):
      "there are \(rows) rows, and a kernel machine holds four matrices of rows x rows doubles: at most \(limit) rows. "
        + "Lower 'samples'."
    case .kernelColumns("inputs", let columns, let limit):
      "the data have \(columns) inputs, and a kernel machine takes the root of a matrix of inputs x inputs: at most "
        + "\(limit). Give fewer columns."
    case .kernelColumns(_, let columns, let limit):
      "'width' is \(columns), and a kernel machine takes the root of a matrix of width x width: at most \(limit). "
        + "Lower it."
    case .freeNumbers(let numbers, let limit):
      "'width' x rows makes \(numbers) free features and weights, and a trial may have \(limit). Lower 'width' or "
        + "'samples'."
    default: ""
    }
  }
}
