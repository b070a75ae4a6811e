import SweepModel
import Testing

/// A sweep file that is refused, and every line of the refusal.
struct BadSweepFile: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  let refusal: [String]

  init(_ name: String, _ text: String, _ refusal: String...) {
    self.name = name
    self.text = text
    self.refusal = refusal
  }

  var testDescription: String { name }
}

@Test(arguments: badSweepFiles)
func `a bad sweep file is refused with these lines`(_ file: BadSweepFile) throws {
  let problems = try #require(throws: SweepProblems.self) { try plan(file.text) }
  #expect(problems.lines == file.refusal)
}

private let badSweepFiles = [
  BadSweepFile(
    "an empty file",
    "",
    "sweeps/a.yaml:1: the file is empty. Expected at least 'experiment' and 'parameters'."),
  BadSweepFile(
    "only a comment",
    """
    # nothing

    """,
    "sweeps/a.yaml:1: the file is empty. Expected at least 'experiment' and 'parameters'."),
  BadSweepFile(
    "a list at the top",
    """
    - name: a

    """,
    "sweeps/a.yaml:1: the file is a list. Expected lines such as 'name: depth-and-width'."),
  BadSweepFile(
    "a tab as indentation",
    """
    parameters:
    \tdataset: teacher

    """,
    "sweeps/a.yaml:2: a tab stands where YAML takes spaces only. Indent with spaces."),
  BadSweepFile(
    "an open bracket",
    """
    parameters:
      dataset: teacher
      depth: [4, 8
    seeds: 2

    """,
    "sweeps/a.yaml:4: this is not YAML: did not find expected ',' or ']'. Check indentation, brackets and quotes here and in the line above."
  ),
  BadSweepFile(
    "an open quote",
    """
    name: "deep
    parameters: {dataset: teacher}

    """,
    "sweeps/a.yaml:1: quoted text has to end in the line where it starts. Is a quote missing?"),
  BadSweepFile(
    "a key without its colon",
    """
    name: deep
    seeds 3
    parameters: {dataset: teacher}

    """,
    "sweeps/a.yaml:3: this is not YAML: could not find expected ':'. Check indentation, brackets and quotes here and in the line above."
  ),
  BadSweepFile(
    "two documents",
    """
    name: a
    parameters: {dataset: teacher}
    ---
    name: b

    """,
    "sweeps/a.yaml:4: a second YAML document starts here. A sweep file is one document: remove the '---'."),
  BadSweepFile(
    "an anchor and an alias",
    """
    parameters:
      dataset: teacher
      width: &w 64
      depth: *w

    """,
    "sweeps/a.yaml:3: '&' starts an anchor, which a sweep file does not take. Write the value out, or quote the text.",
    "sweeps/a.yaml:4: '*' starts an alias, which a sweep file does not take. Write the value out, or quote the text."
  ),
  BadSweepFile(
    "a merge key",
    """
    base: &base {dataset: teacher}
    parameters:
      <<: *base

    """,
    "sweeps/a.yaml:1: '&' starts an anchor, which a sweep file does not take. Write the value out, or quote the text.",
    "sweeps/a.yaml:3: '*' starts an alias, which a sweep file does not take. Write the value out, or quote the text."
  ),
  BadSweepFile(
    "a tag",
    """
    parameters:
      dataset: teacher
      depth: !!int '8'

    """,
    "sweeps/a.yaml:3: '!' starts a tag, which a sweep file does not take. Leave it out, or quote the text."),
  BadSweepFile(
    "block text",
    """
    name: |
      deep
    parameters: {dataset: teacher}

    """,
    "sweeps/a.yaml:1: '|' starts block text, which a sweep file does not take. Write it on one line, in quotes."
  ),
  BadSweepFile(
    "a key that is a list",
    """
    parameters:
      ? [depth, width]
      : 4

    """,
    "sweeps/a.yaml:2: a key has to be one word. Leave the '?' and brackets out."),
  BadSweepFile(
    "a control character",
    """
    name: a\u{7}
    parameters: {dataset: teacher}

    """,
    "sweeps/a.yaml:1: this is not YAML: control characters are not allowed. Check indentation, brackets and quotes here and in the line above."
  ),
  BadSweepFile(
    "the same key twice",
    """
    name: a
    seeds: 2
    parameters: {dataset: teacher}
    seeds: 3

    """,
    "sweeps/a.yaml:4: 'seeds' is given twice, first in line 2. Keep one of them."),
  BadSweepFile(
    "the same parameter twice, and another mistake below",
    """
    parameters:
      dataset: teacher
      depth: 4
      width: 64
      depth: 8
      momentum: 2

    """,
    "sweeps/a.yaml:5: 'depth' is given twice, first in line 3. Keep one of them.",
    "sweeps/a.yaml:6: 'momentum' is '2'. Expected a number from 0 to below 1."),
  BadSweepFile(
    "the same key twice in braces",
    """
    parameters:
      dataset: teacher
      depth: {value: 4, value: 8}

    """,
    "sweeps/a.yaml:3: 'value' is given twice, first in line 3. Keep one of them."),
  BadSweepFile(
    "an unknown key",
    """
    parameters:
      dataset: teacher
    sedes: 3

    """,
    "sweeps/a.yaml:3: 'sedes' is not known. Did you mean 'seeds'?"),
  BadSweepFile(
    "an unknown key that is near to nothing",
    """
    parameters:
      dataset: teacher
    program: train.py

    """,
    "sweeps/a.yaml:3: 'program' is not known. Expected 'name', 'method', 'experiment', 'parameters', 'exclude', 'seeds', 'measure', 'run_cap', 'retry' or 'resources'."
  ),
  BadSweepFile(
    "an unknown parameter",
    """
    parameters:
      dataset: teacher
      weigth_decay: 0.1

    """,
    "sweeps/a.yaml:3: 'weigth_decay' is not known in 'parameters'. Did you mean 'weight_decay'?"),
  BadSweepFile(
    "a parameter at the top level",
    """
    parameters:
      dataset: teacher
    depth: 4

    """,
    "sweeps/a.yaml:3: 'depth' does not belong here. Put it under 'parameters'."),
  BadSweepFile(
    "a section among the parameters",
    """
    parameters:
      dataset: teacher
      exclude: ["depth > 4"]

    """,
    "sweeps/a.yaml:3: 'exclude' does not belong here. Put it at the top level of the file."),
  BadSweepFile(
    "a seed among the parameters",
    """
    parameters:
      dataset: teacher
      seed: 4

    """,
    "sweeps/a.yaml:3: 'seed' does not belong here. Put it at the top level of the file, as 'seeds'."),
  BadSweepFile(
    "an unknown key of a parameter",
    """
    parameters:
      dataset: teacher
      depth: {values: [4], vlaue: 3}

    """,
    "sweeps/a.yaml:3: 'vlaue' is not known in 'depth'. Did you mean 'values'?"),
  BadSweepFile(
    "no parameters",
    """
    name: a

    """,
    "sweeps/a.yaml:1: 'parameters' is missing. Expected a mapping from parameter to values."),
  BadSweepFile(
    "no dataset",
    """
    parameters:
      depth: 4

    """,
    "sweeps/a.yaml:2: 'dataset' is missing. Expected 'teacher', 'gaussian-clusters' or the path of a data file in this block."
  ),
  BadSweepFile(
    "parameters that are a word",
    """
    parameters: teacher

    """,
    "sweeps/a.yaml:1: 'parameters' is 'teacher'. Expected a mapping from parameter to values."),
  BadSweepFile(
    "a name with a slash",
    """
    name: a/b
    parameters:
      dataset: teacher

    """,
    "sweeps/a.yaml:1: 'name' is 'a/b'. Expected up to 100 letters, digits, '-', '_' and '.', other than 'all', 'last' and a sweep's id."
  ),
  BadSweepFile(
    "the name last",
    """
    name: last
    parameters:
      dataset: teacher

    """,
    "sweeps/a.yaml:1: 'name' is 'last'. Expected up to 100 letters, digits, '-', '_' and '.', other than 'all', 'last' and a sweep's id."
  ),
  BadSweepFile(
    "the name all",
    """
    name: all
    parameters:
      dataset: teacher

    """,
    "sweeps/a.yaml:1: 'name' is 'all'. Expected up to 100 letters, digits, '-', '_' and '.', other than 'all', 'last' and a sweep's id."
  ),
  BadSweepFile(
    "an unknown method",
    """
    method: gird
    parameters:
      dataset: teacher

    """,
    "sweeps/a.yaml:1: 'method' is 'gird'. Expected 'grid'."),
  BadSweepFile(
    "a method of a later version",
    """
    method: random
    parameters:
      dataset: teacher

    """,
    "sweeps/a.yaml:1: 'method' is 'random', which comes in a later version; this one runs 'grid'."),
  BadSweepFile(
    "the command experiment",
    """
    experiment: command
    parameters:
      dataset: teacher

    """,
    "sweeps/a.yaml:1: 'experiment' is 'command', which comes in a later version; this one runs 'regression', 'classification', 'ufm', 'deep-rfm' or 'noop'."
  ),
  BadSweepFile(
    "an unknown experiment",
    """
    experiment: regresion
    parameters:
      dataset: teacher

    """,
    "sweeps/a.yaml:1: 'experiment' is 'regresion'. Expected 'regression', 'classification', 'ufm', 'deep-rfm' or 'noop'. Did you mean 'regression'?"
  ),
  BadSweepFile(
    "an unknown activation",
    """
    parameters:
      dataset: teacher
      activation: {values: [relu, relux]}

    """,
    "sweeps/a.yaml:3: 'activation' is 'relux'. Expected 'relu', 'tanh', 'gelu', 'identity' or 'leaky_relu'. Did you mean 'relu'?"
  ),
  BadSweepFile(
    "a loss of classes in a regression",
    """
    parameters:
      dataset: teacher
      loss: cross_entropy

    """,
    "sweeps/a.yaml:3: 'loss' is 'cross_entropy', which needs classes, and 'experiment' is 'regression'. Choose 'mse' or 'half_mse', or write 'experiment: classification'."
  ),
  BadSweepFile(
    "clusters in a regression",
    """
    parameters:
      dataset: gaussian-clusters

    """,
    "sweeps/a.yaml:2: 'dataset' is 'gaussian-clusters', whose targets are classes, and 'experiment' is 'regression'. Choose 'teacher' or a data file, or write 'experiment: classification'."
  ),
  BadSweepFile(
    "a misspelled dataset",
    """
    parameters:
      dataset: techer

    """,
    "sweeps/a.yaml:2: 'dataset' is 'techer'. Expected 'teacher', 'gaussian-clusters' or the path of a data file. Did you mean 'teacher'?"
  ),
  BadSweepFile(
    "an unknown metric",
    """
    parameters:
      dataset: teacher
    measure: {metrics: [nrc, nrcs]}

    """,
    "sweeps/a.yaml:3: 'metrics' is 'nrcs'. Expected 'nrc', 'ranks', 'intrinsic_dimension', 'classes', 'clusters', 'agop', 'singular' or 'last_layer'. Did you mean 'nrc'?"
  ),
  BadSweepFile(
    "a metric twice",
    """
    parameters:
      dataset: teacher
    measure: {metrics: [nrc, nrc]}

    """,
    "sweeps/a.yaml:3: 'metrics' has the value 'nrc' twice. Keep one of them."),
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
    "sweeps/a.yaml:3: 'depth' is the text \"8\". Expected a whole number from 1 to 1000. Remove the quotes."),
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
      width: {min: 1, max: 4}

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
    "sweeps/a.yaml:3: 'distribution' is 'log_gird'. Expected 'log_grid'."),
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
  BadSweepFile(
    "too many trials",
    """
    parameters:
      dataset: teacher
      depth: {range: {min: 1, max: 1000}}
      width: {range: {min: 1, max: 1000}}
    seeds: 11

    """,
    "sweeps/a.yaml:2: the grid has 11000000 trials, and a sweep holds at most 10000000. Give fewer values or seeds."
  ),
  BadSweepFile(
    "too many values",
    """
    parameters:
      dataset: teacher
      samples: {range: {min: 1, max: 100000000}}

    """,
    "sweeps/a.yaml:3: the grid has 100000000 trials, and a sweep holds at most 10000000. Give fewer values or seeds."
  ),
  BadSweepFile(
    "an unknown name in exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["target_rank > widht"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 15 of 'target_rank > widht': 'widht' is no parameter. Did you mean 'width'?"
  ),
  BadSweepFile(
    "an unknown word in exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["activation == rellu"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 15 of 'activation == rellu': 'rellu' is no value of 'activation'. Did you mean 'relu'?"
  ),
  BadSweepFile(
    "a word where exclude needs a number",
    """
    parameters:
      dataset: teacher
    exclude: ["activation > 3"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 1 of 'activation > 3': found 'activation', which is a word, expected a number."
  ),
  BadSweepFile(
    "an order between words in exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["activation < relu"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 12 of 'activation < relu': found an order between words, expected '==' or '!='."
  ),
  BadSweepFile(
    "a number where exclude needs a condition",
    """
    parameters:
      dataset: teacher
    exclude: ["depth"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 1 of 'depth': found a number, expected a condition such as 'depth < 8'."
  ),
  BadSweepFile(
    "a list in exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["milestones == 3"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 1 of 'milestones == 3': 'milestones' is a list, which a condition cannot use."
  ),
  BadSweepFile(
    "a chain in exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["1 < depth < 4"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 11 of '1 < depth < 4': comparisons do not chain. Write 'a < b and b < c'."
  ),
  BadSweepFile(
    "a single equals sign in exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["depth = 4"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 7 of 'depth = 4': found '='. Write '=='."),
  BadSweepFile(
    "another language in exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["depth > 4 && width > 2"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 11 of 'depth > 4 && width > 2': found '&&'. Write 'and'."),
  BadSweepFile(
    "an open parenthesis in exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["(depth > 4"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 11 of '(depth > 4': found the end, expected ')'."),
  BadSweepFile(
    "an exclude that ends early",
    """
    parameters:
      dataset: teacher
    exclude: ["depth >"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 8 of 'depth >': found the end, expected a parameter, a number or '('."
  ),
  BadSweepFile(
    "a number that exclude cannot read",
    """
    parameters:
      dataset: teacher
    exclude: ["depth > 012"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 9 of 'depth > 012': '012' is no number."),
  BadSweepFile(
    "two conditions in one line of exclude",
    """
    parameters:
      dataset: teacher
    exclude: ["depth > 4 width > 2"]

    """,
    "sweeps/a.yaml:3: 'exclude' at character 11 of 'depth > 4 width > 2': found 'width', expected an operator or the end."
  ),
  BadSweepFile(
    "an exclude that is a mapping",
    """
    parameters:
      dataset: teacher
    exclude: {depth: 4}

    """,
    "sweeps/a.yaml:3: 'exclude' is a mapping. Expected a condition such as \"target_rank > width\"."),
  BadSweepFile(
    "several mistakes at once, by line",
    """
    name: a b
    sedes: 3
    parameters:
      dataset: teacher
      depth: 0
      activation: relux
    exclude: ["dpth > 1"]
    seeds: [1, 1]

    """,
    "sweeps/a.yaml:1: 'name' is 'a b'. Expected up to 100 letters, digits, '-', '_' and '.', other than 'all', 'last' and a sweep's id.",
    "sweeps/a.yaml:2: 'sedes' is not known. Did you mean 'seeds'?",
    "sweeps/a.yaml:5: 'depth' is '0'. Expected a whole number from 1 to 1000.",
    "sweeps/a.yaml:6: 'activation' is 'relux'. Expected 'relu', 'tanh', 'gelu', 'identity' or 'leaky_relu'. Did you mean 'relu'?",
    "sweeps/a.yaml:7: 'exclude' at character 1 of 'dpth > 1': 'dpth' is no parameter. Did you mean 'depth'?",
    "sweeps/a.yaml:8: 'seeds' has the value '1' twice. Keep one of them."),
]
