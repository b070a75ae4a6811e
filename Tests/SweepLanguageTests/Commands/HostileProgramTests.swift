import SweepLanguage
import SweepModel
import SweepText
import Testing

private func lines(_ count: Int, _ line: (Int) -> String) -> String { (0..<count).map(line).joined() }
private func program(_ parameters: String, _ rest: String = "") -> String {
  "program: a.py\nmethod: random\nrun_cap: 5\n\(rest)parameters:\n\(parameters)"
}

private let hostile: [(String, String, String?)] = [
  ("many parameters", program(lines(20_000) { "  a\($0): {value: 1}\n" }), "at most 500"),
  ("500 parameters", program(lines(500) { "  a\($0): {min: 0.0, max: 1.0}\n" }), nil),
  ("many values", program("  a: {values: [" + lines(100_000) { "\($0)," } + "0]}\n"), nil),
  ("many lists", program("  a: {values: [" + lines(50_000) { _ in "[1]," } + "[]]}\n"), nil),
  ("a great range", program("  a: {min: -9007199254740992, max: 9007199254740992}\n"), nil),
  (
    "a greater range", program("  a: {min: -9223372036854775808, max: 9223372036854775807}\n"),
    "'min' of 'a' is '-9223372036854775808'"
  ),
  ("a range of all reals", program("  a: {min: -1.0e308, max: 1.0e308}\n"), "beyond the largest number"),
  ("tiny steps", program("  a: {distribution: q_uniform, min: 0, max: 1, q: 1.0e-300}\n"), nil),
  (
    "deep nesting",
    program("  a: " + lines(30) { _ in "{parameters: {a: " } + "{value: 1}" + lines(30) { _ in "}}" } + "\n"),
    "nested more than"
  ),
  (
    "deep lists", program("  a: {value: " + lines(30) { _ in "[" } + lines(30) { _ in "]" } + "}\n"),
    "nested more than 20 deep"
  ),
  ("a long text", program("  a: {value: \"" + lines(100_000) { _ in "x" } + "\"}\n"), "more than 56 KiB"),
  (
    "a long command", program("  a: {value: 1}\n", "command: [" + lines(20_000) { _ in "word, " } + "x]\n"),
    "more than 56 KiB"
  ),
  ("a long name", program("  " + lines(300) { _ in "a" } + ": {value: 1}\n"), "is no name of a parameter"),
  ("a slash in a name", program("  a/b: {value: 1}\n"), "is no name of a parameter"),
  ("a quote in a name", program("  'a\"b': {value: 1}\n"), "is no name of a parameter"),
  ("a null in a word", program("  a: {value: 1}\n", "command: [\"a\\0b\"]\n"), "Expected words"),
  (
    "nothing is left by conditions", program("  a: {min: 0.0, max: 1.0}\n", "exclude: [\"a >= 0\"]\n"),
    "leaves none"
  ),
  (
    "a cap beyond memory",
    "program: a.py\nmethod: random\nrun_cap: 100000000\nparameters: {a: {min: 0.0, max: 1.0}}\n",
    "at most 1000000"
  ),
  (
    "a cap beyond everything",
    "program: a.py\nmethod: random\nrun_cap: 9007199254740992\nparameters: {a: {value: 1}}\n",
    "at most 1000000"
  ),
  ("a seed below 0", program("  seed: {values: [-1]}\n"), "seeds of every cell"),
  ("a program with a line break", "program: \"a\\nb\"\n", "a text of one line"),
  ("a command of mappings", "command: [{a: 1}]\n", "'command' is a list with a mapping"),
  ("an environment of lists", program("  a: {value: 1}\n", "environment: {A: [1]}\n"), "'A' is a list"),
  ("a metric that is a list", program("  a: {value: 1}\n", "metric: [x]\n"), "'metric' is a list"),
  ("parameters of nothing", program("  a: {parameters: {}}\n"), "at least one parameter"),
  ("text in place of parameters", "program: a.py\nparameters: x\n", "a mapping from parameter"),
  ("a wrapper in a wrapper", "sweep: {sweep: {program: a.py}}\n", "'sweep' is not known"),
  ("a wrapper of nothing", "sweep: {}\n", "'parameters' is missing"),
]

@Suite struct HostileProgramTests {
  @Test(arguments: hostile)
  func `a hostile sweep of a program is planned or refused in one sentence or a few`(
    _ name: String, _ text: String, _ part: String?
  ) {
    let lines = refusal(text)
    if let part {
      #expect(lines.contains { $0.contains(part) }, "\(lines.prefix(5))")
      #expect(lines.count < 4 && lines.allSatisfy { $0.count < 600 }, "\(lines.count)")
    } else {
      #expect(lines.isEmpty, "\(lines.prefix(3))")
    }
  }

  /// One letter of a good file is changed, left out or doubled: no trap, no empty refusal, and no trial that does not read back.
  @Test func `a damaged file is planned or refused`() throws {
    let seed = 11
    var random = RandomStream(seed: seed, for: .test)
    let good =
      "program: a.py\nmethod: random\nrun_cap: 4\nmetric: {name: x, goal: maximize}\nparameters:\n  lr: {distribution: q_log_uniform_values, min: 1e-1, max: 10, q: 2}\n  m: {parameters: {k: {values: [1, null, [a]]}}}\n  seed: {min: 1, max: 2}\n  e: {expression: \"2 * lr\"}\n"
    #expect(refusal(good).isEmpty)
    let letters = Array("{}[]:,-\"'#&* \n0a.$e_%")
    var planned = 0
    for round in 0..<600 {
      var text = Array(good)
      let place = random.below(text.count)
      switch random.below(3) {
      case 0: text[place] = letters[random.below(letters.count)]
      case 1: text.remove(at: place)
      default: text.insert(letters[random.below(letters.count)], at: place)
      }
      do throws(SweepProblems) {
        let plan = try planProgram(String(text))
        planned += 1
        for trial in plan.trials {
          #expect(
            (try? Specification(canonical: trial.canonical))?.id == trial.id, "seed \(seed), round \(round)")
        }
      } catch {
        #expect(
          !error.lines.isEmpty && error.lines.allSatisfy { $0.hasPrefix("sweeps/a.yaml:") },
          "seed \(seed), round \(round)")
      }
    }
    #expect((50..<550).contains(planned), "\(planned)")
  }
}
