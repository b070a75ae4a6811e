/// Too much or nothing to run, and conditions of `exclude`.
extension [BadSweepFile] {
  static let grid = [
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
      "sweeps/a.yaml:1: 'name' is 'a b'. Expected up to 100 letters, digits, '-', '_' and '.' that start with no '-' or '.', other than 'all', 'last', a number, a range of numbers and a sweep's id.",
      "sweeps/a.yaml:2: 'sedes' is not known. Did you mean 'seeds'?",
      "sweeps/a.yaml:5: 'depth' is '0'. Expected a whole number from 1 to 1000.",
      "sweeps/a.yaml:6: 'activation' is 'relux'. Expected 'relu', 'tanh', 'gelu', 'identity' or 'leaky_relu'. Did you mean 'relu'?",
      "sweeps/a.yaml:7: 'exclude' at character 1 of 'dpth > 1': 'dpth' is no parameter. Did you mean 'depth'?",
      "sweeps/a.yaml:8: 'seeds' has the value '1' twice. Keep one of them."),
  ]
}
