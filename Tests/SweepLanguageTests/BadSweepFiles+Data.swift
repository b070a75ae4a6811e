/// Values that do not fit the data, the teacher or each other.
extension [BadSweepFile] {
  static let data = [
    BadSweepFile(
      "a cap of zero",
      """
      parameters:
        dataset: teacher
      run_cap: 0

      """,
      "sweeps/a.yaml:3: 'run_cap' is '0'. Expected a whole number from 1."),
    BadSweepFile(
      "retry as a number",
      """
      parameters:
        dataset: teacher
      retry: 3

      """,
      "sweeps/a.yaml:3: 'retry' is '3'. Expected a mapping with 'max'."),
    BadSweepFile(
      "a teacher's parameter with a file",
      """
      parameters:
        dataset: swimmer.npz
        teacher_width: 4
        target_dim: 2

      """,
      "sweeps/a.yaml:3: 'teacher_width' means nothing with the data file 'swimmer.npz'. Remove it, or give it in a block of its own.",
      "sweeps/a.yaml:4: 'target_dim' means nothing with the data file 'swimmer.npz'. Remove it, or give it in a block of its own."
    ),
    BadSweepFile(
      "target columns with an npz file",
      """
      parameters:
        dataset: swimmer.npz
        target_columns: 2

      """,
      "sweeps/a.yaml:3: 'target_columns' is for CSV and .npy files, and 'dataset' is 'swimmer.npz'. Remove it, or give it in a block of its own."
    ),
    BadSweepFile(
      "data settings without data",
      """
      experiment: noop
      parameters:
        samples: 10

      """,
      "sweeps/a.yaml:3: 'samples' means nothing without 'dataset'. Remove it, or give it in a block of its own."
    ),
    BadSweepFile(
      "a data file that is not there",
      """
      parameters:
        dataset: {values: [swimmer.npz, missing.npz]}
        depth: 0

      """,
      "sweeps/a.yaml:2: 'dataset' is 'missing.npz': there is no file 'sweeps/missing.npz'.",
      "sweeps/a.yaml:3: 'depth' is '0'. Expected a whole number from 1 to 1000."),
    BadSweepFile(
      "a word that is neither a file nor data that is made",
      """
      parameters:
        dataset: mnist
        depth: {value: [3, 4]}

      """,
      "sweeps/a.yaml:2: 'dataset' is 'mnist': there is no file 'sweeps/mnist'. Data that is made: 'teacher', 'gaussian-clusters', 'scenes'.",
      "sweeps/a.yaml:3: 'depth' is a list. Expected one value. Write 'values' for several."),
    BadSweepFile(
      "a milestone beyond the epochs of every cell",
      """
      parameters:
        dataset: teacher
        depth: {values: [3, 4]}
        epochs: 20
        milestones: [30]

      """,
      "sweeps/a.yaml:5: 'milestones' has 30, which is not below epochs 20. This is so in every cell."),
    BadSweepFile(
      "a range in a grid",
      """
      parameters:
        dataset: teacher
        weight_decay: {distribution: log_uniform_values, min: 1.0e-5, max: 1.0e-2}

      """,
      "sweeps/a.yaml:3: 'weight_decay' is drawn from a range, and a grid takes values that can be listed. Give 'values', or 'log_grid' with min, max and n; or write 'method: random'."
    ),
    BadSweepFile(
      "a rank above the target columns",
      """
      parameters:
        dataset: teacher
        target_dim: 4
        target_rank: {values: [2, 8]}

      """,
      "sweeps/a.yaml:4: 'target_rank' is 8, and no teacher with target_dim 4, inputs 20 and teacher_width 8 has targets of a rank above 4. This is so in 1 of 2 cells; 'exclude' can leave them out."
    ),
    BadSweepFile(
      "a rank above the teacher's width",
      """
      parameters:
        dataset: teacher
        target_rank: 3
        teacher_width: {values: [2, 4]}

      """,
      "sweeps/a.yaml:3: 'target_rank' is 3, and no teacher with target_dim 10, inputs 20 and teacher_width 2 has targets of a rank above 2. This is so in 1 of 2 cells; 'exclude' can leave them out."
    ),
    BadSweepFile(
      "a milestone after the end",
      """
      parameters:
        dataset: teacher
        epochs: {values: [20, 50]}
        milestones: [10, 30]

      """,
      "sweeps/a.yaml:4: 'milestones' has 30, which is not below epochs 20. This is so in 1 of 2 cells; 'exclude' can leave them out."
    ),
    BadSweepFile(
      "a milestone at the end",
      """
      parameters:
        dataset: teacher
        epochs: 30
        milestones: [10, 30]
      """,
      "sweeps/a.yaml:4: 'milestones' has 30, which is not below epochs 30."),
    BadSweepFile(
      "a batch larger than the data",
      """
      parameters:
        dataset: swimmer.npz
        samples: 100
        test_fraction: 0.2
        batch_size: 128

      """,
      "sweeps/a.yaml:5: 'batch_size' is 128, and there are 80 training rows. Lower it, or write 'full'."),
    BadSweepFile(
      "more samples than the file has",
      """
      parameters:
        dataset: swimmer.npz
        samples: 20000

      """,
      "sweeps/a.yaml:3: 'samples' is 20000, and the file has 10000 rows."),
    BadSweepFile(
      "a test share that leaves nothing",
      """
      parameters:
        dataset: teacher
        samples: 2
        test_fraction: 0.9

      """,
      "sweeps/a.yaml:4: 'test_fraction' leaves no training row of 2. Lower it, or raise 'samples'."),
    BadSweepFile(
      "target columns that leave no input",
      """
      parameters:
        dataset: table.csv
        target_columns: 10

      """,
      "sweeps/a.yaml:3: 'target_columns' is 10, and the file has 10 columns, at least one of them an input."),
    BadSweepFile(
      "a decay that diverges by itself",
      """
      parameters:
        dataset: teacher
        learning_rate: 10
        weight_decay: {values: [0.1, 0.5]}

      """,
      "sweeps/a.yaml:4: 'weight_decay' 0.5 x 'learning_rate' 10 is above 2 (1 + momentum 0.9), so the decay alone makes the weights grow without end. Lower one of them. This is so in 1 of 2 cells; 'exclude' can leave them out."
    ),
    BadSweepFile(
      "nothing left after exclude",
      """
      parameters:
        dataset: teacher
        depth: {values: [4, 8]}
      exclude:
        - depth >= 4

      """,
      "sweeps/a.yaml:5: 'exclude' leaves none of 2 cells, so there is nothing to run."),
  ]
}
