/// One short trial of each thing that decides a result's bits: a name and the text of its file.
enum PinnedTrials {
  static let all = networks + labelled + files + models

  /// Settings on top of a base, one trial each.
  private static func trials(_ name: String, _ base: String, _ settings: [String]) -> [(
    name: String, text: String
  )] {
    settings.map { setting in
      let keys = setting.split(separator: "\n").map { $0.prefix { $0 != ":" } }
      let rest = base.split(separator: "\n").filter { line in !keys.contains(line.prefix { $0 != ":" }) }
      let lines = rest.map(String.init) + (setting.isEmpty ? [] : [setting])
      let title = setting.isEmpty ? "as usual" : setting.replacing("\n", with: ", ")
      return ("\(name), \(title)", lines.joined(separator: "\n") + "\n")
    }
  }

  /// Of widths and batches that fill no vector, with a last batch that is smaller.
  private static let network = """
    dataset: teacher
    samples: 70
    inputs: 7
    target_dim: 5
    target_rank: 2
    depth: 3
    width: 13
    batch_size: 24
    epochs: 4
    milestones: [2]
    seed: 3
    measure_every: 2
    metrics: [nrc, ranks]
    """

  private static let networks = trials(
    "regression", network,
    [
      "", "activation: tanh", "activation: gelu", "activation: identity", "activation: leaky_relu",
      "bias: true", "normalization: batch", "normalization: layer", "normalization: batch\nbias: true",
      "normalization: layer\nlast_activation: false", "last_activation: false", "init: orthogonal",
      "init: he_uniform", "init: he_normal", "init: xavier_uniform", "init_gain: 0.5", "loss: half_mse",
      "feature_decay: 0.1", "feature_decay: 0.1\nnormalization: batch\nlast_activation: false\nbias: true",
      "optimizer: adam", "optimizer: adam\nbeta2: 0.99\nweight_decay: 0.1", "optimizer: adamw",
      "optimizer: lbfgs\nbatch_size: full\nmilestones: []",
      "optimizer: lbfgs\nbatch_size: full\nmilestones: []\nbias: true\nactivation: tanh\nfeature_decay: 0.01",
      "nesterov: true", "momentum: 0", "weight_decay: 0", "weight_decay: 0.05\ndecay_scope: last",
      "weight_decay: 0.05\ndecay_scope: weights\nbias: true\nnormalization: layer",
      "weight_decay: 0.05\ndecay_scope: weights\nbias: true\noptimizer: adamw", "batch_size: full",
      "schedule: cosine\nmilestones: []", "warmup_epochs: 2", "milestones: [1, 3]\nlr_factor: 0.5",
      "shuffle: false", "keep_rank: 2", "keep_rank: 1\nbias: true\nnormalization: batch", "depth: 1",
      "depth: 6", "width: 64", "noise: 0.3\nteacher_width: 9\ndata_seed: 5", "standardize: false",
      "whiten_targets: true\nstandardize: false", "input_design: sgemm\ninputs: 14", "test_fraction: 0",
      "learning_rate: 500", "measure_every: 1\nmetrics: [agop, intrinsic_dimension, last_layer, nrc, ranks]",
      "metrics: [agop, last_layer]\nbias: true\nactivation: gelu\nlast_activation: false",
      "metrics: [intrinsic_dimension]\nnormalization: layer\nsamples: 200",
    ])

  private static let clusters = """
    experiment: classification
    dataset: gaussian-clusters
    samples: 90
    inputs: 9
    classes: 4
    depth: 3
    width: 12
    batch_size: 20
    epochs: 4
    milestones: [3]
    seed: 1
    measure_every: 2
    metrics: [classes, clusters]
    """

  private static let labelled = trials(
    "classification", clusters,
    [
      "", "loss: mse", "loss: half_mse\nlabel_coding: plus_minus", "optimizer: adam\nloss: mse", "spread: 0",
      "measure_every: 1\nmetrics: [agop, classes, clusters, intrinsic_dimension, last_layer, nrc, ranks, singular]",
      "normalization: batch\nbias: true\nactivation: leaky_relu", "keep_rank: 2\nbias: true",
      "optimizer: lbfgs\nbatch_size: full\nmilestones: []", "feature_decay: 0.1\nlast_activation: false",
    ])

  /// On files that lie in the trial's folder.
  private static let files =
    trials(
      "regression on a file", "depth: 2\nwidth: 8\nbatch_size: 16\nepochs: 3\nmilestones: [2]\nseed: 2",
      [
        "dataset: training.npz", "dataset: training.npz\ntarget_rank: 2\nsamples: 30\nstandardize: false",
        "dataset: training.npz\ntest_fraction: 0.25\ndata_seed: 4", "dataset: table.csv\ntarget_columns: 2",
        "dataset: table.csv\ntarget_columns: 3\ntest_fraction: 0.5\nwhiten_targets: true",
      ])
    + trials(
      "classification on a file", "experiment: classification\ndepth: 2\nwidth: 8\nbatch_size: 16\nepochs: 3",
      [
        "dataset: classification.npz", "dataset: classification.npz\nclasses: 4\nloss: mse",
        "dataset: classification.npz\nsamples: 40\ntest_fraction: 0.25\nmetrics: [clusters, singular]",
      ])

  private static let models =
    trials(
      "ufm",
      "experiment: ufm\ndataset: teacher\nsamples: 40\ninputs: 6\ntarget_dim: 3\nwidth: 5\nfeature_decay: 0.1\n"
        + "weight_decay: 0.05\nseed: 4",
      [
        "optimizer: lbfgs", "optimizer: lbfgs\nloss: half_mse\nstandardize: false",
        "optimizer: sgd\nepochs: 40",
        "optimizer: lbfgs\nepochs: 3\nwhiten_targets: true", "optimizer: sgd\nmomentum: 0\nepochs: 9",
        "optimizer: sgd\nlearning_rate: 30\nepochs: 300", "optimizer: lbfgs\nweight_decay: 5",
        "optimizer: lbfgs\nmetrics: [intrinsic_dimension, last_layer, nrc, ranks]\nnoise: 0.1\nsamples: 60",
      ])
    + trials(
      "ufm on a file",
      "experiment: ufm\ndataset: training.npz\nwidth: 4\nfeature_decay: 0.1\nweight_decay: 0.05",
      ["samples: 30", "optimizer: sgd\nepochs: 20\ntarget_rank: 1"])
    + trials(
      "deep-rfm",
      "experiment: deep-rfm\ndataset: gaussian-clusters\nsamples: 40\ninputs: 6\nclasses: 3\nspread: 1\ndepth: 3\n"
        + "width: 16\nseed: 6",
      [
        "", "projection: none", "feature_map: cosine", "feature_map: cosine\nprojection: none",
        "feature_map: cosine\nfrequency_scale: 0.2", "kernel_bandwidth: 4\nridge: 0.1\nstandardize: false",
        "metrics: [agop, classes, intrinsic_dimension, ranks, singular]\ndata_seed: 2",
      ])
    + trials(
      "deep-rfm on a file", "experiment: deep-rfm\ndataset: classification.npz\ndepth: 2\nwidth: 12",
      ["samples: 50"])
}
