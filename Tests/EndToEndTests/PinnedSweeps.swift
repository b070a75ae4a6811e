/// Small sweeps of each kind, and those whose neighbours differ in what decides their data.
enum PinnedSweeps {
  static let all = [
    "regression": """
    name: regression
    parameters:
      - {dataset: teacher, samples: 60, target_rank: [1, 2], depth: [2, 3], width: 9, epochs: 4, batch_size: 16}
      - {dataset: training.npz, depth: 2, width: 6, epochs: 3, batch_size: 20, keep_rank: [1, 2], normalization: layer}
      - {dataset: teacher, samples: 60, depth: 3, width: 9, epochs: 4, learning_rate: 300}
    seeds: 2
    measure: {every: 2, metrics: [nrc, ranks]}
    """,
    "classification": """
    name: classification
    experiment: classification
    parameters: {dataset: gaussian-clusters, classes: 3, samples: 60, depth: 3, width: 9, epochs: 4, loss: [mse, cross_entropy]}
    measure: {every: 2, metrics: [classes, clusters, singular]}
    """,
    "ufm": """
    name: ufm
    experiment: ufm
    parameters: {dataset: teacher, samples: 40, width: 6, target_dim: 3, feature_decay: 0.1, weight_decay: [0.05, 0.5], optimizer: lbfgs}
    """,
    "deep-rfm": """
    name: deep-rfm
    experiment: deep-rfm
    parameters: {dataset: gaussian-clusters, classes: 3, samples: 40, depth: 3, width: 12, projection: [agop, none]}
    """,
    "data": """
    name: data
    parameters:
      - {dataset: teacher, depth: 1, epochs: 1, width: 2, samples: [40, 50]}
      - {dataset: teacher, depth: 1, epochs: 1, width: 3, samples: 40, input_design: [normal, sgemm], inputs: 14}
      - {dataset: teacher, depth: 1, epochs: 1, width: 4, samples: 40, inputs: [14, 15]}
      - {dataset: teacher, depth: 1, epochs: 1, width: 5, samples: 40, target_dim: [6, 7], target_rank: 2}
      - {dataset: teacher, depth: 1, epochs: 1, width: 6, samples: 40, target_rank: [2, 3], teacher_width: 5}
      - {dataset: teacher, depth: 1, epochs: 1, width: 7, samples: 40, target_rank: 2, teacher_width: [5, 6]}
      - {dataset: teacher, depth: 1, epochs: 1, width: 8, samples: 40, noise: [0, 0.5]}
      - {dataset: teacher, depth: 1, epochs: 1, width: 9, samples: 40, standardize: [true, false]}
      - {dataset: teacher, depth: 1, epochs: 1, width: 10, samples: 40, target_dim: 3, whiten_targets: [false, true]}
      - {dataset: teacher, depth: 1, epochs: 1, width: 11, samples: 40, test_fraction: [0.2, 0.3]}
      - {dataset: teacher, depth: 1, epochs: 1, width: 12, samples: 40, data_seed: [0, 1]}
      - {dataset: table.csv, depth: 1, epochs: 1, width: 13, target_columns: [1, 2]}
      - {dataset: [training.npz, table.csv], depth: 1, epochs: 1, width: 14, target_rank: [1, 2]}
    measure: {metrics: [nrc]}
    """,
    "labelled-data": """
    name: labelled-data
    experiment: classification
    parameters:
      - {dataset: gaussian-clusters, depth: 1, epochs: 1, width: 2, samples: 40, classes: [3, 4]}
      - {dataset: gaussian-clusters, depth: 1, epochs: 1, width: 3, samples: 40, classes: 3, spread: [0.5, 1]}
      - {dataset: gaussian-clusters, depth: 1, epochs: 1, width: 4, samples: 40, classes: 3, loss: mse, label_coding: [one_hot, plus_minus]}
      - {dataset: gaussian-clusters, depth: 1, epochs: 1, width: 5, samples: 40, classes: 3, inputs: [5, 6]}
    measure: {metrics: [classes]}
    """,
  ]
}
