private let many = 100_000_000
private let teacher: Set<DataSource> = [.teacher]
private let generated: Set<DataSource> = [.teacher, .gaussianClusters]
private let clusters: Set<DataSource> = [.gaussianClusters]
private let labelled: Set<DataSource> = [.gaussianClusters, .file]
private let anyData: Set<DataSource> = [.teacher, .gaussianClusters, .file]
private let classification: Set<Experiment> = [.classification]
private let withLabels = Set(Experiment.allCases.filter(\.hasLabels))
private let withoutLabels = Set(Experiment.allCases).subtracting(withLabels)
private let deepRFM: Set<Experiment> = [.deepRFM]
/// Nothing is drawn for a noop trial, but it may carry all that a network has.
private let networks: Set<Experiment> = [.regression, .classification, .noop]
private let descents = networks.union([.ufm])
private let layered = networks.union(deepRFM)

extension Parameter {
  /// Every parameter of a sweep file, in the order in which reports and docs list them. A derived default may
  /// look at the parameters above it.
  package static let table = data + network + training + kernels

  /// The parameters by name.
  package static let named = Dictionary(uniqueKeysWithValues: table.map { ($0.name, $0) })

  private static let data = [
    Parameter(
      "dataset", .dataset, \.dataset, .required,
      "where the rows come from; a path is relative to the sweep file"),
    Parameter(
      "samples", .integer(1...many), \.samples,
      .derived("10000 generated ones, all rows of a file") { spec, _ in
        spec.dataset.source == .file ? nil : .integer(10_000)
      }, sources: anyData, "rows that are generated, or the first rows of a file, before the split"),
    Parameter(
      "input_design", .choice(InputDesign.words), \.inputDesign, .unwritten(.word("normal")),
      sources: teacher,
      "what the teacher's inputs are: standard normal, or the settings of a tunable matrix product"),
    Parameter(
      "inputs", .integer(1...100_000), \.inputs,
      .derived("20; 14 with sgemm") { spec, _ in .integer(spec.inputDesign.columns ?? 20) },
      sources: generated, "input columns"),
    Parameter(
      "target_dim", .integer(1...100_000), \.targetDim, .value(.integer(10)), sources: teacher,
      "target columns"),
    Parameter(
      "target_rank", .integer(1...100_000), \.targetRank,
      .derived("the largest that target_dim, inputs and teacher_width allow; none with a file") { spec, _ in
        guard spec.dataset == .teacher, let columns = spec.targetDim, let inputs = spec.inputs else {
          return nil
        }
        return .integer(min(columns, inputs, spec.teacherWidth ?? .max))
      }, experiments: withoutLabels, sources: [.teacher, .file],
      "rank of the targets; with a file the rank known for them"),
    Parameter(
      "teacher_width", .integer(1...100_000), \.teacherWidth,
      .derived("target_rank") { spec, _ in spec.targetRank.map { .integer($0) } },
      sources: teacher, "width of the teacher's two hidden layers"),
    Parameter(
      "target_columns", .integer(1...100_000), \.targetColumns,
      .derived("1 with a CSV or .npy file") { _, data in data?.isTable == true ? .integer(1) : nil },
      experiments: withoutLabels, sources: [.file],
      "how many of a CSV or .npy file's last columns are targets"),
    Parameter(
      "classes", .integer(2...100_000), \.classes,
      .derived("10 clusters; a file's largest label and one") { spec, data in
        guard spec.dataset.source == .file else { return .integer(10) }
        if case .classes(_, let count)? = data?.labels { return .integer(count) }
        return nil
      }, experiments: withLabels, sources: labelled, "of a classification; labels count from 0"),
    Parameter(
      "spread", .real(.atLeast(0)), \.spread, .value(.real(0.5)), experiments: withLabels,
      sources: clusters,
      "standard deviation of each input about its cluster's centroid, whose inputs are standard normal"),
    Parameter(
      "noise", .real(.atLeast(0)), \.noise, .value(.real(0)), sources: teacher,
      "standard deviation of the noise on each target, in units of the target's own"),
    Parameter(
      "standardize", .flag, \.standardize, .value(.flag(true)), sources: anyData,
      "give each input and target column mean 0 and variance 1 on the training rows; classes stay as coded"),
    Parameter(
      "whiten_targets", .flag, \.whitenTargets, .unwritten(.flag(false)), experiments: withoutLabels,
      sources: [.teacher, .file],
      "after that, turn and scale the targets so that their covariance on the training rows is the identity (ZCA)"
    ),
    Parameter(
      "test_fraction", .real(.within(0..<1)), \.testFraction,
      .derived("a file's own test rows, else 0.2") { _, data in data?.testRows == nil ? .real(0.2) : nil },
      experiments: networks, sources: anyData, "share of the rows held out for testing"),
    Parameter(
      "data_seed", .integer(0...Int(1) << 53), \.dataSeed, .value(.integer(0)), sources: anyData,
      narrowed: [.ufm: teacher, .deepRFM: clusters], "drives teacher, noise, clusters and split"),
  ]

  private static let network = [
    Parameter(
      "depth", .integer(1...1000), \.depth, .value(.integer(8)), experiments: layered,
      "linear layers, the last one included; with deep-rfm layers"),
    Parameter(
      "width", .integer(1...100_000), \.width, .value(.integer(256)),
      "units of each hidden layer; with ufm and deep-rfm features"),
    Parameter(
      "activation", .choice(Activation.words), \.activation, .value(.word("relu")),
      experiments: networks, "between the linear layers; leaky_relu has slope 0.01, gelu is the exact one"),
    Parameter(
      "bias", .flag, \.bias, .value(.flag(false)), experiments: networks, "whether linear layers have a bias"),
    Parameter(
      "normalization", .choice(Normalization.words), \.normalization, .value(.word("none")),
      experiments: networks, "of the features, before each activation, with scale and shift"),
    Parameter(
      "last_activation", .flag, \.lastActivation, .unwritten(.flag(true)),
      experiments: networks, "false: the last hidden layer has neither activation nor normalization"),
    Parameter(
      "init", .choice(Initialization.words), \.initialization, .value(.word("pytorch")),
      experiments: networks,
      "distribution of the first weights; biases start at 0, with pytorch uniform in its bounds"),
    Parameter(
      "init_gain", .real(.above(0)), \.initGain, .value(.real(1)), experiments: networks,
      "factor on the first weights"),
  ]

  private static let training = [
    Parameter(
      "loss", .choice(Loss.words), \.loss,
      .derived("mse; cross_entropy with classification") { spec, _ in
        .word((spec.experiment == .classification ? Loss.crossEntropy : .mse).rawValue)
      }, experiments: descents,
      "what training lowers; half_mse is half of mse and reported as mse, cross_entropy needs classes"),
    Parameter(
      "label_coding", .choice(LabelCoding.words), \.labelCoding, .unwritten(.word("one_hot")),
      experiments: classification, sources: labelled,
      "targets of a class with mse and half_mse: 1 in its column, in the others 0 or, with plus_minus, -1"),
    Parameter(
      "feature_decay", .real(.atLeast(0)), \.featureDecay, .unwritten(.real(0)),
      experiments: descents,
      "half of this times the mean squared norm of the last features is added to what training lowers"),
    Parameter(
      "optimizer", .choice(Optimizer.words), \.optimizer, .value(.word("sgd")),
      experiments: descents, "how weights are updated; an epoch of lbfgs is one move on all rows"),
    Parameter(
      "learning_rate", .real(.above(0)), \.learningRate,
      .derived("0.05; 0.001 with adam and adamw, 1 with lbfgs") { spec, _ in
        switch spec.optimizer {
        case .sgd: .real(0.05)
        case .adam, .adamw: .real(0.001)
        case .lbfgs: .real(1)
        }
      }, experiments: descents,
      "step size before warm-up and schedule; with lbfgs the first length that a move tries"),
    Parameter(
      "momentum", .real(.within(0..<1)), \.momentum,
      .derived("0.9; 0 with lbfgs") { spec, _ in .real(spec.optimizer == .lbfgs ? 0 : 0.9) },
      experiments: descents, "share of the last step that is kept; beta1 of adam and adamw"),
    Parameter(
      "nesterov", .flag, \.nesterov, .unwritten(.flag(false)), experiments: networks,
      "whether sgd looks ahead along its momentum"),
    Parameter(
      "beta2", .real(.within(0..<1)), \.beta2, .unwritten(.real(0.999)),
      experiments: networks, "share of the mean squared gradient that adam and adamw keep"),
    Parameter(
      "weight_decay", .real(.atLeast(0)), \.weightDecay, .value(.real(1e-3)),
      experiments: descents,
      "factor on the weights that is added to the gradient; with adamw, weights shrink by learning rate times it"
    ),
    Parameter(
      "decay_scope", .choice(DecayScope.words), \.decayScope, .unwritten(.word("all")),
      experiments: networks, "what decays: all parameters, the linear maps' matrices, or the last one's alone"
    ),
    Parameter(
      "epochs", .integer(1...many), \.epochs,
      .derived("100; 10000 with ufm") { spec, _ in .integer(spec.experiment == .ufm ? 10_000 : 100) },
      experiments: descents, "passes over the training rows; steps of ufm"),
    Parameter(
      "batch_size", .batchSize(1...many), \.batchSize,
      .derived("128, or all training rows where there are fewer; full with lbfgs") { spec, data in
        guard spec.optimizer != .lbfgs else { return .word("full") }
        return .integer(min(128, max(1, spec.shape(data)?.trainRows ?? 128)))
      }, experiments: networks, "rows of one step; a last smaller batch is trained on"),
    Parameter(
      "schedule", .choice(Schedule.words), \.schedule, .unwritten(.word("milestones")),
      experiments: networks, "how the learning rate changes; cosine falls to lr_factor times it at the end"),
    Parameter(
      "warmup_epochs", .integer(0...many), \.warmupEpochs, .unwritten(.integer(0)),
      experiments: networks, "epochs over which the learning rate rises to its full value"),
    Parameter(
      "milestones", .integers(1...many), \.milestones,
      .derived("a third and two thirds of epochs; none with cosine or lbfgs") { spec, _ in
        guard spec.schedule == .milestones, spec.optimizer != .lbfgs else { return .integers([]) }
        let thirds = [spec.epochs / 3, 2 * spec.epochs / 3].filter { $0 > 0 }
        return .integers(Set(thirds).sorted())
      }, experiments: networks, "epochs before which the learning rate is multiplied by lr_factor"),
    Parameter(
      "lr_factor", .real(.above(0)), \.lrFactor, .value(.real(0.1)),
      experiments: networks, "factor at each milestone; what cosine ends at"),
    Parameter(
      "shuffle", .flag, \.shuffle, .value(.flag(true)),
      experiments: networks, "a new order in each epoch; false walks the file's order"),
    Parameter(
      "keep_rank", .integer(1...100_000), \.keepRank, .derived("none is cut") { _, _ in nil },
      experiments: networks,
      "singular values that each weight matrix keeps when all are cut after training, for the pruned_ figures"
    ),
  ]

  private static let kernels = [
    Parameter(
      "feature_map", .choice(FeatureMap.words), \.featureMap, .value(.word("relu")), experiments: deepRFM,
      "the random map between layers: relu of a linear map, or cosines of random frequencies"),
    Parameter(
      "frequency_scale", .real(.above(0)), \.frequencyScale,
      .derived("0.05 with cosine") { spec, _ in spec.featureMap == .cosine ? .real(0.05) : nil },
      experiments: deepRFM, "of the Cauchy distribution of the cosine map's frequencies"),
    Parameter(
      "kernel_bandwidth", .real(.above(0)), \.kernelBandwidth, .value(.real(2)), experiments: deepRFM,
      "distance of samples of length 1 over which the Laplace kernel falls to 1/e"),
    Parameter(
      "ridge", .real(.atLeast(0)), \.ridge, .value(.real(1e-3)), experiments: deepRFM,
      "added to the diagonal of the kernel matrix"),
    Parameter(
      "projection", .choice(Projection.words), \.projection, .value(.word("agop")), experiments: deepRFM,
      "what turns samples before the random map: the root of the kernel machine's AGOP, or nothing (the control)"
    ),
  ]

  /// What identifies a trial besides its parameters.
  static let marks = [
    Parameter(
      "experiment", .choice(Experiment.words), \.experiment, .value(.word("regression")), "what a trial does"),
    Parameter(
      "numerics", .integer(1...many), \.numerics, .value(.integer(TrialSpec.currentNumerics)),
      "version of the arithmetic"),
    seed, measureEvery, metrics,
  ]
  static let seed = Parameter(
    "seed", .integer(0...Int(1) << 53), \.seed, .value(.integer(0)), "drives initialisation and shuffling")
  static let measureEvery = Parameter(
    "measure_every", .integer(0...many), \.measureEvery, .value(.integer(0)), experiments: networks,
    "epochs between measurements; 0 measures at the end only")
  static let metrics = Parameter(
    "metrics", .choices(MetricGroup.words), \.metrics,
    .derived("what is usual in the experiment") { spec, _ in
      .words(MetricGroup.usual(in: spec.experiment).map(\.rawValue))
    }, "groups of figures")
}
