/// Everything that decides a trial's numbers, and nothing else: where, when and by whom it runs is not here.
///
/// Two trials with equal specifications are the same trial. The field names in canonical JSON are the
/// parameter names of the sweep file.
package struct TrialSpec: Hashable, Sendable, Codable {
  /// Version of the arithmetic: raised whenever the same specification would give other bits.
  package static let currentNumerics = 2

  package var experiment: Experiment
  package var numerics = TrialSpec.currentNumerics
  /// Drives initialisation and shuffling.
  package var seed: Int

  // Data
  package var dataset: Dataset
  /// Rows used before the split: the first rows of a file (all when `nil`), or the number that the teacher draws.
  package var samples: Int?
  /// What the teacher's inputs are drawn from.
  package var inputDesign = InputDesign.normal
  package var inputs: Int?
  package var targetDim: Int?
  /// The rank of the teacher's targets or, with a file, the rank known for its targets.
  package var targetRank: Int?
  package var teacherWidth: Int?
  /// How many of a CSV or .npy file's last columns are targets.
  package var targetColumns: Int?
  /// K of a classification: labels are 0 ..< K.
  package var classes: Int?
  /// Standard deviation of each input of a sample about its cluster's centroid.
  package var spread: Double?
  /// Standard deviation of the noise added to the teacher's targets, in units of each target's own.
  package var noise: Double
  package var standardize: Bool
  package var whitenTargets = false
  /// Share of rows held out. `nil`: the file's own test rows, or 0.2 where it has none.
  package var testFraction: Double?
  /// Drives teacher, noise and split.
  package var dataSeed: Int

  // Network
  package var depth: Int
  package var width: Int
  package var bias: Bool
  package var activation: Activation
  package var normalization: Normalization
  /// Whether normalisation and activation follow the last hidden layer's linear map.
  package var lastActivation = true
  package var initialization: Initialization
  package var initGain: Double

  // Training
  package var loss: Loss
  package var labelCoding = LabelCoding.oneHot
  package var featureDecay = 0.0
  package var optimizer: Optimizer
  package var learningRate: Double
  package var momentum: Double
  package var nesterov = false
  package var beta2 = 0.999
  package var weightDecay: Double
  package var decayScope = DecayScope.all
  package var batchSize: BatchSize
  package var epochs: Int
  package var schedule = Schedule.milestones
  package var warmupEpochs = 0
  /// Epochs (counted from 0) before which the learning rate is multiplied by `lrFactor`; ascending.
  package var milestones: [Int]
  package var lrFactor: Double
  package var shuffle: Bool
  /// Singular values that each weight matrix keeps when it is cut after training; `nil`: none is cut.
  package var keepRank: Int?

  // Deep recursive feature machine
  package var featureMap = FeatureMap.relu
  /// Of the cosine map; `nil` with another.
  package var frequencyScale: Double?
  package var kernelBandwidth = 2.0
  package var ridge = 1e-3
  package var projection = Projection.agop

  // Measuring
  /// Measure after every so many epochs, besides the end; 0 measures at the end only.
  package var measureEvery: Int
  package var metrics: [MetricGroup]

  enum CodingKeys: String, CodingKey {
    case experiment, numerics, seed, dataset, samples, inputs, noise, standardize, depth, width, bias,
      activation
    case normalization, loss, optimizer, momentum, nesterov, beta2, epochs, schedule, milestones, shuffle
    case metrics, classes, spread, ridge, projection
    case inputDesign = "input_design"
    case whitenTargets = "whiten_targets"
    case keepRank = "keep_rank"
    case featureMap = "feature_map"
    case frequencyScale = "frequency_scale"
    case kernelBandwidth = "kernel_bandwidth"
    case labelCoding = "label_coding"
    case lastActivation = "last_activation"
    case featureDecay = "feature_decay"
    case decayScope = "decay_scope"
    case warmupEpochs = "warmup_epochs"
    case targetDim = "target_dim"
    case targetRank = "target_rank"
    case teacherWidth = "teacher_width"
    case targetColumns = "target_columns"
    case testFraction = "test_fraction"
    case dataSeed = "data_seed"
    case initialization = "init"
    case initGain = "init_gain"
    case learningRate = "learning_rate"
    case weightDecay = "weight_decay"
    case batchSize = "batch_size"
    case lrFactor = "lr_factor"
    case measureEvery = "measure_every"
  }
}

package enum Experiment: String, Hashable, Sendable, Codable, CaseIterable {
  case regression, classification, ufm
  case deepRFM = "deep-rfm"
  case noop

  /// Whether its targets are classes.
  package var hasLabels: Bool { self == .classification || self == .deepRFM }

  /// Whether a network is trained, epoch by epoch.
  package var trainsNetwork: Bool { self == .regression || self == .classification }

  /// The data that it runs on.
  var sources: Set<DataSource> {
    switch self {
    case .regression, .ufm: [.teacher, .file]
    case .classification, .deepRFM: [.gaussianClusters, .file]
    case .noop: Set(DataSource.allCases)
    }
  }
}

/// Where the rows come from. A file is known by its content, so that a renamed copy is the same data.
package enum Dataset: Hashable, Sendable {
  case none
  case teacher
  case gaussianClusters
  case file(DataID)
}

/// The distribution of a teacher's inputs.
package enum InputDesign: String, Hashable, Sendable, Codable, CaseIterable {
  /// Standard normal, independent.
  case normal
  /// The settings that a tunable matrix product allows, each drawn at most once: see `SGEMMDesign`.
  case sgemm

  /// How many columns it has; `nil` where any number goes.
  package var columns: Int? { self == .sgemm ? 14 : nil }
  /// How many rows it has; `nil` where any number can be drawn.
  package var rows: Int? { self == .sgemm ? 241_600 : nil }
}

package enum Activation: String, Hashable, Sendable, Codable, CaseIterable {
  case relu, tanh, gelu, identity
  case leakyReLU = "leaky_relu"
}

package enum Normalization: String, Hashable, Sendable, Codable, CaseIterable {
  case none, batch, layer
}

package enum Initialization: String, Hashable, Sendable, Codable, CaseIterable {
  case pytorch, orthogonal
  case heUniform = "he_uniform"
  case heNormal = "he_normal"
  case xavierUniform = "xavier_uniform"
}

package enum Loss: String, Hashable, Sendable, Codable, CaseIterable {
  case mse
  case halfMSE = "half_mse"
  case crossEntropy = "cross_entropy"
}

/// What stands for a class in the columns of the targets, one column a class.
package enum LabelCoding: String, Hashable, Sendable, Codable, CaseIterable {
  /// 1 in the column of the sample's class, else 0.
  case oneHot = "one_hot"
  /// 1 in the column of the sample's class, else -1.
  case plusMinus = "plus_minus"
}

package enum Optimizer: String, Hashable, Sendable, Codable, CaseIterable {
  case sgd, adam, adamw, lbfgs
}

/// Which parameters the weight decay pulls towards 0: all, the linear maps' matrices, or the last map's matrix alone.
package enum DecayScope: String, Hashable, Sendable, Codable, CaseIterable {
  case all, weights, last
}

/// How the learning rate changes over the epochs.
package enum Schedule: String, Hashable, Sendable, Codable, CaseIterable {
  case milestones, cosine
}

/// The random map between the layers of a deep recursive feature machine.
package enum FeatureMap: String, Hashable, Sendable, Codable, CaseIterable {
  case relu, cosine
}

/// What turns the samples of a deep recursive feature machine before the random map.
package enum Projection: String, Hashable, Sendable, Codable, CaseIterable {
  /// The root of the average gradient outer product.
  case agop
  /// Nothing: the control.
  case none
}

package enum BatchSize: Hashable, Sendable {
  case full
  case rows(Int)
}

extension Dataset: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    switch text {
    case "none": self = .none
    case "teacher": self = .teacher
    case "gaussian-clusters": self = .gaussianClusters
    default:
      guard let id = DataID(text) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' names no data")
      }
      self = .file(id)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// `teacher`, `gaussian-clusters`, `none`, or the content hash of a file.
  package var text: String {
    switch self {
    case .none: "none"
    case .teacher: "teacher"
    case .gaussianClusters: "gaussian-clusters"
    case .file(let id): id.description
    }
  }
}

extension BatchSize: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = if let rows = try? container.decode(Int.self) { .rows(rows) } else { .full }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .full: try container.encode("full")
    case .rows(let rows): try container.encode(rows)
    }
  }
}
