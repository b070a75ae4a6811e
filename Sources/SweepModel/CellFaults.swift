/// Settings that are fine by themselves and do not go together, gathered over the cells of a block.
struct CellFaults {
  /// The first fault of each kind and the number of cells that have it.
  private(set) var found: [(fault: CellFault, count: Int)] = []

  /// The classes that the training rows lack, by what decides which rows these are.
  var missingClasses: [TrainingRows: Int?] = [:]

  var isEmpty: Bool { found.isEmpty }

  mutating func check(_ spec: TrialSpec, _ data: DataFacts?) {
    checkTeacher(spec)
    checkRows(spec, data)
    checkTraining(spec, data)
    checkLimits(spec, data)
    checkClasses(spec, data)
  }

  private mutating func checkTeacher(_ spec: TrialSpec) {
    checkDesign(spec)
    guard spec.dataset == .teacher, let rank = spec.targetRank, let columns = spec.targetDim,
      let inputs = spec.inputs, let width = spec.teacherWidth, rank > min(columns, inputs, width)
    else { return }
    add(.targetRank(rank, targetDim: columns, inputs: inputs, teacherWidth: width))
  }

  private mutating func checkDesign(_ spec: TrialSpec) {
    let design = spec.inputDesign
    if let columns = design.columns, let inputs = spec.inputs, inputs != columns {
      add(.designInputs(inputs, design, columns: columns))
    }
    if let rows = design.rows, let samples = spec.samples, samples > rows {
      add(.designSamples(samples, design, rows: rows))
    }
  }

  private mutating func checkRows(_ spec: TrialSpec, _ data: DataFacts?) {
    if let data, let samples = spec.samples, samples > data.trainRows {
      return add(.samples(samples, rows: data.trainRows))
    }
    if let data, let targets = spec.targetColumns, targets >= data.inputs + data.targets {
      return add(.targetColumns(targets, columns: data.inputs + data.targets))
    }
    guard let shape = spec.shape(data) else { return }
    guard shape.trainRows > 0 else { return add(.noTrainRows(samples: shape.testRows)) }
    if case .rows(let rows) = spec.batchSize, rows > shape.trainRows {
      add(.batchSize(rows, trainRows: shape.trainRows))
    }
  }

  mutating func add(_ fault: CellFault) {
    if let place = found.firstIndex(where: { $0.fault.parameters == fault.parameters }) {
      found[place].count += 1
    } else {
      found.append((fault, 1))
    }
  }
}

extension CellFault {
  /// What to look at, the likeliest first; tells kinds of faults apart.
  var parameters: [String] {
    switch self {
    case .targetRank: ["target_rank", "teacher_width", "target_dim", "inputs"]
    case .designInputs: ["inputs", "input_design"]
    case .designSamples: ["samples", "input_design"]
    case .milestone: ["milestones", "epochs"]
    case .batchSize: ["batch_size", "samples", "test_fraction", "dataset"]
    case .noTrainRows: ["test_fraction", "samples", "dataset"]
    case .samples: ["samples"]
    case .targetColumns: ["target_columns"]
    case .runawayDecay, .runawayNesterov: ["weight_decay", "learning_rate", "momentum"]
    case .overshootingDecay: ["weight_decay", "learning_rate"]
    case .noHiddenLayer(let name, _): [name, "depth"]
    case .loneUnit: ["width", "normalization"]
    case .nothingToLeaveOut: ["last_activation", "activation"]
    case .unused(let name, _, _): [name, "optimizer"]
    case .nesterovAtRest: ["nesterov", "momentum"]
    case .batchForLBFGS: ["batch_size", "optimizer"]
    case .batchNormForLBFGS: ["normalization", "optimizer"]
    case .loneRow: ["batch_size", "normalization", "samples", "test_fraction", "dataset"]
    case .warmup: ["warmup_epochs", "epochs"]
    case .milestonesWithCosine: ["milestones", "schedule"]
    case .risingCosine: ["lr_factor", "schedule"]
    case .onlyWeights: ["decay_scope", "bias"]
    case .notSingle(let name, _), .oneInSingle(let name, _): [name]
    case .weights: ["width", "depth", "inputs", "target_dim", "dataset"]
    case .numbers: ["samples", "inputs", "target_dim"]
    case .crossEntropyWithoutClasses: ["loss"]
    case .codingWithCrossEntropy: ["label_coding", "loss"]
    case .agopWithNormalization: ["normalization"]
    case .noLabels, .oneClass: ["dataset"]
    case .labelsBeyond: ["classes", "dataset"]
    case .networkOptimizer: ["optimizer"]
    case .frequenciesWithoutCosine: ["frequency_scale", "feature_map"]
    case .kernelRows: ["samples", "dataset"]
    case .kernelColumns(let name, _, _): [name, "dataset"]
    case .freeNumbers: ["width", "samples", "dataset"]
    case .missingClass: ["classes", "samples", "test_fraction", "dataset"]
    }
  }
}
