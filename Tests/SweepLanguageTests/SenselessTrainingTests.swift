import SweepLanguage
import SweepModel
import SweepText
import Testing

private let senseless: [(settings: String, line: Int, sentence: String)] = [
  (
    "depth: 1\nnormalization: layer", 4,
    "'normalization' is 'layer', and with depth 1 there is no hidden layer. Remove it, or raise 'depth'."
  ),
  (
    "last_activation: false\ndepth: 1", 3,
    "'last_activation' is 'false', and with depth 1 there is no hidden layer. Remove it, or raise 'depth'."
  ),
  (
    "feature_decay: 0.5\ndepth: 1", 3,
    "'feature_decay' is '0.5', and with depth 1 there is no hidden layer. Remove it, or raise 'depth'."
  ),
  (
    "width: 1\nnormalization: layer", 3,
    "'normalization' is 'layer', and with width 1 each row's only feature becomes 0. Raise 'width'."
  ),
  (
    "activation: identity\nlast_activation: false", 4,
    "'last_activation' is 'false', and with activation 'identity' and no normalization there is none to leave out. Remove it."
  ),
  (
    "nesterov: true\noptimizer: adam", 3,
    "'nesterov' is 'true', which means nothing to optimizer 'adam'. Remove it."
  ),
  (
    "nesterov: true\nmomentum: 0", 3,
    "'nesterov' is 'true', and with momentum 0 there is nothing to look ahead along. Remove it."
  ),
  ("beta2: 0.99", 3, "'beta2' is '0.99', which means nothing to optimizer 'sgd'. Remove it."),
  (
    "optimizer: lbfgs\nmomentum: 0.5", 4,
    "'momentum' is '0.5', which means nothing to optimizer 'lbfgs'. Remove it."
  ),
  (
    "optimizer: lbfgs\nmilestones: [20]", 4,
    "'milestones' is '[20]', which means nothing to optimizer 'lbfgs'. Remove it."
  ),
  (
    "optimizer: lbfgs\nschedule: cosine", 4,
    "'schedule' is 'cosine', which means nothing to optimizer 'lbfgs'. Remove it."
  ),
  (
    "optimizer: lbfgs\nwarmup_epochs: 2", 4,
    "'warmup_epochs' is '2', which means nothing to optimizer 'lbfgs'. Remove it."
  ),
  (
    "optimizer: lbfgs\nbatch_size: 64", 4,
    "'batch_size' is 64, and optimizer 'lbfgs' needs all rows. Write 'full', or remove it."
  ),
  (
    "optimizer: lbfgs\nnormalization: batch", 4,
    "'normalization' is 'batch', which remembers every point that optimizer 'lbfgs' tries. Choose 'layer' or 'none'."
  ),
  (
    "normalization: batch\nbatch_size: 1", 4,
    "'batch_size' 1 of 8000 training rows makes a batch of one row, which batch normalization cannot normalize. Change it by one or more."
  ),
  (
    "normalization: batch\nbatch_size: 421", 4,
    "'batch_size' 421 of 8000 training rows makes a batch of one row, which batch normalization cannot normalize. Change it by one or more."
  ),
  (
    "input_design: sgemm\ninputs: 20", 4,
    "'inputs' is 20, and input_design 'sgemm' has 14 columns. Remove it."
  ),
  (
    "input_design: sgemm\nsamples: 241601", 4,
    "'samples' is 241601, and input_design 'sgemm' has 241600 rows. Lower it."
  ),
  ("warmup_epochs: 100", 3, "'warmup_epochs' is 100, which is not below epochs 100."),
  (
    "schedule: cosine\nmilestones: [20, 40]", 4,
    "'milestones' is '[20, 40]', which means nothing to schedule 'cosine'. Remove it."
  ),
  (
    "schedule: cosine\nlr_factor: 2", 4,
    "'lr_factor' is 2, and schedule 'cosine' falls to it times the learning rate. Give at most 1."
  ),
  (
    "decay_scope: weights", 3,
    "'decay_scope' is 'weights', and without bias and normalization there are no other parameters. Remove it."
  ),
  (
    "nesterov: true\nmomentum: 0.5\nlearning_rate: 1\nweight_decay: 2", 6,
    "'weight_decay' 2 x 'learning_rate' 1 is above 2 (1 + momentum) / (1 + 2 momentum) = 1.5, so with 'nesterov' the decay alone makes the weights grow without end. Lower one of them."
  ),
  (
    "optimizer: adamw\nlearning_rate: 0.5\nweight_decay: 4", 5,
    "'weight_decay' 4 x 'learning_rate' 0.5 is above 1, so 'adamw' turns the sign of every weight in each step. Lower one of them."
  ),
  (
    "optimizer: lbfgs\nlr_factor: 0.5", 4,
    "'lr_factor' is '0.5', which means nothing to optimizer 'lbfgs'. Remove it."
  ),
  (
    "weight_decay: 0\nlearning_rate: 1e40", 4,
    "'learning_rate' is 1e+40, which single precision cannot hold. Give a number from 1.2e-38 to 3.4e+38."
  ),
  (
    "weight_decay: 1e-60", 3,
    "'weight_decay' is 1e-60, which single precision cannot hold. Give a number from 1.2e-38 to 3.4e+38."
  ),
  (
    "init_gain: 1e-60", 3,
    "'init_gain' is 1e-60, which single precision cannot hold. Give a number from 1.2e-38 to 3.4e+38."
  ),
  (
    "noise: 1e300", 3,
    "'noise' is 1e+300, which single precision cannot hold. Give a number from 1.2e-38 to 3.4e+38."
  ),
  (
    "momentum: 0.9999999999", 3,
    "'momentum' is 0.9999999999, which is 1 in single precision. Lower it."
  ),
  (
    "optimizer: adam\nbeta2: 0.9999999999", 4,
    "'beta2' is 0.9999999999, which is 1 in single precision. Lower it."
  ),
  (
    "depth: 1000\nwidth: 100000", 4,
    "'width' and 'depth' make 9980003000000 weights, and a trial may have 2147483648. Lower one of them."
  ),
  (
    "samples: 100000000\ninputs: 100", 3,
    "'samples' is 100000000 rows of 110 columns, and a trial may have 4294967296 numbers. Lower one of them."
  ),
  ("beta2: 1", 3, "'beta2' is '1'. Expected a number from 0 to below 1."),
  ("feature_decay: -1", 3, "'feature_decay' is '-1'. Expected a number of 0 or more."),
  ("warmup_epochs: -1", 3, "'warmup_epochs' is '-1'. Expected a whole number from 0 to 100000000."),
  ("schedule: cosin", 3, "'schedule' is 'cosin'. Expected 'milestones' or 'cosine'. Did you mean 'cosine'?"),
]

private func file(_ settings: String) -> String {
  "parameters:\n  dataset: teacher\n" + settings.split(separator: "\n").map { "  \($0)\n" }.joined()
}

@Test(arguments: senseless)
func `settings that mean nothing together are refused with the reason`(
  settings: String, line: Int, sentence: String
) throws {
  let problems = try #require(throws: SweepProblems.self) { try plan(file(settings)) }
  #expect(problems.lines == ["sweeps/a.yaml:\(line): \(sentence)"])
}

@Test(arguments: [
  "optimizer: lbfgs", "optimizer: adam\nbeta2: 0.99\nmomentum: 0.8", "nesterov: true", "schedule: cosine",
  "optimizer: adamw\nweight_decay: 0.1\nschedule: cosine\nwarmup_epochs: 5\nlr_factor: 1",
  "bias: true\ndecay_scope: weights", "normalization: batch\nbatch_size: 128",
  "normalization: layer\nactivation: gelu", "last_activation: false\nfeature_decay: 0.01",
  "depth: 34\nwidth: 8000", "samples: 100000000", "momentum: 0.9999999", "noise: 0\nfeature_decay: 1e-37",
  "init: orthogonal\ninit_gain: 1.4", "loss: half_mse", "optimizer: adam\nweight_decay: 3\nlearning_rate: 1",
])
func `settings that go together are planned`(_ settings: String) throws {
  #expect(try plan(file(settings)).trials.count == 1)
}

@Test(
  arguments: [
    ("sgd", 0.05, 0.9, BatchSize.rows(128), [33, 66]), ("adam", 0.001, 0.9, .rows(128), [33, 66]),
    ("adamw", 0.001, 0.9, .rows(128), [33, 66]), ("lbfgs", 1, 0, .full, []),
  ] as [(String, Double, Double, BatchSize, [Int])])
func `defaults of training follow the optimizer`(
  optimizer: String, rate: Double, momentum: Double, batch: BatchSize, milestones: [Int]
) throws {
  let spec = try plan(file("optimizer: \(optimizer)")).trials[0].spec
  #expect(spec[.learningRate] == rate && spec[.momentum] == momentum)
  #expect(spec[.batchSize] == batch && spec[.milestones] == milestones)
}
