import SweepLanguage
import SweepModel
import Testing

private let contract = """
  name: low-rank-targets
  method: grid
  experiment: regression
  parameters:
    dataset:       {value: teacher}
    depth:         {values: [4, 8]}
    width:         {values: [64, 128]}
    weight_decay:  {distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 7}
    target_rank:   {values: [1, 2, 4]}
    target_dim:    {value: 10}
    learning_rate: {value: 0.05}
  exclude: ["target_rank > width"]
  seeds: 3
  measure: {every: 50, metrics: [nrc, ranks, intrinsic_dimension]}
  run_cap: 5000
  retry: {max: 3}
  resources: {time: 20m, memory: 2G}
  """

@Test func `a whole sweep file is read`() throws {
  let plan = try plan(contract)
  #expect(plan.name == "low-rank-targets")
  #expect(plan.kind == .regression)
  #expect(plan.cells == 2 * 2 * 7 * 3)
  #expect(plan.trials.count == plan.cells * 3)
  #expect(plan.variedParameters == ["depth", "width", "weight_decay", "target_rank"])
  #expect(plan.retryMax == 3)
  #expect(plan.timeLimit == .seconds(1200))
  #expect(plan.memoryLimitBytes == 2 << 30)
  #expect(plan.runCap == 5000)
  let spec = plan.trials[0].spec
  #expect(spec[.measureEvery] == 50)
  #expect(spec[.metrics] == [.intrinsicDimension, .nrc, .ranks])
}

@Test func `a batch as large as the data and milestones right before the end are allowed`() throws {
  #expect(
    try plan(body("dataset: teacher", "samples: 10", "batch_size: 8", "epochs: 3", "milestones: [2]")).cells
      == 1)
}

@Test func `what a file leaves out has its default`() throws {
  let plan = try plan("parameters: {dataset: teacher}")
  let spec = try #require(plan.trials.first?.spec)
  #expect(plan.name == "a")
  #expect(plan.trials.count == 1)
  #expect(plan.retryMax == 3 && plan.timeLimit == nil && plan.memoryLimitBytes == nil && plan.runCap == nil)
  #expect(spec == Specification(.regression, dataset: .teacher))
  let canonical = #"""
    {"activation":"relu","batch_size":128,"bias":false,"data_seed":0,"dataset":"teacher","depth":8,\#
    "epochs":100,"experiment":"regression","init":"pytorch","init_gain":1.0,"inputs":20,\#
    "learning_rate":0.05,"loss":"mse","lr_factor":0.1,"measure_every":0,"metrics":["nrc","ranks"],\#
    "milestones":[33,66],"momentum":0.9,"noise":0.0,"normalization":"none","numerics":4,\#
    "optimizer":"sgd","samples":10000,"seed":0,"shuffle":true,"standardize":true,"target_dim":10,\#
    "target_rank":10,"teacher_width":10,"test_fraction":0.2,"weight_decay":0.001,"width":256}
    """#
  #expect(spec.canonical == canonical)
}

@Test func `a file's trial names its data by content and has no teacher's fields`() throws {
  let plan = try plan("parameters: {dataset: swimmer.npz, target_rank: 2}")
  let spec = try #require(plan.trials.first?.spec)
  #expect(spec.dataset == .file(DataID(high: 1, low: 2)))
  #expect(
    Set(spec.parameters.keys).isDisjoint(with: ["inputs", "target_dim", "teacher_width", "noise", "samples"]))
  #expect(spec[.targetRank] == 2 && spec[.testFraction] == nil)
  #expect(plan.dataPaths == [DataID(high: 1, low: 2): "/data/sweeps/swimmer.npz"])
}

@Test(arguments: [
  ("epochs: 100", [33, 66]), ("epochs: 3", [1, 2]), ("epochs: 2", [1]), ("epochs: 1", []),
  ("milestones: [10, 20]", [10, 20]), ("milestones: []", []),
  ("milestones: {values: [[10], [10, 20]]}", [10]), ("milestones: {value: [7]}", [7]),
])
func `milestones are thirds of the epochs unless they are given`(_ line: String, _ milestones: [Int]) throws {
  #expect(try spec("dataset: teacher", line)[.milestones] == milestones)
}

@Test(arguments: [
  ("dataset: bare.npz", "samples: 100", 80), ("dataset: bare.npz", "samples: 500", 128),
  ("dataset: swimmer.npz", "samples: 100", 100), ("dataset: teacher", "samples: 10", 8),
])
func `a batch is 128 rows or all there are`(_ dataset: String, _ samples: String, _ rows: Int) throws {
  #expect(try spec(dataset, samples)[.batchSize] == .rows(rows))
}

@Test func `a test share is a file's own rows, or a fifth`() throws {
  #expect(try spec("dataset: swimmer.npz")[.testFraction] == nil)
  #expect(try spec("dataset: bare.npz")[.testFraction] == 0.2)
  #expect(try spec("dataset: swimmer.npz", "test_fraction: 0.5")[.testFraction] == 0.5)
}

@Test func `the default rank is the largest that the teacher has`() throws {
  #expect(try spec("dataset: teacher", "inputs: 5")[.targetRank] == 5)
  #expect(try spec("dataset: teacher", "teacher_width: 3")[.targetRank] == 3)
  let wide = try spec("dataset: teacher", "teacher_width: 10", "target_dim: 3")
  #expect(wide[.targetRank] == 3 && wide[.teacherWidth] == 10)
  #expect(try spec("dataset: teacher", "target_rank: 2")[.teacherWidth] == 2)
}

@Test(arguments: [
  ("depth: {values: [4, 8, 2]}", [4, 8, 2]), ("depth: {value: 4}", [4]), ("depth: 4", [4]),
  ("depth: [4, 8]", [4, 8]),
  ("depth: {range: {min: 2, max: 8, step: 3}}", [2, 5, 8]), ("depth: {range: {min: 2, max: 4}}", [2, 3, 4]),
  ("depth: {range: {min: 3, max: 3}}", [3]), ("depth: 8.0", [8]), ("depth: 1e1", [10]), ("depth: +4", [4]),
  ("depth: {distribution: log_grid, min: 2, max: 32, n: 5}", [2, 4, 8, 16, 32]),
])
func `whole numbers are given in these ways`(_ line: String, _ depths: [Int]) throws {
  #expect(try plan(body("dataset: teacher", line)).trials.map(\.spec[.depth]) == depths)
}

@Test(arguments: [
  ("weight_decay: {range: {min: 0.1, max: 0.3, step: 0.1}}", [0.1, 0.2, 0.3]),
  ("weight_decay: {range: {min: 0, max: 1e-3, step: 2.5e-4}}", [0, 2.5e-4, 5e-4, 7.5e-4, 1e-3]),
  ("weight_decay: {distribution: log_grid, min: 1e-5, max: 1e-2, n: 4}", [1e-5, 1e-4, 1e-3, 1e-2]),
  ("weight_decay: {distribution: log_grid, min: 1.0e-5, max: 1.0e-2, n: 3}", [1e-5, 3.16227766017e-4, 1e-2]),
  (
    "weight_decay: {distribution: log_grid, min: 0.12345678901234566, max: 0.9876543210987654, n: 2}",
    [0.12345678901234566, 0.9876543210987654]
  ),
  ("weight_decay: [0, 1e-5, .5, 5., 1E-2]", [0, 1e-5, 0.5, 5, 0.01]), ("weight_decay: -0.0", [0]),
])
func `numbers are what a person would write`(_ line: String, _ decays: [Double]) throws {
  #expect(try plan(body("dataset: teacher", line)).trials.map(\.spec[.weightDecay]) == decays)
}

@Test(arguments: [
  ("yes", true), ("no", false), ("on", true), ("Off", false), ("True", true), ("false", false),
])
func `a flag is read as a person means it`(_ word: String, _ flag: Bool) throws {
  #expect(try spec("dataset: teacher", "shuffle: \(word)")[.shuffle] == flag)
}

@Test func `the last parameter varies fastest, and seeds faster still`() throws {
  let plan = try plan(body("dataset: teacher", "depth: [4, 8]", "width: [32, 64]") + "seeds: [5, 3]\n")
  #expect(plan.trials.map(\.spec[.depth]) == [4, 4, 4, 4, 8, 8, 8, 8])
  #expect(plan.trials.map(\.spec[.width]) == [32, 32, 64, 64, 32, 32, 64, 64])
  #expect(plan.trials.map(\.spec.seed) == [5, 3, 5, 3, 5, 3, 5, 3])
  #expect(plan.trials.map(\.cell) == [0, 0, 1, 1, 2, 2, 3, 3])
}

@Test func `every trial's id is the hash of its specification`() throws {
  let plan = try plan(contract)
  for trial in plan.trials {
    #expect(trial.id == trial.spec.id)
    #expect(try Specification(canonical: trial.canonical) == trial.spec)
  }
  #expect(Set(plan.trials.map(\.id)).count == plan.trials.count)
}

@Test func `blocks are grids of their own, and what two of them share is planned once`() throws {
  let plan = try plan(
    """
    parameters:
      - {dataset: teacher, depth: [4, 8]}
      - {dataset: teacher, depth: [8, 12], width: 256}
      - {dataset: swimmer.npz, weight_decay: 0.01}
    seeds: 2
    """)
  #expect(plan.trials.map(\.spec[.depth]) == [4, 4, 8, 8, 12, 12, 8, 8])
  #expect(plan.cells == 4)
  #expect(plan.variedParameters == ["dataset", "depth", "weight_decay"])
}

@Test func `a renamed copy of a file is the same data`() throws {
  let plan = try plan("parameters: {dataset: [swimmer.npz, copy.npz, bare.npz]}")
  #expect(plan.cells == 2)
  #expect(plan.dataPaths[DataID(high: 1, low: 2)] == "/data/sweeps/copy.npz")
}

@Test func `the cap ends the list after so many trials`() throws {
  let text = body("dataset: teacher", "depth: [4, 8]") + "seeds: 3\n"
  let whole = try plan(text)
  let capped = try plan(text + "run_cap: 4\n")
  #expect(capped.trials.map(\.id) == whole.trials.prefix(4).map(\.id))
  #expect(capped.cells == 2)
  let flops = capped.trials.map { whole.flops($0.spec) }
  #expect(capped.totalFlops == flops.reduce(0, +))
}

@Test func `a rank beyond the targets is no mistake in a cell that exclude leaves out`() throws {
  let plan = try plan(
    body("dataset: teacher", "target_dim: 4", "target_rank: [2, 8]") + "exclude: target_rank > target_dim\n")
  #expect(plan.trials.map(\.spec[.targetRank]) == [2])
}

@Test func `noop needs neither dataset nor parameters`() throws {
  let plan = try plan("experiment: noop\nseeds: 4\n")
  #expect(plan.trials.count == 4)
  #expect(plan.totalFlops == 0)
  #expect(plan.trials[3].spec.dataset == .none)
}

@Test func `the sweep's id follows its name and its trials, not its spelling`() throws {
  let first = try plan("name: a\n" + body("dataset: teacher", "depth: [4, 8]")).id
  #expect(
    try plan("# same\n" + body("depth: {values: [4, 8]}", "dataset: teacher") + "name: a\n").id == first)
  #expect(try plan("name: b\n" + body("dataset: teacher", "depth: [4, 8]")).id != first)
  #expect(try plan("name: a\n" + body("dataset: teacher", "depth: [8, 4]")).id != first)
}

/// By hand: 20 x 256 + 6 x 256^2 + 256 x 10 = 400,896 weights; 8,000 rows; 100 epochs; 6 operations each.
@Test func `the cost is six operations a weight and row`() throws {
  let plan = try plan("parameters: {dataset: teacher}\nseeds: 2\n")
  let each = 6.0 * 400_896 * 800_000
  #expect(plan.flops(plan.trials[0].spec) == each)
  #expect(plan.coreHours(flopsPerSecond: 1e9) == plan.totalFlops / 3.6e12)
  #expect(plan.totalFlops == 2 * each)
}

@Test func `one linear layer has inputs x targets weights`() throws {
  let plan = try plan(body("dataset: swimmer.npz", "depth: 1", "epochs: 10", "milestones: []"))
  let expected: Double = 6 * 16 * 10_000 * 10
  #expect(plan.totalFlops == expected)
}

@Test func `a table's columns are split as the sweep says`() throws {
  let plan = try plan(body("dataset: table.csv", "target_columns: 4"))
  let facts = try #require(plan.data.values.first)
  let shape = try #require(plan.trials[0].spec.shape(facts))
  #expect(shape == TrialShape(inputs: 6, targets: 4, trainRows: 400, testRows: 100))
}

func body(_ lines: String...) -> String { "parameters:\n" + lines.map { "  \($0)\n" }.joined() }

private func spec(_ lines: String...) throws -> Specification {
  let plan = try plan("parameters:\n" + lines.map { "  \($0)\n" }.joined())
  return try #require(plan.trials.first?.spec)
}

@Test(arguments: [
  "{dataset: teacher, weight_decay: 1e-3, momentum: 0.9, depth: 8}",
  "{depth: 8, momentum: .9, weight_decay: 0.001, dataset: teacher}",
  "{dataset: {value: teacher}, weight_decay: {values: [1.0E-3]}, depth: 8.0, width: 256, seed_: 0}",
  "{dataset: teacher, last_activation: true, feature_decay: 0, nesterov: false, decay_scope: all, warmup_epochs: 0}",
  "{dataset: teacher, input_design: normal, inputs: 20, whiten_targets: false}",
  "{dataset: teacher, beta2: 0.999, schedule: milestones}",
  "{dataset: teacher, batch_size: 128, milestones: [33, 66], samples: 1e4, teacher_width: 10, shuffle: yes} # same",
])
func `order, spelling, comments and defaults do not change an id`(_ parameters: String) throws {
  let text = "parameters: " + parameters.split(separator: ", seed_: 0").joined()
  #expect(try plan(text).trials[0].id == Specification(.regression, dataset: .teacher).id)
}

@Test(arguments: [
  "samples: 9999", "inputs: 21", "target_dim: 9", "target_rank: 9", "teacher_width: 11", "noise: 0.1",
  "standardize: false", "test_fraction: 0.1", "data_seed: 1", "depth: 7", "width: 255", "init: he_uniform",
  "init_gain: 1.5", "learning_rate: 0.06", "momentum: 0.8", "weight_decay: 0", "batch_size: 127",
  "batch_size: full", "epochs: 101", "milestones: [33]", "lr_factor: 0.2", "shuffle: false",
  "bias: true", "activation: tanh", "normalization: layer", "last_activation: false", "init: orthogonal",
  "loss: half_mse", "feature_decay: 0.1", "optimizer: adam", "nesterov: true", "schedule: cosine",
  "warmup_epochs: 1", "input_design: sgemm", "whiten_targets: true", "decay_scope: last", "keep_rank: 3",
])
func `each parameter changes the id`(_ line: String) throws {
  let id = try plan(body("dataset: teacher", line)).trials[0].id
  #expect(id != Specification(.regression, dataset: .teacher).id)
}

/// By hand: 20 x 8 + 8 x 8 + 8 x 10 = 304 weights, and 8 + 8 + 10 biases.
@Test func `biases count as weights`() throws {
  func flops(_ bias: Bool) throws -> Double {
    try plan(body("dataset: teacher", "depth: 3", "width: 8", "bias: \(bias)")).totalFlops
  }
  #expect(try flops(true) / flops(false) == 330.0 / 304)
}
