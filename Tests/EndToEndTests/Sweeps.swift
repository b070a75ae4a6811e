/// Sweep files small enough to run within a test.
enum Sweeps {
  /// 12 trials of well under a second each.
  static let short = """
    name: short
    parameters:
      dataset: {value: teacher}
      samples: {value: 300}
      inputs: {value: 8}
      target_dim: {value: 4}
      target_rank: {values: [1, 2]}
      depth: {values: [2, 3, 4]}
      width: {value: 16}
      batch_size: {value: 32}
      epochs: {value: 10}
      init: {value: he_uniform}
    seeds: 2
    measure: {every: 5}
    """

  /// Trials long enough to be interrupted: about a second each.
  static let long = """
    name: long
    parameters:
      dataset: {value: teacher}
      samples: {value: 2000}
      weight_decay: {values: [1.0e-4, 1.0e-3, 1.0e-2]}
      depth: {value: 4}
      width: {value: 64}
      epochs: {value: 150}
      init: {value: he_uniform}
    seeds: 2
    """

  static func noop(_ trials: Int) -> String {
    """
    name: noop
    experiment: noop
    parameters:
      weight_decay: {value: 0.001}
    seeds: \(trials)
    """
  }
}
