/// Keys and names that are unknown, misplaced or missing.
extension [BadSweepFile] {
  static let words = [
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
      zebra: train.py

      """,
      "sweeps/a.yaml:3: 'zebra' is not known. Expected 'name', 'method', 'experiment', 'parameters', 'exclude', 'seeds', 'measure', 'run_cap', 'retry' or 'resources'."
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
      "sweeps/a.yaml:2: 'dataset' is missing. Expected 'teacher', 'gaussian-clusters', 'scenes' or the path of a data file in this block."
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
      "sweeps/a.yaml:1: 'name' is 'a/b'. Expected up to 100 letters, digits, '-', '_' and '.' that start with no '-' or '.', other than 'all', 'last', a number, a range of numbers and a sweep's id."
    ),
    BadSweepFile(
      "the name last",
      """
      name: last
      parameters:
        dataset: teacher

      """,
      "sweeps/a.yaml:1: 'name' is 'last'. Expected up to 100 letters, digits, '-', '_' and '.' that start with no '-' or '.', other than 'all', 'last', a number, a range of numbers and a sweep's id."
    ),
    BadSweepFile(
      "the name all",
      """
      name: all
      parameters:
        dataset: teacher

      """,
      "sweeps/a.yaml:1: 'name' is 'all'. Expected up to 100 letters, digits, '-', '_' and '.' that start with no '-' or '.', other than 'all', 'last', a number, a range of numbers and a sweep's id."
    ),
    BadSweepFile(
      "an unknown method",
      """
      method: gird
      parameters:
        dataset: teacher

      """,
      "sweeps/a.yaml:1: 'method' is 'gird'. Expected 'grid', 'random' or 'refine'. Did you mean 'grid'?"),
    BadSweepFile(
      "the command experiment",
      """
      experiment: command
      parameters:
        dataset: teacher

      """,
      "sweeps/a.yaml:1: nothing says what to run: neither 'program' nor 'command' is given. Give '--program FILE', or write 'program: train.py'. Fathom's own experiments are named by 'experiment'."
    ),
    BadSweepFile(
      "an unknown experiment",
      """
      experiment: regresion
      parameters:
        dataset: teacher

      """,
      "sweeps/a.yaml:1: 'experiment' is 'regresion'. Expected 'regression', 'classification', 'ufm', 'deep-rfm', 'noop' or 'command'. Did you mean 'regression'?"
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
      "sweeps/a.yaml:2: 'dataset' is 'techer'. Expected 'teacher', 'gaussian-clusters', 'scenes' or the path of a data file. Did you mean 'teacher'?"
    ),
    BadSweepFile(
      "an unknown metric",
      """
      parameters:
        dataset: teacher
      measure: {metrics: [nrc, nrcs]}

      """,
      "sweeps/a.yaml:3: 'metrics' is 'nrcs'. Expected 'nrc', 'ranks', 'intrinsic_dimension', 'dimension_scale', 'classes', 'clusters', 'agop', 'singular', 'last_layer', 'equilibrium' or 'gram'. Did you mean 'nrc'?"
    ),
    BadSweepFile(
      "a metric twice",
      """
      parameters:
        dataset: teacher
      measure: {metrics: [nrc, nrc]}

      """,
      "sweeps/a.yaml:3: 'metrics' has the value 'nrc' twice. Keep one of them."),
  ]

  /// A metric, or what the field calls all of them, where a group is expected: the nearest name would be the wrong group.
  static let metricsForGroups = [
    ("nc", "'classes' has nc1 to nc4 of a classification, 'nrc' has nrc1 to nrc4 of a regression."),
    ("collapse", "'classes' has nc1 to nc4 of a classification, 'nrc' has nrc1 to nrc4 of a regression."),
    ("NC3", "'nc3' is in the group 'classes'."), ("cdnv", "'cdnv' is in the group 'classes'."),
    ("nrc2", "'nrc2' is in the group 'nrc'."),
  ].map { word, hint in
    BadSweepFile(
      "'\(word)' for a group", "parameters:\n  dataset: teacher\nmeasure: {metrics: [\(word)]}\n",
      "sweeps/a.yaml:3: 'metrics' is '\(word)'. Expected 'nrc', 'ranks', 'intrinsic_dimension', 'dimension_scale', 'classes', "
        + "'clusters', 'agop', 'singular', 'last_layer', 'equilibrium' or 'gram'. \(hint)")
  }

  static let rows = [
    (
      "rows of another name", "[train, tests]",
      "'rows' is 'tests'. Expected 'train' or 'test'. Did you mean 'test'?"
    ),
    (
      "no rows", "[]",
      "'rows' is an empty list. Expected [train] or [train, test]: findings and charts are about training rows."
    ),
    (
      "test rows alone", "[test]",
      "'rows' is a list. Expected [train] or [train, test]: findings and charts are about training rows."
    ),
    ("a row twice", "[train, train]", "'rows' has the value 'train' twice. Keep one of them."),
    ("rows that are a word", "test", "'rows' is 'test'. Expected a list of 'train' or 'test'."),
    (
      "test rows where none is held out", "[train, test]",
      "'rows' has 'test', and no row is held out. Give a 'test_fraction', or a file with 'x_test'."
    ),
  ].map { title, rows, sentence in
    BadSweepFile(
      title, "parameters: {dataset: teacher, test_fraction: 0}\nmeasure: {rows: \(rows)}\n",
      "sweeps/a.yaml:\(sentence.contains("held out") ? 1 : 2): \(sentence)")
  }
}
