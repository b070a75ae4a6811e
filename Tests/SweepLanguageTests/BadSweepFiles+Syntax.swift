/// What is no YAML, or YAML that sweep files do not use.
extension [BadSweepFile] {
  static let syntax = [
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
  ]
}
