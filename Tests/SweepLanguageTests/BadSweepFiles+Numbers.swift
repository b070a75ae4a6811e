/// Numbers, lists, ranges and resources.
extension [BadSweepFile] {
  static let numbers = [
    BadSweepFile(
      "a word for a number",
      """
      parameters:
        dataset: teacher
        depth: deep

      """,
      "sweeps/a.yaml:3: 'depth' is 'deep'. Expected a whole number from 1 to 1000."),
    BadSweepFile(
      "a quoted number",
      """
      parameters:
        dataset: teacher
        depth: "8"

      """,
      "sweeps/a.yaml:3: 'depth' is the text \"8\". Expected a whole number from 1 to 1000. Remove the quotes."
    ),
    BadSweepFile(
      "a leading zero",
      """
      parameters:
        dataset: teacher
        depth: 012

      """,
      "sweeps/a.yaml:3: 'depth' is '012'. Expected a whole number from 1 to 1000. A leading zero means base 8 to some readers: leave it out."
    ),
    BadSweepFile(
      "a number in base 16",
      """
      parameters:
        dataset: teacher
        depth: 0x10

      """,
      "sweeps/a.yaml:3: 'depth' is '0x10'. Expected a whole number from 1 to 1000. Write it in base 10."),
    BadSweepFile(
      "a number with underscores",
      """
      parameters:
        dataset: teacher
        samples: 10_000

      """,
      "sweeps/a.yaml:3: 'samples' is '10_000'. Expected a whole number from 1 to 100000000. Write the digits without '_'."
    ),
    BadSweepFile(
      "a colon in a number",
      """
      parameters:
        dataset: teacher
        epochs: 1:30

      """,
      "sweeps/a.yaml:3: 'epochs' is '1:30'. Expected a whole number from 1 to 100000000. A colon makes it a time of day to some readers."
    ),
    BadSweepFile(
      "half a layer",
      """
      parameters:
        dataset: teacher
        depth: 2.5

      """,
      "sweeps/a.yaml:3: 'depth' is '2.5'. Expected a whole number from 1 to 1000."),
    BadSweepFile(
      "a number out of bounds",
      """
      parameters:
        dataset: teacher
        momentum: 1

      """,
      "sweeps/a.yaml:3: 'momentum' is '1'. Expected a number from 0 to below 1."),
    BadSweepFile(
      "infinity",
      """
      parameters:
        dataset: teacher
        learning_rate: .inf

      """,
      "sweeps/a.yaml:3: 'learning_rate' is '.inf'. Expected a number above 0. It has to be finite."),
    BadSweepFile(
      "no number",
      """
      parameters:
        dataset: teacher
        learning_rate: .nan

      """,
      "sweeps/a.yaml:3: 'learning_rate' is '.nan'. Expected a number above 0. It has to be finite."),
    BadSweepFile(
      "a number that no double holds",
      """
      parameters:
        dataset: teacher
        learning_rate: 1e999

      """,
      "sweeps/a.yaml:3: 'learning_rate' is '1e999'. Expected a number above 0. It has to be finite."),
    BadSweepFile(
      "a negative weight decay",
      """
      parameters:
        dataset: teacher
        weight_decay: {values: [0, -1e-3]}

      """,
      "sweeps/a.yaml:3: 'weight_decay' is '-1e-3'. Expected a number of 0 or more."),
    BadSweepFile(
      "a value that is empty",
      """
      parameters:
        dataset: teacher
        width:

      """,
      "sweeps/a.yaml:3: 'width' is empty. Expected a whole number from 1 to 100000."),
    BadSweepFile(
      "a list without values",
      """
      parameters:
        dataset: teacher
        width: {values: []}

      """,
      "sweeps/a.yaml:3: 'width' is an empty list. Expected at least one value."),
    BadSweepFile(
      "a single value under values",
      """
      parameters:
        dataset: teacher
        width: {values: 64}

      """,
      "sweeps/a.yaml:3: 'width' is '64'. Expected a list of values. Write 'value' for a single one."),
    BadSweepFile(
      "value and values",
      """
      parameters:
        dataset: teacher
        width: {value: 64, values: [32]}

      """,
      "sweeps/a.yaml:3: 'width' is given by 'value' and 'values'. Expected one of 'values', 'value', 'range' and 'distribution'."
    ),
    BadSweepFile(
      "a mapping without values",
      """
      parameters:
        dataset: teacher
        width: {min: 1}

      """,
      "sweeps/a.yaml:3: 'width' is a mapping. Expected one of 'values', 'value', 'range' and 'distribution'."),
    BadSweepFile(
      "a yes for a choice",
      """
      parameters:
        dataset: teacher
        optimizer: yes

      """,
      "sweeps/a.yaml:3: 'optimizer' is 'yes'. Expected 'sgd', 'adam', 'adamw' or 'lbfgs'."),
    BadSweepFile(
      "a number for a flag",
      """
      parameters:
        dataset: teacher
        shuffle: 1

      """,
      "sweeps/a.yaml:3: 'shuffle' is '1'. Expected 'true' or 'false'."),
    BadSweepFile(
      "a batch of no rows",
      """
      parameters:
        dataset: teacher
        batch_size: {values: [full, 0]}

      """,
      "sweeps/a.yaml:3: 'batch_size' is '0'. Expected a whole number from 1 to 100000000, or 'full'."),
    BadSweepFile(
      "milestones that fall",
      """
      parameters:
        dataset: teacher
        milestones: [60, 30]

      """,
      "sweeps/a.yaml:3: 'milestones' is a list. Expected an ascending list of whole numbers from 1 to 100000000, such as [30, 60]."
    ),
    BadSweepFile(
      "the same value in two spellings",
      """
      parameters:
        dataset: teacher
        learning_rate: {values: [0.1, 1e-1]}

      """,
      "sweeps/a.yaml:3: 'learning_rate' has the value '0.1' twice. Keep one of them."),
    BadSweepFile(
      "a range whose end is below its start",
      """
      parameters:
        dataset: teacher
        depth: {range: {min: 8, max: 2}}

      """,
      "sweeps/a.yaml:3: 'max' is '2'. Expected at least min 8."),
    BadSweepFile(
      "a range that misses its end",
      """
      parameters:
        dataset: teacher
        depth: {range: {min: 2, max: 9, step: 3}}

      """,
      "sweeps/a.yaml:3: the range of 'depth' includes both ends, but its steps do not reach max 9; the last one is 8. Change 'max' or 'step'."
    ),
    BadSweepFile(
      "a range with a step of zero",
      """
      parameters:
        dataset: teacher
        depth: {range: {min: 2, max: 9, step: 0}}

      """,
      "sweeps/a.yaml:3: 'step' is '0'. Expected a number above 0."),
    BadSweepFile(
      "a range without a start",
      """
      parameters:
        dataset: teacher
        depth: {range: {max: 9}}

      """,
      "sweeps/a.yaml:3: 'min' is missing. Expected a number for the grid of 'depth'."),
    BadSweepFile(
      "a range over words",
      """
      parameters:
        dataset: teacher
        activation: {range: {min: 1, max: 2}}

      """,
      "sweeps/a.yaml:3: 'activation' is a range. Expected 'values' or 'value', as it holds no number."),
    BadSweepFile(
      "a misspelled distribution",
      """
      parameters:
        dataset: teacher
        weight_decay: {distribution: log_gird, min: 1e-5, max: 1, n: 3}

      """,
      "sweeps/a.yaml:3: 'distribution' is 'log_gird'. Expected 'beta', 'categorical', 'categorical_w_probabilities', 'constant', 'int_uniform', 'inv_log_uniform_values', 'log_normal', 'log_uniform_values', 'normal', 'q_beta', 'q_log_normal', 'q_log_uniform_values', 'q_normal', 'q_uniform', 'uniform' or 'log_grid'. Did you mean 'log_grid'?"
    ),
    BadSweepFile(
      "a log grid from zero",
      """
      parameters:
        dataset: teacher
        weight_decay: {distribution: log_grid, min: 0, max: 1, n: 3}

      """,
      "sweeps/a.yaml:3: 'weight_decay' is a log_grid from 0 to 1. Expected 0 < min < max."),
    BadSweepFile(
      "a log grid without its size",
      """
      parameters:
        dataset: teacher
        weight_decay: {distribution: log_grid, min: 1e-5, max: 1}

      """,
      "sweeps/a.yaml:3: 'n' is missing. Expected a number for the grid of 'weight_decay'."),
    BadSweepFile(
      "a log grid of one",
      """
      parameters:
        dataset: teacher
        weight_decay: {distribution: log_grid, min: 1e-5, max: 1, n: 1}

      """,
      "sweeps/a.yaml:3: 'n' is '1'. Expected a whole number from 2 to 10000000."),
    BadSweepFile(
      "a log grid that repeats whole numbers",
      """
      parameters:
        dataset: teacher
        depth: {distribution: log_grid, min: 2, max: 4, n: 5}

      """,
      "sweeps/a.yaml:3: 'depth' has the value '2' twice. Keep one of them.",
      "sweeps/a.yaml:3: 'depth' has the value '3' twice. Keep one of them."),
    BadSweepFile(
      "no seed",
      """
      parameters:
        dataset: teacher
      seeds: 0

      """,
      "sweeps/a.yaml:3: 'seeds' is '0'. Expected a whole number from 1 to 10000000, or a list of seeds."),
    BadSweepFile(
      "an empty list of seeds",
      """
      parameters:
        dataset: teacher
      seeds: []

      """,
      "sweeps/a.yaml:3: 'seeds' is an empty list. Expected at least one seed."),
    BadSweepFile(
      "a seed twice",
      """
      parameters:
        dataset: teacher
      seeds: [1, 2, 1]

      """,
      "sweeps/a.yaml:3: 'seeds' has the value '1' twice. Keep one of them."),
    BadSweepFile(
      "a negative seed",
      """
      parameters:
        dataset: teacher
      seeds: [-1]

      """,
      "sweeps/a.yaml:3: 'seeds' is '-1'. Expected a whole number from 0 to 9007199254740992."),
    BadSweepFile(
      "a time without a unit",
      """
      parameters:
        dataset: teacher
      resources: {time: 20}

      """,
      "sweeps/a.yaml:3: 'time' is '20'. Expected whole numbers with units, such as 90s, 20m or 1h30m."),
    BadSweepFile(
      "a time with a colon",
      """
      parameters:
        dataset: teacher
      resources: {time: 1:30}

      """,
      "sweeps/a.yaml:3: 'time' is '1:30'. Expected whole numbers with units, such as 90s, 20m or 1h30m."),
    BadSweepFile(
      "a memory without a unit",
      """
      parameters:
        dataset: teacher
      resources: {memory: 2 GB}

      """,
      "sweeps/a.yaml:3: 'memory' is '2 GB'. Expected a number with K, M, G or T, such as 512M or 2G."),
    BadSweepFile(
      "an unknown resource",
      """
      parameters:
        dataset: teacher
      resources: {cores: 2}

      """,
      "sweeps/a.yaml:3: 'cores' is not known in 'resources'. Expected 'time' or 'memory'."),
  ]

  /// The distribution's name as a key: answered with the mapping that was meant, with its numbers where there are three.
  static let gridKeys = [
    ("", "[1e-4, 1e-2, 4]", "min: 1e-4, max: 1e-2, n: 4"),
    ("", "{min: 1}", "min: 1.0e-5, max: 1.0e-2, n: 5"),
    ("method: random\nrun_cap: 4\n", "[1e-4, 1e-2]", "min: 1.0e-5, max: 1.0e-2, n: 5"),
  ].map { method, given, meant in
    BadSweepFile(
      "'log_grid: \(given)' for a distribution\(method.isEmpty ? "" : " that draws")",
      "\(method)parameters:\n  dataset: teacher\n  weight_decay: {log_grid: \(given)}\n",
      "sweeps/a.yaml:\(method.isEmpty ? 3 : 5): 'weight_decay' is given by 'log_grid'. Expected a distribution of that name. "
        + "Write 'weight_decay: {distribution: log_grid, \(meant)}'.")
  }
}
