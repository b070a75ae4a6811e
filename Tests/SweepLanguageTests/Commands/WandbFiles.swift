import Testing

/// A sweep file as W&B's users write them, and what comes of it.
struct WandbFile: CustomTestStringConvertible, Sendable {
  enum Outcome: Sendable {
    /// So many trials, the first of which are given this.
    case trials(Int, [String] = [])
    /// A random sweep without a cap, of so many trials with `--run-cap 12`.
    case uncapped(Int)
    /// Lines with what has to be in each.
    case refused([String])
  }
  let name: String
  let text: String
  let outcome: Outcome

  init(_ name: String, _ text: String, _ outcome: Outcome) {
    (self.name, self.text, self.outcome) = (name, text, outcome)
  }

  var testDescription: String { name }

  private static func program(_ method: String, _ parameters: String, _ rest: String = "") -> String {
    "program: train.py\nmethod: \(method)\nparameters:\n  \(parameters)\n\(rest)"
  }

  static let grids: [WandbFile] = [
    WandbFile(
      "names are sorted and the last is fastest",
      program("grid", "z: {values: [1, 2]}\n  B: {values: [3, 4]}\n  a: {value: x}"),
      .trials(4, ["B=3 a=x z=1", "B=3 a=x z=2", "B=4 a=x z=1", "B=4 a=x z=2"])),
    WandbFile(
      "a seed is the seeds", program("grid", "lr: {values: [0.1, 0.2]}\n  seed: {values: [7, 9]}"),
      .trials(4, ["lr=0.1 seed=7", "lr=0.1 seed=9", "lr=0.2 seed=7"])),
    WandbFile(
      "one seed as a value", program("grid", "lr: {values: [1, 2]}\n  seed: {value: 42}"),
      .trials(2, ["lr=1 seed=42"])),
    WandbFile(
      "a range of seeds", program("grid", "seed: {min: 1, max: 5}"), .trials(5, ["seed=1", "seed=2"])),
    WandbFile(
      "numbers are written as Python writes them",
      program("grid", "x: {values: [1e-5, 1.0e-05, 0.5, 1e5, 10000000000000000.0, 3, -2, +1, .5, 1.]}"),
      .trials(8, ["x=1e-05", "x=0.5", "x=100000.0", "x=1e+16", "x=3", "x=-2", "x=1", "x=1.0"])),
    WandbFile(
      "flags, null and words",
      program("grid", "x: {values: [true, False, yes, null, ~, none, \"1\", 'true', cuda:0, 1.2.3]}"),
      .trials(8, ["x=True", "x=False", "x=None", "x=none", "x=1", "x=true", "x=cuda:0", "x=1.2.3"])),
    WandbFile(
      "lists and mappings as values",
      program("grid", "sizes: {values: [[64, 64], [128], []]}\n  kw: {value: {a: 1, b: [x, null]}}"),
      .trials(
        3, ["kw={'a': 1, 'b': ['x', None]} sizes=[64, 64]", "kw={'a': 1, 'b': ['x', None]} sizes=[128]"])),
    WandbFile(
      "a list of lists is one value", program("grid", "blocks: {value: [[1], [2, 2]]}"),
      .trials(1, ["blocks=[[1], [2, 2]]"])),
    WandbFile(
      "nested names are one argument",
      program(
        "grid",
        "model: {parameters: {depth: {values: [2, 4]}, act: {parameters: {name: {value: relu}}}}}\n  lr: {value: 0.1}"
      ),
      .trials(
        2,
        [
          "lr=0.1 model={'act': {'name': 'relu'}, 'depth': 2}",
          "lr=0.1 model={'act': {'name': 'relu'}, 'depth': 4}",
        ])),
    WandbFile(
      "dotted names pass as they are", program("grid", "wandb.mode: {value: online}\n  a-b.c: {values: [1]}"),
      .trials(1, ["a-b.c=1 wandb.mode=online"])),
    WandbFile(
      "names that mean something at the top",
      program(
        "grid",
        "method: {values: [a, b]}\n  program: {value: x}\n  command: {value: 1}\n  metric: {value: 2}\n  dataset: {values: [mnist, cifar]}\n  experiment: {value: z}"
      ),
      .trials(4, ["command=1 dataset=mnist experiment=z method=a metric=2 program=x"])),
    WandbFile("whole ends alone", program("grid", "n: {min: 2, max: 4}"), .trials(3, ["n=2", "n=3", "n=4"])),
    WandbFile(
      "int_uniform", program("grid", "n: {distribution: int_uniform, min: -1, max: 1}"),
      .trials(3, ["n=-1", "n=0", "n=1"])),
    WandbFile(
      "q_uniform leaves max out", program("grid", "n: {distribution: q_uniform, min: 5, max: 20, q: 5}"),
      .trials(3, ["n=5", "n=10", "n=15"])),
    WandbFile(
      "q_uniform in parts", program("grid", "n: {distribution: q_uniform, min: 0, max: 1, q: 0.25}"),
      .trials(4, ["n=0.0", "n=0.25"])),
    WandbFile(
      "constant and categorical by name",
      program(
        "grid", "a: {distribution: constant, value: 1}\n  b: {distribution: categorical, values: [x, y]}"),
      .trials(2, ["a=1 b=x"])),
    WandbFile(
      "equal values count once", program("grid", "a: {values: [1, 1, 2]}"), .trials(2, ["a=1", "a=2"])),
    WandbFile(
      "1 and 1.0 are told apart", program("grid", "a: {values: [1, 1.0]}"), .trials(2, ["a=1", "a=1.0"])),
    WandbFile(
      "no parameters but a seed", program("grid", "seed: {values: [1, 2, 3]}"), .trials(3, ["seed=1"])),
    WandbFile(
      "a wrapper", "sweep:\n  program: a.py\n  method: grid\n  parameters: {a: {values: [1, 2]}}\n",
      .trials(2, ["a=1"])),
    WandbFile(
      "run_cap cuts", program("grid", "a: {values: [1, 2, 3]}", "run_cap: 2\n"), .trials(2, ["a=1", "a=2"])),
    WandbFile(
      "all keys that W&B knows",
      program(
        "grid", "a: {values: [1, 2]}",
        "name: n\ndescription: d\nproject: p\nentity: e\napiVersion: v\nkind: sweep\ncontroller: {type: local}\nmetric: {name: val/acc, goal: maximize, target: 0.9, impute: worst, impute_while_running: latest}\nearly_terminate: {type: hyperband, min_iter: 3, eta: 2, strict: true}\nrun_cap: 10\n"
      ),
      .trials(2, ["a=1"])),
    WandbFile(
      "hyperband from its end",
      program("grid", "a: {value: 1}", "early_terminate: {type: hyperband, max_iter: 27, s: 2}\n"), .trials(1)
    ),
    WandbFile(
      "our own forms",
      program(
        "grid",
        "a: {range: {min: 1, max: 9, step: 4}}\n  b: {distribution: log_grid, min: 0.01, max: 1, n: 3}"),
      .trials(9, ["a=1 b=0.01", "a=1 b=0.1"])),
    WandbFile("short forms", program("grid", "a: [1, 2]\n  b: x"), .trials(2, ["a=1 b=x"])),
    WandbFile(
      "an expression",
      program(
        "grid",
        "lr: {values: [0.1, 0.2]}\n  wd: {expression: \"1e-4 / lr\"}\n  width: {value: 64}\n  half: {expression: \"width / 2\"}"
      ), .trials(2, ["half=32 lr=0.1 wd=0.001 width=64", "half=32 lr=0.2 wd=0.0005 width=64"])),
    WandbFile(
      "conditions",
      program(
        "grid", "a: {values: [1, 2, 3]}\n  m: {parameters: {k: {values: [x, y]}}}",
        "exclude: [\"a > 1 and m.k == x\"]\n"),
      .trials(4, ["a=1 m={'k': 'x'}", "a=1 m={'k': 'y'}", "a=2 m={'k': 'y'}"])),
    WandbFile(
      "blocks",
      "program: a.py\nparameters:\n  - {a: {values: [1, 2]}}\n  - {b: {values: [3]}, c: {value: x}}\nseeds: 2\n",
      .trials(6, ["a=1", "a=1", "a=2", "a=2", "b=3 c=x"])),
    WandbFile(
      "a command without parameters", "command: [echo, hello]\nmethod: grid\nseeds: 3\n",
      .trials(3, ["", "", ""])),
  ]

  static let randoms: [WandbFile] =
    [
      "lr: {min: 0.0001, max: 0.1}", "lr: {min: 0, max: 0.1}", "lr: {min: 1e-5, max: 1}",
      "n: {min: 1, max: 100}",
      "a: {distribution: uniform, min: 1, max: 2}", "a: {distribution: q_uniform, min: 0, max: 100, q: 2}",
      "a: {distribution: log_uniform_values, min: 1e-5, max: 0.1}",
      "a: {distribution: inv_log_uniform_values, min: 1e-5, max: 0.1}",
      "a: {distribution: q_log_uniform_values, min: 16, max: 4096, q: 8}", "a: {distribution: normal}",
      "a: {distribution: normal, mu: 3, sigma: 0.1}", "a: {distribution: q_normal, sigma: 100, q: 0.5}",
      "a: {distribution: log_normal, mu: -3, sigma: 1}",
      "a: {distribution: q_log_normal, mu: 5, sigma: 1, q: 1}",
      "a: {distribution: beta}", "a: {distribution: beta, a: 2, b: 5}",
      "a: {distribution: q_beta, a: 2, b: 5, q: 0.01}",
      "a: {distribution: int_uniform, min: -50, max: 50}\n  b: {values: [x, y]}",
      "a: {distribution: categorical_w_probabilities, values: [1, 2], probabilities: [0.9, 0.1]}\n  b: {min: 0.0, max: 1.0}",
      "m: {parameters: {lr: {min: 0.1, max: 1.0}, k: {values: [1, 2]}}}",
      "lr: {min: 0.1, max: 1.0}\n  wd: {expression: \"1e-3 * lr\"}",
    ].map { WandbFile($0, program("random", $0), .uncapped(12)) } + [
      WandbFile(
        "seeds stay replicates", program("random", "lr: {min: 0.0, max: 1.0}\n  seed: {min: 1, max: 5}"),
        .uncapped(12)),
      WandbFile("few cells", program("random", "a: {values: [1, 2]}\n  b: {values: [x, y]}"), .uncapped(4)),
      WandbFile(
        "few cells with seeds", program("random", "a: {values: [1, 2]}\n  seed: {values: [3, 4]}"),
        .uncapped(4)),
      WandbFile("no value but constants", program("random", "a: {value: 1}"), .uncapped(1)),
      WandbFile(
        "a rare value is taken where all are",
        program("random", "a: {values: [1, 2], probabilities: [0.9999999, 0.0000001]}"), .uncapped(2)),
      WandbFile(
        "a weight of nothing is never drawn",
        program("random", "a: {values: [1, 2, 3], probabilities: [0.5, 0, 0.5]}"), .uncapped(2)),
    ]

  static let refused: [WandbFile] = [
    WandbFile(
      "bayes", program("bayes", "lr: {min: 0.0, max: 1.0}"),
      .refused(["2: 'method' is 'bayes', which seeks one optimum", "--method random"])),
    WandbFile("custom", program("custom", "lr: {value: 1}"), .refused(["2: 'method' is 'custom'"])),
    WandbFile(
      "exponents", program("random", "lr: {distribution: log_uniform, min: -9, max: -2}"),
      .refused(["4: 'lr' has distribution 'log_uniform'", "Use log_uniform_values to specify limit values"])),
    WandbFile(
      "exponents in steps", program("random", "lr: {distribution: q_log_uniform, min: 1, max: 2, q: 1}"),
      .refused(["Use q_log_uniform_values"])),
    WandbFile(
      "a range in a grid", program("grid", "lr: {min: 0.0, max: 1.0}"),
      .refused(["4: 'lr' is drawn from a range", "method: random"])),
    WandbFile(
      "weights in a grid", program("grid", "a: {values: [1, 2], probabilities: [0.5, 0.5]}"),
      .refused(["4: 'a' is drawn from a range"])),
    WandbFile(
      "q beside a plain range", program("random", "a: {min: 1, max: 9, q: 2}"),
      .refused(["4: 'q' of 'a' means nothing to distribution 'int_uniform'", "q_uniform"])),
    WandbFile("equal ends", program("random", "a: {min: 1.0, max: 1.0}"), .refused(["'min' below 'max'"])),
    WandbFile(
      "a log of 0", program("random", "a: {distribution: log_uniform_values, min: 0, max: 1}"),
      .refused(["above 0 with 'log_uniform_values'"])),
    WandbFile(
      "a unknown distribution", program("random", "a: {distribution: log_unifrm_values, min: 1, max: 2}"),
      .refused(["Did you mean 'log_uniform_values'?"])),
    WandbFile(
      "an end missing", program("random", "a: {distribution: uniform, min: 1}"),
      .refused(["'max' is missing"])),
    WandbFile(
      "parts of whole numbers", program("random", "a: {distribution: int_uniform, min: 0.5, max: 2}"),
      .refused(["Expected whole numbers"])),
    WandbFile(
      "weights that do not sum to 1", program("random", "a: {values: [1, 2], probabilities: [0.5, 0.4]}"),
      .refused(["sum to 1"])),
    WandbFile(
      "too few weights", program("random", "a: {values: [1, 2, 3], probabilities: [0.5, 0.5]}"),
      .refused(["one probability for each value"])),
    WandbFile(
      "categorical with weights",
      program("random", "a: {distribution: categorical, values: [1, 2], probabilities: [0.5, 0.5]}"),
      .refused(["categorical_w_probabilities"])),
    WandbFile(
      "a deviation of 0", program("random", "a: {distribution: normal, sigma: 0}"),
      .refused(["'sigma' of 'a' is '0'. Expected a number above 0"])),
    WandbFile(
      "beyond every number", program("random", "a: {distribution: log_normal, mu: 700, sigma: 50}"),
      .refused(["beyond the largest number"])),
    WandbFile("an empty entry", program("random", "a: {}"), .refused(["'a' is given by nothing"])),
    WandbFile("no list", program("grid", "a: {values: 3}"), .refused(["a list with at least one value"])),
    WandbFile(
      "an empty list", program("grid", "a: {values: []}"), .refused(["a list with at least one value"])),
    WandbFile(
      "a name with a blank", program("grid", "a b: {value: 1}"), .refused(["'a b' is no name of a parameter"])
    ),
    WandbFile(
      "a dotted and a nested name", program("grid", "a.b: {value: 1}\n  a: {parameters: {b: {value: 2}}}"),
      .refused(["'a.b' is the name of two parameters"])),
    WandbFile("octal", program("grid", "a: {values: [012]}"), .refused(["leading zero"])),
    WandbFile("time of day", program("grid", "a: {values: [1:30]}"), .refused(["time of day"])),
    WandbFile("hexadecimal", program("grid", "a: {values: [0x10]}"), .refused(["base 10"])),
    WandbFile("grouped digits", program("grid", "a: {values: [1_000]}"), .refused(["without '_'"])),
    WandbFile("infinity", program("grid", "a: {values: [.inf]}"), .refused(["finite"])),
    WandbFile(
      "beyond 64 bits", program("grid", "a: {values: [9223372036854775808]}"),
      .refused(["9223372036854775807"])),
    WandbFile(
      "a seed that is a word", program("grid", "seed: {values: [a]}"),
      .refused(["'seed' is a mapping", "seeds of every cell"])),
    WandbFile(
      "a seed from a range", program("random", "seed: {min: 0.0, max: 1.0}"),
      .refused(["'seed' is a mapping"])),
    WandbFile(
      "a great range of seeds", program("random", "seed: {min: 0, max: 10000}"),
      .refused(["'seed' is one of 10001 numbers"])),
    WandbFile(
      "a job", program("grid", "a: {value: 1}", "job: x\n"), .refused(["5: 'job' starts a job of W&B Launch"])
    ),
    WandbFile(
      "several goals", program("grid", "a: {value: 1}", "metrics: []\n"),
      .refused(["'metrics' is for a search with several goals"])),
    WandbFile(
      "a key that nobody knows", program("grid", "a: {value: 1}", "comand: [x]\n"),
      .refused(["5: 'comand' is not known. Did you mean 'command'?"])),
    WandbFile(
      "a metric without a name", program("grid", "a: {value: 1}", "metric: {goal: minimize}\n"),
      .refused(["'name' is missing"])),
    WandbFile(
      "another goal", program("grid", "a: {value: 1}", "metric: {name: x, goal: maximise}\n"),
      .refused(["Did you mean 'maximize'?"])),
    WandbFile(
      "another stop", program("grid", "a: {value: 1}", "early_terminate: {type: median}\n"),
      .refused(["'hyperband'", "'min_iter' is missing"])),
    WandbFile(
      "no program", "method: grid\nmetric: {name: x}\nparameters: {a: {values: [1, 2]}}\n",
      .refused(["1: nothing says what to run", "--program FILE"])),
    WandbFile(
      "an empty command", "method: grid\ncommand: []\nparameters: {a: {value: 1}}\n",
      .refused(["2: 'command' is an empty list"])),
    WandbFile(
      "a command in one text", "method: grid\ncommand: python a.py\nparameters: {a: {value: 1}}\n",
      .refused(["Write [python, a.py]"])),
    WandbFile(
      "a macro that there is not", "method: grid\nprogram: a.py\ncommand: [\"${arg}\"]\n",
      .refused(["3: '${arg}' in 'command' is no macro. Did you mean ${args}"])),
    WandbFile(
      "a macro inside a word", "method: grid\nprogram: a.py\ncommand: [\"x=${args}\"]\n",
      .refused(["has ${args} inside a word"])),
    WandbFile(
      "a program that is none", "method: grid\ncommand: [\"${program}\"]\n",
      .refused(["means nothing without 'program'"])),
    WandbFile(
      "a variable that is not set", "method: grid\nprogram: a.py\ncommand: [\"${envvar:NOPE}\"]\n",
      .refused(["'NOPE', which is not set"])),
    WandbFile(
      "two kinds of experiment",
      "method: grid\nprogram: a.py\nexperiment: regression\nparameters: {dataset: teacher}\n",
      .refused(["3: 'program' starts a program", "'regression'"])),
    WandbFile(
      "a program of another folder", "method: grid\nprogram: ../a.py\n",
      .refused(["2: 'program' is '../a.py'"])),
    WandbFile(
      "an expression of a stranger", program("grid", "a: {value: 1}\n  b: {expression: \"2 * c\"}"),
      .refused(["'c' is no parameter"])),
    WandbFile(
      "an expression of an expression",
      program("grid", "a: {value: 1}\n  b: {expression: \"2 * a\"}\n  c: {expression: \"b + 1\"}"),
      .refused(["'c' names 'b', which is computed itself"])),
    WandbFile(
      "an expression without value", program("grid", "a: {values: [0, 1]}\n  b: {expression: \"1 / a\"}"),
      .refused(["'b' comes to no value of it in some cells"])),
    WandbFile(
      "Fathom's own variables", program("grid", "a: {value: 1}", "environment: {FATHOM_OUT: x}\n"),
      .refused(["'FATHOM_OUT' in 'environment'"])),
    WandbFile(
      "a signal that there is not", program("grid", "a: {value: 1}", "signal: KILL\n"),
      .refused(["'signal' is 'KILL'"])),
    WandbFile(
      "a batch of nobody knows how many", program("grid", "a: {value: 1}", "batch: {same: [a]}\n"),
      .refused(["'max' is missing"])),
    WandbFile(
      "a batch beyond what a process is given", program("grid", "a: {value: 1}", "batch: {max: 1025}\n"),
      .refused(["'max' of 'batch' is '1025'. Expected a whole number from 1 to 1024."])),
    WandbFile(
      "a batch by a stranger", program("grid", "deep: {value: 1}", "batch: {max: 2, same: [deap]}\n"),
      .refused(["'deap' in 'same' of 'batch' is no parameter of this sweep. Did you mean 'deep'?"])),
    WandbFile(
      "a batch by the seeds", program("grid", "a: {value: 1}", "batch: {max: 2, same: [seed]}\nseeds: 2\n"),
      .refused(["'seed' in 'same' of 'batch' is no parameter of this sweep."])),
    WandbFile(
      "a batch by no list", program("grid", "a: {value: 1}", "batch: {max: 2, same: a}\n"),
      .refused(["'same' is 'a'"])),
    WandbFile(
      "a batch that W&B reports for", program("grid", "a: {value: 1}", "batch: {max: 2}\nwandb: true\n"),
      .refused(["'wandb: true' reads what the W&B client of one trial left"])),
    WandbFile(
      "two blocks to draw from",
      "program: a.py\nmethod: random\nparameters: [{a: {min: 0.0, max: 1.0}}, {b: {value: 1}}]\n",
      .refused(["draws from one block"])),
  ]
}
